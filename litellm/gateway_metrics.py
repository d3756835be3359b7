"""The gateway's metrics: one OpenTelemetry meter, read by Prometheus (/metrics) and sent by OTLP.

Environment: OTEL_EXPORTER_OTLP_METRICS_ENDPOINT (a collector's whole URL, like http://127.0.0.1:4318/v1/metrics;
empty: nothing is sent), OTEL_METRIC_EXPORT_INTERVAL (60000 ms), GATEWAY_METRICS_DIR (set by run_gateway.py
where there are several workers). Names, labels and meaning: config/prometheus/metrics.yml and MONITORING.md.
"""

import os
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.metrics import CallbackOptions, Observation
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import (
    Histogram,
    MetricReader,
    MetricsData,
    PeriodicExportingMetricReader,
    Sum,
)
from opentelemetry.sdk.resources import Resource

from agentops_events import ERROR_TYPES, CallEvent, cost, error_class, error_type, usage
from agentops_exporter import Exporter
from agentops_settings import gateway_logger
from gateway_inflight import in_flight
from gateway_probe import ModelProbe
from gateway_series import SharedSeries, Snapshot, merged, rendered

MODES = ("fast", "balanced", "creative", "default")
TOKENS = {"input": "prompt", "output": "completion", "cached": "cached", "reasoning": "reasoning"}
MOST_MODELS = 200
"""Models with series of their own; any further ones share the label `other`."""
_SECONDS = (
    0.05,
    0.1,
    0.25,
    0.5,
    0.75,
    1.0,
    1.5,
    2.0,
    2.5,
    3.0,
    4.0,
    5.0,
    7.5,
    10.0,
    15.0,
    30.0,
    60.0,
    120.0,
    300.0,
)
_SPEEDS = (1.0, 2.0, 5.0, 10.0, 15.0, 20.0, 30.0, 40.0, 60.0, 80.0, 100.0, 150.0, 200.0, 400.0, 800.0)


