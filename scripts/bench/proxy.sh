#!/usr/bin/env bash
# What the proxy costs, as ratios of one run (the bars of DESIGN section 8).
#   ./scripts/bench/proxy.sh            requests/s, processor time, added latency against a bare aiohttp proxy and,
#                                       where it is installed, nginx (Debian package nginx-light); half a minute
#   ./scripts/bench/proxy.sh --all      also fastapi-proxy-lib, in an environment of its own
#   ./scripts/bench/proxy.sh stream     1 GiB down and up in flat memory
#   ./scripts/bench/proxy.sh sockets    1,000 idle WebSockets
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/lib/uv.sh
uv_bootstrap
env_sync dev requirements/dev.lock
arguments=()
for argument in "$@"; do
  if [ "$argument" = --all ]; then
    library=.venvs/bench-proxy/bin/python
    if [ ! -x "$library" ]; then
      "$UV" venv --quiet --python "${PYTHON:-python3}" .venvs/bench-proxy
      "$UV" pip install --quiet --python "$library" fastapi-proxy-lib==0.3.0 'httpx<0.29' fastapi 'uvicorn[standard]'
    fi
    arguments+=(--library-python "$library")
  else
    arguments+=("$argument")
  fi
done
PYTHONPATH=backend:scripts exec .venvs/dev/bin/python -m bench.proxy ${arguments[@]+"${arguments[@]}"}
