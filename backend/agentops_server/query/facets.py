"""The most frequent values of each field, under a filter."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from agentops_server.query.filters.fields import BY_NAME
from agentops_server.query.question import Filter
from agentops_server.store.client import Store

FACETS = (
    "status",
    "model",
    "provider",
    "agent",
    "tool",
    "tag",
    "team",
    "key",
    "service",
    "user",
    "session",
    "name",
)


def _value(name: str) -> str:
    field = BY_NAME[name]
    return f"arrayJoin({field.column})" if field.kind == "list" else f"toString({field.column})"


_VALUES: Mapping[str, str] = {name: _value(name) for name in FACETS}


@dataclass(frozen=True)
class FacetValue:
    """A value, and how many traces have it."""

    value: str
    count: int


@dataclass(frozen=True)
class Facet:
    """The values of one field, the most frequent first. `is_complete`: there are no others."""

    field: str
    values: Sequence[FacetValue]
    is_complete: bool


class FacetReader:
    """Counts values."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def facets(self, wanted: Filter, fields: Sequence[str], limit: int) -> list[Facet]:
        """The facets of these fields (of `FACETS`), in their order."""
        return await asyncio.gather(*(self.facet(wanted, name, limit) for name in fields))

    async def facet(self, wanted: Filter, field: str, limit: int, contains: str = "") -> Facet:
        """One facet; `contains` keeps values that hold this text, whatever its letter case."""
        parameters = {**wanted.parameters(), "limit": limit + 1, "contains": contains}
        rows = await self._store.read("facets", wanted.sql("facet", value=_VALUES[field]), parameters)
        values = [FacetValue(row["value"], row["traces"]) for row in rows[:limit]]
        return Facet(field, values, len(rows) <= limit)
