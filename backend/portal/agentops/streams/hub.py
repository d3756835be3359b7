"""One connection to the AgentOps server for all who watch the same project through the same filter."""

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Protocol

import httpx
from pydantic import ValidationError

from kit.errors import ApiError, TooManyRequests, Unprocessable, UpstreamError
from kit.tasks import end, in_background
from portal.agentops.adapter import AgentOpsAdapter
from portal.agentops.schemas import TraceSummary

_log = logging.getLogger("portal.agentops.live")
# Events that wait for one slow client, and past events kept for those who come back.
QUEUE = 256
KEPT = 512
TOO_BIG = "too_big"
_SILENCE_S = 40.0  # the server speaks every 15 seconds
_FIRST_S = 4.0
_LINGER_S = 5.0


@dataclass(frozen=True)
class LiveEvent:
    """`trace` (data: a trace as in lists), `gap` (some were missed), `state` (is the server there) or
    `too_big` (the filter asks for too much: nothing more comes)."""

    kind: str
    data: str = "{}"
    id: str | None = None


class _TooBig(Unprocessable):
    default_code = "query_too_big"


class StreamObserver(Protocol):
    """Told what happens, for the portal's own metrics."""

    def stream_clients(self, change: int) -> None:
        """Clients came (1) or went (-1)."""

    def stream_events(self, sent: int) -> None:
        """So many events were sent to a client."""

    def stream_gap(self) -> None:
        """A client was too slow: what waited for it gave way."""


