"""What could stand at the cursor of a filter that is being typed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from agentops_server.query.filters.errors import FilterError
from agentops_server.query.filters.fields import BY_NAME, FIELDS, HAS, STATUSES, Field
from agentops_server.query.filters.lexer import Lexer, Token
from agentops_server.query.filters.printer import show_value
from agentops_server.query.filters.syntax import Pattern

MOST_SUGGESTIONS = 20
_KEYWORDS = {"and": "both must match", "or": "one must match", "not": "must not match"}
_EXAMPLES = {
    "count": ("1", "1k", "1M"),
    "money": ("0.01", "0.1", "1"),
    "duration": ("500ms", "2s", "1m"),
}

KnownValues = Callable[[Field, str], Sequence[str]]
"""Known values of a text field that contain a text, the most frequent first."""


@dataclass(frozen=True)
class Suggestion:
    """A text to put in place of what is being typed."""

    kind: Literal["field", "operator", "value", "keyword"]
    text: str
    detail: str = ""


@dataclass(frozen=True)
class Completion:
    """What may replace the `length` characters from `start` on."""

    start: int
    length: int
    suggestions: tuple[Suggestion, ...]


@dataclass(frozen=True)
class Place:
    """What is being typed: a value of `field`, or else a new term; `prefix` stands already."""

    field: Field | None
    prefix: str
    start: int


def place(text: str, cursor: int) -> Place:
    """Where the cursor stands. Never fails: what is wrong elsewhere does not matter here."""
    head = text[: max(0, cursor)]
    tokens: list[Token] = []
    open_quote = len(head)
    try:
        tokens.extend(Lexer(head).tokens())
        tokens.pop()
    except FilterError as error:
        open_quote = error.position
        if not head.startswith('"', open_quote):
            return Place(None, "", len(head))
        tokens = _before(head, open_quote)
    if open_quote < len(head):
        return Place(_field_of(tokens), head[open_quote + 1 :], open_quote)
    last = tokens[-1] if tokens else None
    if last is None or last.kind not in ("word", "and", "or", "not"):
        return Place(_field_of(tokens), "", len(head))
    if last.position + last.length < len(head):  # a blank after it: something new begins
        return Place(None, "", len(head))
    return Place(_field_of(tokens[:-1]), last.text, last.position)


def complete(text: str, cursor: int, known: KnownValues) -> Completion:
    """What could stand at the cursor, best first; `known` supplies the values of text fields."""
    at = place(text, cursor)
    length = min(max(0, cursor), len(text)) - at.start
    found = _terms(at.prefix) if at.field is None else _values(at.field, at.prefix, known)
    return Completion(at.start, length, tuple(found[:MOST_SUGGESTIONS]))


def _before(head: str, position: int) -> list[Token]:
    try:
        return list(Lexer(head[:position]).tokens())[:-1]
    except FilterError:
        return []


def _field_of(tokens: Sequence[Token]) -> Field | None:
    """The field whose value would follow these tokens."""
    if len(tokens) >= 2 and tokens[-1].kind == "operator":
        return BY_NAME.get(tokens[-2].text.lower())
    return _list_field(tokens) if tokens and tokens[-1].kind in ("(", ",") else None


def _list_field(tokens: Sequence[Token]) -> Field | None:
    """The field of the list that these tokens leave open."""
    for index in range(len(tokens) - 1, 1, -1):
        if tokens[index].kind == "(":
            is_list = tokens[index - 1].kind == "operator"
            return BY_NAME.get(tokens[index - 2].text.lower()) if is_list else None
        if tokens[index].kind not in ("word", "quoted", ","):
            return None
    return None


def _terms(prefix: str) -> list[Suggestion]:
    typed = prefix.lower()
    exact = BY_NAME.get(typed)
    found: list[Suggestion] = []
    if exact is not None:
        found += [Suggestion("operator", f"{exact.name}{sign}", exact.help) for sign in exact.operators]
    names = [one for one in FIELDS if one is not exact]
    starting = [one for one in names if any(name.startswith(typed) for name in (one.name, *one.aliases))]
    inside = [one for one in names if typed and one not in starting and typed in one.name]
    found += [_field_suggestion(one) for one in starting]
    found += [Suggestion("keyword", word, what) for word, what in _KEYWORDS.items() if word.startswith(typed)]
    return found + [_field_suggestion(one) for one in inside]


def _field_suggestion(field: Field) -> Suggestion:
    return Suggestion("field", f"{field.name}{field.operators[0]}", field.help)


def _values(field: Field, prefix: str, known: KnownValues) -> list[Suggestion]:
    typed = prefix.lower()
    match field.kind:
        case "choice" | "has":
            choices: Sequence[str] = tuple(STATUSES) if field.kind == "choice" else tuple(HAS)
            return [Suggestion("value", one) for one in choices if one.startswith(typed)]
        case "text" | "list":
            texts = known(field, prefix.replace("*", ""))
            return [Suggestion("value", show_value(field.name, Pattern((one,)))) for one in texts if one]
        case "trace" | "content":
            return []
        case _:
            return [
                Suggestion("value", one, "for example")
                for one in _EXAMPLES[field.kind]
                if one.startswith(typed)
            ]
