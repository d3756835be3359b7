"""The gateway's metrics: counted once, read by Prometheus (/metrics) and sent by OTLP.

Environment: OTEL_EXPORTER_OTLP_METRICS_ENDPOINT (a collector's whole URL, like http://127.0.0.1:4318/v1/metrics;
empty: nothing is sent), OTEL_METRIC_EXPORT_INTERVAL (60000 ms), GATEWAY_METRICS_DIR (set by run_gateway.py
where there are several workers). Names, labels and meaning: config/prometheus/metrics.yml and MONITORING.md.
"""

import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from agentops_events import ERROR_TYPES, CallEvent, error_class, error_type
from agentops_exporter import Exporter
from agentops_settings import gateway_logger
from gateway_figures import Counter, Histogram, gauge
from gateway_inflight import in_flight
from gateway_otlp import OtlpMetrics
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
        self._router: Callable[[], Any] = lambda: None
        self._exporter: Exporter | None = None
        self._probe = ModelProbe()
        self._known: dict[str, None] = {}
        self._cache_on: Callable[[], bool] = lambda: False
        self._lock = threading.RLock()
        self._stop = threading.Event()
        self._instruments()
        self._otlp = OtlpMetrics(otlp_endpoint, self._snapshot) if otlp_endpoint else None

    def _instruments(self) -> None:
        by_error = ("model", "error_type")
        self._requests = Counter("Calls that have ended.", "model", "mode", "status")
        self._failed = Counter("Calls that failed for their caller.", *by_error)
        self._errors = Counter("Errors met, also those that a retry or a fallback mended.", *by_error)
        self._attempts = Counter("Tries of a deployment that failed.", *by_error)
        self._retries = Counter("Tries after the first one, by the model asked for.", "model")
        self._fallbacks = Counter("Changes to another model, by the model asked for.", "model")
        self._tokens = Counter("Tokens; cached and reasoning are parts of the others.", "model", "token_type")
        self._cost = Counter("Cost by the gateway's prices, in US dollars.", "model")
        self._hits = Counter("Calls answered from the gateway's cache.", "model")
        self._misses = Counter("Calls that the gateway's cache could not answer.", "model")
        self._latency = Histogram("Arrival to last byte, of every call.", _SECONDS, "model")
        self._duration = Histogram(
            "Arrival to last byte, of calls a model answered.", _SECONDS, "model", "mode"
        )
        self._first_token = Histogram("Arrival to first token, of streams.", _SECONDS, "model")
        self._speed = Histogram("Completion tokens per second of writing, by call.", _SPEEDS, "model")
        self._figures: dict[str, Counter | Histogram] = {
            "llm_requests_total": self._requests,
            "llm_requests_failed_total": self._failed,
            "llm_errors_total": self._errors,
            "llm_attempts_failed_total": self._attempts,
            "llm_retries_total": self._retries,
            "llm_fallbacks_total": self._fallbacks,
            "llm_tokens_used_total": self._tokens,
            "llm_cost_usd_total": self._cost,
            "llm_cache_hits_total": self._hits,
            "llm_cache_misses_total": self._misses,
            "llm_response_latency_seconds": self._latency,
            "llm_inference_duration_seconds": self._duration,
            "llm_time_to_first_token_seconds": self._first_token,
            "llm_output_tokens_per_second": self._speed,
        }

    def start(
        self, exporter: Exporter, router: Callable[[], Any], cache_on: Callable[[], bool] = lambda: False
    ) -> None:
        """Begins to watch the exporter and the router's model servers."""
        self._exporter, self._router, self._cache_on = exporter, router, cache_on
        threading.Thread(target=self._work, name="gateway-metrics", daemon=True).start()
        if self._otlp is not None:
            self._otlp.start()

    def stop(self) -> None:
        """Leaves the last figures to the other workers and sends them to the collector; again: nothing."""
        if self._stop.is_set():
            return
        self._stop.set()
        self._shared.write(self._snapshot())
        if self._otlp is not None:
            self._otlp.stop()

    def record(self, event: CallEvent) -> None:
        """Counts one finished call."""
        with self._lock:
            self._record(event)

    def _record(self, event: CallEvent) -> None:
        model = self.label(event.model, resolved=bool(event.payload.get("model_id")))
        mode, duration, first = event.mode, event.end - event.start, event.time_to_first_token
        self._requests.add(1, model, mode, "error" if event.failed else "success")
        self._record_errors(event, model)
        counts = event.usage
        for name, kind in TOKENS.items():
            if counts.get(name):
                self._tokens.add(counts[name], model, kind)
        if amount := event.cost:
            self._cost.add(amount, model)
        self._latency.record(duration, model)
        if event.cache_asked:
            (self._hits if event.cache_hit else self._misses).add(1, model)
        if event.failed or event.cache_hit:
            return  # nothing was inferred: such times would hide how fast the models are
        self._duration.record(duration, model, mode)
        if first is not None:
            self._first_token.record(first, model)
        writing = duration - (first or 0.0)
        if counts["output"] and writing > 0:
            self._speed.record(counts["output"] / writing, model)

    def label(self, model: str, resolved: bool = False) -> str:
        """The value of the label `model`: a configured model's name, else `unknown` (or `other`)."""
        if model in self._known:
            return model
        if not resolved and model not in self._configured():
            return "unknown"
        with self._lock:
            if model not in self._known:
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
            self._errors.add(1, tried, kind)
            self._attempts.add(1, tried, kind)
        if event.attempts:
            first, depth = event.attempts[0], max(one.fallback for one in event.attempts)
            tries = len(event.attempts) + (not event.failed)
            served = (
                depth if event.failed else max(depth, int(event.metadata.get("attempted_fallbacks") or 0))
            )
            asked = self.label(first.group, resolved=bool(first.deployment))
            self._retries.add(max(0, tries - 1 - served), asked)
            self._fallbacks.add(served, asked)
        if event.failed:
            kind = error_type(event)
            self._failed.add(1, model, kind)
            if not event.attempts:
                self._errors.add(1, model, kind)

    def _active(self) -> list[tuple[dict[str, str], float]]:
        counts = dict.fromkeys(self._known, 0)
        for model, number in in_flight.counts().items():
            label = self.label(model)
            counts[label] = counts.get(label, 0) + number
        return [({"model": model}, number) for model, number in counts.items()]

    def _now(self) -> Snapshot:
        """What is read at this moment."""
        exporter, figures = self._exporter, self._probe.figures
        counters = exporter.counters if exporter is not None else None
        outcomes = ("queued", "delivered", "spooled", "dropped")
        spans = [({"outcome": name}, getattr(counters, name, 0)) for name in outcomes]
        waiting = exporter.waiting if exporter is not None else 0
        return {
            "llm_active_requests": gauge("Calls that are being answered.", self._active()),
            "llm_queue_depth": gauge("Calls that wait in the model server.", figures("queue")),
            "llm_model_loaded": gauge("1 when a model server serves the model.", figures("loaded")),
            "llm_model_memory_bytes": gauge("Memory that the model takes.", figures("memory")),
            "agentops_callback_spans_total": gauge(
                "Spans of the gateway, by what became of them.", spans, kind="counter"
            ),
            "agentops_callback_spool_spans": gauge(
                "Spans on disk, waiting for the AgentOps server.", [({}, waiting)]
            ),
        }

    def _configured(self) -> set[str]:
        router = self._router()
        return set(router.get_model_names()) if router is not None else set()

    def _introduce(self, model: str) -> None:
        """Makes the counters of a model appear with 0: a counter's first step is invisible to rate()."""
        self._known[model] = None
        for mode in MODES:
            for status in ("success", "error"):
                self._requests.add(0, model, mode, status)
        for kind in ERROR_TYPES:
            for counter in (self._failed, self._errors, self._attempts):
                counter.add(0, model, kind)
        for kind in TOKENS.values():
            self._tokens.add(0, model, kind)
        for counter in (self._cost, self._retries, self._fallbacks):
            counter.add(0, model)
        if self._cache_on():
            self._hits.add(0, model)
            self._misses.add(0, model)

    def _snapshot(self) -> Snapshot:
        configured = sorted(self._configured())
        with self._lock:
            for model in configured:
                self.label(model, resolved=True)
            figures = {
                name: {"type": one.kind, "help": one.text, "series": one.series()}
                for name, one in self._figures.items()
            }
            figures |= self._now()
        return {name: one for name, one in figures.items() if one["series"]}

    def _work(self) -> None:
        while not self._stop.wait(1.0):
            try:
                if self._shared.leads():
                    self._probe.turn(self._router())
                if self._shared.is_shared:
                    self._shared.write(self._snapshot())
            except Exception:  # noqa: BLE001 - the thread must outlive any fault of a single turn
                gateway_logger().exception("The metrics of this worker could not be renewed")


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
