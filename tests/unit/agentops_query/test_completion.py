"""What the search box offers at the cursor."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentops_server.query.filters.completion import complete, place
from agentops_server.query.filters.fields import Field
from agentops_server.query.filters.parser import parse
from unit.agentops_query.trees import ALPHABET

KNOWN = {"model": ["qwen-235b", "gpt 4o", "llama:8b"], "user": ["kim", "it's"]}


def known(field: Field, part: str) -> Sequence[str]:
    return [one for one in KNOWN.get(field.name, []) if part.lower() in one.lower()]


def offered(text: str) -> list[str]:
    return [one.text for one in complete(text, len(text), known).suggestions]


@pytest.mark.parametrize(
    ("typed", "first", "start"),
    [
        ("", "status:", 0),
        ("mod", "model:", 0),
        ("status:error lat", "latency:", 13),
        ("(la", "latency:", 1),
        ("-mod", "model:", 1),
        ("status:", "ok", 7),
        ("status:er", "error", 7),
        ("status: er", "error", 8),
        ("has:to", "tool", 4),
        ("model:q", "qwen-235b", 6),
        ("model:(q", "qwen-235b", 7),
        ("model:(qwen-235b, gp", '"gpt 4o"', 18),
        ('model:"gpt', '"gpt 4o"', 6),
        ('model:("qwen-235b","gp', '"gpt 4o"', 19),
        ("cost", "cost:", 0),
        ("cost>", "0.01", 5),
        ("latency>", "500ms", 8),
        ("a an", "and", 2),
        ("dur", "latency:", 0),
    ],
)
def test_what_is_offered_first(typed: str, first: str, start: int) -> None:
    made = complete(typed, len(typed), known)
    assert made.suggestions[0].text == first
    assert (made.start, made.length) == (start, len(typed) - start)


def test_a_whole_field_name_offers_its_operators() -> None:
    assert offered("cost")[:7] == ["cost:", "cost=", "cost!=", "cost>", "cost>=", "cost<", "cost<="]


def test_the_cursor_may_stand_within_the_text() -> None:
    made = complete("model:q status:error", 7, known)
    assert [one.text for one in made.suggestions] == ["qwen-235b"]
    assert (made.start, made.length) == (6, 1)


def test_a_mistake_elsewhere_does_not_matter() -> None:
    assert offered("modle:x status:") == ["ok", "error", "indeterminate"]
    assert offered("model>3 user:k") == ["kim"]


@settings(max_examples=500, deadline=None)
@given(st.text(ALPHABET + "modeluser", max_size=30), st.integers(-3, 40))
def test_completion_never_fails_and_stays_within_the_text(text: str, cursor: int) -> None:
    made = complete(text, cursor, known)
    assert 0 <= made.start <= made.start + made.length <= len(text)
    assert place(text, cursor).start == made.start


@pytest.mark.parametrize("typed", ["model:", "user:", "status:", "has:", "cost>", "latency>"])
def test_what_is_offered_parses(typed: str) -> None:
    for one in offered(typed):
        parse(typed + one)
