"""What is spent of the budgets, counted from the stored traces as every other figure is."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from agentops_server.store.client import Store
from agentops_server.store.statements import statement
from agentops_server.watch.budgets import Budget

# A trace may change while it is young; older ones are read again now and then.
_YOUNG_S = 6 * 3600
_OLD_EVERY_S = 600

Amounts = Mapping[tuple[str, str], float]
"""US dollars by team and model; empty names: those without a budget of their own."""


class Spending:
    """Keeps track of each budget: spent this month, and spent since this server started.

    The old part of the month is read every ten minutes, the rest each time: a round reads six hours.
    """

    def __init__(self, store: Store, budgets: Sequence[Budget]) -> None:
        self._store = store
        self._budgets = budgets
        self._names: Mapping[str, Any] = {
            "teams": [one.name for one in budgets if one.scope == "team"],
            "models": [one.name for one in budgets if one.scope == "model"],
        }
        self._month = 0
        self._border = 0
        self._old: Amounts = {}
        self._last: dict[Budget, float] | None = None
        self._grown = dict.fromkeys(budgets, 0.0)

    async def read(
        self, projects: Sequence[str], now: datetime
    ) -> tuple[dict[Budget, float], dict[Budget, float]]:
        """US dollars of each budget: of this calendar month, and since the start. Raises `StoreError`."""
        moment = int(now.timestamp())
        month = int(datetime(now.year, now.month, 1, tzinfo=UTC).timestamp())
        if month != self._month or moment - self._border > _YOUNG_S + _OLD_EVERY_S:
            border = max(month, moment - _YOUNG_S)
            self._old = await self._between(projects, month, border) if border > month else {}
            if month != self._month:
                # What the new month has spent by now, the last one may have counted already.
                self._last = None
            self._month, self._border = month, border
        young = await self._between(projects, self._border, moment + 86_400)
        spent = {budget: _of(budget, self._old) + _of(budget, young) for budget in self._budgets}
        if self._last is not None:
            for budget, usd in spent.items():
                # Less than before: repriced, deleted. That is no spending, and a counter never falls.
                self._grown[budget] += max(0.0, usd - self._last[budget])
        self._last = spent
        return spent, dict(self._grown)

    async def _between(self, projects: Sequence[str], start: int, end: int) -> Amounts:
        asked = {**self._names, "projects": list(projects), "start": start, "end": end}
        rows = await self._store.read("watch.spending", statement("watch_spending"), asked)
        return {(row["team"], row["model"]): float(row["usd"] or 0) for row in rows}


def _of(budget: Budget, amounts: Amounts) -> float:
    return sum(
        usd
        for (team, model), usd in amounts.items()
        if budget.scope == "all" or budget.name == {"team": team, "model": model}[budget.scope]
    )
