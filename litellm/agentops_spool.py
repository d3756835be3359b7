"""Keeps encoded span batches on disk while the AgentOps server is away.

Each process writes into a folder of its own and holds a lock on it as long as it lives. Folders whose lock
is free belong to processes that ended: any process may take their batches over, so nothing stays behind.
"""

import fcntl
import gzip
import itertools
import os
import time
import zlib
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4


@dataclass(frozen=True)
class Batch:
    """One stored batch: `spans` encoded spans in the file at `path`."""

    path: Path
    spans: int
    size_bytes: int


class Spool:
    """A bounded folder of batches under `root`. Used by one thread at a time.

    `max_bytes` bounds what this process keeps; the oldest batches leave first. The folder is made on the
    first write. Raises OSError when the disk refuses.
    """

    def __init__(self, root: Path, max_bytes: int) -> None:
        self._root = root
        self._max_bytes = max_bytes
        self._own: Path | None = None
        self._lock: int | None = None
        self._sequence = itertools.count()
        self._batches: list[Batch] = []
        self._bytes = 0

    @property
    def size_bytes(self) -> int:
        """Bytes on disk."""
        return self._bytes

    @property
    def spans(self) -> int:
        """Spans on disk."""
        return sum(batch.spans for batch in self._batches)

    def __bool__(self) -> bool:
        return bool(self._batches)

    def append(self, body: bytes, spans: int) -> tuple[Batch, int]:
        """Stores a batch; returns it, and how many spans of older batches had to leave for it."""
        data = gzip.compress(body, compresslevel=1)
        dropped = 0
        while self._batches and self._bytes + len(data) > self._max_bytes:
            oldest = self._batches[0]
            self.remove(oldest)
            dropped += oldest.spans
        path = self._folder() / f"{time.time_ns():020d}-{next(self._sequence):06d}-{spans}.otlp.gz"
        partial = path.with_suffix(".partial")
        try:
            with partial.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        except OSError:
            partial.unlink(missing_ok=True)
            raise
        partial.rename(path)
        batch = Batch(path, spans, len(data))
        self._batches.append(batch)
        self._bytes += len(data)
        return batch, dropped

    def oldest(self, count: int) -> list[Batch]:
        """Up to `count` batches, the oldest first."""
        return self._batches[:count]

    def read(self, batch: Batch) -> bytes | None:
        """The body of a batch; None when it cannot be read: it is then put aside as *.damaged."""
        try:
            return gzip.decompress(batch.path.read_bytes())
        except (OSError, EOFError, ValueError, zlib.error):
            self._forget(batch)
            if batch.path.exists():
                batch.path.rename(batch.path.with_suffix(".damaged"))
            return None

    def remove(self, batch: Batch) -> None:
        """Deletes a batch that was delivered (or given up)."""
        self._forget(batch)
        batch.path.unlink(missing_ok=True)

    def adopt(self) -> int:
        """Takes over the batches of processes that ended; returns their spans."""
        found = 0
        for folder in sorted(self._root.glob("*/")) if self._root.is_dir() else []:
            if folder != self._own:
                found += self._take(folder)
        self._batches.sort(key=lambda batch: batch.path.name)
        return found

    def close(self) -> None:
        """Gives the folder free for others; an empty one is removed."""
        if self._own is None or self._lock is None:
            return
        if not self._batches:
            (self._own / "lock").unlink(missing_ok=True)
            if not any(self._own.iterdir()):
                self._own.rmdir()
        os.close(self._lock)
        self._own = self._lock = None

    def _take(self, folder: Path) -> int:
        lock = _locked(folder / "lock")
        if lock is None:
            return 0
        try:
            found = 0
            for path in sorted(folder.glob("*.otlp.gz")):
                target = self._folder() / path.name
                batch = Batch(target, _count(path), path.stat().st_size)
                path.rename(target)
                self._batches.append(batch)
                self._bytes += batch.size_bytes
                found += batch.spans
            for partial in folder.glob("*.partial"):  # its process was killed before the batch was whole
                partial.unlink()
            (folder / "lock").unlink(missing_ok=True)
            if not any(folder.iterdir()):
                folder.rmdir()
            return found
        finally:
            os.close(lock)

    def _folder(self) -> Path:
        if self._own is None:
            own = self._root / f"{time.time_ns():020d}-{uuid4().hex[:8]}"
            own.mkdir(parents=True, mode=0o700)
            self._lock = _locked(own / "lock")
            self._own = own
        return self._own

    def _forget(self, batch: Batch) -> None:
        if batch in self._batches:
            self._batches.remove(batch)
            self._bytes -= batch.size_bytes


def _locked(path: Path) -> int | None:
    """An open, locked descriptor of `path`, or None when another process holds it."""
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        return None
    return descriptor


def _count(path: Path) -> int:
    text = path.name.removesuffix(".otlp.gz").rsplit("-", 1)[-1]
    return int(text) if text.isdigit() else 0
