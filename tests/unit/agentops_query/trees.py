"""Random syntax trees, and what they mean in plain Python (the reference for the SQL)."""

import re
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from agentops_server.query.filters.fields import (
    BY_NAME,
    FIELDS,
    HAS,
    MATCHING,
    STATUSES,
    TEXT_COLUMNS,
    TEXT_LISTS,
)
from agentops_server.query.filters.syntax import And, Compare, Node, Not, Number, Or, Pattern, Text

# Letters of several scripts, blanks, every sign that means something to the language, to LIKE or to SQL.
ALPHABET = "abAB1é한Д \"'\\*%_?.-,:=<>!()$;{}/`\n\t"
WORDS = (
    "qwen",
    "QWEN-235b",
    "a*b",
    "50%",
    "a_b",
    "it's",
    "한국어",
    "Élan",
    "x",
    "timeout after 3s",
    "\\",
    "--",
    "or",
)


def _texts(least: int) -> st.SearchStrategy[str]:
    return st.one_of(st.sampled_from(WORDS), st.text(ALPHABET, min_size=least, max_size=6))


def _patterns(least: int = 0) -> st.SearchStrategy[Pattern]:
    literal = _texts(least).map(lambda one: Pattern((one,)))
    inner = st.lists(_texts(1), max_size=1)
    wild = st.tuples(_texts(0), inner, _texts(0)).map(lambda found: Pattern((found[0], *found[1], found[2])))
    return st.one_of(literal, wild)


@st.composite
def _compares(draw: st.DrawFn) -> Node:
    # `content` is about spans: tests/api/agentops_query/test_content.py.
    field = draw(st.sampled_from([one for one in FIELDS if one.kind != "content"]))
    operator = draw(st.sampled_from(field.operators))
    many = operator in MATCHING
    match field.kind:
        case "choice":
            one: st.SearchStrategy[Any] = st.sampled_from([Pattern((name,)) for name in STATUSES])
        case "has":
            one = st.sampled_from([Pattern((name,)) for name in HAS])
        case "trace":
            whole = st.text("0123456789abcdef", min_size=32, max_size=32).map(lambda text: Pattern((text,)))
            start = st.text("0123456789abcdef", max_size=2).map(lambda text: Pattern((text, "")))
            one = st.one_of(whole, start) if operator == ":" else whole
        case "text" | "list":
            one = _patterns() if operator == ":" else _texts(0).map(lambda text: Pattern((text,)))
        case "money":
            one = st.decimals(0, 2, places=3).map(lambda amount: Number(abs(amount).normalize() + 0))
        case "duration":
            one = st.integers(0, 5000).map(lambda number: Number(Decimal(number * 1_000_000)))
        case _:
            one = st.integers(0, 12).map(lambda number: Number(Decimal(number)))
    values = draw(st.lists(one, min_size=1, max_size=3 if many else 1))
    return Compare(field.name, operator, tuple(values))


LEAVES: st.SearchStrategy[Node] = st.one_of(_compares(), _patterns(1).map(Text))


def trees() -> st.SearchStrategy[Node]:
    """Any tree that the parser could make."""

    def grow(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
        several = st.lists(inner, min_size=2, max_size=3).map(tuple)
        return st.one_of(inner.map(Not), several.map(And), several.map(Or))

    return st.recursive(LEAVES, grow, max_leaves=6)


def _like(pattern: Pattern, text: str) -> bool:
    expression = ".*".join(re.escape(part.lower()) for part in pattern.parts)
    return re.fullmatch(expression, text.lower(), re.DOTALL) is not None


def matches(node: Node, row: dict[str, Any]) -> bool:
    """Whether the trace matches, by the documentation of the language rather than by the compiler."""
    match node:
        case And(children):
            return all(matches(child, row) for child in children)
        case Or(children):
            return any(matches(child, row) for child in children)
        case Not(child):
            return not matches(child, row)
        case Text(pattern):
            inside = Pattern(("", *pattern.parts, ""))
            texts = [row[column] for column in TEXT_COLUMNS] + [row["trace_id"].hex()]
            texts += [one for column in TEXT_LISTS for one in row[column]]
            return any(_like(inside, text) for text in texts)
        case Compare(name, operator, values):
            found = any(_compare(name, operator, value, row) for value in values)
            return found != (operator == "!=")


def _compare(name: str, operator: str, value: Any, row: dict[str, Any]) -> bool:
    field = BY_NAME[name]
    if field.kind == "has":
        return _has(value.parts[0], row)
    held = row[field.column]
    if isinstance(value, Number):
        if held is None:
            return False
        held = Decimal(held)
        match operator:
            case ">":
                return held > value.amount
            case ">=":
                return held >= value.amount
            case "<":
                return held < value.amount
            case "<=":
                return held <= value.amount
            case _:
                return held == value.amount
    if field.kind == "choice":
        return bool(held == value.parts[0].upper())
    if field.kind == "trace":
        return _like(value, held.hex())
    texts = held if field.kind == "list" else [held] if held else []
    if value.parts == ("",):
        return not texts
    if operator == ":":
        return any(_like(value, text) for text in texts)
    return value.parts[0] in texts


def _has(what: str, row: dict[str, Any]) -> bool:
    columns = {
        "tool": "tools",
        "agent": "agents",
        "unpriced": "unpriced_calls",
        "call": "llm_call_count",
        "model": "models",
        "provider": "providers",
        "user": "user_id",
        "session": "session_id",
        "tag": "tags",
        "team": "teams",
        "key": "key_aliases",
        "tokens": "total_tokens",
        "cached": "cached_tokens",
        "reasoning": "reasoning_tokens",
        "message": "error_message",
        "input": "input_preview",
        "output": "output_preview",
    }
    if what == "error":
        return bool(row["status"] == "ERROR")
    if what in ("cost", "ttft"):
        return row["cost" if what == "cost" else "ttft_ns"] is not None
    return bool(row[columns[what]])
