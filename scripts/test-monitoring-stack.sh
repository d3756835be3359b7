#!/usr/bin/env bash
# Sends a marked request through the gateway of the running stack and reads it back at every hop.
# A line a hop; exit status 1 when any of them fails.
#   ./scripts/test-monitoring-stack.sh [--env-file FILE]
set -euo pipefail
cd "$(dirname "$0")/.."
PYTHONPATH=scripts exec "${PYTHON:-python3}" -m stack "$@" hops
