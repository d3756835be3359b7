"""Answers statements from the embedded engine: each through a connection of its own that can only read.

What a request may cost is set on its connection before `readonly`, so nothing in the statement can raise it.
Formats whose pieces simply follow each other are streamed; the others are written into a file by the engine
and streamed from there. Both keep the memory of an answer of any size small.
"""

import contextlib
import itertools
import time
import uuid
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol, TypeGuard

from agentops_server.sql_endpoint.access import Account
from agentops_server.sql_endpoint.encoding import FILED, STREAMED, packer
from agentops_server.sql_endpoint.errors import READONLY, UNKNOWN_DATABASE, SqlError, from_engine
from agentops_server.sql_endpoint.guard import Guard, Limits, Statement, Tree
from agentops_server.sql_endpoint.handles import connect
from agentops_server.sql_endpoint.native import REVISION, with_revision
from agentops_server.sql_endpoint.request import Ask

_CHUNK = 256 * 1024

# Pieces of these formats may follow each other: no head, no foot.
_CONCATENATED = {
    "CSV",
    "JSONCompactEachRow",
    "JSONCompactStringsEachRow",
    "JSONEachRow",
    "JSONLines",
    "JSONStringsEachRow",
    "NDJSON",
    "Native",
    "RowBinary",
    "TSKV",
    "TSV",
    "TSVRaw",
    "TabSeparated",
    "TabSeparatedRaw",
}

_FREE_SETTINGS = {
    "aggregate_functions_null_for_empty",
    "asterisk_include_alias_columns",
    "asterisk_include_materialized_columns",
    "count_distinct_implementation",
    "date_time_output_format",
    "empty_result_for_aggregation_by_empty_set",
    "extremes",
    "final",
    "format_binary_max_string_size",
    "format_csv_delimiter",
    "format_csv_null_representation",
    "format_display_secrets_in_show_and_select",
    "format_tsv_null_representation",
    "group_by_use_nulls",
    "join_use_nulls",
    "limit",
    "max_block_size",
    "offset",
    "prefer_column_name_to_alias",
    "result_overflow_mode",
    "session_timezone",
    "totals_mode",
    "union_default_mode",
}
# Asked for by clients at every turn, without a meaning here.
_IGNORED_SETTINGS = {
    "async_insert",
    "insert_deduplicate",
    "wait_for_async_insert",
    "log_comment",
    "log_queries",
    "max_http_get_redirects",
    "priority",
    "use_query_cache",
}


@dataclass(frozen=True)
class Caps:
    """What one statement may cost at most."""

    seconds: int
    memory_bytes: int
    rows: int
    result_rows: int
    result_bytes: int
    threads: int

    def settings(self) -> dict[str, int]:
        """The same as ClickHouse settings."""
        return {
            "max_execution_time": self.seconds,
            "max_memory_usage": self.memory_bytes,
            "max_rows_to_read": self.rows,
            "max_result_rows": self.result_rows,
            "max_result_bytes": self.result_bytes,
            "max_threads": self.threads,
            "max_temporary_data_on_disk_size_for_query": self.memory_bytes,
        }


@dataclass(frozen=True)
class Head:
    """What is known of an answer before its bytes."""

    format: str
    encoding: str | None = None
    rows: int = 0
    read_rows: int = 0
    read_bytes: int = 0
    written_rows: int = 0
    elapsed_ns: int = 0


Answer = Generator[Head | bytes, None, None]


class Engine(Protocol):
    """Answers statements; called in worker threads."""

    version: str
    time_zone: str

    def answer(self, ask: Ask, account: Account, tag: str) -> Answer:
        """A `Head`, then the bytes. Raises `SqlError`, before the first bytes or between them."""

    def kill(self, tag: str) -> None:
        """Stop the statement that was started with this tag."""

    def close(self) -> None:
        """Give all connections back."""


