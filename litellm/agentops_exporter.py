"""Carries call events from the event loop to the AgentOps server: a queue, one thread, a spool on disk."""

import json
import logging
import os
import queue
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, InstrumentationScope, KeyValue
from opentelemetry.proto.resource.v1.resource_pb2 import Resource
from opentelemetry.proto.trace.v1.trace_pb2 import ResourceSpans, ScopeSpans, Span

from agentops_client import AgentOpsClient, Delivery, Outcome
from agentops_events import CallEvent
from agentops_spans import build_spans
from agentops_spool import Spool

_BATCH_SPANS = 512
_BATCH_BYTES = 2_000_000
_LINGER_S = 0.1
_LINGER_AWAY_S = 1.0
_ADOPT_EVERY_S = 30.0
_SCOPE = InstrumentationScope(name="agent-portal.gateway", version="0.1.0")


class _JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        time_text = datetime.fromtimestamp(record.created, UTC).isoformat().replace("+00:00", "Z")
        entry = {"time": time_text, "level": record.levelname.lower(), "service": "gateway"}
        entry |= {"logger": record.name, "message": record.getMessage()}
        if record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
        return json.dumps(entry, ensure_ascii=False)


def gateway_logger() -> logging.Logger:
    """The gateway's own logger: JSON lines on stdout, whatever LiteLLM does with its own."""
    logger = logging.getLogger("portal.gateway")
    if not logger.handlers:
        handler = logging.StreamHandler(sys.stdout)
        handler.setFormatter(_JsonLines())
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
        logger.propagate = False
    return logger


@dataclass(frozen=True)
class ExporterSettings:
    """Where spans go and what may be in them. `api_key` None: calls are served, nothing is recorded."""

    api_key: str | None
    endpoint: str = "http://127.0.0.1:8003"
    exporter_endpoint: str = "http://127.0.0.1:4318/v1/traces"
    capture: str = "true"
    spool: Path = Path(".data/gateway/spool")
    spool_max_bytes: int = 1024**3
    queue_size: int = 20_000
    retry_first_s: float = 0.5
    retry_max_s: float = 15.0

    @classmethod
    def from_environment(cls) -> "ExporterSettings":
        """Reads AGENTOPS_*, PORTAL_DATA_DIR and AGENTOPS_SPOOL_MAX_MB."""
        env = os.environ
        megabytes = env.get("AGENTOPS_SPOOL_MAX_MB", "")
        return cls(
            api_key=env.get("AGENTOPS_API_KEY") or None,
            endpoint=env.get("AGENTOPS_API_ENDPOINT") or cls.endpoint,
            exporter_endpoint=env.get("AGENTOPS_EXPORTER_ENDPOINT") or cls.exporter_endpoint,
            capture=env.get("AGENTOPS_CAPTURE_CONTENT") or cls.capture,
            spool=Path(env.get("PORTAL_DATA_DIR") or ".data") / "gateway" / "spool",
            spool_max_bytes=int(megabytes) * 1024**2 if megabytes.isdigit() else cls.spool_max_bytes,
        )


@dataclass
class Counters:
    """What happened to the events of this process since it started. `dropped` must stay 0 in normal work."""

    queued: int = 0
    delivered: int = 0
    spooled: int = 0
    dropped: int = 0
    reasons: dict[str, int] = field(default_factory=dict)

    def drop(self, spans: int, reason: str) -> None:
        """Counts spans that are lost, by reason."""
        self.dropped += spans
        self.reasons[reason] = self.reasons.get(reason, 0) + spans


