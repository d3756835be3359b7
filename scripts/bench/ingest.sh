#!/usr/bin/env bash
# How many spans a second are stored, durable and queryable, against the engine alone (the bars of DESIGN section 8).
#   ./scripts/bench/ingest.sh                  three rounds of 200,000 spans, some three minutes
#   ./scripts/bench/ingest.sh --phoenix …      also beside Arize Phoenix, in an environment of its own
#   ./scripts/bench/ingest.sh --spans 1000000  larger rounds
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/lib/uv.sh
. scripts/bench/phoenix.sh
uv_bootstrap
env_sync servers requirements/servers.lock
phoenix_arguments "$@"
PYTHONPATH=backend:scripts exec .venvs/servers/bin/python -m bench.ingest ${arguments[@]+"${arguments[@]}"}
