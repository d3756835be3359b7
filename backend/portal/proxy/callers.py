"""Who is calling, asked from plain ASGI: for HTTP and WebSocket alike."""

import hashlib
import time
from collections.abc import Callable
from typing import Protocol

import anyio.to_thread
from starlette.requests import Request
from starlette.types import Scope

from portal.auth.access import Authenticator, Principal

_CREDENTIALS = (b"cookie", b"authorization")


class Callers(Protocol):
    """What the proxy asks before anything reaches an upstream."""

    async def authenticate(self, scope: Scope) -> Principal | None:
        """The caller of an HTTP request or WebSocket, or None when it proves nobody. Must not block."""


def credentials(scope: Scope) -> Scope:
    """A request with nothing but the credentials of `scope`: enough to ask again later."""
    return {
        "type": "http",
        "method": "GET",
        "scheme": scope.get("scheme", "http"),
        "path": "/",
        "raw_path": b"/",
        "query_string": b"",
        "client": scope.get("client"),
        "server": scope.get("server"),
        "headers": [(name, value) for name, value in scope["headers"] if name in _CREDENTIALS],
    }


class SessionCallers:
    """Asks the portal's own authenticator, in a worker thread because that reads the database.

    One page of Grafana is some two hundred requests, so an answer is kept for `remember_s` seconds: signing
    out takes at most that long to reach the proxy.
    """

    def __init__(
        self,
        authenticator: Authenticator,
        remember_s: float = 1.0,
        seconds: Callable[[], float] = time.monotonic,
        most: int = 10_000,
    ) -> None:
        self._authenticator = authenticator
        self._remember_s = remember_s
        self._seconds = seconds
        self._most = most
        self._known: dict[bytes, tuple[float, Principal]] = {}

    async def authenticate(self, scope: Scope) -> Principal | None:
        """See `Callers`."""
        asked = credentials(scope)
        if not asked["headers"]:
            return None
        key = _digest(asked)
        now = self._seconds()
        known = self._known.get(key)
        if known is not None and now - known[0] < self._remember_s:
            return known[1]
        principal = await anyio.to_thread.run_sync(self._authenticator.authenticate, Request(asked))
        if principal is None:
            # Strangers are not remembered: they would only fill the memory.
            self._known.pop(key, None)
            return None
        if len(self._known) >= self._most:
            self._known.clear()
        self._known[key] = (now, principal)
        return principal


def _digest(scope: Scope) -> bytes:
    joined = b"\0".join(name + b"\0" + value for name, value in scope["headers"])
    return hashlib.sha256(joined).digest()
