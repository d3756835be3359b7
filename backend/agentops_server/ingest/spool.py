"""The durable spool: an accepted request is on disk before it is acknowledged.

One segment file is open at a time. Requests that arrive while an fsync runs wait for the next one together
(group commit). A sealed segment is handed to the writer and deleted only after its insert.
"""

import asyncio
import contextlib
import logging
import os
import re
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from agentops_server.ingest.account import Account
from agentops_server.ingest.files import append, make_folder, sync_folder, write_durably
from agentops_server.ingest.records import Record, Scan, damaged_head, scan
from kit.tasks import ended, finished, in_background

_log = logging.getLogger(__name__)

# A segment is inserted whole: this bounds the memory of one insert.
SEGMENT_BYTES = 16 * 2**20
_OURS = re.compile(r"[0-9]{20}\.seg")


class SpoolFull(Exception):
    """The spool holds as much as it may: the store does not keep up or is away."""


class SpoolFailed(Exception):
    """The disk refused the write; nothing was acknowledged."""


@dataclass(frozen=True)
class Segment:
    """A sealed file of whole records."""

    path: Path
    size: int
    created: float
    """Wall clock of its first record, seconds."""
    items: Mapping[str, int] = field(default_factory=dict)
    """How many spans, log records or points of each project wait in it."""
    end: int = 0
    """The number of the first item behind it."""
    is_recovered: bool = False
    """Whether an earlier process left it: it may have stored some of it."""

    @property
    def is_settled(self) -> bool:
        """Whether an earlier process stored and counted all of it, and could not delete it any more."""
        return not self.items


@dataclass
class Recovery:
    """What a start found in the spool, and damage that was found since."""

    records: int = 0
    spans_bytes: int = 0
    torn_bytes: int = 0
    damaged_bytes: int = 0
    """Bytes of acknowledged records that the disk gave back changed or not at all; see `quarantine/`."""


@dataclass
class _Open:
    fd: int
    path: Path
    durable: int = 0
    created: float = field(default_factory=time.time)
    items: Counter[str] = field(default_factory=Counter)


_Waiting = tuple[Record, "asyncio.Future[None]"]


def _tell(batch: list[_Waiting], error: SpoolFailed | None) -> None:
    for _, done in batch:
        if done.cancelled():
            continue
        if error is None:
            done.set_result(None)
        else:
            done.set_exception(error)


