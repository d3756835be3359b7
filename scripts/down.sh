#!/usr/bin/env bash
# Ends the stack of this data folder and waits until everything it started is gone.
#   ./scripts/down.sh [--env-file FILE]
#   ./scripts/down.sh --docker [--env-file FILE]   the containers; their volumes stay
set -euo pipefail
cd "$(dirname "$0")/.."
if [ "${1:-}" = --docker ]; then
  shift
  . scripts/lib/uv.sh
  . scripts/lib/docker.sh
  docker_down "$@"
  exit
fi
# Standard library only, so any Python will do.
PYTHONPATH=scripts exec "${PYTHON:-python3}" -m stack "$@" down
