"""Monthly budgets, as AGENTOPS_BUDGETS says them: `team:research=500, model:gpt-4.1=200, all=2000`."""

from dataclasses import dataclass
from typing import Literal, get_args

Scope = Literal["team", "model", "all"]
MOST_BUDGETS = 200
_MOST_USD = 1e9


@dataclass(frozen=True)
class Budget:
    """What a team, a model, or all of them may spend in a calendar month (UTC), in US dollars."""

    scope: Scope
    name: str
    """Empty for `all`."""
    usd: float


def parse_budgets(text: str) -> tuple[Budget, ...]:
    """The budgets of a setting. Raises ValueError, which names the entry that is wrong."""
    entries = [entry.strip() for entry in text.split(",") if entry.strip()]
    if len(entries) > MOST_BUDGETS:
        raise ValueError(f"holds {len(entries)} budgets; {MOST_BUDGETS} is the most")
    found: dict[tuple[Scope, str], Budget] = {}
    for entry in entries:
        budget = _parsed(entry)
        if (budget.scope, budget.name) in found:
            raise ValueError(f"names {entry[:60]!r} twice")
        found[budget.scope, budget.name] = budget
    return tuple(found.values())


def _parsed(entry: str) -> Budget:
    # Names of models have colons and slashes: the scope ends at the first colon, the name at the last `=`.
    who, _, amount = entry.rpartition("=")
    kind, _, name = who.strip().partition(":")
    name = name.strip()
    for scope in get_args(Scope):
        if kind.strip() == scope and bool(name) == (scope != "all"):
            return Budget(scope, name, _usd(entry, amount))
    raise ValueError(f"{entry[:60]!r} is none of team:NAME=USD, model:NAME=USD, all=USD")


def _usd(entry: str, amount: str) -> float:
    try:
        usd = float(amount)
    except ValueError:
        usd = 0.0
    if not 0 < usd <= _MOST_USD:
        raise ValueError(f"{entry[:60]!r} must end with an amount in US dollars above 0")
    return usd
