"""Writes a syntax tree back as a filter: `parse(show(tree)) == tree`."""

import re

from agentops_server.query.filters import amounts
from agentops_server.query.filters.fields import BY_NAME
from agentops_server.query.filters.syntax import And, Compare, Node, Not, Number, Or, Pattern, Text, Value

# Words that need no quotation marks, as free text and as values.
_PLAIN_TEXT = re.compile(r"[^\s()\",:=<>!*\\\-][^\s()\",:=<>!*\\]*")
_PLAIN_VALUE = re.compile(r"[^\s()\",*\\]+")


def show(node: Node | None) -> str:
    """The filter in its shortest plain form."""
    return "" if node is None else _show(node)


def _show(node: Node) -> str:
    match node:
        case And(children):
            return " ".join(_inner(child) for child in children)
        case Or(children):
            return " or ".join(_inner(child) for child in children)
        case Not(child):
            return "-" + _inner(child)
        case Text(pattern):
            return _text(pattern)
        case Compare(field, operator, values):
            shown = [show_value(field, value) for value in values]
            return f"{field}{operator}{shown[0] if len(shown) == 1 else '(' + ','.join(shown) + ')'}"


def _inner(node: Node) -> str:
    return f"({_show(node)})" if isinstance(node, And | Or) else _show(node)


def _text(pattern: Pattern) -> str:
    text = "*".join(pattern.parts)
    # A comparison sign after a blank would make a field of the word before it.
    plain = all(part == "" or _PLAIN_TEXT.fullmatch(part) for part in pattern.parts)
    return text if plain and text.lower() not in ("and", "or", "not", "") else _quoted(pattern)


def show_value(field: str, value: Value) -> str:
    """A value of this field, in quotation marks where it needs them."""
    if isinstance(value, Number):
        return amounts.show(value.amount, BY_NAME[field].kind)
    plain = all(part == "" or _PLAIN_VALUE.fullmatch(part) for part in value.parts) and value.parts != ("",)
    return "*".join(value.parts) if plain else _quoted(value)


def _quoted(pattern: Pattern) -> str:
    return '"' + "*".join(re.sub(r'(["\\*])', r"\\\1", part) for part in pattern.parts) + '"'
