"""Masking keeps structure: JSON stays JSON, what no rule is about stays as it came."""

import json
import time
from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentops_server.policies.model import CustomRule
from agentops_server.policies.patterns import PATTERNS
from agentops_server.policies.rules import Rules
from agentops_server.policies.texts import TextMask

MASK = TextMask(Rules(list(PATTERNS), [], ["internal.*"]))
# Without own rules texts are looked at before they are parsed.
QUICK = TextMask(Rules(list(PATTERNS)))
SECRET = "kim.canary@example.com"

LEAVES = st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False) | st.text()
DOCUMENTS = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4)
)


def masked(text: str, mask: TextMask = QUICK) -> str:
    return mask.text(text, Counter())


def planted(document: Any, text: str) -> Any:
    """The document with a text beside everything in it, as value, within values and as key."""
    match document:
        case list():
            return [planted(one, text) for one in document] + [f"\n{text}"]
        case dict():
            return {key: planted(one, text) for key, one in document.items()} | {f"of {text}": f'"{text}"\n'}
        case _:
            return [document, f"한글\t{text}"]


@settings(max_examples=150, deadline=None)
@given(DOCUMENTS, st.booleans(), st.booleans())
def test_json_stays_json_without_the_secret(document: Any, is_ascii: bool, is_nested: bool) -> None:
    sent = json.dumps(planted(document, SECRET), ensure_ascii=is_ascii)
    if is_nested:
        sent = json.dumps({"arguments": sent}, ensure_ascii=is_ascii)
    for mask in (MASK, QUICK):
        stored = masked(sent, mask)
        read = json.loads(stored)
        assert SECRET not in json.dumps(read, ensure_ascii=False)
        assert "[masked:email]" in stored
        if is_nested:
            json.loads(read["arguments"])


@settings(max_examples=150, deadline=None)
@given(st.text(), st.booleans())
def test_no_text_breaks_masking_and_masking_again_changes_nothing(text: str, is_json: bool) -> None:
    sent = json.dumps(text) if is_json else text
    once = masked(sent, MASK)
    assert masked(once, MASK) == once


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1.50, "b":  [1e5, 12345678901234567890123], "c": NaN}',
        ' [1, 2, {"usage": {"prompt_tokens": 123456789012}}]',
        '{"unfinished": ',
        '"\\u0041 text"',
        "{}",
        "[" * 2000 + "]" * 2000,
    ],
)
def test_what_holds_nothing_stays_to_the_byte(text: str) -> None:
    assert masked(text) == text
    assert masked(text, MASK) == text


@pytest.mark.parametrize(
    ("sent", "wanted"),
    [
        ('{"password": "x"}', '{"password":"[masked:api_key]"}'),
        ('{"db": {"client_secret": ["a"]}}', '{"db":{"client_secret":"[masked:api_key]"}}'),
        ('{"max_tokens": 5, "token_count": 7}', '{"max_tokens": 5, "token_count": 7}'),
        ('{"card": 4111111111111111}', '{"card":"[masked:credit_card]"}'),
        ('{"at": 1801010000000}', '{"at": 1801010000000}'),
        ('["\\u006bim@example.com"]', '["[masked:email]"]'),
        ('{"unfinished": "kim@example.com', '{"unfinished": "[masked:email]'),
        ('{"a@b.io": 1, "c@d.io": 2}', '{"[masked:email]":1,"[masked:email] 2":2}'),
    ],
)
def test_values_and_names_of_json(sent: str, wanted: str) -> None:
    assert masked(sent) == wanted


def test_deep_json_is_masked_all_the_same() -> None:
    deep = "[" * 500 + json.dumps(SECRET) + "]" * 500
    assert SECRET not in masked(deep)
    json.loads(masked(deep))


def test_an_own_expression_cannot_break_json() -> None:
    mask = TextMask(Rules([], [CustomRule(name="all", pattern=".+")]))
    assert json.loads(masked('{"a": {"b": "text"}, "c": [1]}', mask)) == {
        "[masked:all]": {"[masked:all]": "[masked:all]"},
        "[masked:all] 2": [1],
    }


def test_hostile_texts_take_linear_time() -> None:
    hostile = [
        "a@" * 40_000, "a." * 40_000, "1" * 80_000, "1 " * 40_000, "::" * 40_000, "+1 " * 30_000,
        "-----BEGIN PRIVATE KEY-----" * 3_000, "password=" * 9_000, "[[" * 20_000, '{"a":' * 15_000,
        "eyJ" * 25_000, "0-" * 40_000, "1.1." * 20_000, "\\u0040" * 13_000,
    ]  # fmt: skip
    own = TextMask(Rules(list(PATTERNS), [CustomRule(name="own", pattern="(a|aa)+$")], ["a*b*c*d*e*f*"]))
    started = time.process_time()
    for text in hostile:
        own.text(text, Counter())
        own.text(json.dumps({text: text}), Counter())
    # Thirty texts of 80 KB; backtracking would take hours.
    assert time.process_time() - started < 120
