#!/usr/bin/env bash
# 200 live viewers and 50 people who reload the Overview: p95 and memory of the portal (DESIGN section 8, issue "The portal API").
#   ./scripts/bench/portal.sh             20,000 traces, a minute of load; three minutes in all
#   ./scripts/bench/portal.sh --help      other numbers
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/lib/uv.sh
uv_bootstrap
env_sync dev requirements/dev.lock
PYTHONPATH=backend:scripts exec .venvs/dev/bin/python -m bench.portal "$@"
