#!/usr/bin/env bash
# How large and how quick the screen is: bytes of a first visit, time to the first card, interaction delay, frames while scrolling (DESIGN section 8).
#   ./scripts/bench/screen.sh                10,000 traces, one trace of 50,000 spans; some two minutes
#   ./scripts/bench/screen.sh --phoenix      also Arize Phoenix's screen in the same run, in an environment of its own
#   ./scripts/bench/screen.sh --help         other numbers
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/lib/uv.sh
. scripts/lib/frontend.sh
. scripts/bench/phoenix.sh
uv_bootstrap
env_sync dev requirements/dev.lock
frontend_build
phoenix_arguments "$@"
PYTHONPATH=backend:scripts exec .venvs/dev/bin/python -m bench.screen ${arguments[@]+"${arguments[@]}"}
