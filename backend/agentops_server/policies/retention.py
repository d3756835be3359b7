"""Deleting what is past its time: whole traces, logs, points and uploads, or their payloads alone.

Policies give days, days end at midnight UTC, so each table is rewritten at most once a day for each number
of days. What is to be deleted follows from the data and the policies alone: a crash, a changed policy, a span
that comes late need no notes, the next round finds them.
"""

import asyncio
import contextlib
import logging
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from prometheus_client import Counter as Metric
from prometheus_client import Gauge
from sqlalchemy.exc import SQLAlchemyError

from agentops_server.policies.letters import LetterRules
from agentops_server.policies.payload import KEPT, NUMBERS, PAYLOAD, PROTECTED
from agentops_server.policies.repository import PolicyRepository
from agentops_server.policies.requests import NOT_STORED
from agentops_server.policies.rules import any_of
from agentops_server.policies.service import Applied, Policies, PoliciesUnknown, cutoff_ns
from agentops_server.projects.service import ProjectService
from agentops_server.store.client import Connection, Store, StoreError
from agentops_server.store.errors import without_values
from agentops_server.store.statements import statement, with_parts
from kit.tasks import end, finished, in_background

_log = logging.getLogger(__name__)

DELETED = Metric(
    "agentops_retention_deleted_total", "What was deleted because it was past its time", ["project", "what"]
)
LAST = Gauge("agentops_retention_last_seconds", "When the last round of retention ended (Unix time)")

_MOMENT = "fromUnixTimestamp64Nano({cutoff:Int64}, 'UTC')"
# Rollups and times of traces are no data of their own: not counted.
_TABLES: Mapping[str, str] = {
    "logs": f"time < {_MOMENT}",
    "metric_points": f"time < {_MOMENT}",
    "uploads": "version < {cutoff:Int64}",
    "spans": f"start_time < {_MOMENT}",
    # After the spans that they say the place of, and that they are computed from.
    "trace_times": f"last_start < {_MOMENT}",
    "traces": f"start_time < {_MOMENT}",
    "trace_rollups": f"bucket < toDateTime({_MOMENT}, 'UTC')",
    "call_rollups": f"bucket < toDateTime({_MOMENT}, 'UTC')",
    "failed_trace_rollups": f"bucket < toDateTime({_MOMENT}, 'UTC')",
    "failed_call_rollups": f"bucket < toDateTime({_MOMENT}, 'UTC')",
}
_COUNTED = frozenset({"spans", "traces", "logs", "metric_points", "uploads"})
_PAYLOADS = ("spans", "traces", "logs")
_TURN = "retention"
# A server that was killed keeps the others waiting for so long.
_TURN_S = 120.0
_POLL_S = 0.1
_LETTERS_S = 3600.0
_IDS = 5000
_LETTERS = "arrayResize(splitByString('', attribute_types), length(mapKeys(attributes)), 's')"
_EVENT_LETTERS = "arrayResize(splitByString('', e.attribute_types), length(mapKeys(e.attributes)), 's')"
_OF_THEM = "lower(hex(trace_id)) IN {ids:Array(String)}"
# Matches nothing.
_NONE = r"[^\s\S]"


class _Stopped(Exception):
    """The server ends; what the engine has taken on goes on after the next start."""


@dataclass(frozen=True)
class _Group:
    """Projects that keep their data equally long; `own`: names of theirs that are no payload."""

    projects: Sequence[str]
    cutoff: int
    own: str = ""


