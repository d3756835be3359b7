"""What the named patterns find, and what they leave alone."""

from collections import Counter

import pytest

from agentops_server.policies.model import CustomRule, PatternName
from agentops_server.policies.patterns import PATTERNS
from agentops_server.policies.rules import Rules

ALL = Rules(list(PATTERNS))


def masked(text: str, *patterns: PatternName) -> str:
    return (Rules(patterns) if patterns else ALL).mask(text, Counter())


@pytest.mark.parametrize("name", list(PATTERNS))
def test_every_pattern_finds_its_own_example(name: PatternName) -> None:
    assert masked(f"see {PATTERNS[name].example} there", name) == f"see [masked:{name}] there"


FOUND: list[tuple[PatternName, str, str]] = [
    ("email", "메일은 kim.lee+x@mail.example.co.kr로", "메일은 [masked:email]로"),
    ("email", "<a@b.io>,c@d.org", "<[masked:email]>,[masked:email]"),
    ("email", "?to=kim%40example.com&x=1", "?to=[masked:email]&x=1"),
    ("phone", "전화 010-1234-5678입니다", "전화 [masked:phone]입니다"),
    ("phone", "01012345678, 010 1234 5678", "[masked:phone], [masked:phone]"),
    ("phone", "02-123-4567 / 031)123-4567", "[masked:phone] / [masked:phone]"),
    ("phone", "+82-10-1234-5678", "[masked:phone]"),
    ("phone", "call +49 (30) 1234 5678 now", "call [masked:phone] now"),
    ("phone", "(415) 555-2671", "[masked:phone]"),
    ("kr_rrn", "주민번호 900101-1234567.", "주민번호 [masked:kr_rrn]."),
    ("kr_rrn", "9001011234568", "[masked:kr_rrn]"),
    ("kr_rrn", "2105013123456", "[masked:kr_rrn]"),
    ("credit_card", "4111-1111-1111-1111 12/27 123", "[masked:credit_card] 12/27 123"),
    (
        "credit_card",
        "cards 5555555555554444 378282246310005",
        "cards [masked:credit_card] [masked:credit_card]",
    ),
    ("credit_card", "4111 1111 1111 1111 5555 5555 5555 4444", "[masked:credit_card] [masked:credit_card]"),
    ("credit_card", "12 4111111111111111", "12 [masked:credit_card]"),
    ("api_key", "Authorization: Bearer abc.def-123456", "Authorization: Bearer [masked:api_key]"),
    ("api_key", "export OPENAI_API_KEY=sk-proj-abcdefghijklmnop", "export OPENAI_API_KEY=[masked:api_key]"),
    ("api_key", "AKIAIOSFODNN7EXAMPLE", "[masked:api_key]"),
    ("api_key", "ghp_" + "a1B2" * 9, "[masked:api_key]"),
    ("api_key", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-_1", "[masked:api_key]"),
    ("api_key", "postgres://user:hunter22@db/x", "postgres://user:[masked:api_key]@db/x"),
    ("api_key", 'password: "hunter22"', 'password: "[masked:api_key]"'),
    ("api_key", "db_password=hunter22&x=1", "db_password=[masked:api_key]&x=1"),
    (
        "api_key",
        "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\nafter",
        "[masked:api_key]\nafter",
    ),
    ("api_key", "-----BEGIN PRIVATE KEY-----\nMIIE cut short", "[masked:api_key]"),
    ("ip", "from 203.0.113.7:443, 10.1.2.3", "from [masked:ip]:443, [masked:ip]"),
    ("ip", "[2001:db8::1]:80 fe80::1%eth0", "[[masked:ip]]:80 [masked:ip]%eth0"),
    ("ip", "at 2001:db8:0:0:0:0:2:1.", "at [masked:ip]."),
]


@pytest.mark.parametrize(("name", "text", "wanted"), FOUND)
def test_what_is_found(name: PatternName, text: str, wanted: str) -> None:
    assert masked(text, name) == wanted


LEFT = [
    # Moments, numbers, versions, ids.
    "1700000000000", "1801010000000000000", "12:30:45 2026-01-31T09:00:00.000000Z", "1.2.3.4.5",
    "v10.0.19045", "0.4111111111111111", "4111111111111112", "123456789012345678901234567890",
    "4bf92f3577b34da6a3ce929d0e0e4736",
    "550e8400-e29b-41d4-a716-446655440000", "chatcmpl-9f8e7d6c5b4a", "qwen-235b-a22b-instruct-2507",
    # Code and prose.
    "std::abs(a::b)", "@decorator", "user@localhost", "task-abcdefghijklmnopqrstuvwx", "prompt_tokens=123456",
    "max_tokens: 1024000", "the secret of success", "Basic instructions", "127.0.0.1 and ::1 and 0.0.0.0",
    "256.1.1.1", "010-12-34", "901301-1234567", "1+1=2", "999999-9999999", "token: ok",
]  # fmt: skip


@pytest.mark.parametrize("text", LEFT)
def test_what_is_left_alone(text: str) -> None:
    assert masked(text) == text


def test_findings_that_overlap_are_one() -> None:
    rules = Rules(["email"], [CustomRule(name="domain", pattern=r"example\.com/\w+")])
    assert rules.mask("kim@example.com/secret!", Counter()) == "[masked:email]!"


def test_what_was_masked_before_stays_as_it_is() -> None:
    rules = Rules(list(PATTERNS), [CustomRule(name="words", pattern=r"\w+")])
    once = rules.mask("kim@example.com", Counter())
    assert rules.mask(once, Counter()) == once
    assert ALL.mask("[masked:email] kim@example.com", Counter()) == "[masked:email] [masked:email]"


def test_only_the_group_of_an_own_expression_is_masked() -> None:
    rules = Rules([], [CustomRule(name="badge", pattern=r"badge (\d+)|card (\d+)")])
    assert rules.mask("badge 12, card 34", Counter()) == "badge [masked:badge], card [masked:badge]"


def test_hits_are_counted_also_for_texts_that_repeat() -> None:
    hits: Counter[str] = Counter()
    for _ in range(3):
        ALL.mask("a@b.io 10.0.0.7", hits)
    assert hits == {"email": 3, "ip": 3}
