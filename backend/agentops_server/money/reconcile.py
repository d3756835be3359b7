"""Puts the three sides of a window beside each other (sql/money.sql), and groups what does not agree."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from agentops_server.money.findings import KINDS, MISSING, SEVERITIES, UNKNOWN
from agentops_server.money.schemas import (
    Behind,
    Dimension,
    Finding,
    GatewayCount,
    ReconciledRow,
    Reconciliation,
    Sides,
    Tolerance,
)
from agentops_server.prices.book import in_force, names
from agentops_server.query.filters.printer import show_value
from agentops_server.query.filters.syntax import Pattern
from agentops_server.query.question import Filter
from agentops_server.store.client import Row, Store
from agentops_server.store.statements import statement
from kit.errors import Unprocessable
from kit.timerange import TimeRange, iso

GATEWAY_SCOPE = "agent-portal.gateway"
MOST_GROUPS = 10_000
"""Days times models times keys that are looked at."""
MOST_EXAMPLES = 50
"""Traces that a finding names one by one."""
_MOST_MODELS = 2_000
_MOST_FINDINGS = 500
# Longer than any call: the gateway ends them after ten minutes.
_MARGIN_NS = 3_600 * 10**9
_COUNTS = (
    "calls",
    "failed_calls",
    "gateway_calls",
    "agent_calls",
    "both_calls",
    "map_calls",
    "unpriced_calls",
)
_TOKENS = ("prompt", "completion", "cached", "reasoning", "total")
_USD = ("gateway", "stored", "map")
_APART = ("gateway_difference_usd", "map_difference_usd", "not_by_gateway_usd", "not_in_map_usd")


@dataclass(frozen=True)
class MoneyQuestion:
    """What is to be compared. `q`: the filter's text, for links; `group_by` in the order of the rows."""

    wanted: Filter
    q: str
    local: ZoneInfo
    group_by: tuple[Dimension, ...]
    tolerance: Tolerance
    limit: int


@dataclass
class _Found:
    calls: int = 0
    usd: Decimal = Decimal(0)
    days: set[str] = field(default_factory=set)
    traces: set[bytes] = field(default_factory=set)
    is_exact: bool = True

    def add(self, row: Row, code: str) -> None:
        traces = row["found_traces"][code]
        self.calls += row["found_calls"][code]
        self.usd += row["found_usd"][code]
        self.days.add(row["day"])
        self.traces.update(traces)
        self.is_exact = self.is_exact and len(traces) <= MOST_EXAMPLES


class Reconciler:
    """Answers questions about money."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def reconcile(self, question: MoneyQuestion) -> Reconciliation:
        """Rows, findings and the gateway's count. Raises `Unprocessable` where the window has too much."""
        rows, ledgers = await asyncio.gather(self._rows(question), self._ledgers(question.wanted))
        grouped: dict[tuple[str, ...], list[Row]] = defaultdict(list)
        for row in rows:
            grouped[tuple(row[name] for name in question.group_by)].append(row)
        of_gateway = {row["model"] for row in rows if row["gateway_calls"]}
        links = _Links(question, rows)
        made = [
            _row(dict(zip(question.group_by, key, strict=True)), members, of_gateway, links)
            for key, members in list(grouped.items())[: question.limit]
        ]
        findings = [*_findings(rows, of_gateway, links), *_missing(ledgers, links)]
        findings.sort(key=_urgency)
        window = question.wanted.window
        return Reconciliation(
            project_id=question.wanted.project_id,
            start_time=iso(window.start),
            end_time=iso(window.end),
            time_zone=question.local.key,
            group_by=list(question.group_by),
            tolerance=question.tolerance,
            totals=_sides(rows),
            rows=made,
            rows_complete=len(grouped) <= question.limit,
            findings=findings[:_MOST_FINDINGS],
            gateway_count=_count(ledgers),
        )

    async def _rows(self, question: MoneyQuestion) -> list[Row]:
        """By day, model and key, whatever is grouped by."""
        wanted = question.wanted
        base = {**wanted.parameters(), "gateway": GATEWAY_SCOPE}
        models = await self._store.read(
            "money.models", wanted.sql("money_models"), {**base, "limit": _MOST_MODELS + 1}
        )
        _check(len(models), _MOST_MODELS, "models")
        known = {name for one in models for name in names(one)}
        prices = await self._store.read(
            "money.prices",
            statement("money_prices"),
            {"project": wanted.project_id, "names": sorted(known)},
        )
        rows = await self._store.read(
            "money",
            wanted.sql("money"),
            {
                **base,
                **_bound(in_force(models, prices)),
                "time_zone": question.local.key,
                "tolerance": question.tolerance.usd,
                "ratio": question.tolerance.ratio,
                "examples": MOST_EXAMPLES + 1,
                "limit": MOST_GROUPS + 1,
            },
        )
        _check(len(rows), MOST_GROUPS, "days, models and keys")
        return rows

    async def _ledgers(self, wanted: Filter) -> list[Row]:
        parameters = {**wanted.parameters(), "gateway": GATEWAY_SCOPE, "margin": _MARGIN_NS}
        return await self._store.read("money.ledgers", statement("money_ledgers"), parameters)