class Retention:
    """Looks for data past its time every `interval_s` seconds and whenever a policy changes.

    In a thread of its own; of several servers of one store one does it at a time. An interval of 0 leaves
    the store to other servers: only this server's own dead letters are looked after.
    """

    def __init__(
        self,
        store: Store,
        policies: Policies,
        projects: ProjectService,
        repository: PolicyRepository,
        letters: LetterRules,
        interval_s: float,
    ) -> None:
        self._store = store
        self._policies = policies
        self._projects = projects
        self._repository = repository
        self._letters = letters
        self._interval_s = interval_s
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="retention")
        self._stopping = threading.Event()
        self._task: asyncio.Task[None] | None = None
        self._connection: Connection | None = None
        self._taken_at = 0.0
        # Groups whose payloads were looked for: reading all names of old attributes once a day is enough.
        self._stripped: set[_Group] = set()

    def start(self) -> None:
        """Begin to work in the background."""
        self._task = in_background(self._run(), "retention")

    async def stop(self) -> None:
        """End as soon as the statement that runs is done."""
        self._stopping.set()
        await end(self._task)
        await finished(self._thread)

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            pause = self._interval_s or _LETTERS_S
            try:
                await self._letters.apply()
                groups, payloads = await self._groups() if self._interval_s else ([], [])
                if (groups or payloads) and not await loop.run_in_executor(
                    self._thread, self._in_turn, groups, payloads
                ):
                    pause = min(pause, 10)
                LAST.set_to_current_time()
            except (StoreError, OSError, SQLAlchemyError, PoliciesUnknown) as error:
                self._forget_connection()
                pause = min(pause, 60)
                _log.warning("retention could not finish", extra={"reason": without_values(str(error))[:300]})
            except _Stopped:
                return
            await self._policies.changed(pause)

    async def _groups(self) -> tuple[list[_Group], list[_Group]]:
        """What is to be deleted, and where only payloads are, by how long it is kept."""
        whole: dict[int, list[str]] = {}
        payloads: dict[tuple[int, str], list[str]] = {}
        now = time.time_ns()
        for project in await self._projects.projects():
            policy = await self._policies.of(project.id)
            oldest = policy.oldest_ns(now)
            if oldest:
                whole.setdefault(oldest, []).append(project.id)
            stripped = cutoff_ns(policy.effective.payload_retention_days, now)
            if stripped > oldest:
                payloads.setdefault((stripped, _own(policy)), []).append(project.id)
        return (
            [_Group(tuple(projects), cutoff) for cutoff, projects in whole.items()],
            [_Group(tuple(projects), cutoff, own) for (cutoff, own), projects in payloads.items()],
        )

    # -- in the thread ----------------------------------------------------------------------------

    def _in_turn(self, groups: Sequence[_Group], payloads: Sequence[_Group]) -> bool:
        """Whether it was this server's turn."""
        if self._repository.is_alone:
            # Nobody else is at it: what is taken was left by a kill.
            self._repository.end_turn(_TURN)
        if not self._repository.take_turn(_TURN, _TURN_S):
            return False
        self._taken_at = time.monotonic()
        try:
            self._store.ensure_schema()
            connection = self._connection = self._connection or self._store.connect()
            # Left over from before a restart: it would be counted once more.
            self._wait(connection, _TABLES)
            for group in groups:
                self._delete(connection, group)
            for group in payloads:
                self._strip(connection, group)
        finally:
            self._repository.end_turn(_TURN)
        return True

    def _delete(self, connection: Connection, group: _Group) -> None:
        asked = {"projects": list(group.projects), "cutoff": group.cutoff}
        spans = _TABLES["spans"]
        rows = connection.rows(with_parts("expired_traces", condition=spans), asked)
        lasting = [row["trace"] for row in rows]
        some = [lasting[start : start + _IDS] for start in range(0, len(lasting), _IDS)]
        for table, condition in _TABLES.items():
            self._change(connection, table, condition, asked)
            for ids in some if table == "spans" else ():
                self._change(
                    connection, table, f"start_time >= {_MOMENT} AND {_OF_THEM}", {**asked, "ids": ids}
                )
        for ids in some:
            rows = connection.rows(statement("emptied_traces"), {**asked, "ids": ids})
            if rows:
                emptied = {**asked, "ids": [row["trace"] for row in rows]}
                self._change(connection, "traces", _OF_THEM, emptied)

    def _strip(self, connection: Connection, group: _Group) -> None:
        if group in self._stripped:
            return
        asked = {
            "projects": list(group.projects),
            "cutoff": group.cutoff,
            "never": sorted(PROTECTED | NUMBERS),
            "own": group.own or _NONE,
            "payload": PAYLOAD,
            "kept": KEPT,
            "not_stored": NOT_STORED,
        }
        for table in _PAYLOADS:
            condition = _filled(f"payload_in_{table}")
            what = None if table == "traces" else "payloads"
            self._change(connection, table, condition, asked, _filled(f"payload_{table}", condition), what)
        self._change(connection, "uploads", _TABLES["uploads"], asked)
        self._stripped = {one for one in self._stripped if one.cutoff >= group.cutoff} | {group}

    def _change(
        self,
        connection: Connection,
        table: str,
        condition: str,
        asked: Mapping[str, Any],
        sql: str | None = None,
        what: str | None = None,
    ) -> None:
        """Delete (or change by `sql`) the rows of a table that a condition is about, and count them."""
        if self._stopping.is_set():
            raise _Stopped
        self._keep_turn()
        if not _rows(connection, table, condition, asked, ""):
            return
        counted = what if sql else (table if table in _COUNTED else None)
        found = _rows(connection, table, condition, asked, "FINAL") if counted else {}
        connection.execute(sql or with_parts("expired_delete", table=table, condition=condition), asked)
        # The engine finishes from now on what it has taken, over a restart too.
        for project_id, count in found.items():
            self._repository.count(project_id, counted or "", count)
            DELETED.labels(project_id, counted).inc(count)
        self._wait(connection, [table])
        _log.info("deleted what was past its time", extra={"table": table, "rows": found})

    def _wait(self, connection: Connection, tables: Iterable[str]) -> None:
        """Until the engine has no more to do on these tables. Raises `_Stopped`, `StoreError`."""
        while left := connection.rows(statement("mutations_left"), {"tables": list(tables)}):
            for row in left:
                if row["latest_fail_reason"]:
                    killed = {"table": row["table"], "id": row["mutation_id"]}
                    connection.execute(
                        "KILL MUTATION WHERE database = currentDatabase() "
                        "AND table = {table:String} AND mutation_id = {id:String}",
                        killed,
                    )
                    raise StoreError(f"retention of {row['table']} failed: {row['latest_fail_reason']}")
            if self._stopping.wait(_POLL_S):
                raise _Stopped
            self._keep_turn()

    def _keep_turn(self) -> None:
        if time.monotonic() - self._taken_at > _TURN_S / 4:
            self._repository.keep_turn(_TURN, _TURN_S)
            self._taken_at = time.monotonic()

    def _forget_connection(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(StoreError):
                self._store.release(connection)


def _own(policy: Applied) -> str:
    """The names that a project keeps, as an expression for the engine."""
    return any_of(policy.stored.policy.masking.keep_attributes)


def _filled(name: str, condition: str = "") -> str:
    return with_parts(
        name,
        condition=condition,
        is_payload=statement("is_payload"),
        letters=_LETTERS,
        event_letters=_EVENT_LETTERS,
    )


def _rows(
    connection: Connection, table: str, condition: str, asked: Mapping[str, Any], final: str
) -> dict[str, int]:
    """How many rows there are, by project."""
    sql = with_parts("expired_count", table=table, condition=condition, final=final)
    settings = {"max_threads": 1, "log_comment": "retention"}
    return {row["project_id"]: int(row["found"]) for row in connection.rows(sql, asked, settings)}
