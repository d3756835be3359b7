"""`/api/agentops/export` and `/api/agentops/live`."""

import time
from collections.abc import AsyncIterator
from typing import Annotated, cast

import anyio
import anyio.to_thread
import httpx
from fastapi import APIRouter, Depends, Header, Query, Request
from fastapi.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from kit.errors import describe_errors
from kit.serve import is_stopping
from kit.timerange import iso, resolve_range
from portal.agentops.calls import ERRORS, Adapter, Now
from portal.agentops.search_schemas import FILTER_HELP
from portal.agentops.streams.hub import TOO_BIG, LiveEvent, LiveHub, Watcher
from portal.agentops.streams.schemas import ExportRequest
from portal.audit.access import CurrentActor, CurrentJournal
from portal.auth.access import Authenticator
from portal.projects.access import ProjectReader

router = APIRouter(prefix="/api/agentops", tags=["agentops"])

_FIRST_S = 60.0  # a big window is counted before it begins
_SILENCE_S = 60.0
_HEARTBEAT_S = 15.0
_LOOK_S = 2.0
_PASSED_ON = ("content-type", "content-disposition", "x-total-count")
_BUSY = describe_errors(429)


async def _hub(request: Request) -> LiveHub:
    return cast(LiveHub, request.app.state.live)


class _Passed(StreamingResponse):
    """An upstream answer, piece by piece; closed however this one ends, begun or not."""

    def __init__(self, upstream: httpx.Response) -> None:
        headers = {name: upstream.headers[name] for name in _PASSED_ON if name in upstream.headers}
        super().__init__(upstream.aiter_raw(), headers=headers)
        self._upstream = upstream

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI entry point."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            await self._upstream.aclose()


@router.post(
    "/export",
    operation_id="export_traces",
    response_class=StreamingResponse,
    responses={
        **ERRORS,
        **describe_errors(413),
        **_BUSY,
        200: {
            "description": "The file, earliest trace first; `X-Total-Count` says how many there are",
            "content": {
                media: {"schema": {"type": "string", "format": "binary"}}
                for media in ("text/csv", "application/x-ndjson", "application/vnd.apache.parquet")
            },
        },
    },
)
async def export_traces(
    project: ProjectReader,
    wanted: ExportRequest,
    actor: CurrentActor,
    journal: CurrentJournal,
    adapter: Adapter,
    now: Now,
) -> StreamingResponse:
    """All traces of a window that match, as a file; the export is noted in the audit log.

    A file that breaks off (the server went away) ends without its last chunk: clients see an error.
    """
    window = resolve_range(wanted.start_time, wanted.end_time, now=now)
    asked = wanted.model_dump(exclude_none=True)
    span = {"start_time": iso(window.start), "end_time": iso(window.end)}
    upstream = await adapter.open_stream(
        "export",
        "export",
        {**asked, **span, "project_id": project.id},
        first_s=_FIRST_S,
        silence_s=_SILENCE_S,
    )
    try:
        await anyio.to_thread.run_sync(
            lambda: journal.note(actor, "traces.export", project.id, format=wanted.format, **span)
        )
    except BaseException:
        # Nobody will read it, and the AgentOps server has few places for exports.
        with anyio.CancelScope(shield=True):
            await upstream.aclose()
        raise
    return _Passed(upstream)


@router.get(
    "/live",
    operation_id="watch_traces",
    response_class=StreamingResponse,
    responses={
        **ERRORS,
        **_BUSY,
        200: {
            "description": "Server-sent events",
            "content": {"text/event-stream": {"schema": {"type": "string"}}},
        },
    },
)
async def watch_traces(
    request: Request,
    project: ProjectReader,
    hub: Annotated[LiveHub, Depends(_hub)],
    q: Annotated[str, Query(max_length=8000, description=FILTER_HELP)] = "",
    last_event_id: Annotated[
        str | None, Header(max_length=100, description="The id of the last event that was seen")
    ] = None,
) -> StreamingResponse:
    """Traces as they come in or change: `trace` (replaces an earlier one of the same id), `gap` (some were
    missed: read the list anew), `state` (`connected`: whether the AgentOps server is there), `too_big` (the
    filter asks for too much: the stream ends). A comment comes every 15 seconds. The stream ends when the
    session does.
    """
    await hub.prepare(project.id, q, last_event_id)

    async def body() -> AsyncIterator[bytes]:
        yield b"retry: 2000\n: connected\n\n"
        with hub.watching(project.id, q, last_event_id) as watcher:
            async for piece in _pieces(watcher, request, project.id):
                yield piece

    return StreamingResponse(body(), media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})


async def _pieces(watcher: Watcher, request: Request, project_id: str) -> AsyncIterator[bytes]:
    checked = time.monotonic()
    while not is_stopping():
        for event in await watcher.take(_LOOK_S):
            yield _written(event)
            if event.kind == TOO_BIG:
                return
        if time.monotonic() - checked >= _HEARTBEAT_S:
            checked = time.monotonic()
            # Rights may have been taken away meanwhile.
            if not await anyio.to_thread.run_sync(_may_still, request, project_id):
                return
            yield b": still here\n\n"


def _may_still(request: Request, project_id: str) -> bool:
    authenticator = cast(Authenticator, request.app.state.authenticator)
    user = authenticator.authenticate(request)
    return user is not None and user.may_read_project(project_id)


def _written(event: LiveEvent) -> bytes:
    head = f"id: {event.id}\n" if event.id else ""
    return f"{head}event: {event.kind}\ndata: {event.data}\n\n".encode()
