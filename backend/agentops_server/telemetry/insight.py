"""`/telemetry/v1`: sessions, the flow graph, groups of failures."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel

from agentops_server.query.buckets import BucketSize, auto_size
from agentops_server.query.errors import ErrorGroups, ErrorReader, ErrorSort
from agentops_server.query.flow import Flow, FlowReader
from agentops_server.query.guardrails import GuardrailReader, Guardrails, Steps
from agentops_server.query.metrics import zone
from agentops_server.query.sessions import Session, SessionReader, SessionSort
from agentops_server.query.traces import Order
from agentops_server.services import Parts
from agentops_server.telemetry.scope import Wanted
from kit.errors import describe_errors

router = APIRouter(prefix="/telemetry/v1", tags=["telemetry"], responses=describe_errors(401, 403, 404, 422))


class SessionList(BaseModel):
    """A page of sessions."""

    sessions: list[Session]
    next_cursor: str | None
    total: int


@router.get("/sessions", summary="Conversations", responses=describe_errors(400))
async def sessions(
    parts: Parts,
    wanted: Wanted,
    sort: SessionSort = "last_activity",
    order: Order = "desc",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=4000)] = None,
) -> SessionList:
    """Of the matching traces, those that have a session id, by it. The traces of one: `q=session="…"`."""
    page = await SessionReader(parts.store).page(wanted, sort, order, limit, cursor)
    return SessionList(sessions=page.sessions, next_cursor=page.next_cursor, total=page.total)


@router.get("/flow", summary="Who calls whom: agents, tools and models")
async def flow(parts: Parts, wanted: Wanted) -> Flow:
    """From the latest 5,000 matching traces (200,000 spans) at most; `complete` says whether that is all."""
    return await FlowReader(parts.store).flow(wanted)


@router.get("/errors", summary="What failed, grouped")
async def errors(
    parts: Parts,
    wanted: Wanted,
    sort: ErrorSort = "count",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> ErrorGroups:
    """The failed spans of the matching traces."""
    return await ErrorReader(parts.store).groups(wanted, sort, limit)


@router.get("/guardrails", summary="What guardrails did")
async def guardrails(
    parts: Parts,
    wanted: Wanted,
    interval: Annotated[Literal["auto"] | BucketSize, Query(description="Step of the series")] = "auto",
    time_zone: Annotated[str, Query(max_length=64, description="IANA name; where days begin")] = "UTC",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Guardrails:
    """How often each ran and stepped in, over time, in the matching traces; the busiest first."""
    size = auto_size(wanted.window) if interval == "auto" else interval
    return await GuardrailReader(parts.store).guardrails(wanted, Steps(size, zone(time_zone)), limit)
