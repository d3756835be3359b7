"""What happened to spans and requests, for the API and for Prometheus: the ledger's numbers."""

from collections import Counter
from collections.abc import Iterator

from prometheus_client import REGISTRY, Gauge, Histogram
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from agentops_server.ingest.account import OUTCOMES, UNKNOWN_PROJECT, State
from agentops_server.ingest.ledger import Ledger

INSERT_SECONDS = Histogram(
    "agentops_insert_seconds",
    "Time to move one batch from the spool into the store",
    ["signal"],
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
SPOOL_BYTES = Gauge("agentops_spool_bytes", "Acknowledged bytes that are not in the store yet", ["signal"])
SPOOL_AGE = Gauge(
    "agentops_spool_oldest_seconds", "Age of the oldest acknowledged request not in the store yet", ["signal"]
)

# By signal: the names of its metrics, and what they count.
_NAMES = {
    "traces": ("agentops_spans", "agentops_lost_spans", "agentops_waiting_spans", "spans"),
    "logs": (
        "agentops_log_records",
        "agentops_lost_log_records",
        "agentops_waiting_log_records",
        "log records",
    ),
    "metrics": (
        "agentops_metric_points",
        "agentops_lost_metric_points",
        "agentops_waiting_metric_points",
        "metric points",
    ),
}
_UNAUTHENTICATED, _UNAUTHENTICATED_TAKEN = "unauthenticated", "unauthenticated_accepted"


class _LedgerMetrics(Collector):
    """Reads the ledger when it is scraped; without one there are no samples."""

    ledger: Ledger | None = None

    def collect(self) -> Iterator[Metric]:
        """The families of all signals, and of refused requests."""
        for signal, (name, lost_name, waiting_name, what) in _NAMES.items():
            items = CounterMetricFamily(
                name, f"{what.capitalize()}, by what became of them", labels=["project", "outcome"]
            )
            lost = CounterMetricFamily(lost_name, f"Acknowledged {what} that are nowhere: must be 0")
            waiting = GaugeMetricFamily(
                waiting_name, f"Acknowledged {what} that are not in the store yet", labels=["project"]
            )
            if self.ledger is not None and signal in self.ledger.accounts:
                account = self.ledger.accounts[signal]
                missing = 0
                for project_id in account.projects():
                    state = account.state(project_id)
                    missing += state.lost
                    waiting.add_metric([project_id], state.waiting)
                    for outcome in OUTCOMES:
                        if state.counts[outcome]:
                            items.add_metric([project_id, outcome], state.counts[outcome])
                lost.add_metric([], missing)
            yield from (items, lost, waiting)
        yield self._requests()

    def _requests(self) -> Metric:
        family = CounterMetricFamily(
            "agentops_ingest_requests", "Export requests that were not taken, by reason", labels=["reason"]
        )
        by_reason: dict[str, int] = {}
        if self.ledger is not None:
            for (reason, _), count in self.ledger.requests.copy().items():
                by_reason[reason] = by_reason.get(reason, 0) + count
        for reason, count in by_reason.items():
            family.add_metric([reason], count)
        return family


_METRICS = _LedgerMetrics()
REGISTRY.register(_METRICS)


class IngestCounters:
    """The counts of this server, since its data folder was made."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        _METRICS.ledger = ledger

    def count(self, signal: str, project_id: str, outcome: str, count: int) -> None:
        """Count spans (`traces`), log records (`logs`) or metric points (`metrics`) of a project."""
        if count:
            self._ledger.accounts[signal].count(project_id, outcome, count)

    def state(self, signal: str, project_id: str) -> State:
        """What became of a project's items of a signal, with lost ones that could be anybody's."""
        account = self._ledger.accounts[signal]
        own, anybodys = account.state(project_id), account.state(UNKNOWN_PROJECT)
        return State(Counter(own.counts) + Counter(anybodys.counts), own.waiting)

    def refused(self, reason: str, project_id: str = "") -> None:
        """Count a request that was not taken."""
        self._ledger.requests[reason, project_id] += 1

    def unauthenticated(self, accepted: bool) -> None:
        """Count a request without a token, whether or not the policy took it in."""
        self.refused(_UNAUTHENTICATED_TAKEN if accepted else _UNAUTHENTICATED)

    def refusals(self, project_id: str) -> dict[str, int]:
        """Refused requests of a project by reason; those without a known project count for every project."""
        found: dict[str, int] = {}
        for (reason, project), count in self._ledger.requests.copy().items():
            if project in ("", project_id) and reason not in (_UNAUTHENTICATED, _UNAUTHENTICATED_TAKEN):
                found[reason] = found.get(reason, 0) + count
        return found

    @property
    def unauthenticated_requests(self) -> int:
        """Requests without a token, taken or not."""
        requests = self._ledger.requests
        return requests[_UNAUTHENTICATED, ""] + requests[_UNAUTHENTICATED_TAKEN, ""]
