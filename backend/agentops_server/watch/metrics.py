"""What was found, for Prometheus; config/prometheus/rules/llm-signals.yml makes alerts of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from prometheus_client import REGISTRY, Counter
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from agentops_server.watch.budgets import Budget
from agentops_server.watch.loops import Loop

FAILURES = Counter("agentops_watch_failures_total", "Rounds of watching that could not be finished", ["what"])


@dataclass(frozen=True)
class Unusual:
    """A model or agent of which a figure is out of the ordinary now."""

    project_id: str
    subject: str
    name: str
    metric: str
    direction: str
    severity: str


@dataclass
class Seen:
    """The last findings of each kind; None while there are none to be believed."""

    budgets: Sequence[Budget] = ()
    spent: Mapping[Budget, float] | None = None
    grown: Mapping[Budget, float] | None = None
    loops: Sequence[Loop] | None = None
    unusual: Mapping[Unusual, float] | None = None
    """How many times the usual the figure is."""
    finished: dict[str, float] = field(default_factory=dict)
    """When a kind was last looked at, or the server started (Unix time)."""
    intervals: dict[str, float] = field(default_factory=dict)
    """How often, in seconds."""


class _WatchMetrics(Collector):
    """Shows what was seen last; without a server there are no samples."""

    seen: Seen | None = None

    def collect(self) -> Iterator[Metric]:
        """All families; those that nothing is known of have no samples."""
        seen = self.seen or Seen()
        yield from _budgets(seen)
        yield from _loops(seen)
        unusual = GaugeMetricFamily(
            "agentops_anomaly_times_usual",
            "A figure of this hour as a multiple of what is usual, while it is out of the ordinary",
            labels=["project", "subject", "name", "metric", "direction", "severity"],
        )
        for one, times in (seen.unusual or {}).items():
            labels = [one.project_id, one.subject, one.name, one.metric, one.direction, one.severity]
            unusual.add_metric(labels, times)
        yield unusual
        for name, about, values in (
            ("last", "When it was last looked at, in Unix time", seen.finished),
            ("interval", "How often it is looked at", seen.intervals),
        ):
            family = GaugeMetricFamily(f"agentops_watch_{name}_seconds", about, labels=["what"])
            for what, value in values.copy().items():
                family.add_metric([what], value)
            yield family


def _budgets(seen: Seen) -> Iterator[Metric]:
    labels = ["scope", "name"]
    limit = GaugeMetricFamily("agentops_budget_usd", "The monthly budget in US dollars", labels=labels)
    spent = GaugeMetricFamily(
        "agentops_budget_spent_usd", "Spent of it since the calendar month began (UTC)", labels=labels
    )
    grown = CounterMetricFamily(
        "agentops_budget_spending_usd", "Spent of it since this server started", labels=labels
    )
    for budget in seen.budgets:
        limit.add_metric([budget.scope, budget.name], budget.usd)
        if seen.spent is not None:
            spent.add_metric([budget.scope, budget.name], seen.spent[budget])
        if seen.grown is not None:
            grown.add_metric([budget.scope, budget.name], seen.grown[budget])
    yield from (limit, spent, grown)


def _loops(seen: Seen) -> Iterator[Metric]:
    labels = ["project", "agent", "tool"]
    calls = GaugeMetricFamily(
        "agentops_agent_loop_calls",
        "Most calls of a tool with the same arguments in one trace, within 15 minutes",
        labels=labels,
    )
    traces = GaugeMetricFamily(
        "agentops_agent_loop_traces",
        "Traces in which a tool is repeated so, within 15 minutes",
        labels=labels,
    )
    for loop in seen.loops or ():
        calls.add_metric([loop.project_id, loop.agent, loop.tool], loop.calls)
        traces.add_metric([loop.project_id, loop.agent, loop.tool], loop.traces)
    yield from (calls, traces)


_METRICS = _WatchMetrics()
REGISTRY.register(_METRICS)


def show(seen: Seen) -> None:
    """Let this process' /metrics show it."""
    _METRICS.seen = seen
