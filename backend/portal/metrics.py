"""The portal's metrics about itself, as Prometheus text."""

import time
from dataclasses import dataclass

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.metrics import disable_created_metrics
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from portal import __version__

# One series more for each series, which nobody reads.
disable_created_metrics()  # type: ignore[no-untyped-call]

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True)
class MetricSample:
    """One value."""

    name: str
    labels: dict[str, str]
    value: float


@dataclass(frozen=True)
class MetricFamily:
    """A metric with its values."""

    name: str
    type: str
    help: str
    samples: list[MetricSample]


class SelfMetrics:
    """One set of metrics a process. Labels are bounded: routes, not paths; known methods; outcomes."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        build = Gauge(
            "portal_build_info", "1, with the release as a label", ["version"], registry=self.registry
        )
        build.labels(__version__).set(1)
        self._requests = Counter(
            "portal_http_requests", "Requests answered", ["method", "route", "status"], registry=self.registry
        )
        self._seconds = Histogram(
            "portal_http_request_seconds",
            "Time to the end of the answer",
            ["route"],
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._agentops = Counter(
            "portal_agentops_calls",
            "Calls to the AgentOps server, by outcome",
            ["operation", "outcome"],
            registry=self.registry,
        )
        self._agentops_seconds = Histogram(
            "portal_agentops_call_seconds",
            "Time of calls to the AgentOps server",
            ["operation"],
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._logins = Counter("portal_logins", "Sign-ins, by outcome", ["outcome"], registry=self.registry)

    def http_request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count an answered request."""
        self._requests.labels(method if method in _METHODS else "other", route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def agentops_call(self, operation: str, outcome: str, seconds: float) -> None:
        """See `portal.agentops.adapter.CallObserver`."""
        self._agentops.labels(operation, outcome).inc()
        self._agentops_seconds.labels(operation).observe(seconds)

    def login(self, outcome: str) -> None:
        """Count a sign-in: `ok`, `wrong` or `throttled`."""
        self._logins.labels(outcome).inc()

    def families(self) -> list[MetricFamily]:
        """The same figures as `render`, as values."""
        return [
            MetricFamily(
                metric.name,
                metric.type,
                metric.documentation,
                [
                    MetricSample(sample.name, dict(sample.labels), sample.value)
                    for sample in metric.samples
                    if not sample.name.endswith("_created")
                ],
            )
            for metric in self.registry.collect()
        ]

    def render(self) -> tuple[bytes, str]:
        """The text that Prometheus reads, and its content type."""
        return generate_latest(self.registry), CONTENT_TYPE_LATEST


class MetricsMiddleware:
    """Counts requests by route."""

    def __init__(self, app: ASGIApp, metrics: SelfMetrics) -> None:
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI entry point."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = time.perf_counter()
        status = 500

        async def watch(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, watch)
        finally:
            # The router leaves the route it chose in the scope; the screen and unknown paths are one label.
            route = getattr(scope.get("route"), "path", None) or "other"
            self.metrics.http_request(scope["method"], route, status, time.perf_counter() - started)
