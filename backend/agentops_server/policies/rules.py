"""A project's rules, compiled: from a text to the same text with its secrets replaced."""

import functools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import re2

from agentops_server.policies.model import CustomRule, PatternName
from agentops_server.policies.patterns import KEYS_OF_SECRETS, NAMES_OF_SECRETS, PATTERNS, Confirm, Span

# What one expression may take: RE2 refuses larger ones, and works in time linear in the text.
_MEMORY = 1 << 20
_PROGRAM = 20_000
_MARKER = re.compile(rb"\[masked:[a-z0-9_-]+\]")
KEY_RULE = "key"


class BadRule(ValueError):
    """A regular expression cannot be used. `position`: the character where the fault is, if it is known."""

    def __init__(self, reason: str, position: int | None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.position = position


def _options(memory: int = _MEMORY) -> re2.Options:
    options = re2.Options()
    options.log_errors = False
    options.max_mem = memory
    return options


def compile_custom(rule: CustomRule) -> "re2._Regexp":
    """Compile a project's own expression. Raises `BadRule`."""
    try:
        compiled = re2.compile(rule.pattern, _options())
    except re2.error as error:
        reason = error.args[0] if error.args else "it does not compile"
        text = reason.decode() if isinstance(reason, bytes) else str(reason)
        raise BadRule(*_fault(text, rule.pattern)) from error
    if compiled.programsize > _PROGRAM:
        raise BadRule("the expression is too large", None)
    if compiled.search(b"") is not None:
        raise BadRule("the expression finds the empty text: it would mask everywhere", 0)
    return compiled


def _fault(told: str, pattern: str) -> tuple[str, int | None]:
    """RE2 names the piece that it did not take; where that piece is."""
    reason, _, piece = told.partition(": ")
    if not piece:
        return told, None
    if reason.startswith("missing )"):
        return reason, len(pattern)
    if reason.startswith("unexpected )"):
        return reason, _unexpected(pattern)
    found = pattern.find(piece)
    return f"{reason}: {piece}", found if found >= 0 else None


def _unexpected(pattern: str) -> int:
    """Which closing parenthesis is too many: the end of the shortest beginning with that fault."""
    for place, sign in enumerate(pattern):
        if sign == ")":
            try:
                re2.compile(pattern[: place + 1], _options())
            except re2.error as error:
                if b"unexpected )" in error.args[0]:
                    return place
    return len(pattern)


@dataclass(frozen=True)
class _Rule:
    name: str
    regexp: "re2._Regexp"
    confirm: Confirm | None

    def spans(self, data: bytes) -> Iterator[Span]:
        """What of a text is to be masked: the first group that took part, else all that was found."""
        for match in self.regexp.finditer(data):
            groups = (match.span(group) for group in range(1, self.regexp.groups + 1))
            start, end = next((span for span in groups if span[0] >= 0), match.span())
            if self.confirm is None:
                if start < end:
                    yield start, end
            else:
                yield from self.confirm(data, start, end)


class Rules:
    """What is masked. Immutable, but for a memory of short texts that were seen before."""

    def __init__(
        self,
        patterns: Iterable[PatternName],
        custom: Sequence[CustomRule] = (),
        keys: Sequence[str] = (),
    ) -> None:
        wanted = list(patterns)
        self._rules = [_Rule(rule.name, compile_custom(rule), None) for rule in custom]
        sources = [rule.pattern for rule in custom]
        for name in wanted:
            pattern = PATTERNS[name]
            self._rules += [
                _Rule(name, re2.compile(source, _options(8 << 20)), pattern.confirm)
                for source in pattern.candidates
            ]
            sources += pattern.candidates
        # One pass tells most texts that there is nothing to find.
        options = _options(64 << 20)
        options.never_capture = True
        self._any = re2.compile("|".join(f"(?:{source})" for source in sources), options) if sources else None
        self._keys = names(keys)
        # Anchors and names see values of JSON one by one: such rules need all of them.
        self._always_parse = bool(custom or keys)
        self._named = re2.compile(f"(?i){NAMES_OF_SECRETS}", options) if "api_key" in wanted else None
        self._secret_keys = re.compile(KEYS_OF_SECRETS) if "api_key" in wanted else None
        # Texts repeat: names, ids, resource attributes.
        # 13 digits are more often a moment in milliseconds.
        self._of_numbers = [rule for rule in self._rules if rule.name != "kr_rrn"]
        self._short = functools.lru_cache(4096)(self._masked)
        self.key_rule = functools.lru_cache(4096)(self._key_rule)

    def may_find(self, data: bytes) -> bool:
        """Whether a closer look is worth it."""
        return self._any is not None and self._any.search(data) is not None

    def may_be_in_json(self, text: str) -> bool:
        """Whether a text in JSON is worth parsing: escapes hide what it says."""
        if self._always_parse or "\\" in text:
            return True
        data = text.encode("utf-8", "surrogatepass")
        return self.may_find(data) or (self._named is not None and self._named.search(data) is not None)

    def mask(self, text: str, hits: Counter[str]) -> str:
        """The text with a marker in place of each thing found; what was found is added to `hits`."""
        masked, found = self._short(text) if len(text) <= 200 else self._masked(text)
        if found:
            hits.update(found)
        return masked

    def mask_number(self, digits: str, hits: Counter[str]) -> str:
        """The same for a whole number, written out."""
        masked, found = self._masked(digits, self._of_numbers)
        hits.update(found)
        return masked

    def _masked(self, text: str, rules: "Sequence[_Rule] | None" = None) -> tuple[str, tuple[str, ...]]:
        data = text.encode("utf-8", "surrogatepass")
        if not self.may_find(data):
            return text, ()
        spans = self._merged(data, self._rules if rules is None else rules)
        if not spans:
            return text, ()
        pieces: list[bytes] = []
        end = 0
        for start, stop, name in spans:
            pieces += (data[end:start], f"[masked:{name}]".encode())
            end = stop
        pieces.append(data[end:])
        return b"".join(pieces).decode("utf-8", "surrogatepass"), tuple(name for _, _, name in spans)

    def _merged(self, data: bytes, rules: Sequence[_Rule]) -> list[tuple[int, int, str]]:
        """What to replace: findings that overlap are one, under the name of the first."""
        found = sorted(
            ((start, end, rule.name) for rule in rules for start, end in rule.spans(data)),
            key=lambda span: (span[0], -span[1]),
        )
        # What was masked before stays as it is: a rule may find its own marker.
        kept = [match.span() for match in _MARKER.finditer(data)] if b"[masked:" in data else []
        merged: list[tuple[int, int, str]] = []
        for start, end, name in found:
            if any(low < end and start < high for low, high in kept):
                continue
            if merged and start < merged[-1][1]:
                first, last, known = merged[-1]
                merged[-1] = (first, max(last, end), known)
            else:
                merged.append((start, end, name))
        return merged

    def _key_rule(self, key: str) -> str | None:
        """The rule that hides whatever has this name; None: no rule does."""
        if self._keys is not None and self._keys.search(key):
            return KEY_RULE
        if self._secret_keys is not None and self._secret_keys.search(key):
            return "api_key"
        return None


def any_of(globs: Sequence[str]) -> str:
    """One expression of RE2 for names with `*`, without regard to letter case; empty for none."""
    if not globs:
        return ""
    return "(?is)^(?:" + "|".join(".*".join(map(re2.escape, one.split("*"))) for one in globs) + ")$"


def names(globs: Sequence[str]) -> "re2._Regexp | None":
    """The same, compiled; None for none."""
    return re2.compile(any_of(globs), _options(8 << 20)) if globs else None
