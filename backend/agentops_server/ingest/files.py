"""Files that must survive a crash and are nobody else's to read."""

import os
from collections import deque
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

# The system takes 1,024 at once (IOV_MAX).
_PARTS = 1000


def write_durably(path: Path, data: bytes) -> None:
    """Put a file in place whole or not at all, on disk when this returns; mode 0600. Raises `OSError`."""
    temporary = path.with_name(f"{path.name}.tmp")
    # One left by a crash may have another mode: a new file is made.
    temporary.unlink(missing_ok=True)
    fd = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(fd, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    temporary.rename(path)
    sync_folder(path.parent)


def append(fd: int, parts: Iterable[bytes]) -> int:
    """Write parts one after the other, without joining them; returns their size. Raises `OSError`."""
    waiting = deque(memoryview(part) for part in parts)
    total = 0
    while waiting:
        written = os.writev(fd, list(islice(waiting, _PARTS)))
        total += written
        while waiting and written >= len(waiting[0]):
            written -= len(waiting.popleft())
        if written:
            waiting[0] = waiting[0][written:]
    return total


def make_folder(folder: Path) -> None:
    """Make a folder that is there after a crash too; mode 0700. Raises `OSError`."""
    if folder.is_dir():
        return
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Make names that were made, changed or removed in a folder durable. Raises `OSError`."""
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
