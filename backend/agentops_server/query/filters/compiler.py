"""Turns a syntax tree into one SQL condition over the columns of `traces`.

Columns come from the table in `fields`, values are bound parameters, always. Every piece is 0 or 1, never
NULL, so that `not` means what it says. Letter case: `:` and free text ignore it, `=` and `!=` do not.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from agentops_server.query.filters.fields import (
    BY_NAME,
    HAS,
    STATUSES,
    TEXT_COLUMNS,
    TEXT_LISTS,
    Field,
    Operator,
)
from agentops_server.query.filters.parser import parse
from agentops_server.query.filters.syntax import And, Compare, Node, Not, Number, Or, Pattern, Text, Value
from agentops_server.store.statements import with_parts


@dataclass(frozen=True)
class Condition:
    """SQL text for a WHERE over `traces`, and the parameters that it binds (`f0`, `f1`, …).

    `reads_spans`: it also reads all spans of the window, and binds what sql/window.sql binds.
    `reads_texts`: the index of words is not enough, texts themselves are looked at.
    `is_rare`: it names a user, a session, a trace or a text, which few traces have as a rule.
    """

    sql: str
    parameters: Mapping[str, Any]
    reads_spans: bool = False
    reads_texts: bool = False
    is_rare: bool = False


EVERYTHING = Condition("1", {})

_HEX = frozenset("0123456789abcdef")
_RARE = frozenset({"user", "session", "trace", "content", "message", "input", "output"})
# What the index takes for a word: letters and digits, and all that is not ASCII.
_WORD = re.compile(r"[0-9A-Za-z\u0080-\U0010ffff]+")


def condition(text: str, status: str = "", model: str = "") -> Condition:
    """The condition of a filter, of a status and of a model, which may hold `*`. Raises `FilterError`."""
    nodes = [parse(text)]
    if status:
        nodes.append(Compare("status", ":", (Pattern((status.lower(),)),)))
    if model:
        nodes.append(Compare("model", ":", (Pattern(tuple(model.split("*"))),)))
    given = tuple(node for node in nodes if node is not None)
    return compiled(And(given) if len(given) > 1 else next(iter(given), None))


def named(text: str) -> Condition:
    """AgentOps' search: in the trace id, the root span's name or a tag, whatever the letter case."""
    if not text:
        return EVERYTHING
    return Condition(
        "(positionCaseInsensitiveUTF8(name, {f0:String}) > 0 "
        "OR positionCaseInsensitive(hex(trace_id), {f0:String}) > 0 "
        "OR arrayExists(one -> positionCaseInsensitiveUTF8(one, {f0:String}) > 0, tags))",
        {"f0": text},
    )


def compiled(node: Node | None) -> Condition:
    """The condition of a syntax tree; None matches everything."""
    if node is None:
        return EVERYTHING
    compiler = _Compiler()
    sql = compiler.node(node)
    return Condition(
        sql, compiler.parameters, compiler.reads_spans, compiler.reads_texts, is_rare=_is_rare(node)
    )


def _is_rare(node: Node) -> bool:
    match node:
        case And(children):
            return any(map(_is_rare, children))
        case Or(children):
            return all(map(_is_rare, children))
        case Text(pattern):
            return any(pattern.parts)
        case Compare(name, operator, values):
            return (
                name in _RARE
                and operator in (":", "=")
                and all(isinstance(value, Pattern) and any(value.parts) for value in values)
            )
        case Not():
            return False


@dataclass
class _Compiler:
    parameters: dict[str, Any] = field(default_factory=dict)
    reads_spans: bool = False
    reads_texts: bool = False

    def bind(self, value: str, kind: str = "String") -> str:
        name = f"f{len(self.parameters)}"
        self.parameters[name] = value
        return f"{{{name}:{kind}}}"

    def node(self, node: Node) -> str:
        match node:
            case And(children):
                return "(" + " AND ".join(map(self.node, children)) + ")"
            case Or(children):
                return "(" + " OR ".join(map(self.node, children)) + ")"
            case Not(child):
                return f"(NOT {self.node(child)})"
            case Text(pattern):
                return self.text(pattern)
            case Compare(name, operator, values):
                each = [self.value(BY_NAME[name], operator, value) for value in values]
                any_of = each[0] if len(each) == 1 else "(" + " OR ".join(each) + ")"
                return f"(NOT {any_of})" if operator == "!=" else any_of

    def text(self, pattern: Pattern) -> str:
        needles = [part for part in pattern.parts if part]
        if not needles:
            return "1"
        # `search_text` is all texts in lower case, a line each, found by its index of words.
        pieces = [self.searched(needle) for needle in needles]
        words = {word for needle in needles for word in _WORD.findall(needle)}
        if len(needles) > 1 or "\n" in "".join(needles):
            pieces.append(self.within_one(needles))
        elif words != set(needles):
            # Several words, or signs between them: the index knows the single ones.
            pieces[:0] = [self.searched(word) for word in sorted(words)]
        self.reads_texts = self.reads_texts or len(pieces) > 1
        found = "(" + " AND ".join(pieces) + ")" if len(pieces) != 1 else pieces[0]
        # An id is hex digits: most texts need not be looked for there.
        if set("".join(needles).lower()) <= _HEX:
            return f"({found} OR hex(trace_id) ILIKE {self.bind(_like(Pattern(('', *needles, ''))))})"
        return found

    def searched(self, text: str) -> str:
        return f"search_text LIKE lowerUTF8({self.bind(_like(Pattern(('', text, ''))))})"

    def within_one(self, needles: Sequence[str]) -> str:
        """All in this order in one of the texts."""
        like = self.bind(_like(Pattern(("", *needles, ""))))
        pieces = [f"{column} ILIKE {like}" for column in TEXT_COLUMNS]
        pieces += [f"arrayExists(one -> one ILIKE {like}, {column})" for column in TEXT_LISTS]
        return "(" + " OR ".join(pieces) + ")"

    def value(self, field: Field, operator: Operator, value: Value) -> str:
        if isinstance(value, Number):
            return self.number(field, operator, value)
        match field.kind:
            case "has":
                return f"({HAS[value.parts[0]]})"
            case "choice":
                return f"({field.column} = {self.bind(STATUSES[value.parts[0]])})"
            case "trace":
                return self.trace(field.column, value)
            case "content":
                return self.content(value)
            case "list":
                return self.member(field.column, operator, value)
            case _:
                return self.whole(field.column, operator, value)

    def content(self, pattern: Pattern) -> str:
        self.reads_spans = True
        parts = ("", *(part for part in pattern.parts if part), "")
        # Messages are kept as their sender wrote them: mostly JSON, with or without signs beyond ASCII.
        ways = [Pattern(tuple(map(write, parts))) for write in (str, _json, _ascii_json)]
        likes = [self.bind(_like(way)) for way in dict.fromkeys(ways)]
        says = "(" + " OR ".join(f"one ILIKE {like}" for like in likes) + ")"
        return with_parts("content", window_of_all=with_parts("window", filter="1"), says=says)

    def number(self, field: Field, operator: Operator, value: Number) -> str:
        sign = "=" if operator in (":", "!=") else operator
        if field.kind == "money":
            bound = f"toDecimal128({self.bind(f'{value.amount:f}')}, 12)"
        else:
            bound = self.bind(str(int(value.amount)), "UInt64")
        return f"ifNull({field.column} {sign} {bound}, 0)"

    def trace(self, column: str, value: Pattern) -> str:
        if value.is_literal:
            return f"({column} = toFixedString(unhex({self.bind(value.parts[0])}), 16))"
        return f"(lower(hex({column})) LIKE {self.bind(_like(value))})"

    def whole(self, column: str, operator: Operator, value: Pattern) -> str:
        if operator != ":" or value.parts == ("",):
            return f"({column} = {self.bind(value.parts[0])})"
        if value.is_literal:
            return f"(lowerUTF8({column}) = lowerUTF8({self.bind(value.parts[0])}))"
        # An empty text is one that is not there: `user:*` finds those that have a user.
        return f"({column} != '' AND {column} ILIKE {self.bind(_like(value))})"

    def member(self, column: str, operator: Operator, value: Pattern) -> str:
        if value.parts == ("",):
            return f"empty({column})"
        if operator != ":":
            return f"has({column}, {self.bind(value.parts[0])})"
        if value.is_literal:
            return f"arrayExists(one -> lowerUTF8(one) = lowerUTF8({self.bind(value.parts[0])}), {column})"
        return f"arrayExists(one -> one ILIKE {self.bind(_like(value))}, {column})"


def _json(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]


def _ascii_json(text: str) -> str:
    return json.dumps(text)[1:-1]


def _like(pattern: Pattern) -> str:
    escaped = (part.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") for part in pattern.parts)
    return "%".join(escaped)
