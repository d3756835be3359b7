"""Ends the wait for an upstream when it takes too long or when the client has gone."""

import asyncio
from types import TracebackType
from typing import Self

from starlette.types import Receive

from kit.errors import UpstreamTimeout

# Most requests are answered before this and never need a task that listens for the client.
_FIRST_LOOK_S = 0.1


class ClientGone(Exception):
    """Nobody waits for the answer any more."""


class Watch:
    """`async with Watch(...)` around one exchange.

    Raises `UpstreamTimeout` when `answer_s` seconds pass without `touch()` or `answered()`, and `ClientGone`
    when the client leaves. Until `may_receive()` is called somebody else reads the request body, and sees a
    client that leaves by himself. One timer and, for slow exchanges, one task: cheap for the many quick ones.
    """

    __slots__ = (
        "_answer_s",
        "_answered",
        "_deadline",
        "_free",
        "_listener",
        "_loop",
        "_reason",
        "_receive",
        "_task",
        "_timer",
    )

    def __init__(self, receive: Receive, answer_s: float) -> None:
        self._receive = receive
        self._answer_s = answer_s
        self._answered = False
        self._free = False
        self._reason: Exception | None = None
        self._listener: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._loop = asyncio.get_running_loop()
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 -- a coroutine that runs has a task
        self._task = task
        self.touch()
        self._timer = self._loop.call_later(min(_FIRST_LOOK_S, self._answer_s), self._look)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()
        if self._listener is not None:
            self._listener.cancel()
        if self._reason is None:
            return
        # Our cancellation is taken back; one from outside as well stays one.
        remaining = self._task.uncancel()
        if kind is not asyncio.CancelledError or remaining == 0:
            raise self._reason from None

    def touch(self) -> None:
        """The upload moves on: wait again from now."""
        self._deadline = self._loop.time() + self._answer_s

    def may_receive(self) -> None:
        """The request body has been read: from now on the watch listens for the client leaving."""
        self._free = True

    def answered(self) -> None:
        """The upstream has begun to answer: from now on it may take its time."""
        self._answered = True

    def _look(self) -> None:
        now = self._loop.time()
        if not self._answered and now >= self._deadline:
            self._end(UpstreamTimeout("The server behind the proxy did not answer in time."))
            return
        if self._free and self._listener is None:
            self._listener = self._loop.create_task(self._listen())
        if self._answered and self._listener is not None:
            return
        wait = 1.0 if self._answered else min(1.0, max(0.01, self._deadline - now))
        self._timer = self._loop.call_later(wait, self._look)

    async def _listen(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self._end(ClientGone())

    def _end(self, reason: Exception) -> None:
        if self._reason is None and not self._task.done():
            self._reason = reason
            self._task.cancel()
