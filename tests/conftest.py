"""In which order the tests run."""

import pytest

# What takes long goes first: files are given to workers in this order, and the last ones should be short.
_LONG = ("tests/faults/", "tests/e2e/", "tests/api/gateway/", "tests/contract/", "tests/api/agentops_server/")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: next((n for n, path in enumerate(_LONG) if item.nodeid.startswith(path)), 9))
