"""What the store refuses: kept in the ledger, with the reason, until it is replayed, discarded or too old.

A project's dead letters are bounded by age, number and size. Over the bounds the oldest go, counted as
`expired` and logged: refusing new ones instead would stop the lane for every project.
"""

import asyncio
import json
import logging
import re
import time
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from agentops_server.ingest.account import ACCEPTED, DEAD, DISCARDED, EXPIRED, Account, Settled
from agentops_server.ingest.ledger import Ledger, Transaction
from agentops_server.ingest.records import Record, scan

_log = logging.getLogger(__name__)

_ID = re.compile(r"[0-9a-f]{32}")
_HEAD = (
    "id, project_id, signal, items, bytes, name, trace_id, span_id, reason, field, code, "
    "received_unix_nano, failed_unix_nano"
)
_INSERT = f"""
INSERT INTO dead_letters ({_HEAD}, record)
VALUES (:id, :project_id, :signal, :items, :bytes, :name, :trace_id, :span_id, :reason, :field, :code,
    :received_unix_nano, :failed_unix_nano, :record)
"""  # noqa: S608  # names of columns
_PAGE = f"""
SELECT {_HEAD} FROM dead_letters
WHERE project_id = :project AND (:signal = '' OR signal = :signal)
    AND (failed_unix_nano, id) < (:failed, :id)
ORDER BY failed_unix_nano DESC, id DESC LIMIT :limit
"""  # noqa: S608  # names of columns
_SUM = """
SELECT count(*) AS letters, coalesce(sum(items), 0) AS items, coalesce(sum(bytes), 0) AS bytes
FROM dead_letters WHERE project_id = :project AND (:signal = '' OR signal = :signal)
"""
_OLDEST = """
SELECT id FROM dead_letters WHERE project_id = :project AND (:signal = '' OR signal = :signal)
ORDER BY failed_unix_nano, id LIMIT :limit
"""
_ONE = f"SELECT {_HEAD}, record FROM dead_letters WHERE id = :id AND project_id = :project"  # noqa: S608
_SIZES = """
SELECT id, signal, items, bytes FROM dead_letters WHERE project_id = ? ORDER BY failed_unix_nano DESC, id DESC
"""
_OLD = "SELECT id, signal, project_id, items FROM dead_letters WHERE failed_unix_nano < ?"
_OF_PROJECT = "SELECT id, signal, project_id, items FROM dead_letters WHERE project_id = ?"
_OF_PROJECT_BEFORE = f"{_OF_PROJECT} AND received_unix_nano < ?"
_REWRITE = """
UPDATE dead_letters SET record = :record, bytes = :bytes, name = :name, reason = :reason WHERE id = :id
"""
_DELETE = "DELETE FROM dead_letters WHERE id = ?"
FROM_START = (2**63 - 1, "")
"""Behind nothing: the newest letters."""
_Head = tuple[str, str, str, int]


@dataclass(frozen=True)
class Fault:
    """Why something cannot be stored, in words."""

    reason: str
    field: str = ""
    """The field at fault as OTLP calls it, where it is known."""
    code: int = 0
    """Of the store."""


@dataclass(frozen=True)
class DeadLetter:
    """Something that the store refused; mostly one span, log record or metric point."""

    id: str
    project_id: str
    signal: str
    """Which OTLP signal it is of: traces, logs or metrics."""
    items: int
    bytes: int
    name: str
    trace_id: str
    span_id: str
    reason: str
    field: str
    code: int
    received_unix_nano: int
    failed_unix_nano: int


@dataclass(frozen=True)
class Refusal:
    """What is to be kept, and why."""

    record: Record
    fault: Fault
    name: str = ""
    trace_id: str = ""
    span_id: str = ""


@dataclass(frozen=True)
class Bounds:
    """Of one project's dead letters."""

    letters: int
    bytes: int
    days: int


@dataclass(frozen=True)
class Total:
    """How much lies there."""

    letters: int
    items: int
    bytes: int


