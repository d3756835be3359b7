"""What happened to spans and requests: Prometheus counters, and the same by project since the start."""

from collections import Counter, defaultdict

from prometheus_client import Counter as Metric
from prometheus_client import Gauge, Histogram

# By the name of the signal.
_ITEMS = {
    "traces": Metric("agentops_spans_total", "Spans, by what became of them", ["project", "outcome"]),
    "logs": Metric(
        "agentops_log_records_total", "Log records, by what became of them", ["project", "outcome"]
    ),
    "metrics": Metric(
        "agentops_metric_points_total", "Metric points, by what became of them", ["project", "outcome"]
    ),
}
_REQUESTS = Metric(
    "agentops_ingest_requests_total", "Export requests that were not taken, by reason", ["reason"]
)
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

ACCEPTED, STORED, DUPLICATE, REJECTED, DEAD = "accepted", "stored", "duplicate", "rejected", "dead_lettered"


class IngestCounters:
    """Counts since the process started."""

    def __init__(self) -> None:
        self._items: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        self._requests: Counter[str] = Counter()
        # Requests refused before a project was known, or by it: by project where it is known.
        self._rejected_requests: Counter[str] = Counter()

    def count(self, signal: str, project_id: str, outcome: str, count: int) -> None:
        """Count spans (`traces`), log records (`logs`) or metric points (`metrics`) of a project."""
        if count:
            self._items[signal, project_id][outcome] += count
            _ITEMS[signal].labels(project_id, outcome).inc(count)

    def items(self, signal: str, project_id: str) -> Counter[str]:
        """How many of a signal had each outcome, in one project."""
        return self._items[signal, project_id]

    def refused(self, reason: str, project_id: str = "") -> None:
        """Count a request that was not taken."""
        self._requests[reason] += 1
        self._rejected_requests[project_id] += 1
        _REQUESTS.labels(reason).inc()

    def unauthenticated(self, accepted: bool) -> None:
        """Count a request without a token, whether or not the policy took it in."""
        reason = "unauthenticated_accepted" if accepted else "unauthenticated"
        self._requests[reason] += 1
        _REQUESTS.labels(reason).inc()

    def of(self, project_id: str) -> dict[str, int]:
        """The counts of one project; requests without a project count for every project."""
        spans = self.items("traces", project_id)
        return {
            "accepted_spans": spans[ACCEPTED],
            "stored_spans": spans[STORED],
            "duplicate_spans": spans[DUPLICATE],
            "rejected_spans": spans[REJECTED],
            "dead_lettered_spans": spans[DEAD],
            "rejected_requests": self._rejected_requests[project_id]
            + (self._rejected_requests[""] if project_id else 0),
            "unauthenticated_requests": self._requests["unauthenticated"]
            + self._requests["unauthenticated_accepted"],
        }
