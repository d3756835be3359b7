#!/usr/bin/env bash
# What recording costs the gateway: no callback, ours, LiteLLM's `otel`, as ratios of one run (the bars of DESIGN section 8).
#   ./scripts/bench/gateway.sh                  some six minutes
#   ./scripts/bench/gateway.sh --starts 8       more processes of each, for a machine that does other things, too
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/lib/uv.sh
uv_bootstrap
env_sync servers requirements/servers.lock
env_sync gateway litellm/requirements.lock
PYTHONPATH=backend:scripts exec .venvs/servers/bin/python -m bench.gateway "$@"
