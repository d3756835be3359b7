"""Reads a filter into its syntax tree.

::

    filter  = [ or ]
    or      = and { "or" and }
    and     = not { [ "and" ] not }
    not     = ( "not" | "-" ) not | "(" or ")" | text | compare
    compare = field operator ( value | "(" value { "," value } ")" )
"""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

from agentops_server.query.filters import amounts
from agentops_server.query.filters.errors import FilterError
from agentops_server.query.filters.fields import BY_NAME, EXPECTED, FIELDS, HAS, STATUSES, Field, Operator
from agentops_server.query.filters.lexer import Lexer, Token
from agentops_server.query.filters.syntax import And, Compare, Node, Not, Number, Or, Pattern, Text, Value

MOST_TERMS = 100
"""Texts and values that a filter may hold."""
MOST_DEPTH = 20
"""How deep parentheses and negations may nest."""

_TERM = ("a text", "field:value", "`not`", "`(`")
_HEX = frozenset("0123456789abcdef")


def parse(text: str) -> Node | None:
    """The syntax tree; None for an empty filter, which matches everything. Raises `FilterError`."""
    parser = _Parser(list(Lexer(text).tokens()))
    return parser.whole()


@dataclass
class _Parser:
    tokens: list[Token]
    at: int = 0
    terms: int = 0

    def whole(self) -> Node | None:
        if self._now().kind == "end":
            return None
        node = self._or(0)
        if self._now().kind != "end":
            raise self._unexpected(("the end", *_TERM[:2], "`and`", "`or`"))
        return node

    def _now(self) -> Token:
        return self.tokens[self.at]

    def _next(self) -> Token:
        token = self.tokens[self.at]
        self.at += 1
        return token

    def _unexpected(self, expected: Iterable[str]) -> FilterError:
        token = self._now()
        return FilterError(token.position, token.length, token.text, tuple(expected))

    def _or(self, depth: int) -> Node:
        children = [self._and(depth)]
        while self._now().kind == "or":
            self._next()
            children.append(self._and(depth))
        return children[0] if len(children) == 1 else Or(tuple(children))

    def _and(self, depth: int) -> Node:
        children = [self._not(depth)]
        while self._now().kind not in ("end", "or", ")", ","):
            if self._now().kind == "and":
                self._next()
            children.append(self._not(depth))
        return children[0] if len(children) == 1 else And(tuple(children))

    def _not(self, depth: int) -> Node:
        token = self._now()
        if token.kind in ("-", "not", "(") and depth >= MOST_DEPTH:
            raise FilterError(
                token.position,
                token.length,
                token.text,
                (f"at most {MOST_DEPTH} levels",),
                problem="parentheses and negations nest too deep",
            )
        match token.kind:
            case "-" | "not":
                self._next()
                return Not(self._not(depth + 1))
            case "(":
                self._next()
                node = self._or(depth + 1)
                if self._now().kind != ")":
                    raise self._unexpected(("`)`", "`and`", "`or`"))
                self._next()
                return node
            case "word" | "quoted":
                return self._text(self._next())
            case "field":
                return self._compare(self._next())
            case _:
                raise self._unexpected(_TERM)

    def _count(self, token: Token) -> None:
        self.terms += 1
        if self.terms > MOST_TERMS:
            raise FilterError(
                token.position,
                token.length,
                token.text,
                (f"at most {MOST_TERMS} texts and values",),
                problem="the filter is too long",
            )

    def _text(self, token: Token) -> Node:
        self._count(token)
        if token.parts == ("",):
            raise FilterError(token.position, token.length, token.text, ("a text of at least one character",))
        return Text(Pattern(token.parts))

    def _compare(self, token: Token) -> Node:
        field = _field(token)
        sign = self._next()
        if sign.text not in field.operators:
            raise FilterError(
                sign.position,
                sign.length,
                sign.text,
                tuple(f"`{one}`" for one in field.operators),
                problem=f"`{field.name}` cannot be compared with `{sign.text}`",
            )
        operator: Operator = sign.text
        if self._now().kind != "(":
            return Compare(field.name, operator, (self._value(field, operator),))
        if operator not in (":", "=", "!="):
            raise FilterError(
                self._now().position,
                1,
                "(",
                (EXPECTED[field.kind],),
                problem=f"`{operator}` takes one value, not a list",
            )
        self._next()
        values = [self._value(field, operator)]
        while self._now().kind == ",":
            self._next()
            values.append(self._value(field, operator))
        if self._now().kind != ")":
            raise self._unexpected(("`,`", "`)`"))
        self._next()
        return Compare(field.name, operator, tuple(values))

    def _value(self, field: Field, operator: Operator) -> Value:
        token = self._now()
        if token.kind not in ("word", "quoted"):
            raise self._unexpected((_expected(field),))
        self._next()
        self._count(token)
        match field.kind:
            case "choice":
                return Pattern((_choice(field, token, tuple(STATUSES)),))
            case "has":
                return Pattern((_choice(field, token, tuple(HAS)),))
            case "trace":
                return _trace(field, token, operator)
            case "text" | "list":
                # `=` and `!=` compare letter for letter: a star is a star.
                return Pattern(token.parts if operator == ":" else (token.literal,))
            case "content":
                if not any(token.parts):
                    raise FilterError(token.position, token.length, token.text, (_expected(field),))
                return Pattern(token.parts)
            case _:
                return _number(field, token)


def _field(token: Token) -> Field:
    field = BY_NAME.get(token.text.lower())
    if field is None:
        near = difflib.get_close_matches(token.text.lower(), BY_NAME, n=1, cutoff=0.6)
        raise FilterError(
            token.position,
            token.length,
            token.text,
            tuple(one.name for one in FIELDS),
            problem=f"there is no field `{token.text}`",
            suggestion=near[0] if near else None,
            hint="Put text that holds `:`, `=`, `<` or `>` in quotation marks.",
        )
    return field


def _expected(field: Field) -> str:
    return EXPECTED[field.kind]


def _choice(field: Field, token: Token, choices: tuple[str, ...]) -> str:
    value = token.literal.lower()
    if value not in choices:
        near = difflib.get_close_matches(value, choices, n=1, cutoff=0.6)
        raise FilterError(
            token.position,
            token.length,
            token.text,
            choices,
            suggestion=f"{field.name}:{near[0]}" if near else None,
        )
    return value


def _trace(field: Field, token: Token, operator: Operator) -> Pattern:
    parts = tuple(part.lower() for part in (token.parts if operator == ":" else (token.literal,)))
    length = sum(map(len, parts))
    if not all(_HEX.issuperset(part) for part in parts) or length > 32 or (len(parts) == 1 and length != 32):
        raise FilterError(token.position, token.length, token.text, (_expected(field),))
    return Pattern(parts)


def _number(field: Field, token: Token) -> Number:
    amount = amounts.read(token.literal, field.kind) if token.kind == "word" else None
    if amount is None:
        bare = field.kind == "duration" and amounts.read(token.literal, "money") is not None
        raise FilterError(
            token.position,
            token.length,
            token.text,
            (_expected(field),),
            suggestion=f"{token.literal}s" if bare and token.literal[0] != "$" else None,
        )
    return Number(amount)