class Exporter:
    """Accepts events without ever blocking; a daemon thread turns them into spans and delivers them.

    While the server is away batches go to the spool and are sent again afterwards, also by a later process.
    Log lines: one when delivery starts to fail, one when it works again, one for each new reason of loss.
    """

    def __init__(self, settings: ExporterSettings, log: logging.Logger | None = None) -> None:
        self.settings = settings
        self.counters = Counters()
        self._log = log or gateway_logger()
        self._queue: queue.SimpleQueue[CallEvent | None] = queue.SimpleQueue()
        self._start_lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._pid = 0
        self._closing = threading.Event()
        self._client: AgentOpsClient | None = None
        self._spool = Spool(settings.spool, settings.spool_max_bytes)
        self._away_since: float | None = None
        self._retry_at = 0.0
        self._retry_s = settings.retry_first_s
        self._adopt_at = 0.0
        self._in_flight: list[tuple[bytes, int]] = []
        self._said: set[str] = set()

    @property
    def waiting(self) -> int:
        """Spans on disk."""
        return self._spool.spans

    def start(self) -> None:
        """Starts the thread (in each process once), says so when nothing will be recorded."""
        with self._start_lock:
            if self._pid == os.getpid():
                return
            self._pid = os.getpid()
            if self.settings.api_key is None:
                self._log.warning(
                    "AGENTOPS_API_KEY is not set: the gateway serves calls but records no traces; "
                    "set the key in .env and restart the gateway"
                )
                return
            self._client = AgentOpsClient(
                self.settings.endpoint, self.settings.exporter_endpoint, self.settings.api_key
            )
            self._queue = queue.SimpleQueue()
            self._thread = threading.Thread(target=self._run, name="agentops-exporter", daemon=True)
            self._thread.start()

    def put(self, event: CallEvent) -> None:
        """Takes one event; never blocks. A full queue drops it and counts that."""
        if self.settings.api_key is None:
            return
        if self._pid != os.getpid():
            self.start()
        if self._queue.qsize() >= self.settings.queue_size:
            self._lose(1, "queue full")
            return
        self.counters.queued += 1
        self._queue.put(event)
        if self._closing.is_set():  # the thread has ended: what comes now goes straight to disk
            self._drain_to_spool()

    def close(self, timeout_s: float = 5.0) -> None:
        """Delivers or spools everything that is queued, then ends the thread. May be called twice."""
        self._closing.set()
        thread = self._thread
        if thread is not None and thread.is_alive() and self._pid == os.getpid():
            self._queue.put(None)
            thread.join(timeout_s)
            if thread.is_alive():  # stuck in a slow answer: keep what it holds, in a folder of its own
                self._spool = Spool(self.settings.spool, self.settings.spool_max_bytes)
                for body, spans in list(self._in_flight):
                    self._store(body, spans)
        self._drain_to_spool()

    def _run(self) -> None:
        while True:
            events, ended = self._collect()
            try:
                self._deliver(events)
                self._work_off_spool()
            except Exception:  # noqa: BLE001 - the thread must outlive any fault of a single batch
                self._log.exception("The trace exporter failed on a batch of %d calls", len(events))
                self._lose(len(events), "exporter error")
            if ended:
                self._spool.close()
                return

    def _collect(self) -> tuple[list[CallEvent], bool]:
        """Waits for events, then a moment for more of them; (events, True) when the exporter is closing."""
        wait = _ADOPT_EVERY_S
        if self._spool or self._away_since is not None:
            wait = max(0.05, self._retry_at - time.monotonic())
        if not self._adopt_at:
            wait = 0.0
        try:
            first = self._queue.get(timeout=wait) if wait else self._queue.get_nowait()
        except queue.Empty:
            return [], False
        if first is None:
            return [], True
        events = [first]
        self._closing.wait(_LINGER_S if self._away_since is None else _LINGER_AWAY_S)
        while len(events) < _BATCH_SPANS:
            try:
                event = self._queue.get_nowait()
            except queue.Empty:
                break
            if event is None:
                return events, True
            events.append(event)
        return events, False

    def _deliver(self, events: list[CallEvent]) -> None:
        self._in_flight = self._encode(events)
        while self._in_flight:
            body, spans = self._in_flight[0]
            waiting = self._away_since is not None and time.monotonic() < self._retry_at
            if waiting or (self._away_since is not None and self._closing.is_set()):
                self._store(body, spans)
            else:
                delivery = self._send(body)
                if delivery.outcome is Outcome.RETRY:
                    self._store(body, spans)
                else:
                    self._settle(delivery, spans)
            self._in_flight.pop(0)

    def _work_off_spool(self) -> None:
        now = time.monotonic()
        if now >= self._adopt_at:
            self._adopt_at = now + _ADOPT_EVERY_S
            if found := self._spool.adopt():
                self._log.info("%d spans of an earlier run are on disk and will be sent", found)
        while self._spool and not self._closing.is_set() and time.monotonic() >= self._retry_at:
            if (entry := self._spool.first()) is None:
                return
            batch, body = entry
            delivery = self._send(body)
            if delivery.outcome is Outcome.RETRY:
                return
            self._spool.remove(batch)
            self._settle(delivery, batch.spans)
            if self._queue.qsize() > _BATCH_SPANS:
                return  # fresh events first, the rest of the spool in the next round

    def _send(self, body: bytes) -> Delivery:
        assert self._client is not None  # noqa: S101 - set before the thread starts
        delivery = self._client.send(body)
        if delivery.outcome is Outcome.RETRY:
            self._retry_at = time.monotonic() + (delivery.retry_after_s or self._retry_s)
            self._retry_s = min(self.settings.retry_max_s, self._retry_s * 2)
            if self._away_since is None:
                self._away_since = time.monotonic()
                self._log.warning(
                    "Traces cannot be delivered: %s; calls are served as before, their traces wait in %s",
                    delivery.detail,
                    self.settings.spool,
                )
            return delivery
        self._retry_s, self._retry_at = self.settings.retry_first_s, 0.0
        if self._away_since is not None:
            seconds = time.monotonic() - self._away_since
            self._away_since = None
            self._log.info(
                "Traces are delivered again after %.0f s; %d spans wait", seconds, self._spool.spans
            )
        return delivery

    def _settle(self, delivery: Delivery, spans: int) -> None:
        if delivery.outcome is Outcome.REFUSED:
            self._lose(spans, delivery.detail)
            return
        self.counters.delivered += spans - delivery.rejected_spans
        if delivery.rejected_spans:
            self._lose(delivery.rejected_spans, "rejected by the AgentOps server")

    def _store(self, body: bytes, spans: int) -> None:
        try:
            dropped = self._spool.append(body, spans)
        except OSError as error:
            self._lose(spans, f"spool not writable ({error.strerror})")
            return
        self.counters.spooled += spans
        if dropped:
            self._lose(dropped, "spool full")

    def _drain_to_spool(self) -> None:
        events: list[CallEvent] = []
        while True:
            try:
                event = self._queue.get_nowait()
            except queue.Empty:
                break
            if event is not None:
                events.append(event)
        for body, spans in self._encode(events):
            self._store(body, spans)
        self._spool.close()

    def _encode(self, events: list[CallEvent]) -> list[tuple[bytes, int]]:
        spans: list[Span] = []
        for event in events:
            try:
                spans.extend(build_spans(event, self.settings.capture))
            except (TypeError, ValueError, KeyError, AttributeError, OverflowError) as error:
                self._lose(1, f"call not understood ({type(error).__name__}: {error})")
        batches: list[tuple[bytes, int]] = []
        group: list[Span] = []
        size = 0
        for span in spans:
            group.append(span)
            size += span.ByteSize()
            if size >= _BATCH_BYTES:
                batches.append((_request(group), len(group)))
                group, size = [], 0
        if group:
            batches.append((_request(group), len(group)))
        return batches

    def _lose(self, spans: int, reason: str) -> None:
        if not spans:
            return
        self.counters.drop(spans, reason)
        if reason not in self._said:
            self._said.add(reason)
            self._log.error("%d spans are lost: %s (said once, counted in full)", spans, reason)