class ReadingEngine:
    """The embedded engine of this process, for reading only."""

    def __init__(self, path: str, scratch: Path, caps: Caps) -> None:
        self._path = path
        self._scratch = scratch
        self._caps = caps
        self._guard = Guard(path)
        self._control = connect(path)
        scratch.mkdir(parents=True, exist_ok=True)
        for leftover in scratch.glob("*.answer"):
            leftover.unlink()
        self.version, self.time_zone, self._database = self._lines(
            "SELECT version(), timezone(), currentDatabase()"
        )[0]

    def _lines(self, sql: str, **parameters: str) -> list[list[str]]:
        text: str = self._control.query(sql, "TSVRaw", params=parameters).bytes().decode()
        return [line.split("\t") for line in text.splitlines()]

    def answer(self, ask: Ask, account: Account, tag: str) -> Answer:
        """As `Engine`."""
        if ask.database not in ("", self._database):
            raise SqlError(UNKNOWN_DATABASE, f"Database {ask.database} does not exist.")
        limits, filters = self._view_of(account)
        settings = {**bounded(ask.settings, self._caps), **filters, "log_comment": tag}
        statement = self._guard.check(ask.sql, ask.format, limits)
        connection = connect(self._path)
        try:
            connection.query(_set(settings))
            yield from self._run(connection, statement, ask)
        except RuntimeError as error:
            raise from_engine(error) from error
        finally:
            connection.close()

    def _view_of(self, account: Account) -> tuple[Limits, dict[str, str]]:
        """What an account sees: everything, or the rows of its project."""
        if account.project_id is None:
            return Limits(self._database), {}
        rows = self._lines(
            "SELECT name, has((SELECT groupUniqArray(table) FROM system.columns "
            "WHERE database = currentDatabase() AND name = 'project_id'), name) "
            "FROM system.tables WHERE database = currentDatabase()"
        )
        hidden = frozenset(name for name, has_project in rows if has_project == "0")
        owner = _quoted(str(uuid.UUID(account.project_id)))
        # Prices without a project are everybody's.
        filters = {
            f"{self._database}.{name}": f"project_id IN ({owner}, '')"
            if name == "prices"
            else f"project_id = {owner}"
            for name, has_project in rows
            if has_project == "1"
        }
        written = ", ".join(f"{_quoted(name)}: {_quoted(rule)}" for name, rule in filters.items())
        return Limits(self._database, hidden, sizes=False), {"additional_table_filters": "{" + written + "}"}

    def _run(self, connection: Any, statement: Statement, ask: Ask) -> Iterator[Head | bytes]:
        started = time.perf_counter_ns()
        if statement.format == "Native" and ask.revision >= REVISION:
            yield from _revised(_streamed(connection, statement, ask))
        elif statement.tree is None:
            result = connection.query(statement.text, statement.format, params=ask.parameters)
            yield _head(statement.format, None, result, started)
            yield result.bytes()
        elif statement.format in _CONCATENATED and not ask.wait and _encoding(ask) not in FILED:
            yield from _streamed(connection, statement, ask)
        else:
            yield from self._through_file(connection, statement.tree, statement.format, ask, started)

    def _through_file(
        self, connection: Any, tree: Tree, format_name: str, ask: Ask, started: int
    ) -> Iterator[Head | bytes]:
        path = self._scratch / f"{uuid.uuid4()}.answer"
        encoding = _encoding(ask)
        compression = FILED.get(encoding or "") if not ask.native_blocks else None
        try:
            text = self._guard.to_file(tree, format_name, str(path), compression)
            result = connection.query(text, params=ask.parameters)
            yield _head(format_name, encoding if compression else None, result, started)
            if path.exists():
                yield from _file(path)
        finally:
            path.unlink(missing_ok=True)

    def kill(self, tag: str) -> None:
        """As `Engine`. Through a connection of its own: the control connection may be busy."""
        connection = connect(self._path)
        try:
            connection.query(
                "KILL QUERY WHERE Settings['log_comment'] = {tag:String} ASYNC", params={"tag": tag}
            )
        finally:
            connection.close()

    def close(self) -> None:
        """As `Engine`."""
        self._guard.close()
        self._control.close()


