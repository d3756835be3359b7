#!/usr/bin/env bash
# What a project's policy (masking, no payloads, retention) costs per span before the span goes to disk.
#   ./scripts/bench/masking.sh [--spans 200] [--requests 20]      a minute at most
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/lib/uv.sh
uv_bootstrap
env_sync servers requirements/servers.lock
PYTHONPATH=backend:scripts exec .venvs/servers/bin/python -m bench.masking "$@"
