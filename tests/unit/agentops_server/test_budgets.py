"""AGENTOPS_BUDGETS: what it may say, and what is said of what it may not."""

import pytest

from agentops_server.settings import ConfigError, load_settings
from agentops_server.watch.budgets import MOST_BUDGETS, Budget, parse_budgets


def test_budgets_of_teams_models_and_all() -> None:
    text = " team:research=500, model:openai/gpt-4.1:latest=0.5 ,all=2000,"
    assert parse_budgets(text) == (
        Budget("team", "research", 500),
        Budget("model", "openai/gpt-4.1:latest", 0.5),
        Budget("all", "", 2000),
    )
    assert parse_budgets("") == ()


@pytest.mark.parametrize(
    "text",
    [
        "research=500",
        "team:=5",
        "all:x=5",
        "team:a",
        "team:a=",
        "team:a=0",
        "team:a=-1",
        "team:a=nan",
        "all=inf",
    ],
)
def test_what_cannot_be_read_is_named(text: str) -> None:
    with pytest.raises(ValueError, match=r"team:NAME=USD|above 0"):
        parse_budgets(text)


def test_the_same_twice_and_too_many_are_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        parse_budgets("all=5,all=6")
    with pytest.raises(ValueError, match=str(MOST_BUDGETS)):
        parse_budgets(",".join(f"team:t{number}=1" for number in range(MOST_BUDGETS + 1)))


def test_the_server_refuses_to_start_with_a_budget_that_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AGENTOPS_BUDGETS", "team:a=x")
    with pytest.raises(ConfigError, match=r"^AGENTOPS_BUDGETS is not usable: .*US dollars"):
        load_settings()
