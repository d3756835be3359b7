#!/usr/bin/env bash
# Ends the stack of this data folder and waits until everything it started is gone.
#   ./scripts/down.sh [--env-file FILE]
set -euo pipefail
cd "$(dirname "$0")/.."
# Standard library only, so any Python will do.
PYTHONPATH=scripts exec "${PYTHON:-python3}" -m stack "$@" down
