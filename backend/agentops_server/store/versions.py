"""Versions of rows: nanoseconds that only grow, whatever the clock does."""

import threading
import time
from collections.abc import Callable
from typing import Literal

from agentops_server.store.client import Connection

_HIGHEST = {
    "traces": "SELECT max(version) AS highest FROM traces",
    "prices": "SELECT max(version) AS highest FROM prices",
    "uploads": "SELECT max(version) AS highest FROM uploads",
    # Both kinds are made by one writer.
    "trace_rollups": "SELECT max(computed) AS highest FROM ("
    "SELECT computed FROM trace_rollups UNION ALL SELECT computed FROM failed_trace_rollups)",
}
_STORE_NOW = "SELECT toUnixTimestamp64Nano(now64(9)) AS now_ns"
Table = Literal["traces", "prices", "uploads", "trace_rollups"]


class Versions:
    """Gives out versions for one table: the store's time, and after it was put back what it would have been.

    So a row that is written later replaces one that was written before, and readers who follow versions
    (the live tail) miss nothing. `elapsed_ns`: a clock that nobody sets.
    """

    def __init__(self, table: Table, elapsed_ns: Callable[[], int] = time.monotonic_ns) -> None:
        self._table: Table = table
        self._elapsed_ns = elapsed_ns
        self._lock = threading.Lock()
        self._last = 0
        self._given_at = 0

    def next(self, connection: Connection) -> int:
        """A version above all given out here and all that were stored when this server started."""
        now = int(connection.rows(_STORE_NOW)[0]["now_ns"])
        with self._lock:
            if not self._last:
                self._note(highest(connection, self._table))
            self._note(max(now, self._last + max(1, self._elapsed_ns() - self._given_at)))
            return self._last

    def _note(self, version: int) -> None:
        self._last = version
        self._given_at = self._elapsed_ns()


def highest(connection: Connection, table: Table) -> int:
    """The highest version that is stored in a table; 0 where it is empty."""
    return int(connection.rows(_HIGHEST[table])[0]["highest"])


def version_above(connection: Connection, table: Table) -> int:
    """A version for a row that is written now and then, above all that are stored."""
    now = int(connection.rows(_STORE_NOW)[0]["now_ns"])
    return max(now, highest(connection, table) + 1)
