"""Hands an answer on piece by piece, and ends it at the gateway when its reader has gone."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import TypeVar

import httpx
from fastapi import Request
from fastapi.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from kit.errors import Unavailable, UpstreamError, UpstreamTimeout
from portal.chat.events import Assembly, EventReader, TooLong, error_event
from portal.chat.schemas import ChatCompletion

_T = TypeVar("_T")
# Longer than the gateway lets a call take.
_LONGEST_S = 900.0
_SILENT = "The gateway fell silent in the middle of the answer."
_BROKE_OFF = "The answer broke off before its end: ask again."


class ReaderGone(Exception):
    """Whoever asked has closed the connection."""


async def unless_gone(request: Request, work: Awaitable[_T], undo: Callable[[_T], Awaitable[None]]) -> _T:
    """The result of `work`, given up when the caller leaves first. Raises `ReaderGone`.

    `undo` is for a result that came too late for anybody to take it.
    """
    task = asyncio.ensure_future(work)
    gone = asyncio.ensure_future(_gone(request))
    is_taken = False
    try:
        await asyncio.wait({task, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            raise ReaderGone
        is_taken = True
        return task.result()
    finally:
        gone.cancel()
        if not is_taken:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await undo(await task)


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


class PassedStream(StreamingResponse):
    """An upstream answer as server-sent events. However it ends, begun or not, `held` and it are closed."""

    def __init__(
        self, upstream: httpx.Response, held: contextlib.ExitStack, headers: Mapping[str, str]
    ) -> None:
        super().__init__(
            _events(upstream),
            media_type="text/event-stream",
            headers={**headers, "X-Accel-Buffering": "no"},
        )
        self._upstream = upstream
        self._held = held

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI entry point."""
        with self._held:
            try:
                await super().__call__(scope, receive, send)
            finally:
                await self._upstream.aclose()


async def whole_answer(upstream: httpx.Response) -> ChatCompletion:
    """All pieces of an answer put together; closes it. Raises `ApiError`.

    The gateway ends a call that its caller left only while it streams: so it always does, for us.
    """
    reader = EventReader()
    answer = Assembly()
    try:
        async with asyncio.timeout(_LONGEST_S):
            async for piece in upstream.aiter_raw():
                for event in reader.feed(piece):
                    answer.add(event)
    except (TimeoutError, httpx.TimeoutException) as error:
        raise UpstreamTimeout(_SILENT, code="gateway_timeout") from error
    except (httpx.NetworkError, httpx.RemoteProtocolError) as error:
        raise Unavailable(_BROKE_OFF, code="gateway_unavailable") from error
    except ValueError as error:  # not JSON, not what a chunk is, or without an end
        raise UpstreamError(
            "The gateway gave an answer that is none of OpenAI's format.", code="gateway_failed"
        ) from error
    finally:
        await upstream.aclose()
    if not reader.is_complete:
        raise Unavailable(_BROKE_OFF, code="gateway_unavailable")
    return answer.completion()


async def _events(upstream: httpx.Response) -> AsyncIterator[bytes]:
    reader = EventReader()
    deadline = time.monotonic() + _LONGEST_S
    try:
        async for piece in upstream.aiter_raw():
            for event in reader.feed(piece):
                yield event
            if time.monotonic() > deadline:
                break
    except httpx.TimeoutException:
        yield error_event("gateway_timeout", _SILENT)
        return
    except (httpx.NetworkError, httpx.RemoteProtocolError, TooLong):
        reader.is_complete = False
    if not reader.is_complete:
        yield error_event("gateway_unavailable", _BROKE_OFF)
