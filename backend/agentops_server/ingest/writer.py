"""Moves sealed segments into the store and deletes them; what the store refuses becomes a dead letter."""

import asyncio
import logging
import time
from collections import Counter, deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from agentops_server.ingest.account import Settled
from agentops_server.ingest.batch import BatchInsert
from agentops_server.ingest.counters import INSERT_SECONDS, SPOOL_AGE, SPOOL_BYTES
from agentops_server.ingest.dead_letters import DeadLetters
from agentops_server.ingest.division import Division, Insert, Outcome, is_passing, needs_memory
from agentops_server.ingest.ghosts import Ghosts
from agentops_server.ingest.lanes import Lane
from agentops_server.ingest.records import Record, SegmentDamaged
from agentops_server.ingest.spool import SEGMENT_BYTES, Segment
from agentops_server.store.client import StoreError
from agentops_server.store.errors import without_values
from kit.tasks import ended, finished, in_background

_log = logging.getLogger(__name__)

# One insert takes several waiting segments together, up to this many bytes.
_BATCH_BYTES = 52 * 2**20
# So much must wait that a batch of it is parsed while the one before is stored; less where no more comes.
_AHEAD_BYTES, _LAST_BYTES = 40 * 2**20, 4 * 2**20
_LOOK_S, _QUIET_S = 0.02, 0.1
_LONGEST_REST_S = 0.3
# A refusal must repeat before the data is blamed.
_ATTEMPTS = 3
_BACKOFF_S = (0.2, 0.5, 1, 2, 5, 10, 30)


@dataclass
class _Stored:
    """A batch that can be read, and is not yet known to be on disk; `outcome` None: it is written down."""

    batch: Sequence[Segment]
    outcome: Outcome | None


