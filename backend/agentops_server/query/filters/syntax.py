"""The syntax tree of a filter. Equal trees mean the same; where they stood in the text does not count."""

from dataclasses import dataclass
from decimal import Decimal

from agentops_server.query.filters.fields import Operator


@dataclass(frozen=True)
class Pattern:
    """A text; between its parts any characters may stand (`qwen*` has the parts `qwen` and the empty one)."""

    parts: tuple[str, ...]

    @property
    def is_literal(self) -> bool:
        """Whether it holds no wildcard."""
        return len(self.parts) == 1


@dataclass(frozen=True)
class Number:
    """A whole count, US dollars or nanoseconds, by the field it is compared with."""

    amount: Decimal


Value = Pattern | Number


@dataclass(frozen=True)
class Text:
    """Free text: stands in one of the texts of the trace that lists show."""

    pattern: Pattern


@dataclass(frozen=True)
class Compare:
    """A field compared with a value, or with any of several."""

    field: str
    operator: Operator
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Not:
    """What does not match."""

    child: "Node"


@dataclass(frozen=True)
class And:
    """What matches all of two or more."""

    children: "tuple[Node, ...]"


@dataclass(frozen=True)
class Or:
    """What matches any of two or more."""

    children: "tuple[Node, ...]"


Node = Text | Compare | Not | And | Or
