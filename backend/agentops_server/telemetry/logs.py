"""`/telemetry/v1`: log records, searched or of one trace."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from agentops_server.query.logs import LogFilter, LogPage, LogReader, LogRecord, Order, Severity
from agentops_server.services import Parts
from agentops_server.telemetry.endpoints import is_trace_id
from agentops_server.telemetry.scope import EndTime, ReadableProject, StartTime
from kit.errors import NotFound, Unprocessable, describe_errors
from kit.timerange import resolve_range

router = APIRouter(
    prefix="/telemetry/v1", tags=["telemetry"], responses=describe_errors(400, 401, 403, 404, 422)
)

Cursor = Annotated[str | None, Query(max_length=400)]
Limit = Annotated[int, Query(ge=1, le=1000)]


class LogList(BaseModel):
    """A page of log records."""

    logs: list[LogRecord]
    next_cursor: str | None


@router.get("/logs", summary="Search log records")
async def logs(
    parts: Parts,
    project: ReadableProject,
    start_time: StartTime = None,
    end_time: EndTime = None,
    severity: Annotated[Severity | None, Query(description="This severe or more")] = None,
    text: Annotated[
        str, Query(max_length=500, description="In the body or an attribute's value, in any letter case")
    ] = "",
    trace_id: Annotated[str, Query(max_length=32)] = "",
    service: Annotated[str, Query(max_length=200)] = "",
    order: Order = "desc",
    limit: Limit = 100,
    cursor: Cursor = None,
) -> LogList:
    """One page of the records of the window; `next_cursor` leads to the next."""
    if trace_id and not is_trace_id(trace_id):
        raise Unprocessable("trace_id must be 32 hex digits.", details={"field": "trace_id"})
    window = resolve_range(start_time, end_time)
    wanted = LogFilter(project, window, severity, text, trace_id.lower(), service=service)
    return _list(await LogReader(parts.store).page(wanted, order, limit, cursor))


@router.get("/traces/{trace_id}/logs", summary="The log records of a trace")
async def logs_of_trace(
    trace_id: str,
    parts: Parts,
    project: ReadableProject,
    severity: Annotated[Severity | None, Query(description="This severe or more")] = None,
    span_id: Annotated[str, Query(pattern="^([0-9a-fA-F]{16})?$")] = "",
    limit: Limit = 200,
    cursor: Cursor = None,
) -> LogList:
    """Earliest first. A trace without logs has an empty list, also where no span of it arrived yet."""
    if not is_trace_id(trace_id):
        raise NotFound("No trace with this id in this project.")
    wanted = LogFilter(project, None, severity, "", trace_id.lower(), span_id.lower())
    return _list(await LogReader(parts.store).page(wanted, "asc", limit, cursor))


def _list(page: LogPage) -> LogList:
    return LogList(logs=page.logs, next_cursor=page.next_cursor)
