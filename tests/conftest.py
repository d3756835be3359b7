"""In which order the tests run, and which of them share a worker."""

import pytest

# What takes long goes first: groups are given to workers in this order, and the last ones should be short.
_LONG = ("tests/faults/", "tests/e2e/", "tests/api/gateway/", "tests/contract/", "tests/api/agentops_server/")
# The server that the files of a folder share. Who asks for it runs in one worker, which starts it once;
# a worker for each store that it is started over.
_SHARED = {
    "tests/contract/agentops_server": "server",
    "tests/api/agentops_server": "server",
    "tests/api/agentops_money": "server",
    "tests/api/agentops_query": "server",
    "tests/api/agentops_sql": "sql",
    "tests/api/gateway": "shared_gateway",
}


def _group(item: pytest.Item) -> str:
    """A folder and the store of its shared server, or else a file: its tests run in one worker, in order."""
    file = item.nodeid.partition("::")[0]
    folder = file.rpartition("/")[0]
    shared = _SHARED.get(folder)
    if not isinstance(item, pytest.Function) or shared not in item.fixturenames:
        return file
    store = item.callspec.params.get(shared, "") if hasattr(item, "callspec") else ""
    return f"{folder}:{store}"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: next((n for n, path in enumerate(_LONG) if item.nodeid.startswith(path)), 9))
    for item in items:
        if item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(_group(item)))