class GatewayMetrics:
    """All series of this process. record() runs on the event loop, page() in any thread."""

    def __init__(self, shared: SharedSeries, otlp_endpoint: str | None = None) -> None:
        self._shared = shared
        self._reader = _PageReader()
        readers: list[MetricReader] = [self._reader]
        if otlp_endpoint:
            readers.append(PeriodicExportingMetricReader(OTLPMetricExporter(endpoint=otlp_endpoint)))
        resource = Resource.create({"service.name": "litellm", "service.instance.id": str(os.getpid())})
        self._provider = MeterProvider(metric_readers=readers, resource=resource, shutdown_on_exit=False)
        self._router: Callable[[], Any] = lambda: None
        self._exporter: Exporter | None = None
        self._probe = ModelProbe()
        self._known: dict[str, None] = {}
        self._cache_on: Callable[[], bool] = lambda: False
        self._collecting = threading.Lock()
        self._stop = threading.Event()
        self._instruments()

    def start(
        self, exporter: Exporter, router: Callable[[], Any], cache_on: Callable[[], bool] = lambda: False
    ) -> None:
        """Begins to watch the exporter and the router's model servers."""
        self._exporter, self._router, self._cache_on = exporter, router, cache_on
        threading.Thread(target=self._work, name="gateway-metrics", daemon=True).start()

    def stop(self) -> None:
        """Leaves the last figures to the other workers and sends them to the collector; again: nothing."""
        if self._stop.is_set():
            return
        self._stop.set()
        self._shared.write(self._snapshot())
        self._provider.shutdown()

    def record(self, event: CallEvent) -> None:
        """Counts one finished call."""
        model = self.label(event.model, resolved=bool(event.payload.get("model_id")))
        of_model = {"model": model}
        duration, first = event.end - event.start, event.time_to_first_token
        self._requests.add(
            1, {**of_model, "mode": event.mode, "status": "error" if event.failed else "success"}
        )
        self._record_errors(event, model)
        counts = usage(event)
        for name, kind in TOKENS.items():
            if counts.get(name):
                self._tokens.add(counts[name], {**of_model, "token_type": kind})
        if amount := cost(event):
            self._cost.add(amount, of_model)
        self._latency.record(duration, of_model)
        if event.cache_asked:
            (self._hits if event.cache_hit else self._misses).add(1, of_model)
        if event.failed or event.cache_hit:
            return  # nothing was inferred: such times would hide how fast the models are
        self._duration.record(duration, {**of_model, "mode": event.mode})
        if first is not None:
            self._first_token.record(first, of_model)
        writing = duration - (first or 0.0)
        if counts["output"] and writing > 0:
            self._speed.record(counts["output"] / writing, of_model)

    def label(self, model: str, resolved: bool = False) -> str:
        """The value of the label `model`: a configured model's name, else `unknown` (or `other`)."""
        if model not in self._known and not resolved and model not in self._configured():
            return "unknown"
        if model in self._known:
            return model
        if len(self._known) >= MOST_MODELS:
            return "other"
        self._introduce(model)
        return model

    def page(self) -> str:
        """This gateway's series, of all its workers, in Prometheus' text format."""
        return rendered(merged([self._snapshot(), *self._shared.others()]))

    def _record_errors(self, event: CallEvent, model: str) -> None:
        for one in event.attempts:
            tried = self.label(one.group, resolved=bool(one.deployment))
            kind = error_class(one.error)
            self._errors.add(1, {"model": tried, "error_type": kind})
            self._attempts.add(1, {"model": tried, "error_type": kind})
        if event.attempts:
            first, depth = event.attempts[0], max(one.fallback for one in event.attempts)
            tries = len(event.attempts) + (not event.failed)
            served = (
                depth if event.failed else max(depth, int(event.metadata.get("attempted_fallbacks") or 0))
            )
            asked = self.label(first.group, resolved=bool(first.deployment))
            self._retries.add(max(0, tries - 1 - served), {"model": asked})
            self._fallbacks.add(served, {"model": asked})
        if event.failed:
            labels = {"model": model, "error_type": error_type(event)}
            self._failed.add(1, labels)
            if not event.attempts:
                self._errors.add(1, labels)

    def _instruments(self) -> None:
        meter = self._provider.get_meter("agent-portal.gateway")

        def seconds(name: str, text: str) -> Any:
            return meter.create_histogram(name, "s", text, explicit_bucket_boundaries_advisory=_SECONDS)

        count, gauge = meter.create_counter, meter.create_observable_gauge
        self._requests = count("llm_requests_total", "", "Calls that have ended.")
        self._failed = count("llm_requests_failed_total", "", "Calls that failed for their caller.")
        self._errors = count(
            "llm_errors_total", "", "Errors met, also those that a retry or a fallback mended."
        )
        self._attempts = count("llm_attempts_failed_total", "", "Tries of a deployment that failed.")
        self._retries = count("llm_retries_total", "", "Tries after the first one, by the model asked for.")
        self._fallbacks = count(
            "llm_fallbacks_total", "", "Changes to another model, by the model asked for."
        )
        self._tokens = count(
            "llm_tokens_used_total", "", "Tokens; cached and reasoning are parts of the others."
        )
        self._cost = count("llm_cost_usd_total", "", "Cost by the gateway's prices, in US dollars.")
        self._hits = count("llm_cache_hits_total", "", "Calls answered from the gateway's cache.")
        self._misses = count("llm_cache_misses_total", "", "Calls that the gateway's cache could not answer.")
        self._latency = seconds("llm_response_latency_seconds", "Arrival to last byte, of every call.")
        self._duration = seconds(
            "llm_inference_duration_seconds", "Arrival to last byte, of calls a model answered."
        )
        self._first_token = seconds("llm_time_to_first_token_seconds", "Arrival to first token, of streams.")
        self._speed = meter.create_histogram(
            "llm_output_tokens_per_second",
            "",
            "Completion tokens per second of writing, by call.",
            explicit_bucket_boundaries_advisory=_SPEEDS,
        )
        gauge("llm_active_requests", [self._active], "", "Calls that are being answered.")
        gauge("llm_queue_depth", [self._probed("queue")], "", "Calls that wait in the model server.")
        gauge("llm_model_loaded", [self._probed("loaded")], "", "1 when a model server serves the model.")
        gauge("llm_model_memory_bytes", [self._probed("memory")], "By", "Memory that the model takes.")
        meter.create_observable_counter(
            "agentops_callback_spans_total",
            [self._spans],
            "",
            "Spans of the gateway, by what became of them.",
        )
        gauge(
            "agentops_callback_spool_spans",
            [self._spooled],
            "",
            "Spans on disk, waiting for the AgentOps server.",
        )

    def _active(self, _: CallbackOptions) -> Iterable[Observation]:
        counts = dict.fromkeys(self._known, 0)
        for model, number in in_flight.counts().items():
            label = self.label(model)
            counts[label] = counts.get(label, 0) + number
        return [Observation(number, {"model": model}) for model, number in counts.items()]

    def _probed(self, what: str) -> Callable[[CallbackOptions], Iterable[Observation]]:
        return lambda _: [Observation(value, labels) for labels, value in self._probe.figures(what)]

    def _spans(self, _: CallbackOptions) -> Iterable[Observation]:
        counters = self._exporter.counters if self._exporter is not None else None
        names = ("queued", "delivered", "spooled", "dropped")
        return [Observation(getattr(counters, name, 0), {"outcome": name}) for name in names]

    def _spooled(self, _: CallbackOptions) -> Iterable[Observation]:
        return [Observation(self._exporter.waiting if self._exporter is not None else 0)]

    def _configured(self) -> set[str]:
        router = self._router()
        return set(router.get_model_names()) if router is not None else set()

    def _introduce(self, model: str) -> None:
        """Makes the counters of a model appear with 0: a counter's first step is invisible to rate()."""
        self._known[model] = None
        for mode in MODES:
            for status in ("success", "error"):
                self._requests.add(0, {"model": model, "mode": mode, "status": status})
        for kind in ERROR_TYPES:
            for counter in (self._failed, self._errors, self._attempts):
                counter.add(0, {"model": model, "error_type": kind})
        for kind in TOKENS.values():
            self._tokens.add(0, {"model": model, "token_type": kind})
        for counter in (self._cost, self._retries, self._fallbacks):
            counter.add(0, {"model": model})
        if self._cache_on():
            self._hits.add(0, {"model": model})
            self._misses.add(0, {"model": model})

    def _snapshot(self) -> Snapshot:
        for model in sorted(self._configured()):
            self.label(model, resolved=True)
        with self._collecting:
            return self._reader.snapshot()

    def _work(self) -> None:
        while not self._stop.wait(1.0):
            try:
                if self._shared.leads():
                    self._probe.turn(self._router())
                if self._shared.is_shared:
                    self._shared.write(self._snapshot())
            except Exception:  # noqa: BLE001 - the thread must outlive any fault of a single turn
                gateway_logger().exception("The metrics of this worker could not be renewed")


