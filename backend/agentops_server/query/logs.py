"""Reading log records."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, Field

from agentops_server.query import cursors
from agentops_server.query.question import nanoseconds
from agentops_server.query.values import decode, iso_ns
from agentops_server.store.client import Row, Store
from agentops_server.store.statements import with_parts
from kit.errors import BadRequest
from kit.timerange import TimeRange

Severity = Literal["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"]
LEVELS: Mapping[Severity, int] = {
    "TRACE": 1,
    "DEBUG": 2,
    "INFO": 3,
    "WARN": 4,
    "ERROR": 5,
    "FATAL": 6,
}
Order = Literal["asc", "desc"]
# DateTime64(9) holds no more.
_ALWAYS_NS = (0, 2**63 - 1)


class LogRecord(BaseModel):
    """One log record."""

    id: str
    time: str = Field(description="When it was; when it arrived where the reported time cannot be true")
    observed_time: str | None
    trace_id: str | None
    span_id: str | None
    severity: str = Field(description="TRACE, DEBUG, INFO, WARN, ERROR, FATAL or empty")
    severity_number: int = Field(description="OTLP's, 1 to 24; 0: not given")
    severity_text: str = Field(description="As the sender wrote it")
    event_name: str
    service_name: str
    scope_name: str
    body: Any = Field(description="A string, or whatever was sent")
    attributes: dict[str, Any]
    resource_attributes: dict[str, Any]


@dataclass(frozen=True)
class LogFilter:
    """Which log records of a project are wanted. `window` None: whenever they were."""

    project_id: str
    window: TimeRange | None
    severity: Severity | None = None
    """This severe or more."""
    text: str = ""
    """Substring of the body or of an attribute's value; letter case does not matter."""
    trace_id: str = ""
    span_id: str = ""
    """In hex, or empty."""
    service: str = ""


@dataclass(frozen=True)
class LogPage:
    """Some log records, and where the next page begins."""

    logs: list[LogRecord]
    next_cursor: str | None


class LogReader:
    """Pages of log records."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def page(self, wanted: LogFilter, order: Order, limit: int, cursor: str | None) -> LogPage:
        """One page. Raises `BadRequest` for a cursor that is not ours."""
        after, after_id = _place(cursor, order)
        start, end = nanoseconds(wanted.window) if wanted.window else _ALWAYS_NS
        newest_first = order == "desc"
        sql = with_parts(
            "logs", direction="DESC" if newest_first else "ASC", beyond="<" if newest_first else ">"
        )
        rows = await self._store.read(
            "logs.page",
            sql,
            {
                "project": wanted.project_id,
                "start": start,
                "end": end,
                "after": after,
                "after_id": after_id,
                "trace": wanted.trace_id,
                "span": wanted.span_id,
                "level": LEVELS[wanted.severity] if wanted.severity else 0,
                "service": wanted.service,
                "text": wanted.text,
                "limit": limit + 1,
            },
        )
        more, rows = rows[limit:], rows[:limit]
        last = cursors.write(order, [str(rows[-1]["time_ns"]), rows[-1]["id"].hex()]) if more else None
        return LogPage([_record(row) for row in rows], last)


def _place(cursor: str | None, order: Order) -> tuple[int, str]:
    if not cursor:
        return 0, ""
    moment, identity = cursors.read(cursor, order, 2)
    try:
        if not 0 <= int(moment) < 2**63 or len(bytes.fromhex(identity)) != 16:
            raise ValueError("not a place")  # noqa: TRY301
    except ValueError as error:
        raise BadRequest(
            "The cursor is not one of ours: leave it out to start from the first page."
        ) from error
    return int(moment), identity


def _id(raw: bytes) -> str | None:
    return raw.hex() if any(raw) else None


def _record(row: Row) -> LogRecord:
    observed = row["observed_unix_nano"]
    return LogRecord(
        id=row["id"].hex(),
        time=iso_ns(row["time_ns"]),
        observed_time=iso_ns(observed) if observed else None,
        trace_id=_id(row["trace_id"]),
        span_id=_id(row["span_id"]),
        severity=row["severity"],
        severity_number=row["severity_number"],
        severity_text=row["severity_text"],
        event_name=row["event_name"],
        service_name=row["service_name"],
        scope_name=row["scope_name"],
        body=decode({"body": row["body"]}, row["body_type"])["body"],
        attributes=decode(row["attributes"], row["attribute_types"]),
        resource_attributes=decode(row["resource_attributes"], row["resource_attribute_types"]),
    )
