"""Bounds of HTTP connections: how many there may be, how long one may take to ask, how long its head may be.

Uvicorn has none of these. A connection over the bound is heard out as far as its path, so that health checks
are still answered, and is refused with 503 otherwise; beyond a reserve it is refused unheard.
"""

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any, cast

from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from kit.errors import error_response

RETRY_AFTER_S = 2
# Uvicorn closes a connection that rests for five seconds. A client of ours gives it up before: a request that
# meets the closing is lost, and one that changes something may not be repeated.
REUSED_FOR_S = 4.0


@dataclass(frozen=True)
class ConnectionLimits:
    """Of all listeners of a process together."""

    connections: int = 1000
    """How many are served. WebSockets do not count once they are open."""
    reserve: int = 64
    """How many more are listened to, for health checks."""
    head_s: float = 15
    """Longest time until the head of a request is there."""
    head_bytes: int = 64 * 1024
    """Longest head of a request. What came in one piece with its end is taken whatever its length."""
    request_s: float = 0
    """Longest time until a request is there with its body; 0: any. The app should answer 408 before that."""


@dataclass
class Gate:
    """Counts the connections of a process."""

    limits: ConnectionLimits = field(default_factory=ConnectionLimits)
    open: int = 0

    @property
    def is_full(self) -> bool:
        """Whether there are more than are served."""
        return self.open > self.limits.connections

    @property
    def is_overrun(self) -> bool:
        """Whether the reserve is used up, too."""
        return self.open > self.limits.connections + self.limits.reserve

    async def refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The app of connections over the bound."""
        await error_response(503, "too_many_connections", _FULL, headers=_AGAIN)(scope, receive, send)


_FULL = "The server has as many connections as it takes: try again in a moment."
_LARGE = "The head of the request (its path and headers) is too large."
_SLOW = "The request did not arrive in time."
_AGAIN = {"Retry-After": str(RETRY_AFTER_S), "Connection": "close"}
_HEALTH = ("/health", "/metrics")


def _raw(status: str, code: str, message: str, *headers: str) -> bytes:
    body = json.dumps({"error": {"code": code, "message": message, "request_id": None}}).encode()
    lines = [
        f"HTTP/1.1 {status}",
        "content-type: application/json",
        f"content-length: {len(body)}",
        "connection: close",
        *headers,
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body


_RAW_FULL = _raw("503 Service Unavailable", "too_many_connections", _FULL, f"retry-after: {RETRY_AFTER_S}")
_RAW_LARGE = _raw("431 Request Header Fields Too Large", "large_head", _LARGE)
_RAW_SLOW = _raw("408 Request Timeout", "slow_request", _SLOW)


class _OnePiece:
    """A transport that holds the head of an answer back for the body's first part, but only until the event
    loop comes round: each write is a call of the system, and most answers are a head and one part.
    """

    __slots__ = ("_held", "_is_begun", "_loop", "_transport")

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._held = b""
        self._is_begun = False

    def write(self, data: bytes) -> None:
        """See `asyncio.WriteTransport`."""
        if self._held:
            both, self._held = (self._held, data), b""
            self._transport.writelines(both)
        elif self._is_begun:
            self._transport.write(data)
        else:
            self._is_begun = True
            self._held = data
            self._loop.call_soon(self._flush)

    def is_closing(self) -> bool:
        """See `asyncio.BaseTransport`."""
        return self._transport.is_closing()

    def close(self) -> None:
        """See `asyncio.BaseTransport`: what was written goes out before."""
        self._flush()
        self._transport.close()

    def _flush(self) -> None:
        held, self._held = self._held, b""
        if held:
            self._transport.write(held)


class _BoundedProtocol(HttpToolsProtocol):
    """One connection, known to its `gate`."""

    gate: Gate

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._timer: asyncio.TimerHandle | None = None
        self._wait_s = 0.0
        self._is_counted = False
        self._is_head_whole = False
        self._head_bytes = 0
        self._begins_here = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Count it, and wait for its first request."""
        super().connection_made(transport)
        self.gate.open += 1
        self._is_counted = True
        if self.gate.is_overrun:
            transport.write(_RAW_FULL)
            transport.close()
            return
        self._expect(self.gate.limits.head_s)
        self._arm()

    def connection_lost(self, exc: Exception | None) -> None:
        """Count it no more."""
        self._leave()
        self._expect(0)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take it in, as long as no head grows beyond its bound."""
        self._begins_here = False
        super().data_received(data)
        self._arm()
        if self._is_head_whole or self.transport is None or self.transport.is_closing():
            return
        # What of the piece that it begins in belongs to the request before is not known.
        self._head_bytes = 0 if self._begins_here else self._head_bytes + len(data)
        if self._head_bytes > self.gate.limits.head_bytes:
            self.transport.write(_RAW_LARGE)
            self.transport.close()

    def on_message_begin(self) -> None:
        """A request begins: its head must be there in time."""
        super().on_message_begin()
        self._begins_here = True
        self._is_head_whole = False
        self._expect(self.gate.limits.head_s)

    def on_headers_complete(self) -> None:
        """The head is there: serve it, or refuse it where there are too many."""
        self._is_head_whole = True
        self._expect(self.gate.limits.request_s)
        self.app = self.gate.refuse if self._is_refused() else self.config.loaded_app
        before = self.cycle
        super().on_headers_complete()
        if self.cycle is not before and self.scope["method"] != "HEAD":
            # Its application runs later, as a task. Of HEAD, nothing would follow to go out with.
            self.cycle.transport = cast(asyncio.Transport, _OnePiece(self.transport, self.loop))

    def on_body(self, body: bytes) -> None:
        """Hand a piece of a body on as it is: uvicorn would copy it into its buffer, and out of it again."""
        cycle = self.cycle
        if cycle is not None:  # there is none of a WebSocket
            # What is added to nothing is not copied; what comes before that is taken goes the usual way.
            if not cycle.body:
                cycle.body = b""  # type: ignore[assignment]
            elif isinstance(cycle.body, bytes):
                cycle.body = bytearray(cycle.body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """The request is whole: from here on it is the app that takes time."""
        self._expect(0)
        super().on_message_complete()

    def handle_websocket_upgrade(self) -> None:
        """A WebSocket leaves this protocol, and the count."""
        if self._is_refused():
            self.transport.write(_RAW_FULL)
            self.transport.close()
            return
        self._expect(0)
        self._leave()
        super().handle_websocket_upgrade()

    def _is_refused(self) -> bool:
        path = self.url.partition(b"?")[0].decode("latin-1")
        return self.gate.is_full and not path.startswith(_HEALTH)

    def _leave(self) -> None:
        self.gate.open -= self._is_counted
        self._is_counted = False

    def _expect(self, seconds: float) -> None:
        """The next thing must come within so many seconds; 0: when it likes. Takes effect with `_arm`."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._wait_s = seconds

    def _arm(self) -> None:
        """Start to wait, unless what came brought the next thing with it: most requests are one piece."""
        if self._wait_s and self._timer is None:
            self._timer = self.loop.call_later(self._wait_s, self._late)

    def _late(self) -> None:
        self._expect(0)
        if self.transport.is_closing():
            return
        answered = self._is_head_whole and self.cycle is not None and self.cycle.response_started
        if not answered:
            self.transport.write(_RAW_SLOW)
        self.transport.close()


def bounded(gate: Gate) -> type[asyncio.Protocol]:
    """Uvicorn's protocol with the bounds of this gate."""
    return type("BoundedProtocol", (_BoundedProtocol,), {"gate": gate})
