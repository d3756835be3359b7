"""Ends the wait for an upstream when it takes too long or when the client has gone."""

import asyncio
from collections.abc import Callable
from types import TracebackType
from typing import Self

from starlette.types import Receive

from kit.errors import UpstreamTimeout

# Most requests are answered before this and never need a task that listens for the client.
_LOOK_S = 0.1


class ClientGone(Exception):
    """Nobody waits for the answer any more."""


class Watchman:
    """One timer for all exchanges in flight: one for each would cost each of them more than its checks."""

    def __init__(self) -> None:
        # Asking for the running loop is a call of the system (Python 3.11): it is asked for once.
        self._loop: asyncio.AbstractEventLoop | None = None
        self._watched: set[Watch] = set()
        self._timer: asyncio.TimerHandle | None = None

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        """The loop of all exchanges."""
        if self._loop is None:
            self._loop = asyncio.get_running_loop()
        return self._loop

    def add(self, watch: "Watch") -> None:
        """Look at it from now on, every `_LOOK_S` seconds."""
        self._watched.add(watch)
        if self._timer is None:
            self._timer = self.loop.call_later(_LOOK_S, self._look)

    def discard(self, watch: "Watch") -> None:
        """It is over."""
        self._watched.discard(watch)

    def _look(self) -> None:
        now = self.loop.time()
        self._watched = {watch for watch in self._watched if watch.look(now)}
        self._timer = self.loop.call_later(_LOOK_S, self._look) if self._watched else None


class Bell:
    """Rings for those who wait until somebody's rights may have changed: one timer for all of them."""

    def __init__(self, every_s: float = 1.0) -> None:
        self._every_s = every_s
        self._waiting: list[tuple[asyncio.Future[None], object, Callable[[], object]]] = []
        self._timer: asyncio.TimerHandle | None = None

    def after(self, seen: object, revision: Callable[[], object]) -> "asyncio.Future[None]":
        """Done soon after `revision()` is no longer `seen`. To be cancelled by whoever waits no longer."""
        loop = asyncio.get_running_loop()
        change: asyncio.Future[None] = loop.create_future()
        self._waiting.append((change, seen, revision))
        if self._timer is None:
            self._timer = loop.call_later(self._every_s, self._look, loop)
        return change

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        still = []
        for change, seen, revision in self._waiting:
            if change.done():
                continue
            if revision() is seen:
                still.append((change, seen, revision))
            else:
                change.set_result(None)
        self._waiting = still
        self._timer = loop.call_later(self._every_s, self._look, loop) if still else None


class Watch:
    """`with Watch(...)` around one exchange.

    Raises `UpstreamTimeout` when `answer_s` seconds pass without `touch()` or `answered()`, and `ClientGone`
    when the client leaves. Until `may_receive()` is called somebody else reads the request body, and sees a
    client that leaves by himself. Only slow exchanges get a task that listens for that.
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
        "_seen",
        "_task",
        "_watchman",
    )

    def __init__(self, watchman: Watchman, receive: Receive, answer_s: float) -> None:
        self._watchman = watchman
        self._receive = receive
        self._answer_s = answer_s
        self._answered = False
        self._free = False
        self._seen = False
        self._reason: Exception | None = None
        self._listener: asyncio.Task[None] | None = None

    def __enter__(self) -> Self:
        self._loop = self._watchman.loop
        task = asyncio.current_task(self._loop)
        assert task is not None  # noqa: S101 -- a coroutine that runs has a task
        self._task = task
        self.touch()
        self._watchman.add(self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._watchman.discard(self)
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

    def look(self, now: float) -> bool:
        """Whether to be looked at again. `now` is the loop's time, in seconds."""
        if not self._answered and now >= self._deadline:
            self._end(UpstreamTimeout("The server behind the proxy did not answer in time."))
            return False
        # Not at the first look: nearly all exchanges are over at the second.
        if self._seen and self._free and self._listener is None:
            self._listener = self._loop.create_task(self._listen())
        self._seen = True
        return not self._answered or self._listener is None

    async def _listen(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self._end(ClientGone())

    def _end(self, reason: Exception) -> None:
        if self._reason is None and not self._task.done():
            self._reason = reason
            self._task.cancel()
