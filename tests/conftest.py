"""In which order the tests run, how those with made-up inputs do, and what all of them share."""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture import providers

from fixtures.certificates import read_once
from fixtures.extent import IS_LONG

# What takes long goes first: files are given to workers in this order, and the last ones should be short.
_LONG = (
    "tests/faults/",
    "tests/e2e/",
    "tests/api/gateway/",
    "tests/api/agentops_upstream/",
    "tests/api/agentops_store/",
    "tests/api/agentops_sql/test_hostile",
    "tests/unit/agentops_query/test_rollups",
    "tests/contract/",
    "tests/api/agentops_server/",
    "tests/api/agentops_query/",
)
# Where ./scripts/test.sh looks for the tests of the whole stack.
_STACK = ("tests/stack/", "tests/e2e/")

read_once()

# The same inputs in each short run, and none refused because the machine is slow.
settings.register_profile(
    "steady",
    derandomize=not IS_LONG,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    database=None,
)
settings.load_profile("steady")
if not IS_LONG:
    # Unasked, it also tries the constants of all modules of ours that are imported by then: those differ with
    # what else ran in this process, and so from worker to worker.
    assert callable(providers._get_local_constants)
    providers._get_local_constants = lambda: providers._local_constants


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    lost = [
        one.nodeid for one in items if one.get_closest_marker("stack") and not one.nodeid.startswith(_STACK)
    ]
    if lost:
        raise pytest.UsageError(f"tests of the whole stack belong to one of {_STACK}: {lost}")
    items.sort(key=lambda item: next((n for n, path in enumerate(_LONG) if item.nodeid.startswith(path)), 99))