class Watcher:
    """The events that wait for one client. When it is too slow they give way to one `gap`."""

    def __init__(self, observer: StreamObserver | None = None) -> None:
        self._observer = observer
        self._waiting: deque[LiveEvent] = deque()
        self._has_news = asyncio.Event()

    def put(self, event: LiveEvent) -> None:
        """Queue an event."""
        if len(self._waiting) >= QUEUE:
            self._waiting.clear()
            self._waiting.append(LiveEvent("gap"))
            if self._observer is not None:
                self._observer.stream_gap()
        self._waiting.append(event)
        self._has_news.set()

    async def take(self, timeout_s: float) -> list[LiveEvent]:
        """What came since the last time; waits for something, but not longer than this."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(timeout_s):
                await self._has_news.wait()
        self._has_news.clear()
        taken = list(self._waiting)
        self._waiting.clear()
        if self._observer is not None:
            self._observer.stream_events(len(taken))
        return taken


class _Channel:
    def __init__(self, adapter: AgentOpsAdapter, project_id: str, q: str, place: str | None) -> None:
        self._adapter = adapter
        self._params = {"project_id": project_id, "q": q}
        self._place = place
        self._begun_at = place
        self._kept: deque[LiveEvent] = deque(maxlen=KEPT)
        self._is_connected: bool | None = None
        self.watchers: set[Watcher] = set()
        self.refusal: ApiError | None = None
        self.begun = asyncio.Event()
        self.task = in_background(self._run(), "following live traces")

    def join(self, watcher: Watcher, place: str | None) -> None:
        """Send events to `watcher`: those after `place`, then what comes."""
        if self.refusal is not None:  # since it was asked whether there is one
            watcher.put(LiveEvent(TOO_BIG))
            return
        watcher.put(LiveEvent("state", _state(bool(self._is_connected))))
        if place is not None and place != self._begun_at:
            ids = [event.id for event in self._kept]
            if place in ids:
                for event in list(self._kept)[ids.index(place) + 1 :]:
                    watcher.put(event)
            else:
                watcher.put(LiveEvent("gap"))
        elif place is not None:
            for event in self._kept:
                watcher.put(event)
        self.watchers.add(watcher)

    async def _run(self) -> None:
        try:
            await self._keep_following()
        finally:
            # However it ends: nobody may wait for its beginning for ever, or take it for connected.
            if self.refusal is None:
                self._tell_state(False)
            self.begun.set()

    async def _keep_following(self) -> None:
        """Until cancelled, or refused for good."""
        pause = 0.5
        while True:
            try:
                await self._follow()
                pause = 0.5
            except (httpx.HTTPError, UnicodeDecodeError) as error:
                _log.info("the live connection broke", extra={"reason": type(error).__name__})
            except ApiError as error:
                # A filter that turned out too big would be so again.
                if isinstance(error, _TooBig) or (
                    error.status in (404, 422, 501) and not self.begun.is_set()
                ):
                    self.refusal = error
                    return
            self._tell_state(False)
            self.begun.set()
            await asyncio.sleep(pause)
            pause = min(pause * 2, 10.0)

    async def _follow(self) -> None:
        response = await self._adapter.open_stream(
            "live",
            "live",
            self._params,
            first_s=_FIRST_S,
            silence_s=_SILENCE_S,
            headers={"Last-Event-ID": self._place} if self._place else None,
        )
        try:
            self._tell_state(True)
            self.begun.set()
            async for event in _events(response):
                if event.kind == TOO_BIG:
                    self._tell(event)
                    raise _TooBig("The filter asks for too much: narrow it down.")
                if event.id is not None:
                    self._place = event.id
                if event.kind == "gap":
                    self._kept.clear()
                    self._begun_at = None
                else:
                    self._kept.append(event)
                self._tell(event)
        finally:
            await response.aclose()

    def _tell_state(self, is_connected: bool) -> None:
        if is_connected is not self._is_connected:
            self._is_connected = is_connected
            self._tell(LiveEvent("state", _state(is_connected)))

    def _tell(self, event: LiveEvent) -> None:
        for watcher in self.watchers:
            watcher.put(event)


def _state(is_connected: bool) -> str:
    return f'{{"connected":{"true" if is_connected else "false"}}}'


async def _events(response: httpx.Response) -> AsyncIterator[LiveEvent]:
    """Server-sent events: https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing"""
    fields: dict[str, str] = {}
    async for line in response.aiter_lines():
        if line:
            name, _, value = line.partition(":")
            if name in ("event", "data", "id"):
                fields[name] = value.removeprefix(" ")
            continue
        if (kind := fields.get("event")) in ("gap", TOO_BIG):
            yield LiveEvent(kind)
        elif kind == "trace":
            try:
                trace = TraceSummary.model_validate_json(fields.get("data", ""))
            except ValidationError as error:
                _log.error("a live event is not a trace", extra={"problems": error.error_count()})
                raise UpstreamError("A live event is not a trace.", code="agentops_bad_answer") from error
            yield LiveEvent("trace", trace.model_dump_json(), fields.get("id"))
        fields = {}


class LiveHub:
    """The channels of a process. Belongs to one event loop; `aclose` ends them."""

    def __init__(
        self, adapter: AgentOpsAdapter, observer: StreamObserver | None = None, most_watchers: int = 1000
    ) -> None:
        self._adapter = adapter
        self._observer = observer
        self._most = most_watchers
        self._channels: dict[tuple[str, str], _Channel] = {}

    async def prepare(self, project_id: str, q: str, place: str | None) -> None:
        """Open the channel if there is none. Raises `ApiError` for a filter or project the server refuses."""
        if sum(len(channel.watchers) for channel in self._channels.values()) >= self._most:
            raise TooManyRequests(
                "Too many live connections are open: try again later.", headers={"Retry-After": "10"}
            )
        channel = self._channel(project_id, q, place)
        await channel.begun.wait()
        if channel.refusal is not None:
            self._channels.pop((project_id, q), None)
            raise channel.refusal

    @contextlib.contextmanager
    def watching(self, project_id: str, q: str, place: str | None) -> Iterator[Watcher]:
        """Be told what happens until the block ends."""
        channel = self._channel(project_id, q, place)
        watcher = Watcher(self._observer)
        channel.join(watcher, place)
        if self._observer is not None:
            self._observer.stream_clients(1)
        try:
            yield watcher
        finally:
            if self._observer is not None:
                self._observer.stream_clients(-1)
            channel.watchers.discard(watcher)
            self._end_later(project_id, q)

    async def aclose(self) -> None:
        """End all channels."""
        tasks = [channel.task for channel in self._channels.values()]
        self._channels.clear()
        await end(*tasks)

    def _channel(self, project_id: str, q: str, place: str | None) -> _Channel:
        channel = self._channels.get((project_id, q))
        if channel is None or (channel.task.done() and channel.refusal is None):
            channel = self._channels[project_id, q] = _Channel(self._adapter, project_id, q, place)
            self._end_later(project_id, q)
        return channel

    def _end_later(self, project_id: str, q: str) -> None:
        # Not at once: a page that is loaded anew comes back in a moment.
        asyncio.get_running_loop().call_later(_LINGER_S, self._end_unwatched, project_id, q)

    def _end_unwatched(self, project_id: str, q: str) -> None:
        channel = self._channels.get((project_id, q))
        if channel is not None and not channel.watchers:
            del self._channels[project_id, q]
            channel.task.cancel()
