"""Which traces a question is about."""

from dataclasses import dataclass, replace
from typing import Any

from agentops_server.query.filters.compiler import EVERYTHING, Condition
from agentops_server.store.statements import with_parts
from kit.timerange import TimeRange


@dataclass(frozen=True)
class Filter:
    """Which traces of a project a question is about."""

    project_id: str
    window: TimeRange
    condition: Condition = EVERYTHING

    def parameters(self) -> dict[str, Any]:
        """The bound parameters of sql/window.sql."""
        return {
            "project": self.project_id,
            "start": nanoseconds(self.window)[0],
            "end": nanoseconds(self.window)[1],
            **self.condition.parameters,
        }

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but project and window restricts it."""
        return self.condition != EVERYTHING

    @property
    def looked_up(self) -> "Filter":
        """The same traces, found by what matches among the stored rows (sql/stored_matches.sql)."""
        found = with_parts("stored_matches", filter=self.condition.sql)
        return replace(self, condition=replace(self.condition, sql=found))

    def sql(self, name: str, **parts: str) -> str:
        """`sql/<name>.sql`, about these traces; binds `parameters()`."""
        return with_parts(name, **parts, filter=self.condition.sql)


def nanoseconds(window: TimeRange) -> tuple[int, int]:
    """The window's bounds in Unix nanoseconds, without the rounding of floats."""
    return _unix_micros(window.start) * 1000, _unix_micros(window.end) * 1000


def _unix_micros(moment: Any) -> int:
    return int(moment.timestamp()) * 1_000_000 + int(moment.microsecond)