class Spool:
    """The files under `folder`. Appends from one event loop; all file work in one thread, in order."""

    def __init__(
        self, folder: Path, max_bytes: int, account: Account | None = None, hand_on: Path | None = None
    ) -> None:
        """`hand_on`: a folder on the same disk that gets a link to each segment before it is deleted."""
        self._hand_on = hand_on
        self.account = account or Account()
        self._folder = folder
        self._quarantine = folder / "quarantine"
        self._max_bytes = max_bytes
        self._open: _Open | None = None
        self._sealed: list[Segment] = []
        # Segments in which damage was found, and how many bytes are left of each.
        self._left: dict[Path, int] = {}
        self._next = 1
        self._waiting: list[_Waiting] = []
        self._waiting_bytes = 0
        self._committer: asyncio.Task[None] | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="spool")
        self.recovery = Recovery()

    # -- state ---------------------------------------------------------------------------------

    @property
    def size(self) -> int:
        """Bytes that are not in the store yet."""
        waiting = self._waiting_bytes + (self._open.durable if self._open else 0)
        return waiting + sum(segment.size for segment in self._sealed)

    @property
    def oldest_age_s(self) -> float:
        """Seconds that the oldest record has waited; 0 when the spool is empty."""
        moments = [segment.created for segment in self._sealed]
        if self._open is not None and self._open.durable:
            moments.append(self._open.created)
        return max(0.0, time.time() - min(moments)) if moments else 0.0

    # -- start ---------------------------------------------------------------------------------

    def recover(self) -> Recovery:
        """Take over what an earlier process left: cut torn tails, set damaged files aside, keep the rest."""
        make_folder(self._folder)
        for leftover in self._folder.glob("*.tmp"):
            leftover.unlink()
        for path in sorted(self._folder.glob("*.seg")):
            if not _OURS.fullmatch(path.name):
                _log.warning("a file in the spool is not ours and is left alone", extra={"path": str(path)})
                continue
            self._next = max(self._next, int(path.stem) + 1)
            self._recover_file(path)
        sync_folder(self._folder)
        return self.recovery

    def _recover_file(self, path: Path) -> None:
        found, heads = self._mend(path)
        self.recovery.records += len(found.records)
        items = _items(self.account.find((record for _, _, record in found.records), heads))
        size = path.stat().st_size
        if size == 0:
            path.unlink()
            return
        self.recovery.spans_bytes += size
        created = found.records[0][2].received_unix_nano / 1e9
        self._sealed.append(Segment(path, size, created, items, self.account.taken, is_recovered=True))

    def _mend(self, path: Path, acknowledged: int | None = None) -> tuple[Scan, list[Record]]:
        """Make a segment hold its intact records and nothing else.

        `acknowledged`: so many bytes of it were; None: who wrote it is gone, and only what was torn was not.
        Also returns what the damaged ones say of themselves. Raises `OSError`.
        """
        data = path.read_bytes()
        found = scan(data[:acknowledged])
        missing = max(0, (acknowledged or 0) - len(data))
        heads: list[Record] = []
        if acknowledged is None and found.is_torn():
            self._cut(path, len(data), found.damage[0][0])
        elif missing or not found.is_intact():
            self._set_aside(path, data, found, missing)
            heads = _heads(data, found)
        elif acknowledged is not None and acknowledged < len(data):
            self._cut(path, len(data), acknowledged)
        return found, heads

    def _cut(self, path: Path, size: int, to: int) -> None:
        """Take off what was never acknowledged."""
        self.recovery.torn_bytes += size - to
        with path.open("r+b") as file:
            file.truncate(to)
            os.fsync(file.fileno())

    def _set_aside(self, path: Path, data: bytes, found: Scan, missing: int) -> None:
        """Keep a damaged file for inspection; its intact records take its place."""
        make_folder(self._quarantine)
        kept = self._quarantine / f"{path.stem}-{time.time_ns()}.seg"
        write_durably(kept, data)
        write_durably(path, b"".join(data[start:end] for start, end, _ in found.records))
        damaged = missing + sum(end - start for start, end in found.damage)
        self.recovery.damaged_bytes += damaged
        _log.error(
            "a spool segment was damaged; its intact records were kept",
            extra={"kept_in": str(kept), "damaged_bytes": damaged},
        )

    # -- accept --------------------------------------------------------------------------------

    async def append(self, record: Record) -> None:
        """Return once the record is on disk. Raises `SpoolFull`, `SpoolFailed`."""
        size = record.most_bytes
        if self.size + size > self._max_bytes:
            raise SpoolFull(f"{self.size} of {self._max_bytes} bytes wait for the store")
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((record, done))
        self._waiting_bytes += size
        if self._committer is None or self._committer.done():
            self._committer = in_background(self._commit(), "writing to the spool")
        # A client that hangs up must not cancel the write that others share.
        await asyncio.shield(done)

    async def _commit(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting:
            batch = self._next_batch()
            error: SpoolFailed | None = SpoolFailed("the write was broken off")
            try:
                await loop.run_in_executor(self._thread, self._write, [record for record, _ in batch])
                error = None
            except OSError as refused:
                _log.error("the spool cannot be written", extra={"reason": str(refused)})
                error = SpoolFailed(refused.strerror or "the disk refused the write")
            except (MemoryError, RuntimeError) as refused:  # no memory, or no more threads
                _log.error("the spool cannot be written", extra={"reason": repr(refused)})
                error = SpoolFailed(str(refused) or "out of memory")
            finally:
                # Whatever happened: nobody may wait for an answer for ever.
                self._waiting_bytes -= sum(record.most_bytes for record, _ in batch)
                _tell(batch, error)

    def _next_batch(self) -> list[_Waiting]:
        """Requests to write together: as many as wait, up to the size of a segment."""
        count = size = 0
        for record, _ in self._waiting:
            if count and size + record.most_bytes > SEGMENT_BYTES:
                break
            count, size = count + 1, size + record.most_bytes
        batch, self._waiting = self._waiting[:count], self._waiting[count:]
        return batch

    def _write(self, records: list[Record]) -> None:
        """Append, fsync and count; on failure take the bytes back, so that nothing unacknowledged stays."""
        if self._open is not None and self._open.durable >= SEGMENT_BYTES:
            self._seal()
        current = self._open or self._create()
        numbered = self.account.numbered(records)
        parts = [part for record in numbered for part in record.parts()]
        try:
            written = append(current.fd, parts)
            os.fdatasync(current.fd)
        except (OSError, MemoryError):
            # After a failed fsync the state of this file is unknown: go on in a new one.
            with contextlib.suppress(OSError):
                os.ftruncate(current.fd, current.durable)
            self._seal()
            raise
        current.durable += written
        current.items.update(_items(numbered))
        self.account.enter(numbered)

    def _create(self) -> _Open:
        path = self._folder / f"{self._next:020d}.seg"
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600)
        self._next += 1
        try:
            sync_folder(self._folder)
        except OSError:
            os.close(fd)
            path.unlink(missing_ok=True)
            raise
        self._open = _Open(fd, path)
        return self._open

    # -- hand over -----------------------------------------------------------------------------

    async def take_sealed(self) -> list[Segment]:
        """Seal what is open and return all sealed segments, oldest first. They stay until `discard`."""
        if self._open is not None:
            await asyncio.get_running_loop().run_in_executor(self._thread, self._seal)
        return list(self._sealed)

    def _seal(self) -> None:
        current = self._open
        if current is None:
            return
        # First on the list, then closed: in between, `size` must not say that nothing waits.
        if current.durable:
            end = self.account.taken
            self._sealed.append(Segment(current.path, current.durable, current.created, current.items, end))
        self._open = None
        # What counts of it is on disk: what a failing disk says now changes nothing.
        with contextlib.suppress(OSError):
            os.close(current.fd)
            if not current.durable:
                current.path.unlink(missing_ok=True)

    def is_whole(self, segment: Segment) -> bool:
        """Whether a sealed segment is as long as what was acknowledged of it, and was never found damaged."""
        try:
            return segment.path not in self._left and segment.path.stat().st_size == segment.size
        except FileNotFoundError:
            return False

    def records(self, segment: Segment) -> list[Record]:
        """The intact records of a sealed segment; what is damaged in it is kept aside. Raises `OSError`."""
        size = self._left.get(segment.path, segment.size)
        try:
            found, _ = self._mend(segment.path, size)
        except FileNotFoundError:
            if size:
                self.recovery.damaged_bytes += size
                _log.error("a spool segment is gone", extra={"path": str(segment.path), "bytes": size})
            self._left[segment.path] = 0
            return []
        left = sum(end - start for start, end, _ in found.records)
        if left != size:
            self._left[segment.path] = left
        return [record for _, _, record in found.records]

    async def discard(self, segment: Segment) -> None:
        """Delete a segment whose records are safe elsewhere."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._delete, segment)

    def _delete(self, segment: Segment) -> None:
        try:
            if self._hand_on is not None:
                # Numbers begin anew in an empty spool: the time makes the name one of its own.
                os.link(segment.path, self._hand_on / f"{time.time_ns():020d}-{segment.path.name}")
        except OSError as error:
            _log.error("a stored segment cannot be handed on", extra={"reason": str(error)})
        try:
            segment.path.unlink(missing_ok=True)
        except OSError as error:
            # It is stored; the next start finds it again, and its spans are recognised.
            _log.warning("a stored segment cannot be deleted", extra={"reason": str(error)})
        self._sealed.remove(segment)
        self._left.pop(segment.path, None)

    async def close(self) -> None:
        """Finish writes under way and seal; the files stay for the writer or the next start."""
        await ended(self._committer)
        await asyncio.get_running_loop().run_in_executor(self._thread, self._seal)
        await finished(self._thread)


def _items(records: Iterable[Record]) -> Counter[str]:
    """How many items of each project."""
    found: Counter[str] = Counter()
    for record in records:
        found[record.project_id] += record.items
    return found


def _heads(data: bytes, found: Scan) -> list[Record]:
    """What damaged records say of themselves, where that can be true."""
    heads = ((damaged_head(data, start), end - start) for start, end in found.damage)
    return [head for head, size in heads if head is not None and 0 < head.items <= size]