def _request(spans: list[Span]) -> bytes:
    resource = Resource(
        attributes=[
            KeyValue(key="service.name", value=AnyValue(string_value="litellm")),
            KeyValue(key="telemetry.sdk.name", value=AnyValue(string_value="agent-portal.gateway")),
            KeyValue(key="telemetry.sdk.language", value=AnyValue(string_value="python")),
        ]
    )
    scope = ScopeSpans(scope=_SCOPE, spans=spans)
    request = ExportTraceServiceRequest(
        resource_spans=[ResourceSpans(resource=resource, scope_spans=[scope])]
    )
    return request.SerializeToString()


_shared: Exporter | None = None
_shared_lock = threading.Lock()


def shared_exporter(make: Callable[[], Exporter] | None = None) -> Exporter:
    """The exporter of this process, made from the environment on first use."""
    global _shared
    with _shared_lock:
        if _shared is None:
            _shared = make() if make else Exporter(ExporterSettings.from_environment())
        return _shared


before_close: list[Callable[[], None]] = []
"""What still has calls to hand over is called before the exporter of this process is closed."""


def close_shared_exporter() -> None:
    """Flushes the exporter of this process, if there is one. For atexit."""
    while before_close:
        before_close.pop()()
    if _shared is not None:
        _shared.close()
