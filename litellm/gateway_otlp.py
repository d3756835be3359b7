"""Sends the gateway's figures to a collector by OTLP, as sums since the start.

Environment: OTEL_METRIC_EXPORT_INTERVAL (60000 ms), and OpenTelemetry's own for the connection.
"""

import os
import threading
import time
from collections.abc import Callable
from typing import Any

from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.sdk.metrics.export import (
    AggregationTemporality,
    Gauge,
    Histogram,
    HistogramDataPoint,
    Metric,
    MetricsData,
    NumberDataPoint,
    ResourceMetrics,
    ScopeMetrics,
    Sum,
)
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.util.instrumentation import InstrumentationScope

from agentops_settings import gateway_logger
from gateway_series import Snapshot

_INTERVAL_MS = 60_000.0
_LAST_S = 10.0
"""Seconds that the last figures get at the end of the process."""
_SINCE_START = AggregationTemporality.CUMULATIVE


class OtlpMetrics:
    """A thread that sends what `snapshot()` says to the collector at the URL `endpoint`."""

    def __init__(self, endpoint: str, snapshot: Callable[[], Snapshot]) -> None:
        self._exporter = OTLPMetricExporter(endpoint=endpoint)
        self._snapshot = snapshot
        self._since_ns = time.time_ns()
        about = {"service.name": "litellm", "service.instance.id": str(os.getpid())}
        self._resource = Resource.create(about)
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begins to send."""
        self._thread = threading.Thread(target=self._work, name="gateway-otlp", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Sends the last figures."""
        self._stop.set()
        if self._thread is None:
            self._send()
        else:
            self._thread.join(_LAST_S)
        self._exporter.shutdown()

    def _work(self) -> None:
        while not self._stop.wait(_interval_s()):
            self._send()
        self._send()

    def _send(self) -> None:
        try:
            self._exporter.export(self._data(self._snapshot()))
        except Exception:  # noqa: BLE001 - the thread must outlive any fault of a single turn
            gateway_logger().exception("The metrics could not be sent to the collector")

    def _data(self, snapshot: Snapshot) -> MetricsData:
        scope = InstrumentationScope("agent-portal.gateway")
        metrics = [self._metric(name, one) for name, one in snapshot.items()]
        of_scope = ScopeMetrics(scope, metrics, "")
        return MetricsData([ResourceMetrics(self._resource, [of_scope], "")])

    def _metric(self, name: str, one: dict[str, Any]) -> Metric:
        now = time.time_ns()
        points = [(dict(labels), value) for labels, value in one["series"]]
        data: Gauge | Histogram | Sum
        if one["type"] == "histogram":
            data = Histogram([self._histogram(now, *point) for point in points], _SINCE_START)
        else:
            numbers = [NumberDataPoint(labels, self._since_ns, now, value) for labels, value in points]
            data = Sum(numbers, _SINCE_START, True) if one["type"] == "counter" else Gauge(numbers)
        return Metric(name, one["help"], _unit(name), data)

    def _histogram(self, now_ns: int, labels: dict[str, str], value: dict[str, Any]) -> HistogramDataPoint:
        return HistogramDataPoint(
            attributes=labels,
            start_time_unix_nano=self._since_ns,
            time_unix_nano=now_ns,
            count=sum(value["counts"]),
            sum=value["sum"],
            bucket_counts=value["counts"],
            explicit_bounds=value["bounds"],
            min=None,  # type: ignore[arg-type]  # least and most since the start say nothing: not sent
            max=None,  # type: ignore[arg-type]
        )


def _unit(name: str) -> str:
    return "s" if name.endswith("_seconds") else "By" if name.endswith("_bytes") else ""


def _interval_s() -> float:
    given = os.environ.get("OTEL_METRIC_EXPORT_INTERVAL") or ""
    try:
        return max(0.1, float(given or _INTERVAL_MS) / 1000)
    except ValueError:
        gateway_logger().warning("OTEL_METRIC_EXPORT_INTERVAL is no number of milliseconds: 60000 it is")
        return _INTERVAL_MS / 1000