def packed(head: Head, rest: Iterator[Head | bytes], ask: Ask) -> tuple[Head, Iterator[bytes]]:
    """An answer as it goes over the wire: its head says the encoding, its bytes are packed."""
    chunks = (chunk for chunk in rest if isinstance(chunk, bytes) and chunk)
    if head.encoding is not None:  # the engine has packed it
        return head, chunks
    encoding = next((name for name in STREAMED if name in ask.encodings), None)
    return replace(head, encoding=encoding), packer(encoding, ask.native_blocks)(chunks)


def bounded(asked: dict[str, str], caps: Caps) -> dict[str, str]:
    """The settings of a request: its own where they are free, never above the caps. Raises `SqlError`."""
    settings: dict[str, str] = {name: str(value) for name, value in caps.settings().items()}
    for name, value in asked.items():
        if name in settings:
            settings[name] = _lower(name, value, settings[name])
        elif name in _FREE_SETTINGS or (name.startswith("output_format_") and "schema" not in name):
            settings[name] = value
        elif name not in _IGNORED_SETTINGS:
            raise SqlError(READONLY, f"Cannot modify '{name}' setting in readonly mode.")
    return settings


def _lower(name: str, value: str, cap: str) -> str:
    try:
        wanted = float(value)
    except ValueError:
        raise SqlError(READONLY, f"Cannot modify '{name}' setting in readonly mode.") from None
    # 0 means without a limit, to ClickHouse.
    return value if 0 < wanted <= float(cap) else cap


def _set(settings: dict[str, str]) -> str:
    """One SET for all; what holds maps is no string. `readonly` closes the door behind them."""
    parts = [
        f"{name} = {value if name == 'additional_table_filters' else _quoted(value)}"
        for name, value in settings.items()
    ]
    return "SET " + ", ".join([*parts, "allow_introspection_functions = 0", "readonly = 1"])


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _encoding(ask: Ask) -> str | None:
    """The encoding of the answer: what can be streamed before what the engine packs in a file."""
    return next((name for name in (*STREAMED, *FILED) if name in ask.encodings), None)


def _head(format_name: str, encoding: str | None, result: Any, started: int) -> Head:
    return Head(
        format_name,
        encoding,
        rows=result.rows_read(),
        read_rows=result.storage_rows_read(),
        read_bytes=result.storage_bytes_read(),
        elapsed_ns=time.perf_counter_ns() - started,
    )


def _streamed(connection: Any, statement: Statement, ask: Ask) -> Answer:
    stream = connection.send_query(statement.text, statement.format, params=ask.parameters)
    try:
        is_first = True
        for chunk in stream:
            if is_first:  # until here a refusal can still have its own status
                yield Head(statement.format)
                is_first = False
            yield chunk.bytes()
        if is_first:
            yield Head(statement.format)
    finally:
        stream.close()


def _revised(answer: Answer) -> Iterator[Head | bytes]:
    # Closed here, whatever happens: a stream must never outlive its connection, or the engine breaks down.
    with contextlib.closing(answer):
        head = next(answer)
        # The first piece shows whether it can be done at all: until then a refusal has its own status.
        first = [b"".join(with_revision(piece)) for piece in itertools.islice(answer, 1) if _is_data(piece)]
        yield head
        yield from first
        for piece in answer:
            if _is_data(piece):
                yield b"".join(with_revision(piece))


def _is_data(piece: Head | bytes) -> TypeGuard[bytes]:
    return isinstance(piece, bytes)


def _file(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        read: Callable[[], bytes] = lambda: file.read(_CHUNK)  # noqa: E731
        yield from iter(read, b"")
