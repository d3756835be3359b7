#!/usr/bin/env bash
# Installs what the tests need and runs all of them: style, types, import rules, frontend, unit, API, contract,
# fault and whole-stack tests with real processes and a real browser.
#   ./scripts/test.sh              everything
#   ./scripts/test.sh PYTEST-ARGS  only pytest, with these arguments
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib/uv.sh
. scripts/lib/frontend.sh
. scripts/lib/system.sh

# Some images set it. The tests start Python hundreds of times: each time, all that it imports would be compiled anew.
unset PYTHONDONTWRITEBYTECODE

frontend_check
uv_bootstrap
mkdir -p .venvs
for pair in servers:requirements/servers.lock gateway:litellm/requirements.lock agents:requirements/agents.lock realtime:requirements/realtime.lock dev:requirements/dev.lock; do
  echo "== environment ${pair%%:*}"
  env_sync "${pair%%:*}" "${pair#*:}"
done
echo "== packages and build of the screen"
frontend_deps
node_deps tests/fixtures/oidc
node_deps tests/fixtures/otel_js
if ! frontend_is_built; then frontend_build; fi
system_part "chromium|chromium-browser|google-chrome" chromium "the browser tests"
system_part prometheus prometheus "the tests with a real Prometheus"
system_part promtool prometheus "the tests of the alert rules"
system_part amtool prometheus-alertmanager "the tests with a real Alertmanager"
system_part "initdb|pg_ctlcluster" postgresql "the tests on PostgreSQL"
system_part redis-server redis-server "the tests of the gateway's cache in Redis"
system_part faketime faketime "the tests of clocks that jump"
system_part shellcheck shellcheck "the check of the shell scripts"
if command -v go >/dev/null 2>&1; then
  ./scripts/collector/build.sh >/dev/null
elif [ "${CI:-}" = true ]; then
  die "Go is missing; under CI=true nothing may be left out (the tests with a real collector)."
else
  LEFT_OUT+=("the tests with a real collector (need Go)")
fi
for part in ${LEFT_OUT[@]+"${LEFT_OUT[@]}"}; do echo "left out: $part"; done

dev=.venvs/dev/bin
if [ $# -gt 0 ]; then exec "$dev/pytest" "$@"; fi

notes=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; rm -rf "$notes"' EXIT
check() { # check NAME COMMAND...: runs it and notes a failure, so that one run shows all of them
  local name=$1 started=$SECONDS; shift
  echo "== $name"
  "$@" || echo "$name" >> "$notes/failed"
  echo "-- $name: $((SECONDS - started)) s"
}
in_frontend() { (cd frontend && "$@"); }

check_the_code() {
  check "format" "$dev/ruff" format --check --quiet .
  check "lint" "$dev/ruff" check --quiet .
  check "types" "$dev/mypy" --no-error-summary backend scripts/stack
  check "types of the gateway" "$dev/mypy" --no-error-summary litellm scripts/demo_traffic.py
  check "types of the tests" "$dev/mypy" --no-error-summary tests
  check "import rules" env PYTHONPATH=backend "$dev/lint-imports" --no-cache
  if command -v shellcheck >/dev/null 2>&1; then check "shell scripts" shellcheck -x .ci/run scripts/*.sh scripts/lib/*.sh docker/*.sh; fi
  check "screen: generated API client" in_frontend npm run --silent generate:check
  check "screen: types" in_frontend npm run --silent typecheck
  check "screen: component tests" in_frontend npm run --silent test
}

# The linter of the screen takes one processor as long as all the others take the other one.
(check "screen: lint" in_frontend npm run --silent lint) > "$notes/lint" 2>&1 &
check_the_code
wait
cat "$notes/lint"
# A file stays with one worker, so that its servers start once. Four: tests wait as often as they compute.
check "pytest: parts" "$dev/pytest" -m "not stack" -n 4 --dist loadfile --no-loadscope-reorder --durations=40
# Alone on the machine: it holds the stack to its promised times.
check "pytest: whole stack" "$dev/pytest" -m stack --durations=20 tests/stack tests/e2e

for part in ${LEFT_OUT[@]+"${LEFT_OUT[@]}"}; do echo "left out: $part"; done
if [ -s "$notes/failed" ]; then
  echo "FAILED: $(paste -s -d, "$notes/failed" | sed 's/,/, /g')"
  exit 1
fi
echo "All checks passed in $((SECONDS / 60)) min $((SECONDS % 60)) s."
