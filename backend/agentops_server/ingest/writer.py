"""Moves sealed segments into the store and deletes them; what the store refuses becomes a dead letter."""

import asyncio
import logging
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Protocol

from agentops_server.ingest import counters as outcomes
from agentops_server.ingest.batch import BatchInsert, Counts
from agentops_server.ingest.counters import INSERT_SECONDS, SPOOL_AGE, SPOOL_BYTES, IngestCounters
from agentops_server.ingest.dead_letters import DeadLetters
from agentops_server.ingest.otlp import BadBody
from agentops_server.ingest.records import Record
from agentops_server.ingest.signals import TRACES, Signal
from agentops_server.ingest.spool import Segment, Spool
from agentops_server.store.client import StoreError, StoreUnavailable

_log = logging.getLogger(__name__)

# One insert takes several waiting segments together, up to this many bytes.
_BATCH_BYTES = 32 * 2**20
# A refusal must repeat before the data is blamed.
_ATTEMPTS = 3
_BACKOFF_S = (0.2, 0.5, 1, 2, 5, 10, 30)


class Insert(Protocol):
    """Brings records into the store, each item once."""

    def files(self, paths: Sequence[Path]) -> Counts:
        """Insert whole segments. Raises `StoreError`, `StoreUnavailable`."""

    def records(self, records: Sequence[Record]) -> Counts:
        """Insert single records. Raises as `files`."""


class Writer:
    """The one task that writes to the store. Batches go in order; none overtakes a failing one."""

    def __init__(
        self,
        spool: Spool,
        insert: Insert,
        dead_letters: DeadLetters,
        counters: IngestCounters,
        interval_s: float,
        signal: Signal = TRACES,
    ) -> None:
        self._signal = signal
        self._spool = spool
        self._insert = insert
        self._dead_letters = dead_letters
        self._counters = counters
        self._interval_s = interval_s
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="store-write")
        self._stopping = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self.last_error: str | None = None
        """Why the store did not take the latest batch; None when it did."""

    def start(self) -> None:
        """Begin to work in the background."""
        self._task = asyncio.create_task(self._run())

    async def stop(self, patience_s: float) -> None:
        """Drain the spool for up to `patience_s` seconds; what remains is stored at the next start."""
        self._stopping.set()
        if self._task is not None:
            _, unfinished = await asyncio.wait([self._task], timeout=patience_s)
            for task in unfinished:
                task.cancel()
        self._thread.shutdown(wait=True, cancel_futures=True)

    async def _run(self) -> None:
        while True:
            stopping = self._stopping.is_set()
            started = time.perf_counter()
            segments = await self._spool.take_sealed()
            for batch in _grouped(segments):
                if not await self._store(batch):
                    return
            self._show_backlog()
            if stopping:
                return
            # Small batches cost nearly as much as large ones: leave the engine as long a rest as it worked.
            await self._pause(max(self._interval_s, time.perf_counter() - started))

    def _show_backlog(self) -> None:
        SPOOL_BYTES.labels(self._signal.name).set(self._spool.size)
        SPOOL_AGE.labels(self._signal.name).set(self._spool.oldest_age_s)

    async def _pause(self, seconds: float) -> bool:
        """Wait, or less when the writer is asked to stop; returns whether it was."""
        try:
            await asyncio.wait_for(self._stopping.wait(), seconds)
        except TimeoutError:
            return False
        return True

    async def _store(self, batch: Sequence[Segment]) -> bool:
        """Insert one batch, however long the store is away. False: asked to stop before it worked."""
        loop = asyncio.get_running_loop()
        attempt = refusals = 0
        while True:
            # Refused this often, the data is to blame.
            work = self._divide if refusals >= _ATTEMPTS else self._insert_files
            try:
                with INSERT_SECONDS.labels(self._signal.name).time():
                    await loop.run_in_executor(self._thread, work, batch)
                break
            except Exception as error:  # noqa: BLE001  # nothing may end the one task that stores
                self._failed(error, attempt)
                # Away, or our own disk is full: what is here stays here and is tried again. Anything else,
                # a fault of ours included, must not hold up what comes after it.
                if not _is_passing(error):
                    refusals += 1
                    if refusals == _ATTEMPTS:
                        continue
            self._show_backlog()
            if await self._pause(_BACKOFF_S[min(attempt, len(_BACKOFF_S) - 1)]):
                return False
            attempt += 1
        self.last_error = None
        for segment in batch:
            await self._spool.discard(segment)
        return True

    def _failed(self, error: Exception, attempt: int) -> None:
        self.last_error = (str(error) or repr(error))[:500]
        foreseen = isinstance(error, StoreError | OSError)
        _log.warning(
            "the store did not take a batch",
            extra={"attempt": attempt + 1, "reason": self.last_error},
            exc_info=None if foreseen else error,
        )

    def _insert_files(self, batch: Sequence[Segment]) -> None:
        self._count(self._insert.files([segment.path for segment in batch]))

    def _count(self, result: Counts) -> None:
        for project_id, (staged, stored) in result.items():
            self._counters.count(self._signal.name, project_id, outcomes.STORED, stored)
            self._counters.count(self._signal.name, project_id, outcomes.DUPLICATE, staged - stored)

    def _divide(self, batch: Sequence[Segment]) -> None:
        """Find the records that the store refuses, store the others."""
        self._insert_records([record for segment in batch for record in self._spool.records(segment)])

    def _insert_records(self, records: Sequence[Record]) -> None:
        if not records:
            return
        try:
            self._count(self._insert.records(records))
        except Exception as error:  # whatever it is, it must not take other records with it
            if _is_passing(error):
                # Not the fault of these records: the whole batch is tried again later. What is stored of it
                # by now is recognised then.
                raise
            if len(records) == 1:
                self._bury(records[0], error)
                return
            middle = len(records) // 2
            self._insert_records(records[:middle])
            self._insert_records(records[middle:])

    def _bury(self, record: Record, error: Exception) -> None:
        try:
            items = self._signal.validate(record.payload).items
        except BadBody:
            items = 0
        letter = self._dead_letters.keep(record, items, (str(error) or repr(error))[:2000], self._signal.name)
        self._counters.count(self._signal.name, record.project_id, outcomes.DEAD, items)
        _log.error(
            "the store refused a request; it is kept as a dead letter", extra={"dead_letter": letter.id}
        )


def _is_passing(error: Exception) -> bool:
    """Whether trying the same again later can help. A file that is gone does not come back."""
    if isinstance(error, FileNotFoundError):
        return False
    return isinstance(error, StoreUnavailable | OSError | MemoryError)


class SpanWriter(Writer):
    """The writer of spans, which can also price them again."""

    def __init__(
        self,
        spool: Spool,
        insert: BatchInsert,
        dead_letters: DeadLetters,
        counters: IngestCounters,
        interval_s: float,
    ) -> None:
        super().__init__(spool, insert, dead_letters, counters, interval_s)
        self._spans = insert

    async def reprice(self, project_id: str, start_ns: int, end_ns: int) -> int:
        """Price the calls of a window again, between two batches. Raises `StoreError`."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, self._spans.reprice, project_id, start_ns, end_ns)


def _grouped(segments: Sequence[Segment]) -> list[list[Segment]]:
    groups: list[list[Segment]] = []
    size = 0
    for segment in segments:
        if not groups or size + segment.size > _BATCH_BYTES:
            groups.append([])
            size = 0
        groups[-1].append(segment)
        size += segment.size
    return groups
