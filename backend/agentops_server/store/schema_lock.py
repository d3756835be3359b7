"""Lets one server at a time change the schema of a shared store.

ClickHouse has no locks, but creating a table is atomic: who creates `schema_lock` holds it and drops it
afterwards. The holder touches it every few seconds, so that one left behind by a crash is known by its age
(told by the database's own clock) and replaced.
"""

import contextlib
import logging
import threading
import time
import uuid
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Self

from agentops_server.store.errors import TABLE_EXISTS, StoreError, StoreUnavailable

if TYPE_CHECKING:
    from agentops_server.store.client import Connection

_log = logging.getLogger(__name__)

_STATE = (
    "SELECT comment, dateDiff('second', metadata_modification_time, now()) AS age "
    "FROM system.tables WHERE database = currentDatabase() AND name = 'schema_lock'"
)

# Wide apart: a holder under load is late with its touch, and a wrong takeover is worse than a slow start.
_TOUCH_S = 5.0
_STALE_S = 60
_POLL_S = 0.3
# Two that replace a stale lock at once see, after this, which of them has it.
_SETTLE_S = 3.0
_PATIENCE_S = 3600.0


class SchemaLock:
    """`with SchemaLock(connection, connect):`; `connect` opens another connection, for the touches."""

    def __init__(
        self, connection: "Connection", connect: "Callable[[], Connection]", stale_s: int = _STALE_S
    ) -> None:
        self._connection = connection
        self._connect = connect
        self._stale_s = stale_s
        self._owner = uuid.uuid4().hex
        self._released = threading.Event()
        self._toucher = threading.Thread(target=self._touch, name="schema-lock", daemon=True)

    def __enter__(self) -> Self:
        """Wait for the lock. Raises `StoreUnavailable` when another server keeps it for an hour."""
        deadline = time.monotonic() + _PATIENCE_S
        is_told = False
        while not self._create():
            if self._is_stale():
                self._connection.execute("DROP TABLE IF EXISTS schema_lock SYNC")
                if self._create() and self._settles():
                    break
                continue
            if time.monotonic() > deadline:
                raise StoreUnavailable("another server has been changing the schema for an hour")
            if not is_told:
                _log.info("another server is changing the schema; waiting for it")
                is_told = True
            time.sleep(_POLL_S)
        self._toucher.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._released.set()
        self._toucher.join()
        with contextlib.suppress(StoreError):  # then it is found stale
            self._connection.execute("DROP TABLE IF EXISTS schema_lock SYNC")

    def _create(self) -> bool:
        try:
            self._connection.execute(
                f"CREATE TABLE schema_lock (nothing UInt8) ENGINE = Memory COMMENT '{self._owner}'"
            )
        except StoreError as error:
            if error.code == TABLE_EXISTS:
                return False
            raise
        return True

    def _is_stale(self) -> bool:
        rows = self._connection.rows(_STATE)
        return bool(rows) and int(rows[0]["age"]) > self._stale_s

    def _settles(self) -> bool:
        time.sleep(_SETTLE_S)
        rows = self._connection.rows(_STATE)
        return bool(rows) and rows[0]["comment"] == self._owner

    def _touch(self) -> None:
        connection: Connection | None = None
        while not self._released.wait(_TOUCH_S):
            try:
                connection = connection or self._connect()
                connection.execute(f"ALTER TABLE schema_lock MODIFY COMMENT '{self._owner}'")
            except StoreError as error:
                _log.warning("cannot touch the lock of the schema", extra={"reason": str(error)[:300]})
        if connection is not None:
            connection.close()
