"""What the request being served carries on to other servers, besides its id."""

import re
from contextvars import ContextVar

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

traceparent_var: ContextVar[str | None] = ContextVar("traceparent", default=None)

# W3C Trace Context, version 00: https://www.w3.org/TR/trace-context/#traceparent-header
_TRACEPARENT = re.compile(r"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")


class TraceContextMiddleware:
    """Keeps the caller's `traceparent`, when it is one, for the calls made on its behalf."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI entry point."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = Headers(scope=scope).get("traceparent", "")
        token = traceparent_var.set(given if _TRACEPARENT.fullmatch(given) else None)
        try:
            await self.app(scope, receive, send)
        finally:
            traceparent_var.reset(token)
