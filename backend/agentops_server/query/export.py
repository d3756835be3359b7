"""Exports: all traces of a window as a file, written while it is read, in constant memory.

The window is read day by day, so that the rows come in the order of time and only a day is ever sorted.
"""

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, Protocol

import orjson
import pyarrow
import pyarrow.parquet

from agentops_server.query.models import TraceSummary
from agentops_server.query.question import Filter
from agentops_server.query.traces import summary
from agentops_server.store.client import Row, Store
from kit.errors import Unprocessable
from kit.timerange import TimeRange

ExportFormat = Literal["csv", "jsonl", "parquet"]
MEDIA_TYPES: Mapping[ExportFormat, str] = {
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/x-ndjson",
    "parquet": "application/vnd.apache.parquet",
}
COLUMNS = tuple(TraceSummary.model_fields)
_BLOCK_ROWS = 4096
# Signs with which spreadsheets begin a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

_Record = dict[str, Any]


class _Encoder(Protocol):
    """Turns traces into the bytes of a file, piece by piece."""

    def rows(self, records: list[_Record]) -> bytes: ...

    def end(self) -> bytes: ...


class _Jsonl:
    def rows(self, records: list[_Record]) -> bytes:
        return b"".join(orjson.dumps(record) + b"\n" for record in records)

    def end(self) -> bytes:
        return b""


class _Csv:
    """With a header; lists as JSON. A text that a spreadsheet would take for a formula gets a leading `'`."""

    def __init__(self) -> None:
        self._text = io.StringIO(newline="")
        self._writer = csv.writer(self._text)
        self._writer.writerow(COLUMNS)

    def rows(self, records: list[_Record]) -> bytes:
        self._writer.writerows([_cell(record[name]) for name in COLUMNS] for record in records)
        return self._taken()

    def end(self) -> bytes:
        return self._taken()

    def _taken(self) -> bytes:
        text = self._text.getvalue()
        self._text.seek(0)
        self._text.truncate()
        return text.encode()


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, str) and value.startswith(_FORMULA):
        return "'" + value
    return value


class _Parquet:
    """Times as timestamps in UTC; a row group every 16,384 rows or more."""

    GROUP_ROWS = 16_384

    def __init__(self) -> None:
        self._file = io.BytesIO()
        self._waiting: list[_Record] = []
        self._writer = pyarrow.parquet.ParquetWriter(_Sink(self._file), _SCHEMA, compression="zstd")

    def rows(self, records: list[_Record]) -> bytes:
        self._waiting += records
        return self._flushed() if len(self._waiting) >= self.GROUP_ROWS else b""

    def end(self) -> bytes:
        if self._waiting:
            self._write()
        self._writer.close()
        return self._taken()

    def _flushed(self) -> bytes:
        self._write()
        return self._taken()

    def _write(self) -> None:
        for record in self._waiting:
            record["start_time"] = datetime.fromisoformat(record["start_time"])
            record["end_time"] = datetime.fromisoformat(record["end_time"])
        self._writer.write_table(pyarrow.Table.from_pylist(self._waiting, schema=_SCHEMA))
        self._waiting = []

    def _taken(self) -> bytes:
        data = self._file.getvalue()
        self._file.seek(0)
        self._file.truncate()
        return data


class _Sink(io.RawIOBase):
    """A file that knows how much was written in all, though what was taken out is gone."""

    def __init__(self, file: io.BytesIO) -> None:
        self._file = file
        self._position = 0

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def write(self, data: Any) -> int:
        written = self._file.write(data)
        self._position += written
        return written


def _arrow_type(name: str) -> Any:
    annotation = str(TraceSummary.model_fields[name].annotation)
    if name in ("start_time", "end_time"):
        return pyarrow.timestamp("us", tz="UTC")
    if "list" in annotation:
        return pyarrow.list_(pyarrow.string())
    if "float" in annotation:
        return pyarrow.float64()
    return pyarrow.int64() if "int" in annotation else pyarrow.string()


_SCHEMA = pyarrow.schema([(name, _arrow_type(name)) for name in COLUMNS])
_ENCODERS: Mapping[ExportFormat, Callable[[], _Encoder]] = {"csv": _Csv, "jsonl": _Jsonl, "parquet": _Parquet}


class Exporter:
    """Writes exports."""

    def __init__(self, store: Store, most_rows: int, seconds: int) -> None:
        self._store = store
        self._most_rows = most_rows
        self._seconds = seconds

    async def check(self, wanted: Filter) -> int:
        """How many traces the export will have. Raises `Unprocessable` when that is too many."""
        rows = await self._store.read("export.count", wanted.sql("trace_count"), wanted.parameters())
        total = int(rows[0]["total"])
        if total > self._most_rows:
            raise Unprocessable(
                f"These are {total} traces, more than the {self._most_rows} of one export: choose a shorter "
                "window or a narrower filter.",
                code="query_too_big",
                details={"total": total, "limit": self._most_rows},
            )
        return total

    def chunks(self, wanted: Filter, file_format: ExportFormat) -> Iterator[bytes]:
        """The file, piece by piece; blocks, so run it in a thread. Raises `StoreError`."""
        encoder = _ENCODERS[file_format]()
        connection = self._store.connect(seconds=self._seconds)
        bounds = self._store.bounds
        settings = {
            **replace(bounds, seconds=self._seconds).settings(),
            "max_block_size": _BLOCK_ROWS,
            "max_bytes_before_external_sort": bounds.memory_bytes // 4,
            "log_comment": "export",
        }
        try:
            for day in _days(wanted.window):
                part = replace(wanted, window=day)
                for block in connection.blocks(part.sql("export"), part.parameters(), settings):
                    if data := encoder.rows([_record(row) for row in block]):
                        yield data
            yield encoder.end()
        finally:
            self._store.release(connection)


def _record(row: Row) -> _Record:
    return summary(row).model_dump()


def _days(window: TimeRange) -> Iterator[TimeRange]:
    start = window.start
    while start < window.end:
        midnight = start.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(
            days=1
        )
        end = min(midnight, window.end)
        yield TimeRange(start, end)
        start = end