def _check(found: int, most: int, what: str) -> None:
    if found > most:
        raise Unprocessable(
            f"The window has more than {most} {what}: ask for a shorter one, or filter.",
            code="query_too_big",
            details={"field": "start_time"},
        )


def _bound(prices: Sequence[Sequence[object]]) -> dict[str, object]:
    """Rows of `in_force` as the arrays that sql/money.sql binds; what has no price of its own is empty."""
    columns = list(zip(*prices, strict=True)) if prices else [()] * 10
    _, models, responses, providers, moments, used, *amounts = columns
    text = [["" if one is None else format(one, "f") for one in column] for column in amounts]
    return {
        "models": list(models),
        "response_models": list(responses),
        "providers": list(providers),
        "moments": list(moments),
        "price_models": list(used),
        **dict(zip(("inputs", "outputs", "cached_inputs", "reasonings"), text, strict=True)),
    }


class _Links:
    """Writes the filters and windows that lead to the traces behind figures."""

    def __init__(self, question: MoneyQuestion, rows: Sequence[Row]) -> None:
        self._values: dict[str, set[str]] = {name: {row[name] for row in rows} for name in ("model", "key")}
        self._window = question.wanted.window
        self._local = question.local
        self._q = question.q.strip()

    def is_exact(self, group: Mapping[Dimension, str]) -> bool:
        """Whether filters find the traces of a group and no others.

        There is none for calls without a model or a key; and a trace may have the model of one call and the
        key of another.
        """
        asked = {name: value for name, value in group.items() if name in self._values}
        if any(not value and self._values[name] != {""} for name, value in asked.items()):
            return False
        return len(asked) < 2 or any(len(values) == 1 for values in self._values.values())

    def of(self, model: str = "", key: str = "", days: Sequence[str] = (), exact: bool = True) -> Behind:
        """All traces with such calls."""
        parts = [f"({self._q})"] if self._q else []
        parts += [
            f"{name}={_shown(name, value)}" for name, value in (("model", model), ("key", key)) if value
        ]
        window = self._days(min(days), max(days)) if days else self._window
        return Behind(q=" ".join(parts), start_time=iso(window.start), end_time=iso(window.end), exact=exact)

    def these(self, traces: Iterable[bytes], days: Sequence[str]) -> Behind:
        """These traces and no others."""
        window = self._days(min(days), max(days))
        ids = sorted(trace.hex() for trace in traces)
        q = f"trace:({','.join(ids)})" if len(ids) > 1 else f"trace:{ids[0]}"
        return Behind(q=q, start_time=iso(window.start), end_time=iso(window.end), exact=True)

    def _days(self, first: str, last: str) -> TimeRange:
        start = datetime.combine(date.fromisoformat(first), datetime.min.time(), self._local)
        following = date.fromisoformat(last) + timedelta(days=1)
        end = datetime.combine(following, datetime.min.time(), self._local)
        return TimeRange(
            max(start.astimezone(UTC), self._window.start), min(end.astimezone(UTC), self._window.end)
        )


