#!/usr/bin/env bash
# First configuration without starting anything: environments, screen, .env with generated secrets.
#   ./scripts/setup.sh [--env-file FILE]
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib/uv.sh
. scripts/lib/frontend.sh
frontend_check
uv_bootstrap
env_sync servers requirements/servers.lock
env_sync gateway litellm/requirements.lock
if ! frontend_is_built; then frontend_deps; frontend_build; fi
PYTHONPATH=scripts exec .venvs/servers/bin/python -m stack "$@" setup
