"""Who is below whom in one trace."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from functools import cached_property

from agentops_server.store.client import Row

NO_PARENT = bytes(8)


class Family:
    """The spans of a trace in the order of their starts. Ids are bytes, starts Unix nanoseconds."""

    def __init__(self, row: Row) -> None:
        """`row`: of sql/tree_parents.sql."""
        self.span_ids: Sequence[bytes] = row["span_ids"]
        self.starts: Sequence[int] = row["starts"]
        self._parent_ids: Sequence[bytes] = row["parent_ids"]
        self._known: dict[bytes, int] = {}

    def __contains__(self, span_id: bytes) -> bool:
        return span_id in self._parents

    def page(self, after: tuple[int, bytes], parent: bytes | None, limit: int) -> tuple[list[int], bool]:
        """Which spans follow a place, at most `limit`, and whether there are more. `parent`: only those
        right below it, `NO_PARENT` for those that have none in the trace."""
        places = range(len(self.span_ids))
        first = bisect_right(places, after, key=lambda at: (self.starts[at], self.span_ids[at]))
        if parent is None:
            found = list(places[first : first + limit + 1])
        else:
            found = [at for at in places[first:] if self._above(at) == parent][: limit + 1]
        return found[:limit], len(found) > limit

    def _above(self, at: int) -> bytes:
        above = self._parent_ids[at]
        return above if above in self._parents else NO_PARENT

    def is_orphan(self, parent_id: bytes) -> bool:
        """Whether a span with this parent has lost it."""
        return parent_id != NO_PARENT and parent_id not in self._parents

    def children(self, span_id: bytes) -> int:
        """How many spans are right below this one."""
        return self._children[span_id]

    def depth(self, span_id: bytes) -> int:
        """How many spans are above this one. A ring of parents (a broken client) ends where it closes."""
        path: list[bytes] = []
        walked: set[bytes] = set()
        at = span_id
        while at in self._parents and at not in self._known and at not in walked:
            path.append(at)
            walked.add(at)
            at = self._parents[at]
        base = self._known.get(at, -1)
        for one in reversed(path):
            base += 1
            self._known[one] = base
        return self._known[span_id]

    @cached_property
    def _parents(self) -> dict[bytes, bytes]:
        return dict(zip(self.span_ids, self._parent_ids, strict=True))

    @cached_property
    def _children(self) -> Counter[bytes]:
        return Counter(self._parent_ids)
