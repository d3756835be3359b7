#!/usr/bin/env bash
# The long runs of the fault and fuzz tests; the test suite runs short ones of the same code.
#   ./scripts/faults.sh kill [--rounds 100] [--seed N]    kill -9 of the AgentOps server at random moments under load
#   ./scripts/faults.sh fuzz [--bodies 10000] [--seed N]  mutated bodies at every way in of the AgentOps server
#   ./scripts/faults.sh long [PYTEST-ARGS]                the tests of which ./scripts/test.sh runs a sample, in full
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib/uv.sh
case "${1:-}" in
  kill | fuzz | long) ;;
  *) sed -n '2,5p' "$0" | sed 's/^# \{0,1\}//'; [ "${1:-}" = --help ] && exit 0; exit 2 ;;
esac
uv_bootstrap
env_sync dev requirements/dev.lock
if [ "$1" = long ]; then
  tests=(tests/faults/agentops_server/test_{durability,fuzz}.py tests/api/agentops_store/test_{migrations,retention}.py tests/unit/agentops_query
    tests/api/agentops_{query,money,server} tests/faults/agentops_server/test_{dead_letters,deleted_projects}.py)
  [ $# -eq 1 ] || tests=("${@:2}")
  TESTS_LONG=true exec .venvs/dev/bin/pytest "${tests[@]}"
fi
PYTHONPATH=backend:tests exec .venvs/dev/bin/python -m "faults.$1" "${@:2}"
