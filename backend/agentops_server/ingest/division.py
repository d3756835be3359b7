"""Finding what of a refused batch the store refuses: down to the single span, log record or metric point."""

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from google.protobuf.message import DecodeError

from agentops_server.ingest.account import DEAD, DELETED, DUPLICATE, STORED
from agentops_server.ingest.batch import Counts
from agentops_server.ingest.dead_letters import Refusal
from agentops_server.ingest.faults import explained
from agentops_server.ingest.pieces import Item, Pieces
from agentops_server.ingest.records import Record
from agentops_server.store.client import StoreError, StoreUnavailable
from agentops_server.store.errors import MEMORY_LIMIT

_log = logging.getLogger(__name__)

# Every try costs a tenth of a second or more, and the lane waits meanwhile: what is not told apart after so
# many of them is kept together. Replayed, it is divided further.
_TRIES = 400
# So much never needs more memory than the store has: it is short of memory for other reasons.
_SMALL = 2**20


def is_passing(error: Exception) -> bool:
    """Whether trying the same again later can help. A file that is gone does not come back."""
    if isinstance(error, FileNotFoundError):
        return False
    return isinstance(error, StoreUnavailable | OSError | MemoryError)


def needs_memory(error: Exception) -> bool:
    """Whether the store ran out of memory over it: less at a time may go well."""
    return isinstance(error, StoreError) and error.code == MEMORY_LIMIT


class Insert(Protocol):
    """Brings records into the store, each item once; `again`: an earlier try may have stored some."""

    def files(self, paths: Sequence[Path], again: bool = False) -> Counts:
        """Insert whole segments. Raises `SegmentDamaged`, `StoreError`, `StoreUnavailable`."""

    def records(self, records: Sequence[Record], again: bool = False) -> Counts:
        """Insert single records. Raises `StoreError`, `StoreUnavailable`."""

    def sync(self) -> None:
        """Return once all that was inserted before is on disk. Raises `OSError`."""


@dataclass
class Outcome:
    """What became of a batch: counts by project, and what was refused."""

    counts: dict[str, Counter[str]] = field(default_factory=dict)
    refusals: list[Refusal] = field(default_factory=list)

    def add(self, project_id: str, outcome: str, items: int) -> None:
        """Count items."""
        self.counts.setdefault(project_id, Counter())[outcome] += items

    def add_inserted(self, inserted: Counts) -> None:
        """Count what an insert says."""
        for project_id, (staged, stored) in inserted.items():
            self.add(project_id, STORED, stored)
            self.add(project_id, DUPLICATE, staged - stored)

    def drop(self, project_id: str, items: int) -> None:
        """Whatever became of the project's items: the project is deleted, and they with it."""
        self.counts[project_id] = Counter({DELETED: items})
        self.refusals = [one for one in self.refusals if one.record.project_id != project_id]


class Division:
    """One division of one batch. The whole batch is tried again when the store goes away meanwhile."""

    def __init__(self, insert: Insert, signal: str, tries: int = _TRIES) -> None:
        self._insert = insert
        self._signal = signal
        self._tries = tries
        self.outcome = Outcome()

    def run(self, records: Sequence[Record]) -> Outcome:
        """Store what can be stored of the records. Raises what trying again later can help against."""
        self._records(records)
        return self.outcome

    def _refused(self, records: Sequence[Record]) -> Exception | None:
        """Try to store them together; what they are refused for. Raises what is not their fault."""
        self._tries -= 1
        try:
            # They were tried together before, and that may have gone halfway.
            self.outcome.add_inserted(self._insert.records(records, again=True))
        except Exception as error:  # whatever it is, it must not take other records with it
            size = sum(len(record.payload) for record in records)
            if is_passing(error) and not (needs_memory(error) and size > _SMALL):
                raise
            return error
        return None

    def _records(self, records: Sequence[Record]) -> None:
        error = self._refused(records) if records else None
        if error is None:
            return
        if len(records) == 1:
            self._pieces(records[0], error)
            return
        middle = len(records) // 2
        self._records(records[:middle])
        self._records(records[middle:])

    def _pieces(self, record: Record, error: Exception) -> None:
        try:
            pieces = Pieces(self._signal, record.payload)
        except DecodeError:
            self._bury(replace(record, letter=""), error, Item())
        else:
            self._between(record, pieces, 0, len(pieces))

    def _between(self, record: Record, pieces: Pieces, start: int, end: int) -> None:
        part = replace(record, payload=pieces.between(start, end), items=end - start, letter="")
        error = self._refused([part])
        if error is None:
            return
        if end - start == 1 or self._tries <= 0:
            self._bury(part, error, pieces.item(start) if end - start == 1 else Item())
            return
        middle = (start + end) // 2
        self._between(record, pieces, start, middle)
        self._between(record, pieces, middle, end)

    def _bury(self, record: Record, error: Exception, item: Item) -> None:
        fault = explained(error)
        self.outcome.add(record.project_id, DEAD, record.items)
        self.outcome.refusals.append(Refusal(record, fault, item.name, item.trace_id, item.span_id))
        _log.error(
            "the store refuses something; it is kept as a dead letter",
            extra={"signal": self._signal, "items": record.items, "code": fault.code, "field": fault.field},
        )