def _shown(name: str, value: str) -> str:
    return show_value(name, Pattern((value,)))


def _row(key: dict[Dimension, str], rows: list[Row], of_gateway: set[str], links: _Links) -> ReconciledRow:
    model, alias = key.get("model", ""), key.get("key", "")
    codes = {code for row in rows for code in row["found_calls"] if _is_told(code, row, of_gateway)}
    return ReconciledRow(
        day=key.get("day"),
        model=model or None,
        key=alias or None,
        sides=_sides(rows),
        findings=[code for code in KINDS if code in codes],
        traces=links.of(model, alias, (key["day"],) if "day" in key else (), links.is_exact(key)),
    )


def _is_told(code: str, row: Row, of_gateway: set[str]) -> bool:
    return code != UNKNOWN or row["model"] in of_gateway


def _sides(rows: Sequence[Row]) -> Sides:
    def money(name: str) -> Decimal | None:
        amounts = [row[name] for row in rows if row[name] is not None]
        return sum(amounts, Decimal(0)) if amounts else None

    figures: dict[str, Any] = {name: sum(row[name] for row in rows) for name in _COUNTS}
    figures |= {f"{name}_tokens": sum(row[name] for row in rows) for name in _TOKENS}
    figures |= {f"{name}_cost_usd": money(f"{name}_usd") for name in _USD}
    figures |= {name: money(name) for name in _APART}
    return Sides(**figures)


def _urgency(one: Finding) -> tuple[int, Decimal, int]:
    return SEVERITIES.index(one.severity), -abs(one.amount_usd or Decimal(0)), -one.calls


def _findings(rows: Sequence[Row], of_gateway: set[str], links: _Links) -> list[Finding]:
    found: dict[tuple[str, str, str], _Found] = defaultdict(_Found)
    for row in rows:
        for code in row["found_calls"]:
            if _is_told(code, row, of_gateway):
                found[(code, row["model"], row["key"])].add(row, code)
    return [_finding(code, model, key, one, links) for (code, model, key), one in found.items()]


def _finding(code: str, model: str, key: str, found: _Found, links: _Links) -> Finding:
    kind, days = KINDS[code], sorted(found.days)
    exact = found.is_exact and len(found.traces) <= MOST_EXAMPLES
    return Finding(
        code=code,
        severity=kind.severity,
        message=kind.message,
        advice=kind.advice,
        model=model or None,
        key=key or None,
        calls=found.calls,
        amount_usd=found.usd if kind.amount else None,
        amount=kind.amount,
        first_day=days[0],
        last_day=days[-1],
        traces=links.these(found.traces, days) if exact else links.of(model, key, days, exact=False),
    )


def _missing(ledgers: Sequence[Row], links: _Links) -> list[Finding]:
    """What the gateway counted and is not here; the link is to all that is."""
    kind = KINDS[MISSING]
    count = _count(ledgers)
    if count.calls == count.known_calls:
        return []
    return [
        Finding(
            code=MISSING,
            severity=kind.severity,
            message=kind.message,
            advice=kind.advice,
            model=None,
            key=None,
            calls=count.calls - count.known_calls,
            amount_usd=count.spent_usd - count.known_usd,
            amount=kind.amount,
            first_day=None,
            last_day=None,
            traces=links.of(exact=False),
        )
    ]


def _count(ledgers: Sequence[Row]) -> GatewayCount:
    return GatewayCount(
        gateways=len(ledgers),
        calls=sum(row["calls"] for row in ledgers),
        known_calls=sum(row["known_calls"] for row in ledgers),
        spent_usd=sum((row["spent_usd"] for row in ledgers), Decimal(0)),
        known_usd=sum((row["known_usd"] for row in ledgers), Decimal(0)),
    )
