"""Masking of whole values: texts, and JSON within texts, which stays JSON."""

import json
from collections import Counter
from typing import Any

import orjson

from agentops_server.policies.rules import Rules

_OPENING = frozenset('{["')
# Deeper JSON is masked as the text that it is written as.
_DEPTH = 60
# Shorter whole numbers are none that a rule looks for.
_SMALLEST = 10**7


class TextMask:
    """Masks values of attributes, messages, bodies."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules

    def text(self, text: str, hits: Counter[str], depth: int = 0) -> str:
        """A text, masked; one that is JSON is masked value by value and stays JSON."""
        if text[:20].lstrip()[:1] in _OPENING and depth < _DEPTH:
            if not self._rules.may_be_in_json(text):
                return text
            document = self._parsed(text)
            if document is not None:
                return self._document(text, document, hits, depth)
        return self._rules.mask(text, hits)

    @staticmethod
    def _parsed(text: str) -> Any:
        """What the text says in JSON; None where it is not JSON."""
        try:
            return orjson.loads(text)
        except orjson.JSONDecodeError:
            pass
        try:
            # What is allowed in practice beyond the standard: NaN, integers of any size.
            return json.loads(text)
        except (ValueError, RecursionError):
            return None

    def _document(self, text: str, document: Any, hits: Counter[str], depth: int) -> str:
        masked = self.value(document, hits, depth + 1)
        # Nothing found: as it came, to the byte.
        if masked == document:
            return text
        try:
            return orjson.dumps(masked).decode()
        except (TypeError, orjson.JSONEncodeError):
            return json.dumps(masked, ensure_ascii=False)

    def value(self, value: Any, hits: Counter[str], depth: int = 0) -> Any:
        """A value of JSON, masked; `value` itself is not changed."""
        match value:
            case str():
                return self.text(value, hits, depth)
            case bool() | None | float():
                return value
            case int():
                return self.number(value, hits)
            case list() if depth < _DEPTH:
                return [self.value(one, hits, depth + 1) for one in value]
            case dict() if depth < _DEPTH:
                return self._object(value, hits, depth)
            case _:
                return self._rules.mask(json.dumps(value, ensure_ascii=False), hits)

    def number(self, value: int, hits: Counter[str]) -> int | str:
        """A whole number, or the marker in its place where it is a card number, say."""
        if -_SMALLEST < value < _SMALLEST:
            return value
        text = str(value)
        masked = self._rules.mask_number(text, hits)
        return value if masked == text else masked

    def _object(self, value: dict[str, Any], hits: Counter[str], depth: int) -> dict[str, Any]:
        masked: dict[str, Any] = {}
        for key, one in value.items():
            rule = self._rules.key_rule(key)
            if rule is not None and one not in (None, "", [], {}):
                hits[rule] += 1
                one = f"[masked:{rule}]"
            else:
                one = self.value(one, hits, depth + 1)
            masked[self._name(key, masked, hits)] = one
        return masked

    def _name(self, key: str, taken: dict[str, Any], hits: Counter[str]) -> str:
        """A key may be a secret too; two that become equal stay two."""
        masked = self._rules.mask(key, hits)
        name, number = masked, 2
        while name in taken:
            name, number = f"{masked} {number}", number + 1
        return name
