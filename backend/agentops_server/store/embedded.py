"""How the embedded engine is told to stay small: a configuration file beside its data."""

import ctypes
import logging
import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from agentops_server.store.otlp_schema import FORMAT_SETTINGS, STRUCTURE

_log = logging.getLogger(__name__)

# A record of two bytes: an empty project.
_EMPTY_RECORD = "\x02\x0a\x00"

# Shares of what the engine may take; what is left is for queries and merges.
_SHARES = {
    "mark_cache_size": 1 / 8,
    "primary_index_cache_size": 1 / 8,
    "index_mark_cache_size": 1 / 32,
    "text_index_tokens_cache_size": 1 / 32,
    "text_index_header_cache_size": 1 / 32,
    "text_index_postings_cache_size": 1 / 16,
    "query_condition_cache_size": 1 / 32,
    "compiled_expression_cache_size": 1 / 64,
    "parquet_metadata_cache_size": 1 / 64,
    "vector_similarity_index_cache_size": 1 / 64,
}


def configuration(memory_bytes: int) -> str:
    """The engine's configuration for so much memory in all, as XML."""
    lines = [f"    <max_server_memory_usage>{memory_bytes}</max_server_memory_usage>"]
    lines += [f"    <{name}>{int(memory_bytes * share)}</{name}>" for name, share in _SHARES.items()]
    return "\n".join(["<clickhouse>", *lines, "</clickhouse>", ""])


def engine_options(memory_bytes: int, path: Path) -> dict[str, str]:
    """Options of the engine's first connection; writes the file that they name. 0: the engine's own rules."""
    if not memory_bytes:
        return {}
    text = configuration(memory_bytes)
    if not path.exists() or path.read_text("utf-8") != text:
        path.write_text(text, "utf-8")
    return {"config-file": str(path)}


def load_format_schema(query: Callable[[str, dict[str, str], dict[str, str]], object]) -> None:
    """Have the engine read the schema of spool segments now, before a full disk can get in the way.

    It keeps a copy of the schema in the working folder and trusts it for ever: one that a full disk or a
    crash cut short would make it refuse every span. Once read, a process needs the copy no more.

    Raises `StoreError`.
    """
    shutil.rmtree("__cache__", ignore_errors=True)
    query(
        "SELECT count() FROM (SELECT * FROM format('Protobuf', {structure:String}, {data:String}))",
        {"structure": STRUCTURE, "data": _EMPTY_RECORD},
        FORMAT_SETTINGS,
    )


def end_process() -> None:
    """End this process, for whoever watches it to start it again: spans are safe in the spool."""
    _log.critical("the embedded engine broke down; ending, so that it can be started again")
    os.kill(os.getpid(), signal.SIGTERM)


class FileSystem:
    """The file system of the engine's folder. Linux tells each holder once of what it could not write."""

    def __init__(self, folder: Path, on_failure: Callable[[], None]) -> None:
        """`on_failure`: what to do when it first cannot be synced. Raises `OSError`."""
        self._on_failure = on_failure
        self._fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        self._failure: OSError | None = None
        self._call = ctypes.CDLL(None, use_errno=True).syncfs if sys.platform.startswith("linux") else None

    def sync(self) -> None:
        """Return once all that was written to it is on disk. Raises `OSError`.

        One call for all files of some inserts: the engine would sync each file of each insert by itself.
        Where only all file systems can be synced, errors are not told. Once it has failed it fails for ever:
        what was not written then is unknown, and only another process can store it again from the spool.
        """
        if self._call is None:
            os.sync()
        elif self._failure is None and self._call(self._fd):
            number = ctypes.get_errno()
            self._failure = OSError(number, os.strerror(number))
            self._on_failure()
        if self._failure is not None:
            raise self._failure

    def close(self) -> None:
        """Let go of it."""
        os.close(self._fd)
