"""`/telemetry/v1`: what does not end at once: exports and the live tail."""

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from agentops_server.query.export import MEDIA_TYPES, Exporter, ExportFormat
from agentops_server.query.filters.compiler import condition
from agentops_server.query.live import Change, Tail
from agentops_server.query.question import Filter
from agentops_server.services import Parts
from agentops_server.store.client import QueryTooBig, StoreError
from agentops_server.telemetry.scope import FilterText, ReadableProject, Wanted
from kit.errors import TooManyRequests, Unprocessable, describe_errors
from kit.serve import is_stopping
from kit.timerange import resolve_range

_log = logging.getLogger(__name__)

router = APIRouter(
    prefix="/telemetry/v1", tags=["telemetry"], responses=describe_errors(401, 403, 404, 422, 429)
)

_POLL_S = 0.7
_HEARTBEAT_S = 15.0
_RETRY_MS = 2000


class _Slots:
    """How many of something may run at a time."""

    def __init__(self, most: int, what: str) -> None:
        self._free = most
        self._what = what

    @contextlib.contextmanager
    def take(self) -> Iterator[None]:
        """Hold one. Raises `TooManyRequests` when none is free."""
        if self._free <= 0:
            raise TooManyRequests(
                f"Too many {self._what} run at the moment: try again later.", headers={"Retry-After": "10"}
            )
        self._free -= 1
        try:
            yield
        finally:
            self._free += 1


class _HeldStream(StreamingResponse):
    """A stream that holds something until it has ended, however it ends, begun or not."""

    def __init__(
        self,
        held: contextlib.AsyncExitStack,
        content: AsyncIterator[bytes],
        media_type: str,
        headers: Mapping[str, str],
    ) -> None:
        super().__init__(content, media_type=media_type, headers=headers)
        self._held = held

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI entry point."""
        async with self._held:
            await super().__call__(scope, receive, send)


def _slots(request: Request, what: str, most: int) -> _Slots:
    """The slots of this app; made at first use."""
    kept: dict[str, _Slots] = request.app.state.__dict__.setdefault("stream_slots", {})
    return kept.setdefault(what, _Slots(most, what))


async def _in_thread(pieces: Iterator[bytes]) -> AsyncGenerator[bytes, None]:
    """Pulls from an iterator that blocks, in one thread of its own; ends it there too."""
    loop = asyncio.get_running_loop()
    thread = ThreadPoolExecutor(1, thread_name_prefix="export")
    try:
        while (piece := await loop.run_in_executor(thread, next, pieces, None)) is not None:
            yield piece
    finally:
        close = getattr(pieces, "close", None)
        if close is not None:
            thread.submit(close)
        thread.shutdown(wait=False)


@router.get(
    "/export",
    summary="All traces of a window as a file",
    response_class=StreamingResponse,
    responses={200: {"content": {media.split(";")[0]: {} for media in MEDIA_TYPES.values()}}},
)
async def export(
    request: Request,
    parts: Parts,
    wanted: Wanted,
    file_format: Annotated[ExportFormat, Query(alias="format")] = "csv",
) -> StreamingResponse:
    """Earliest first, with the fields of a trace in lists. `X-Total-Count` says how many there are.

    A stream that breaks off (the database went away) ends without its last chunk: clients see an error.
    """
    settings = parts.settings
    exporter = Exporter(parts.store, settings.export_rows, settings.export_seconds)
    async with contextlib.AsyncExitStack() as held:
        held.enter_context(_slots(request, "exports", settings.export_connections).take())
        total = await exporter.check(wanted)
        pieces = _in_thread(exporter.chunks(wanted, file_format))
        held.push_async_callback(pieces.aclose)
        # The first piece before the status: what fails at once is answered as an error.
        first = await anext(pieces)
        keep = held.pop_all()

    async def body() -> AsyncIterator[bytes]:
        yield first
        async for piece in pieces:
            yield piece

    name = f"traces-{wanted.window.start:%Y%m%dT%H%M%S}-{wanted.window.end:%Y%m%dT%H%M%S}.{file_format}"
    return _HeldStream(
        keep,
        body(),
        media_type=MEDIA_TYPES[file_format],
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "X-Total-Count": str(total),
            "Cache-Control": "no-store",
        },
    )


@router.get(
    "/live",
    summary="Traces as they come in or change (server-sent events)",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {}}}},
)
async def live(
    request: Request,
    parts: Parts,
    project: ReadableProject,
    q: FilterText = "",
    last_event_id: Annotated[str | None, Header(max_length=100)] = None,
    resume: Annotated[
        str | None, Query(max_length=100, description="As Last-Event-ID, for clients that cannot send it")
    ] = None,
) -> StreamingResponse:
    """Events: `trace` (a trace as in lists; it replaces an earlier one of the same id), `gap` (more happened
    than was told, or the place to resume from is gone: read the list anew), `too_big` (the filter asks for
    too much: the stream ends). A comment comes every 15 seconds.
    """
    wanted = Filter(project, resolve_range(None, None), condition=condition(q))
    if wanted.condition.reads_spans:
        raise Unprocessable("`content:` is not searched in what is coming in: leave it out of a live filter.")
    slots = _slots(request, "live connections", parts.settings.live_connections)
    held = contextlib.AsyncExitStack()
    held.enter_context(slots.take())
    tail = Tail(parts.store, wanted, last_event_id or resume)
    return _HeldStream(
        held,
        _events(tail, request),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def _events(tail: Tail, request: Request) -> AsyncIterator[bytes]:
    yield f"retry: {_RETRY_MS}\n: connected\n\n".encode()
    quiet_since = time.monotonic()
    # Asked at every turn: who has left would otherwise be noticed only when there is something to send.
    while not is_stopping() and not await request.is_disconnected():
        changes: list[Change] = []
        # The store away: the connection stays, and what was missed comes when it is back.
        try:
            changes = await tail.poll()
        except QueryTooBig:
            yield b"event: too_big\ndata: {}\n\n"
            return
        except StoreError as error:
            _log.warning("the live tail could not be read", extra={"reason": str(error)[:300]})
        if tail.has_gap:
            tail.has_gap = False
            yield b"event: gap\ndata: {}\n\n"
        for change in changes:
            yield f"id: {change.place}\nevent: trace\ndata: {change.trace.model_dump_json()}\n\n".encode()
        if changes:
            quiet_since = time.monotonic()
        elif time.monotonic() - quiet_since >= _HEARTBEAT_S:
            quiet_since = time.monotonic()
            yield b": still here\n\n"
        await asyncio.sleep(_POLL_S)