class Writer:
    """The one task that writes to the store. Batches go in order; none overtakes a failing one.

    A batch can be read before it is known to be on disk. A second task sees to that, writes down what became
    of it and deletes its segments, while the first goes on.
    """

    def __init__(
        self,
        lane: Lane,
        insert: Insert,
        dead_letters: DeadLetters,
        interval_s: float,
        ghosts: Ghosts,
    ) -> None:
        self._signal = lane.signal
        self._spool = lane.spool
        self._insert = insert
        self._dead_letters = dead_letters
        self._interval_s = interval_s
        self._ghosts = ghosts
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="store-write")
        self._settler = ThreadPoolExecutor(1, thread_name_prefix="store-settle")
        self._stopping = asyncio.Event()
        self._is_late = False
        self._task: asyncio.Task[None] | None = None
        self._settling: asyncio.Task[None] | None = None
        # Batches in hand, the first of them being stored.
        self._taken: deque[Sequence[Segment]] = deque()
        self._unsettled: list[_Stored] = []
        self.last_error: str | None = None
        """Why the store did not take the latest batch; None when it did."""

    def start(self) -> None:
        """Begin to work in the background."""
        self._task = in_background(self._run(), f"storing {self._signal.name}")

    async def stop(self, patience_s: float) -> None:
        """Drain the spool for up to `patience_s` seconds; what remains is stored at the next start.

        The batch that is being stored then is finished: it takes as long as the store and the disk do.
        """
        self._stopping.set()
        if self._task is not None:
            await asyncio.wait([self._task], timeout=patience_s)
            self._is_late = True
            await ended(self._task)
        await finished(self._thread, cancel=True)
        await ended(self._settling)
        await finished(self._settler)

    async def _run(self) -> None:
        while True:
            stopping = self._stopping.is_set()
            started = time.perf_counter()
            if not await self._store_all():
                return
            self._show_backlog()
            if stopping:
                return
            # Small batches cost nearly as much as large ones: leave the engine as long a rest as it worked,
            # but not so long that what waits is seen late, and none where a large one waits.
            if self._untaken() < SEGMENT_BYTES:
                worked = min(time.perf_counter() - started, _LONGEST_REST_S)
                await self._rest(max(self._interval_s, worked))

    def _held(self) -> dict[Path, int]:
        """The segments that are in hand, or stored and not deleted yet, with their sizes."""
        batches = (*self._taken, *(one.batch for one in self._unsettled))
        return {segment.path: segment.size for batch in batches for segment in batch}

    def _untaken(self) -> int:
        """Bytes that wait and are in no batch yet."""
        return self._spool.size - sum(self._held().values())

    async def _take(self) -> None:
        """Have two batches in hand, of what waits. The rest may still become part of larger ones."""
        sealed = await self._spool.take_sealed()
        held = self._held()
        waiting = _grouped([one for one in sealed if one.path not in held])
        self._taken.extend(waiting[: 2 - len(self._taken)])

    async def _store_all(self) -> bool:
        """Insert what waits, and what comes meanwhile where it is much. False: asked to stop before."""
        await self._take()
        if len(self._taken) > 1:
            # Else it would be parsed beside the next one, and then be stored with nothing beside it.
            await self._prepare(self._taken[0])
        while self._taken:
            if self._is_late:
                return False
            is_stored = asyncio.Event()
            ahead = asyncio.create_task(self._look_ahead(is_stored))
            try:
                stored = await self._store(self._taken[0])
                is_stored.set()
                await ahead
            finally:
                ahead.cancel()
            if not stored:
                return False
            self._taken.popleft()
            if not self._taken and self._stopping.is_set():
                await self._take()
        return True

    async def _look_ahead(self, is_stored: asyncio.Event) -> None:
        """While a batch is stored, begin with the next one as soon as there is one."""
        waits, since = 0, time.perf_counter()
        while len(self._taken) < 2:
            if waits != (now := self._untaken()):
                waits, since = now, time.perf_counter()
            is_last = waits >= _LAST_BYTES and time.perf_counter() - since >= _QUIET_S
            if is_last or waits >= _AHEAD_BYTES:
                await self._take()
            if len(self._taken) < 2 and await _within(is_stored, _LOOK_S):
                return
        if not self._is_late:
            await self._prepare(self._taken[1])

    async def _prepare(self, batch: Sequence[Segment]) -> None:
        """Begin with a batch while the one before it is stored; not all writers can."""

    def _show_backlog(self) -> None:
        SPOOL_BYTES.labels(self._signal.name).set(self._spool.size)
        SPOOL_AGE.labels(self._signal.name).set(self._spool.oldest_age_s)

    async def _pause(self, seconds: float) -> bool:
        """Wait, or less when the writer is asked to stop; returns whether it was."""
        return await _within(self._stopping, seconds)

    async def _rest(self, seconds: float) -> None:
        """Pause, but not while a large batch comes together."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0 and self._untaken() < SEGMENT_BYTES:
            if await self._pause(min(left, _QUIET_S / 2)):
                return

    async def _store(self, batch: Sequence[Segment]) -> bool:
        """Insert one batch, however long the store is away. False: asked to stop before it worked."""
        loop = asyncio.get_running_loop()
        attempt = refusals = 0
        while True:
            # Refused this often, the data is to blame.
            divide = refusals >= _ATTEMPTS
            try:
                with INSERT_SECONDS.labels(self._signal.name).time():
                    outcome = await loop.run_in_executor(self._thread, self._try, batch, attempt > 0, divide)
                break
            except Exception as error:  # noqa: BLE001  # nothing may end the one task that stores
                self._failed(error, attempt)
                # Away, or our own disk is full: what is here stays here and is tried again. Anything else,
                # a fault of ours included, must not hold up what comes after it; nor must what needs more
                # memory than the store has.
                if not is_passing(error) or needs_memory(error):
                    refusals += 1
                    if refusals == _ATTEMPTS:
                        attempt += 1
                        continue
            self._show_backlog()
            if await self._pause(_BACKOFF_S[min(attempt, len(_BACKOFF_S) - 1)]):
                return False
            attempt += 1
        self.last_error = None
        self._unsettled.append(_Stored(batch, outcome))
        if self._settling is None or self._settling.done():
            self._settling = in_background(self._settle_all(), f"settling {self._signal.name}")
        return True

    async def _settle_all(self) -> None:
        """Have what is stored on disk, write down what became of it, delete its segments. In order."""
        loop = asyncio.get_running_loop()
        attempt = 0
        while self._unsettled:
            stored = list(self._unsettled)
            try:
                await loop.run_in_executor(self._settler, self._settle, stored)
            except Exception as error:  # noqa: BLE001  # it is stored: its segments stay until this works
                self._failed(error, attempt)
                if await self._pause(_BACKOFF_S[min(attempt, len(_BACKOFF_S) - 1)]):
                    return
                attempt += 1
                continue
            if attempt:
                attempt, self.last_error = 0, None
            for one in stored:
                for segment in one.batch:
                    await self._spool.discard(segment)
            del self._unsettled[: len(stored)]
            self._show_backlog()

    def _settle(self, stored: Sequence[_Stored]) -> None:
        """In the settler's thread. What a try before has written down is not written down again."""
        self._insert.sync()
        for one in stored:
            if one.outcome is not None and not one.batch[0].is_settled:
                settled = Settled(_waiting(one.batch), one.batch[-1].end, one.outcome.counts)
                self._dead_letters.settle(self._spool.account, settled, one.outcome.refusals)
            one.outcome = None

    def _failed(self, error: Exception, attempt: int) -> None:
        self.last_error = without_values(str(error) or repr(error))[:500]
        foreseen = isinstance(error, StoreError | OSError)
        _log.warning(
            "the store did not take a batch",
            extra={"attempt": attempt + 1, "reason": self.last_error},
            exc_info=None if foreseen else error,
        )

    def _try(self, batch: Sequence[Segment], is_again: bool, divide: bool) -> Outcome:
        """Store a batch; returns what became of it. Raises `StoreError`, `OSError`."""
        items = _waiting(batch)
        again = is_again or any(segment.is_recovered for segment in batch)
        gone = self._ghosts.among(items)
        outcome = None if divide or gone else self._stored_whole(batch, again)
        if outcome is None:
            records = [record for segment in batch for record in self._spool.records(segment)]
            records = [record for record in records if record.project_id not in gone]
            outcome = self._stored(records, again, divide)
        # Deleted while the insert ran: its spans may have come after its deletion.
        gone |= self._ghosts.lay(items.keys() - gone)
        for project_id in gone:
            outcome.drop(project_id, items[project_id])
        return outcome

    def _stored_whole(self, batch: Sequence[Segment], again: bool) -> Outcome | None:
        """Store whole segments. None: some are damaged, and nothing is stored of the batch."""
        if not all(self._spool.is_whole(segment) for segment in batch):
            return None
        outcome = Outcome()
        try:
            outcome.add_inserted(self._insert.files([segment.path for segment in batch], again))
        except SegmentDamaged as error:
            _log.warning("a spool segment is not stored as it is", extra={"reason": str(error)})
            return None
        return outcome

    def _stored(self, records: Sequence[Record], again: bool, divide: bool) -> Outcome:
        if divide:
            return Division(self._insert, self._signal.name).run(records)
        outcome = Outcome()
        if records:
            outcome.add_inserted(self._insert.records(records, again))
        return outcome