class DeadLetters:
    """The dead letters of all projects. Blocking; call it from a thread."""

    def __init__(self, ledger: Ledger, bounds: Bounds) -> None:
        self._ledger = ledger
        self.bounds = bounds
        self.replaying = asyncio.Lock()
        """Held while letters go back into their spools: asked twice at a time, they go once."""
        self.claimed: set[str] = set()
        """Letters that are on their way into a spool: nothing else may be done with them."""

    # -- keeping ---------------------------------------------------------------------------------

    def settle(self, account: Account, settled: Settled, refusals: Sequence[Refusal]) -> None:
        """Write down what became of a batch, with what was refused of it. Raises `LedgerFailed`."""
        with self._ledger.transaction() as work:
            for refusal in refusals:
                work.sql.execute(_INSERT, _row(refusal, account.signal))
            work.settle(account, settled)
            for project_id in {refusal.record.project_id for refusal in refusals}:
                self._bound(work, project_id)

    def _bound(self, work: Transaction, project_id: str) -> None:
        """Let the oldest go until the project's letters are within their number and size."""
        size = 0
        over = []
        for number, (letter_id, signal, items, length) in enumerate(work.sql.execute(_SIZES, (project_id,))):
            size += length
            # The newest stays, whatever its size: what was just refused can always be looked at.
            if number and (number >= self.bounds.letters or size > self.bounds.bytes):
                over.append((letter_id, signal, project_id, items))
        if over:
            self._remove(work, over, EXPIRED)
            _log.error(
                "dead letters went, the oldest first: a project's bound is reached",
                extra={"project": project_id, "letters": len(over), "items": sum(one[3] for one in over)},
            )

    def expire(self) -> None:
        """Let go what is older than it may be. Raises `LedgerFailed`."""
        before = time.time_ns() - self.bounds.days * 86_400 * 10**9
        if not self._ledger.rows(f"{_OLD.replace('?', ':before')} LIMIT 1", {"before": before}):
            return
        with self._ledger.transaction() as work:
            old = work.sql.execute(_OLD, (before,)).fetchall()
            self._remove(work, old, EXPIRED)
        _log.error(
            "dead letters went: they were older than they may be",
            extra={"letters": len(old), "items": sum(one[3] for one in old)},
        )

    def _remove(self, work: Transaction, letters: Iterable[_Head], outcome: str) -> None:
        """Delete letters (id, signal, project, items) and count them."""
        counts: defaultdict[str, defaultdict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
        for letter_id, signal, project_id, items in self._free(letters):
            work.sql.execute(_DELETE, (letter_id,))
            counts[signal][project_id][outcome] += items
        for signal, outcomes in counts.items():
            work.settle(self._ledger.accounts[signal], Settled(outcomes=outcomes))

    def _free(self, letters: Iterable[_Head]) -> list[_Head]:
        """Without those that are, or are about to be, in a spool again."""
        taken = self.claimed.union(*(one.replayed_letters for one in self._ledger.accounts.values()))
        return [letter for letter in letters if letter[0] not in taken]

    def expire_of(self, project_id: str, before_ns: int) -> int:
        """Let go what a project sent before a moment; returns how many items. Raises `LedgerFailed`."""
        with self._ledger.transaction() as work:
            old = work.sql.execute(_OF_PROJECT_BEFORE, (project_id, before_ns)).fetchall()
            self._remove(work, old, EXPIRED)
        if old:
            self._ledger.wipe()
        return sum(one[3] for one in old)

    def rewrite(self, project_id: str, change: Callable[[Refusal, str], Refusal]) -> int:
        """Put what `change` makes of each letter in its place; returns how many changed.

        `change` gets what was refused, and of which signal it is. Letters on their way into a spool stay.
        Raises `LedgerFailed`.
        """
        changed = 0
        for letter_id in self.oldest(project_id, self.bounds.letters):
            found = None if letter_id in self.claimed else self.find(project_id, letter_id)
            if found is None:
                continue
            known, record = found
            fault = Fault(known.reason, known.field, known.code)
            before = Refusal(record, fault, known.name, known.trace_id, known.span_id)
            after = change(before, known.signal)
            if after != before:
                row = _row(after, known.signal)
                with self._ledger.transaction() as work:
                    work.sql.execute(_REWRITE, {**row, "id": letter_id})
                changed += 1
        if changed:
            self._ledger.wipe()
        return changed

    def adopt(self, folder: Path) -> int:
        """Take over the files of earlier versions; returns how many. Raises `LedgerFailed`."""
        taken = 0
        for path in sorted(folder.glob("*.json")):
            known = json.loads(path.read_bytes())
            signal, items = known.get("signal", "traces"), int(known["spans"])
            record = scan(path.with_suffix(".rec").read_bytes()).records[0][2]
            refusal = Refusal(replace(record, items=items), Fault(str(known["reason"])))
            # As if they had been taken in and refused now: the books begin with them.
            outcomes = {record.project_id: Counter({ACCEPTED: items, DEAD: items})}
            self.settle(self._ledger.accounts[signal], Settled(outcomes=outcomes), [refusal])
            path.unlink()
            path.with_suffix(".rec").unlink()
            taken += 1
        return taken

    # -- reading ---------------------------------------------------------------------------------

    def page(
        self, project_id: str, limit: int, behind: tuple[int, str] = FROM_START, signal: str = ""
    ) -> list[DeadLetter]:
        """Letters of a project, newest first, `behind` one (its failure's moment and id).

        Raises `LedgerFailed`.
        """
        failed, letter_id = behind
        asked = {"project": project_id, "signal": signal, "failed": failed, "id": letter_id, "limit": limit}
        return [DeadLetter(**row) for row in self._ledger.rows(_PAGE, asked)]

    def oldest(self, project_id: str, limit: int, signal: str = "") -> list[str]:
        """The ids of the oldest letters of a project. Raises `LedgerFailed`."""
        asked = {"project": project_id, "signal": signal, "limit": limit}
        return [row["id"] for row in self._ledger.rows(_OLDEST, asked)]

    def total(self, project_id: str, signal: str = "") -> Total:
        """How much a project has. Raises `LedgerFailed`."""
        (row,) = self._ledger.rows(_SUM, {"project": project_id, "signal": signal})
        return Total(**row)

    def find(self, project_id: str, letter_id: str) -> tuple[DeadLetter, Record] | None:
        """The letter with this id, if it is the project's. Raises `LedgerFailed`."""
        if not _ID.fullmatch(letter_id):
            return None
        rows = self._ledger.rows(_ONE, {"project": project_id, "id": letter_id})
        if not rows or letter_id in self._ledger.accounts[rows[0]["signal"]].replayed_letters:
            return None
        values = dict(rows[0])
        record: bytes = values.pop("record")
        return DeadLetter(**values), scan(record).records[0][2]

    # -- letting go ------------------------------------------------------------------------------

    def discard(self, project_id: str, letter_ids: Iterable[str]) -> Total:
        """Delete letters of a project for good; ids that are none are passed over. Raises `LedgerFailed`."""
        wanted = set(letter_ids)
        return self._let_go(project_id, lambda letter: letter[0] in wanted)

    def discard_all(self, project_id: str, signal: str = "") -> Total:
        """Delete all letters of a project, or those of one signal. Raises `LedgerFailed`."""
        return self._let_go(project_id, lambda letter: signal in ("", letter[1]))

    def _let_go(self, project_id: str, chosen: Callable[[_Head], bool]) -> Total:
        with self._ledger.transaction() as work:
            letters = self._free(one for one in work.sql.execute(_OF_PROJECT, (project_id,)) if chosen(one))
            self._remove(work, letters, DISCARDED)
        return Total(len(letters), sum(letter[3] for letter in letters), 0)


def _row(refusal: Refusal, signal: str) -> dict[str, Any]:
    record = refusal.record.encode()
    return {
        "id": uuid.uuid4().hex,
        "project_id": refusal.record.project_id,
        "signal": signal,
        "items": refusal.record.items,
        "bytes": len(record),
        "name": refusal.name[:200],
        "trace_id": refusal.trace_id,
        "span_id": refusal.span_id,
        "reason": refusal.fault.reason[:2000],
        "field": refusal.fault.field[:200],
        "code": refusal.fault.code,
        "received_unix_nano": refusal.record.received_unix_nano,
        "failed_unix_nano": time.time_ns(),
        "record": record,
    }