class _PageReader(MetricReader):
    """Gives the meter's figures when they are asked for."""

    def __init__(self) -> None:
        super().__init__()
        self._data: MetricsData | None = None

    def _receive_metrics(
        self, metrics_data: MetricsData, timeout_millis: float = 10_000, **kwargs: Any
    ) -> None:
        self._data = metrics_data

    def shutdown(self, timeout_millis: float = 30_000, **kwargs: Any) -> None:
        """Nothing is kept open."""

    def snapshot(self) -> Snapshot:
        """The figures of now."""
        self.collect()
        found: Snapshot = {}
        for resource in self._data.resource_metrics if self._data else []:
            for scope in resource.scope_metrics:
                for metric in scope.metrics:
                    kind = _kind(metric.data)
                    series = [
                        [
                            sorted([key, str(value)] for key, value in (point.attributes or {}).items()),
                            _value(point),
                        ]
                        for point in metric.data.data_points
                    ]
                    found[metric.name] = {"type": kind, "help": metric.description, "series": series}
        return found


def _kind(data: object) -> str:
    if isinstance(data, Histogram):
        return "histogram"
    return "counter" if isinstance(data, Sum) and data.is_monotonic else "gauge"


def _value(point: Any) -> Any:
    if hasattr(point, "bucket_counts"):
        return {"bounds": list(point.explicit_bounds), "counts": list(point.bucket_counts), "sum": point.sum}
    return point.value


_shared: GatewayMetrics | None = None
_shared_lock = threading.Lock()


def shared_metrics() -> GatewayMetrics:
    """The metrics of this process, made from the environment on first use."""
    global _shared
    with _shared_lock:
        if _shared is None:
            folder = os.environ.get("GATEWAY_METRICS_DIR")
            endpoint = os.environ.get("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT") or None
            _shared = GatewayMetrics(SharedSeries(Path(folder) if folder else None), endpoint)
        return _shared
