"""Pure ASGI middleware: request ids, access log, body limit, security headers.

Not Starlette's `BaseHTTPMiddleware`: that buffers, breaks context variables and slows streams.
"""

import asyncio
import logging
import random
import re
import time
from collections.abc import Iterable, Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kit.errors import TooLarge, error_response
from kit.log import request_id_var

_SANE_ID = re.compile(r"[A-Za-z0-9._-]{1,128}")
# They name requests and guard nothing; asking the system for randomness costs more than all else here.
_ids = random.Random()  # noqa: S311
_access = logging.getLogger("kit.access")


class RequestIdMiddleware:
    """Takes a sane `X-Request-ID` from the caller or makes one; puts it into logs, errors and the answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI entry point."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = _first(scope["headers"], b"x-request-id").decode("latin-1")
        request_id = given if _SANE_ID.fullmatch(given) else f"{_ids.getrandbits(128):032x}"
        scope.setdefault("state", {})["request_id"] = request_id
        token = request_id_var.set(request_id)

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = [one for one in message.get("headers", ()) if one[0] != b"x-request-id"]
                headers.append((b"x-request-id", request_id.encode()))
                message["headers"] = headers
            await send(message)

        try:
            await self.app(scope, receive, send_with_id)
        finally:
            request_id_var.reset(token)


def _first(headers: Iterable[tuple[bytes, bytes]], wanted: bytes) -> bytes:
    """The first value of a field, empty without one. `Headers` costs several times as much."""
    for name, value in headers:
        if name == wanted:
            return value
    return b""


class AccessLogMiddleware:
    """One log line a request: method, path (never the query: it may hold secrets), status, milliseconds.

    Paths in `quiet` (health checks, scrapes) are logged only when they fail.
    """

    def __init__(self, app: ASGIApp, quiet: frozenset[str] = frozenset()) -> None:
        self.app = app
        self.quiet = quiet

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI entry point."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = time.perf_counter()
        status = 500

        async def watch(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, watch)
        finally:
            path = scope["path"]
            level = logging.WARNING if status >= 500 else logging.INFO
            if (status >= 400 or path not in self.quiet) and _access.isEnabledFor(level):
                facts = {"ms": round((time.perf_counter() - started) * 1000, 2)}
                said = (scope["method"], path, status)
                # What `_access.log` does, without looking for its caller in the stack.
                _access.handle(
                    _access.makeRecord(
                        _access.name, level, __file__, 0, "%s %s %d", said, None, "__call__", facts
                    )
                )


class CancelWhenGoneMiddleware:
    """Ends the work of a question whose caller has gone before the answer began.

    Callers give up after their own patience. Answers that nobody waits for any more would keep those that
    somebody does wait for from being made, until every caller gives up: an overload that feeds itself. Only
    of questions: GET, and the paths of `questions`, whose POSTs change nothing.
    """

    def __init__(self, app: ASGIApp, questions: frozenset[str] = frozenset()) -> None:
        self.app = app
        self.questions = questions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI entry point."""
        is_question = scope["type"] == "http" and (
            scope["method"] == "GET" or scope["path"] in self.questions
        )
        if not is_question:
            await self.app(scope, receive, send)
            return
        arrived: asyncio.Queue[Message] = asyncio.Queue(1)
        has_begun = False

        async def watched_send(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        async def watch() -> None:
            while True:
                message = await receive()
                if message["type"] == "http.disconnect" and not has_begun:
                    work.cancel()
                await arrived.put(message)
                if message["type"] == "http.disconnect":
                    return

        work = asyncio.ensure_future(self.app(scope, arrived.get, watched_send))
        watching = asyncio.create_task(watch())
        try:
            await asyncio.wait([work])
        finally:
            # When this task itself is cancelled, the server is going down.
            watching.cancel()
            work.cancel()
        if work.cancelled():
            # Nobody reads this; the log of requests says what happened.
            await error_response(499, "client_gone", "The caller has gone.")(scope, receive, send)
        else:
            work.result()


class BodyLimitMiddleware:
    """Refuses a request body over `max_bytes` with 413: by its declared length, else while it arrives."""

    def __init__(self, app: ASGIApp, max_bytes: int) -> None:
        self.app = app
        self.max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI entry point."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        message = f"The request body is larger than {self.max_bytes} bytes."
        declared = Headers(scope=scope).get("content-length", "")
        if declared.isdigit() and int(declared) > self.max_bytes:
            await error_response(413, "too_large", message)(scope, receive, send)
            return
        received = 0
        refused = False

        async def count() -> Message:
            nonlocal received, refused
            part = await receive()
            received += len(part.get("body", b""))
            if received > self.max_bytes:
                refused = True
                raise TooLarge(message)
            return part

        async def replace(part: Message) -> None:
            # Frameworks turn an exception met while they read the body into a 400 of their own.
            if not refused:
                await send(part)

        try:
            await self.app(scope, count, replace)
        except TooLarge:
            if not refused:
                raise
        if refused:
            await error_response(413, "too_large", message)(scope, receive, send)


class SecurityHeadersMiddleware:
    """Adds `headers` to every answer that does not already carry them."""

    DEFAULT: Mapping[str, str] = {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    }

    def __init__(self, app: ASGIApp, csp: str, extra: Mapping[str, str] | None = None) -> None:
        self.app = app
        self.headers = {**self.DEFAULT, "Content-Security-Policy": csp, **(extra or {})}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI entry point."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def add(message: Message) -> None:
            if message["type"] == "http.response.start":
                present = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    present.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, add)
