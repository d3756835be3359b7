#!/usr/bin/env bash
# One line a component of the stack: does it answer? Exit status 1 when one does not.
#   ./scripts/health-check.sh [--env-file FILE]
set -euo pipefail
cd "$(dirname "$0")/.."
# Standard library only, so any Python will do.
PYTHONPATH=scripts exec "${PYTHON:-python3}" -m stack "$@" health
