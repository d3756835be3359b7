#!/usr/bin/env bash
# Renews the hash-locked requirements of each environment from pyproject.toml and litellm/requirements.in.
# The locks name no registry, so they work behind any mirror (docs/adr/0002-environments.md).
#   ./scripts/lock.sh            keep locked versions where they still fit
#   ./scripts/lock.sh --upgrade  take the newest versions that fit
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib/uv.sh
uv_bootstrap
compile() { "$UV" pip compile -q --universal --python-version 3.11 --generate-hashes --no-annotate --no-header "$@"; }
compile pyproject.toml "${@:1}" -o requirements/servers.lock
compile --group agents -c requirements/servers.lock "${@:1}" -o requirements/agents.lock
compile pyproject.toml --group dev -c requirements/servers.lock -c requirements/agents.lock "${@:1}" -o requirements/dev.lock
compile litellm/requirements.in "${@:1}" -o litellm/requirements.lock
compile requirements/realtime.in "${@:1}" -o requirements/realtime.lock
