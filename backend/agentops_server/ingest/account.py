"""The books of one lane: how many items it took in, and what became of them.

The equation, by project and at any moment::

    accepted + replayed = stored + duplicate + dead_lettered + project_deleted + waiting + lost

`lost` is never counted: it is what is missing in the equation. Its sides are measured apart. `accepted` is
counted when records are on disk and saved with every batch, `waiting` is counted from the records that
are found in the spool, and the outcomes are what the store says of the items that it read.
"""

import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace

from agentops_server.ingest.records import UNNUMBERED, Record

ACCEPTED, REPLAYED, REJECTED = "accepted", "replayed", "rejected"
STORED, DUPLICATE, DEAD, DELETED = "stored", "duplicate", "dead_lettered", "project_deleted"
DISCARDED, EXPIRED = "discarded", "expired"
"""Of dead letters: by command, and by their bounds of age, number and size."""
OUTCOMES = (ACCEPTED, REPLAYED, REJECTED, STORED, DUPLICATE, DEAD, DELETED, DISCARDED, EXPIRED)
UNKNOWN_PROJECT = ""
"""Of items whose record is damaged beyond saying whose they were."""

Counts = Mapping[str, Mapping[str, int]]
"""By project, by outcome."""


@dataclass(frozen=True)
class State:
    """What became of the items of one project."""

    counts: Mapping[str, int]
    waiting: int

    @property
    def gone(self) -> int:
        """Items of dead letters that were discarded, by command or over their bounds."""
        return self.counts[DISCARDED] + self.counts[EXPIRED]

    @property
    def kept(self) -> int:
        """Items in dead letters now."""
        return self.counts[DEAD] - self.counts[REPLAYED] - self.gone

    @property
    def lost(self) -> int:
        """Items that were acknowledged and are nowhere."""
        taken = self.counts[ACCEPTED] + self.counts[REPLAYED]
        settled = sum(self.counts[outcome] for outcome in (STORED, DUPLICATE, DEAD, DELETED))
        return max(0, taken - settled - self.waiting)


@dataclass
class Saved:
    """What was on disk of the books when the process started."""

    taken: int = 0
    finished: int = 0
    is_new: bool = True
    """Whether there were none."""


@dataclass(frozen=True)
class Settled:
    """What became of a batch."""

    items: Mapping[str, int] = field(default_factory=dict)
    """How many items of each project it had when it was taken in."""
    end: int = 0
    """The number of the first item behind it."""
    outcomes: Counts = field(default_factory=dict)

    def plus(self, other: "Settled") -> "Settled":
        """Both together."""
        outcomes: dict[str, Counter[str]] = {}
        for counts in (self.outcomes, other.outcomes):
            for project_id, added in counts.items():
                outcomes.setdefault(project_id, Counter()).update(added)
        items = Counter(self.items)
        items.update(other.items)
        return Settled(items, max(self.end, other.end), outcomes)


@dataclass
class Account:
    """Numbers of items; those of a lane are numbered in the order in which they were taken in."""

    signal: str = "traces"
    measure: Callable[[bytes], int] = field(default=lambda _: 0)
    """How many items are in a payload: for records of earlier versions, which do not say."""
    saved: Saved = field(default_factory=Saved)
    counts: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def __post_init__(self) -> None:
        self.lock = threading.Lock()
        self.taken, self.finished = self.saved.taken, self.saved.finished
        self.waiting: Counter[str] = Counter()
        self.replayed_letters: set[str] = set()
        """Dead letters that are in the spool again: to be removed when the books are saved next."""
        self._found_to: int | None = None if self.saved.is_new else self.saved.finished
        self.changes = 0
        """Grows with every change: what was saved at the same number is up to date."""

    # -- taking in -------------------------------------------------------------------------------

    def numbered(self, records: Sequence[Record]) -> list[Record]:
        """The records with their numbers. They count once they are on disk: then say `enter`."""
        number, made = self.taken, []
        for record in records:
            made.append(replace(record, first=number))
            number += record.items
        return made

    def enter(self, records: Iterable[Record]) -> None:
        """Count records that are on disk in the spool now."""
        with self.lock:
            for record in records:
                self._enter(record)

    def _enter(self, record: Record) -> None:
        self.counts[record.project_id][REPLAYED if record.letter else ACCEPTED] += record.items
        self.waiting[record.project_id] += record.items
        self.taken = record.first + record.items
        self.changes += 1
        if record.letter:
            self.replayed_letters.add(record.letter)

    # -- at a start ------------------------------------------------------------------------------

    def find(self, records: Iterable[Record], damaged: Iterable[Record]) -> list[Record]:
        """Take over records that an earlier process left, oldest first; call it for each segment in order.

        `damaged`: what damaged ones say of themselves. Returns, numbered, the records that wait.
        """
        waiting, hints = [], list(damaged)
        for found in records:
            record = found
            if record.first == UNNUMBERED:
                first = self._found_to or 0
                record = replace(record, first=first, items=self.measure(record.payload))
            if record.first < self.saved.finished:
                continue
            self._miss(record.first, hints)
            self._found_to = record.first + record.items
            if record.first < self.saved.taken:
                self.waiting[record.project_id] += record.items
            else:
                self._enter(record)
            waiting.append(record)
        self._miss_last(hints)
        self.taken = max(self.taken, self._found_to or 0)
        return waiting

    def _miss(self, until: int, hints: list[Record]) -> None:
        """Items before `until` are not there. Those that the saved books do not know of are entered here."""
        since = until if self._found_to is None else max(self._found_to, self.saved.taken)
        while since < until:
            known = next(
                (hint for hint in hints if hint.first == since and hint.items <= until - since), None
            )
            items = known.items if known and known.items else until - since
            self.counts[known.project_id if known else UNKNOWN_PROJECT][ACCEPTED] += items
            since += items

    def _miss_last(self, hints: list[Record]) -> None:
        """Damaged records behind the last intact one of a segment: only they themselves can say."""
        for hint in hints:
            reached = max(self._found_to or 0, self.saved.taken)
            if hint.first == reached and hint.items:
                self.counts[hint.project_id][ACCEPTED] += hint.items
                self._found_to = reached + hint.items

    # -- settling --------------------------------------------------------------------------------

    def settle(self, settled: Settled, letters: Set[str] = frozenset()) -> None:
        """What waited waits no more; `letters` are gone from among the dead letters."""
        with self.lock:
            self.waiting.subtract(settled.items)
            self.finished = max(self.finished, settled.end)
            for project_id, counts in settled.outcomes.items():
                self.counts[project_id].update(counts)
            self.replayed_letters -= letters
            self.changes += 1

    def count(self, project_id: str, outcome: str, items: int) -> None:
        """Count something that does not change what waits."""
        with self.lock:
            self.counts[project_id][outcome] += items
            self.changes += 1

    def state(self, project_id: str) -> State:
        """What became of the items of a project."""
        with self.lock:
            return State(Counter(self.counts.get(project_id, ())), self.waiting[project_id])

    def projects(self) -> list[str]:
        """The projects that were ever counted."""
        with self.lock:
            return list(self.counts)
