"""One stack for all tests of this folder; they run in one worker, in order."""

from collections.abc import Iterator

import httpx
import pytest

from fixtures.stack import RunningStack


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/stack/" in item.path.as_posix():
            item.add_marker(pytest.mark.stack)
            item.add_marker(pytest.mark.xdist_group("stack"))


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStack]:
    """A running stack; stopped at the end."""
    made = RunningStack(tmp_path_factory.mktemp("stack"))
    try:
        made.up()
        yield made
    finally:
        result = made.run("down.sh")
        assert result.returncode == 0, result.stdout


@pytest.fixture(scope="session")
def portal(stack: RunningStack) -> Iterator[httpx.Client]:
    """The portal's API, signed in."""
    with stack.signed_in() as client:
        yield client
