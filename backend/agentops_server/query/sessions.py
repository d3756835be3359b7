"""Sessions: conversations, each of the traces that share a session id."""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, Field

from agentops_server.query import cursors
from agentops_server.query.models import TraceStatus
from agentops_server.query.question import Filter
from agentops_server.query.traces import Order
from agentops_server.query.values import dollars, iso_ns
from agentops_server.store.client import Row, Store
from kit.errors import BadRequest

SessionSort = Literal["last_activity", "start_time", "duration", "cost", "tokens", "traces"]

# What sessions are sorted by, and how the value of a cursor is read back. Without any cost: below 0.
_SORTS: Mapping[SessionSort, tuple[str, str]] = {
    "last_activity": ("last_ns", "toInt64({after:String})"),
    "start_time": ("first_ns", "toInt64({after:String})"),
    "duration": ("last_ns - first_ns", "toInt64({after:String})"),
    "cost": ("ifNull(cost_total, toDecimal128(-1, 12))", "toDecimal128({after:String}, 12)"),
    "tokens": ("token_total", "toUInt64({after:String})"),
    "traces": ("trace_count", "toUInt64({after:String})"),
}
_AMOUNT = re.compile(r"-?[0-9]{1,25}(\.[0-9]{1,12})?")


class Session(BaseModel):
    """The traces of a session that began in the window."""

    session_id: str
    user: str | None
    start_time: str = Field(description="Of the first trace")
    end_time: str = Field(description="Of the last span")
    duration_ns: int = Field(description="From the first start to the last end, pauses included")
    active_ns: int = Field(description="The traces' durations together")
    status: TraceStatus = Field(description="Of the latest trace")
    trace_count: int
    error_count: int = Field(description="Failed traces")
    span_count: int
    llm_call_count: int
    unpriced_calls: int
    total_tokens: int
    cost_usd: float | None = Field(description="Null when nothing has a price")
    agents: list[str]
    models: list[str]
    tags: list[str]
    input_preview: str | None = Field(description="How it began")
    output_preview: str | None = Field(description="The latest answer")
    latest_trace_id: str


@dataclass(frozen=True)
class SessionPage:
    """Some sessions, how many there are in all, and where the next page begins."""

    sessions: list[Session]
    total: int
    next_cursor: str | None


class SessionReader:
    """Lists of sessions."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def page(
        self, wanted: Filter, sort: SessionSort, order: Order, limit: int, cursor: str | None
    ) -> SessionPage:
        """One page. Raises `BadRequest` for a cursor that is not ours."""
        after, after_id = cursors.read(cursor, f"{sort} {order}", 2) if cursor else ("0", "")
        if not _AMOUNT.fullmatch(after):
            raise BadRequest("The cursor is not one of ours: leave it out to start from the first page.")
        value, after_value = _SORTS[sort]
        sql = wanted.sql(
            "sessions",
            sort_value=value,
            after_value=after_value,
            direction="DESC" if order == "desc" else "ASC",
            beyond="<" if order == "desc" else ">",
        )
        parameters = wanted.parameters()
        paging = {"after": after, "after_id": after_id, "has_after": int(bool(cursor)), "limit": limit + 1}
        rows, counted = await asyncio.gather(
            self._store.read("sessions.list", sql, {**parameters, **paging}),
            self._store.read("sessions.count", wanted.sql("session_count"), parameters),
        )
        more, rows = rows[limit:], rows[:limit]
        place = [str(rows[-1]["sort_value"]), rows[-1]["session_id"]] if more else []
        return SessionPage(
            [_session(row) for row in rows],
            counted[0]["total"],
            cursors.write(f"{sort} {order}", place) if more else None,
        )


def _session(row: Row) -> Session:
    return Session(
        session_id=row["session_id"],
        user=row["first_user"] or None,
        start_time=iso_ns(row["first_ns"]),
        end_time=iso_ns(row["last_ns"]),
        duration_ns=row["last_ns"] - row["first_ns"],
        active_ns=row["trace_duration_ns"],
        status=row["latest_status"],
        trace_count=row["trace_count"],
        error_count=row["failed_count"],
        span_count=row["span_total"],
        llm_call_count=row["call_total"],
        unpriced_calls=row["unpriced_total"],
        total_tokens=row["token_total"],
        cost_usd=dollars(row["cost_total"]),
        agents=row["agent_list"],
        models=row["model_list"],
        tags=row["tag_list"],
        input_preview=row["first_input"] or None,
        output_preview=row["latest_output"] or None,
        latest_trace_id=row["latest_trace"].hex(),
    )
