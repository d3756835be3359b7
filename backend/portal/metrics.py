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
        # Finding the series of some labels costs more than counting. As bounded as the labels.
        self._answered: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}
        self._passed_on: dict[tuple[str, int], tuple[Counter, Histogram]] = {}
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
        self._proxied = Counter(
            "portal_proxy_requests",
            "Requests passed to a program behind the portal; 101 is a WebSocket",
            ["target", "status"],
            registry=self.registry,
        )
        self._proxied_seconds = Histogram(
            "portal_proxy_request_seconds",
            "Time to the end of a proxied answer, WebSockets left out",
            ["target"],
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._component = Gauge(
            "portal_component_up",
            "1 where something the portal depends on answered when it was last asked",
            ["component"],
            registry=self.registry,
        )
        self._stream_clients = Gauge(
            "portal_event_stream_clients", "Clients that follow live updates", registry=self.registry
        )
        self._stream_events = Counter(
            "portal_event_stream_events", "Live updates sent to clients", registry=self.registry
        )
        self._stream_gaps = Counter(
            "portal_event_stream_gaps",
            "Times that updates were left out for a client too slow to take them; it is told to read anew",
            registry=self.registry,
        )
        self._logins = Counter("portal_logins", "Sign-ins, by outcome", ["outcome"], registry=self.registry)

    def http_request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count an answered request."""
        key = (method if method in _METHODS else "other", route, status)
        found = self._answered.get(key)
        if found is None:
            found = (self._requests.labels(key[0], route, str(status)), self._seconds.labels(route))
            self._answered[key] = found
        count, time_taken = found
        count.inc()
        time_taken.observe(seconds)

    def agentops_call(self, operation: str, outcome: str, seconds: float) -> None:
        """See `portal.agentops.adapter.CallObserver`."""
        self._agentops.labels(operation, outcome).inc()
        self._agentops_seconds.labels(operation).observe(seconds)

    def login(self, outcome: str) -> None:
        """Count a sign-in: `ok`, `wrong` or `throttled`."""
        self._logins.labels(outcome).inc()

    def proxied(self, target: str, status: int, seconds: float | None) -> None:
        """Count a request to a program behind the portal; `seconds` is None for a WebSocket."""
        found = self._passed_on.get((target, status))
        if found is None:
            found = (self._proxied.labels(target, str(status)), self._proxied_seconds.labels(target))
            self._passed_on[target, status] = found
        count, time_taken = found
        count.inc()
        if seconds is not None:
            time_taken.observe(seconds)

    def component(self, name: str, up: bool) -> None:
        """Remember whether something the portal depends on answers."""
        self._component.labels(name).set(up)

    def stream_clients(self, change: int) -> None:
        """See `portal.agentops.streams.hub.StreamObserver`."""
        self._stream_clients.inc(change)

    def stream_events(self, sent: int) -> None:
        """See `portal.agentops.streams.hub.StreamObserver`."""
        self._stream_events.inc(sent)

    def stream_gap(self) -> None:
        """See `portal.agentops.streams.hub.StreamObserver`."""
        self._stream_gaps.inc()

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
    """Counts requests by route, and what the proxy passes on by where it goes (`scope["proxy_target"]`).

    A stream of events is counted when it begins: how long somebody watches says nothing about speed.
    """

    def __init__(self, app: ASGIApp, metrics: SelfMetrics) -> None:
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI entry point."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        seen = _Seen(time.perf_counter())

        async def watch(message: Message) -> None:
            seen.take(message)
            await send(message)

        try:
            await self.app(scope, receive, watch)
        finally:
            seconds = (seen.ended or time.perf_counter()) - seen.began
            is_http = scope["type"] == "http"
            if is_http:
                # The router leaves its route in the scope; the screen and unknown paths are one label.
                route = getattr(scope.get("route"), "path", None) or "other"
                self.metrics.http_request(scope["method"], route, seen.status, seconds)
            target = scope.get("proxy_target")
            if target is not None:
                self.metrics.proxied(target, seen.status, seconds if is_http else None)


@dataclass
class _Seen:
    """What became of a request."""

    began: float
    status: int = 500
    ended: float | None = None

    def take(self, message: Message) -> None:
        kind = message["type"]
        if kind in ("http.response.start", "websocket.http.response.start"):
            self.status = message["status"]
            if (b"content-type", b"text/event-stream; charset=utf-8") in message.get("headers", ()):
                self.ended = time.perf_counter()
        elif kind == "websocket.accept":
            self.status = 101
        elif kind == "websocket.close" and self.status != 101:
            self.status = 403
