#!/usr/bin/env bash
# How fast questions are answered over millions of spans, through HTTP, against the bars of DESIGN section 8.
#   ./scripts/bench/query.sh                       1 and 10 million spans; some 15 minutes, 5 GB in a temporary folder
#   ./scripts/bench/query.sh 1000000               so many spans (one or more numbers)
#   ./scripts/bench/query.sh --folder DIR …        keeps the data in DIR and uses it again
#   ./scripts/bench/query.sh --only cost …          only questions whose name holds this; may be repeated
#   ./scripts/bench/query.sh --phoenix …           also asks Arize Phoenix, in an environment of its own, over as
#                                                  many spans as it stores in a few minutes (--phoenix-spans)
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/lib/uv.sh
. scripts/bench/phoenix.sh
uv_bootstrap
env_sync servers requirements/servers.lock
phoenix_arguments "$@"
PYTHONPATH=backend:scripts exec .venvs/servers/bin/python -m bench.query ${arguments[@]+"${arguments[@]}"}
