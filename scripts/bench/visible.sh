#!/usr/bin/env bash
# How long after a 200 a span can be read, at 5,000 spans a second (the bar of DESIGN section 8: p99 under 1.5 s).
#   ./scripts/bench/visible.sh                         40 seconds
#   ./scripts/bench/visible.sh --rate 2000 --seconds 120
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/lib/uv.sh
uv_bootstrap
env_sync servers requirements/servers.lock
PYTHONPATH=backend:scripts exec .venvs/servers/bin/python -m bench.ingest.visible "$@"
