"""Cuts a filter into tokens. What a character means depends on where it stands: a value may hold colons."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from agentops_server.query.filters.errors import FilterError

TokenKind = Literal["word", "quoted", "field", "operator", "(", ")", ",", "-", "and", "or", "not", "end"]

MOST_CHARACTERS = 2000

_FIELD = re.compile(r"[A-Za-z_][A-Za-z0-9_.\-]*")
_COMPARISON = re.compile(r"!=|>=|<=|>|<|=")
_KEYWORDS: dict[str, TokenKind] = {"and": "and", "or": "or", "not": "not"}
_SURROGATE = re.compile("[\ud800-\udfff\x00]")


@dataclass(frozen=True)
class Token:
    """A piece of the text. `parts`: of a word or quoted text, what stands between its wildcards."""

    kind: TokenKind
    text: str
    position: int
    parts: tuple[str, ...] = ()
    """What stands between the wildcards."""
    literal: str = ""
    """The same with every star taken as itself."""

    @property
    def length(self) -> int:
        """How many characters of the text it covers."""
        return len(self.text)


class Lexer:
    """Reads one text; `tokens()` ends with a token of kind `end`."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def tokens(self) -> Iterator[Token]:
        """All tokens. Raises `FilterError`."""
        if len(self._text) > MOST_CHARACTERS:
            raise FilterError(
                MOST_CHARACTERS,
                len(self._text) - MOST_CHARACTERS,
                self._text[MOST_CHARACTERS : MOST_CHARACTERS + 40],
                (f"at most {MOST_CHARACTERS} characters",),
                problem=f"it is {len(self._text)} characters long",
            )
        bad = _SURROGATE.search(self._text)
        if bad:
            raise FilterError(bad.start(), 1, repr(bad.group())[1:-1], ("a character of text",))
        while True:
            self._skip_blanks()
            if self._at >= len(self._text):
                yield Token("end", "", self._at)
                return
            yield from self._term()

    def _skip_blanks(self) -> None:
        while self._at < len(self._text) and self._text[self._at].isspace():
            self._at += 1

    def _peek(self, ahead: int = 0) -> str:
        at = self._at + ahead
        return self._text[at] if at < len(self._text) else ""

    def _take(self, kind: TokenKind, length: int) -> Token:
        token = Token(kind, self._text[self._at : self._at + length], self._at)
        self._at += length
        return token

    def _term(self) -> Iterator[Token]:
        first = self._peek()
        if first == "(" or first == ")":
            yield self._take(first, 1)  # type: ignore[arg-type]  # one of the two
        elif first == '"':
            yield self._quoted()
        elif first == "-" and self._peek(1) not in ("", ")") and not self._peek(1).isspace():
            yield self._take("-", 1)
        elif self._text.startswith((":", "=", "!=", "<", ">"), self._at):
            found = _COMPARISON.match(self._text, self._at)
            raise FilterError(
                self._at,
                len(found.group()) if found else 1,
                found.group() if found else ":",
                ("a field before it",),
            )
        elif (operator := self._operator_after_field()) is not None:
            yield from operator
            self._skip_blanks()
            yield from self._values()
        else:
            word = self._word('()"')
            yield Token(
                _KEYWORDS.get(word.text.lower(), "word"), word.text, word.position, word.parts, word.literal
            )

    def _operator_after_field(self) -> tuple[Token, Token] | None:
        """`cost>`, `cost >`, `model:`; a blank may stand before a comparison, not before a colon."""
        found = _FIELD.match(self._text, self._at)
        if found is None:
            return None
        after = found.end()
        if self._text.startswith(":", after):
            return self._take("field", after - self._at), self._take("operator", 1)
        while after < len(self._text) and self._text[after].isspace():
            after += 1
        comparison = _COMPARISON.match(self._text, after)
        if comparison is None:
            return None
        field = self._take("field", found.end() - self._at)
        self._at = after
        return field, self._take("operator", len(comparison.group()))

    def _values(self) -> Iterator[Token]:
        if self._peek() != "(":
            if self._peek() == '"':
                yield self._quoted()
            elif self._peek() not in ("", ")"):
                yield self._word('()"')
            return
        yield self._take("(", 1)
        while True:
            self._skip_blanks()
            match self._peek():
                case "" | "(":
                    return
                case ")":
                    yield self._take(")", 1)
                    return
                case ",":
                    yield self._take(",", 1)
                case '"':
                    yield self._quoted()
                case _:
                    yield self._word('(),"')

    def _word(self, stops: str) -> Token:
        end = self._at
        while end < len(self._text) and not self._text[end].isspace() and self._text[end] not in stops:
            end += 1
        if end < len(self._text) and self._text[end] == '"':
            raise FilterError(end, 1, '"', ("a blank before the quotation mark",))
        token = self._take("word", end - self._at)
        return Token("word", token.text, token.position, _parts(token.text.split("*")), token.text)

    def _quoted(self) -> Token:
        start = self._at
        parts, current, at = [], [], start + 1
        while at < len(self._text) and self._text[at] != '"':
            character = self._text[at]
            if (
                character == "\\"
                and self._text[at + 1 : at + 2] in ('"', "\\", "*")
                and at + 1 < len(self._text)
            ):
                current.append(self._text[at + 1])
                at += 1
            elif character == "*":
                parts.append("".join(current))
                current = []
            else:
                current.append(character)
            at += 1
        if at >= len(self._text):
            raise FilterError(start, len(self._text) - start, self._text[start:], ('a closing `"`',))
        parts.append("".join(current))
        self._at = at + 1
        if self._peek() and not self._peek().isspace() and self._peek() not in "),":
            raise FilterError(self._at, 1, self._peek(), ("a blank after the quotation mark",))
        return Token("quoted", self._text[start : self._at], start, _parts(parts), "*".join(parts))


def _parts(parts: list[str]) -> tuple[str, ...]:
    """Several wildcards in a row are one."""
    inner = [part for part in parts[1:-1] if part]
    return tuple(parts) if len(parts) == 1 else (parts[0], *inner, parts[-1])
