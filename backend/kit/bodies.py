"""Bounds of request bodies in flight: how much memory they take together, and how long each may take."""

import asyncio
from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kit.errors import ApiError, SlowRequest, Unavailable, error_response


class BodyBudget:
    """Bytes of bodies that are held at one time."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self.held = 0

    def take(self, count: int) -> None:
        """Hold so many more. Raises `Unavailable` where there is no room."""
        if self.held + count > self._most_bytes:
            raise Unavailable(
                "The server holds as many request bodies as it takes: try again in a moment.",
                code="too_many_bodies",
                headers={"Retry-After": "2", "Connection": "close"},
            )
        self.held += count

    def give(self, count: int) -> None:
        """Hold so many less."""
        self.held -= count


class BodyGuardMiddleware:
    """Bounds the bodies of all requests of an app.

    Over `budget` 503 is answered, and 408 when a body is not whole within `seconds`. Whoever reads the body
    meets an `ApiError` and may answer with its status; else that is done here, and `on_refused` is told its
    code. A body counts until its request is answered.
    """

    def __init__(
        self,
        app: ASGIApp,
        budget: BodyBudget,
        seconds: float,
        on_refused: Callable[[str], object] = lambda _: None,
    ) -> None:
        self.app = app
        self.budget = budget
        self.seconds = seconds
        self.on_refused = on_refused

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI entry point."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        guard = _Guard(self, receive, send)
        try:
            await self.app(scope, guard.receive, guard.send)
        except ApiError as error:
            if error is not guard.refused:
                raise
        finally:
            self.budget.give(guard.held)
        refused = guard.refused
        if refused is not None and not guard.has_answered:
            self.on_refused(refused.code)
            answer = error_response(refused.status, refused.code, refused.message, headers=refused.headers)
            await answer(scope, receive, send)


class _Guard:
    """One request."""

    def __init__(self, bounds: BodyGuardMiddleware, receive: Receive, send: Send) -> None:
        self._bounds = bounds
        self._receive = receive
        self._send = send
        self._due = asyncio.get_running_loop().time() + bounds.seconds
        self._is_whole = False
        self.held = 0
        self.has_answered = False
        self.refused: ApiError | None = None

    async def receive(self) -> Message:
        if self._is_whole:  # what comes now is the end of the connection, and may take its time
            return await self._receive()
        try:
            async with asyncio.timeout_at(self._due):
                part = await self._receive()
            size = len(part.get("body", b""))
            self._bounds.budget.take(size)
        except TimeoutError:
            self.refused = SlowRequest(
                f"The body was not whole after {self._bounds.seconds:g} s: send it faster, or less of it.",
                headers={"Connection": "close"},
            )
            raise self.refused from None
        except ApiError as error:
            self.refused = error
            raise
        self.held += size
        self._is_whole = not part.get("more_body", False)
        return part

    async def send(self, message: Message) -> None:
        # Frameworks turn an exception met while they read the body into a 400 of their own.
        other = self.refused is not None and message.get("status") != self.refused.status
        if other and not self.has_answered:
            return
        self.has_answered = True
        await self._send(message)