async def _within(event: asyncio.Event, seconds: float) -> bool:
    """Whether it happens within so many seconds."""
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return False
    return True


def _waiting(batch: Sequence[Segment]) -> Counter[str]:
    """How many items of each project wait in the segments."""
    items: Counter[str] = Counter()
    for segment in batch:
        items.update(segment.items)
    return items


class SpanWriter(Writer):
    """The writer of spans, which can also price them again."""

    def __init__(
        self,
        lane: Lane,
        insert: BatchInsert,
        dead_letters: DeadLetters,
        interval_s: float,
        ghosts: Ghosts,
    ) -> None:
        super().__init__(lane, insert, dead_letters, interval_s, ghosts)
        self._spans = insert
        self._ahead = ThreadPoolExecutor(1, thread_name_prefix="store-ahead")

    async def stop(self, patience_s: float) -> None:
        """As every writer."""
        await super().stop(patience_s)
        await finished(self._ahead, cancel=True)

    async def _prepare(self, batch: Sequence[Segment]) -> None:
        paths = [segment.path for segment in batch]
        await asyncio.get_running_loop().run_in_executor(self._ahead, self._spans.prepare, paths)

    async def reprice(self, project_id: str, start_ns: int, end_ns: int) -> int:
        """Price the calls of a window again, between two batches. Raises `StoreError`, `OSError`."""

        def work() -> int:
            calls = self._spans.reprice(project_id, start_ns, end_ns)
            self._spans.sync()
            self._ghosts.lay({project_id})
            return calls

        return await asyncio.get_running_loop().run_in_executor(self._thread, work)


def _grouped(segments: Sequence[Segment]) -> list[list[Segment]]:
    groups: list[list[Segment]] = []
    size = 0
    for segment in segments:
        # Settled ones are not counted again: they make batches of their own.
        is_other = bool(groups) and groups[-1][0].is_settled != segment.is_settled
        if not groups or is_other or size + segment.size > _BATCH_BYTES:
            groups.append([])
            size = 0
        groups[-1].append(segment)
        size += segment.size
    return groups
