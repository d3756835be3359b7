from typing import Any, cast

from agentops_server.store.client import Connection
from agentops_server.store.versions import Versions


class Clocks:
    """A store that tells a time that somebody sets, and a clock that nobody sets."""

    def __init__(self, stored: int) -> None:
        self.now, self.elapsed, self.stored = 1000, 0, stored

    def rows(self, sql: str) -> list[dict[str, Any]]:
        return [{"highest": self.stored} if "highest" in sql else {"now_ns": self.now}]

    def pass_by(self, nanoseconds: int) -> None:
        self.now += nanoseconds
        self.elapsed += nanoseconds


def test_versions_are_the_time_and_go_on_when_it_is_put_back() -> None:
    clocks = Clocks(stored=0)
    versions = Versions("traces", lambda: clocks.elapsed)
    connection = cast(Connection, clocks)
    assert versions.next(connection) == 1000
    assert versions.next(connection) == 1001  # the same moment
    clocks.pass_by(100)
    assert versions.next(connection) == 1101
    clocks.now -= 900
    clocks.pass_by(50)
    assert versions.next(connection) == 1151
    clocks.now += 2000
    assert versions.next(connection) == clocks.now


def test_versions_are_above_what_was_stored_before() -> None:
    clocks = Clocks(stored=5000)
    versions = Versions("traces", lambda: clocks.elapsed)
    assert versions.next(cast(Connection, clocks)) == 5001
