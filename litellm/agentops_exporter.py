"""Carries calls from the event loop to the AgentOps server: a queue, two threads, a spool on disk.

A call is written as bytes at once, on the event loop: a thread that did it would take the interpreter's lock
from the loop again and again, and LiteLLM's objects would be kept until they burden the garbage collector.
One thread packs what is queued, the other sends it. However slow the server is, the first goes on: what the
second cannot take at once goes to disk.
"""

import logging
import os
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from agentops_client import AgentOpsClient, Delivery, Outcome
from agentops_events import CallEvent
from agentops_outbox import Outbox, Shipment
from agentops_settings import ExporterSettings, gateway_logger
from agentops_spans import build_spans
from agentops_spool import Spool
from agentops_wire import batch, encoded

_BATCH_SPANS = 512
_BATCH_BYTES = 2_000_000
_SHIPMENT_BYTES = 4_000_000
_LINGER_AWAY_S = 1.0
_SLOW_S = 1.0
"""Seconds after which an answer of the server counts as slow: a kill would lose what waits in memory."""
_ADOPT_EVERY_S = 30.0
_RESOURCE = {
    "service.name": "litellm",
    "telemetry.sdk.name": "agent-portal.gateway",
    "telemetry.sdk.language": "python",
}
_SCOPE = ("agent-portal.gateway", "0.1.0")


@dataclass(frozen=True, slots=True)
class _Call:
    """The encoded spans of one call."""

    body: bytes
    spans: int


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
    """Accepts events without ever blocking; daemon threads deliver their spans.

    While the server is away or slow batches go to the spool and are sent afterwards, also by a later process.
    Log lines: one when delivery starts to fail, one when it works again, one for each new reason of loss.
    """

    def __init__(self, settings: ExporterSettings, log: logging.Logger | None = None) -> None:
        self.settings = settings
        self._log = log or gateway_logger()
        self._start_lock = threading.Lock()
        self._counting = threading.Lock()
        self._pid = 0
        self._threads: list[threading.Thread] = []
        self._said: set[str] = set()
        self._reset()

    def _reset(self) -> None:
        settings = self.settings
        self.counters = Counters()
        self._queue: queue.SimpleQueue[_Call | None] = queue.SimpleQueue()
        self._outbox = Outbox(
            Spool(settings.spool, settings.spool_max_bytes),
            self._lose,
            memory_bytes=settings.memory_bytes,
            shipment_bytes=_SHIPMENT_BYTES,
        )
        self._closing = threading.Event()
        self._emptied = threading.Event()
        self._sending_since: float | None = None
        self._away_since: float | None = None
        self._retry_at = 0.0
        self._retry_s = settings.retry_first_s
        self._disk_problem: str | None = None

    @property
    def waiting(self) -> int:
        """Spans on disk."""
        return self._outbox.spans_on_disk

    def start(self) -> None:
        """Starts the threads (in each process once), says so when nothing will be recorded."""
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
            self._reset()
            client = AgentOpsClient(
                self.settings.endpoint, self.settings.exporter_endpoint, self.settings.api_key
            )
            self._threads = [
                threading.Thread(target=self._pack_all, name="agentops-packer", daemon=True),
                threading.Thread(
                    target=self._send_all, args=(client,), name="agentops-exporter", daemon=True
                ),
            ]
            for thread in self._threads:
                thread.start()

    def put(self, event: CallEvent, ledger: str = "") -> None:
        """Takes an event and its entry of agentops_ledger; never blocks. A full queue drops and counts it."""
        if self.settings.api_key is None:
            return
        if self._pid != os.getpid():
            self.start()
        if self._queue.qsize() >= self.settings.queue_size:
            self._lose(1, "queue full")
            return
        self.counters.queued += 1
        try:
            spans = build_spans(event, self.settings.capture, ledger)
            self._queue.put(_Call(b"".join(map(encoded, spans)), len(spans)))
        except Exception as error:  # noqa: BLE001 - whatever LiteLLM hands over, the call must not suffer
            self._lose(1, f"call not understood ({type(error).__name__}: {error})")
        if self._emptied.is_set():  # the packer has ended: what comes now goes straight to disk
            self._finish()

    def close(self, timeout_s: float = 3.0) -> None:
        """Delivers or spools everything that is queued, then ends the threads. May be called twice."""
        deadline = time.monotonic() + timeout_s
        if self._pid == os.getpid() and not self._closing.is_set():
            self._closing.set()
            self._queue.put(None)
            self._outbox.wake()
            for thread in self._threads:
                # A server that is slow now need not be waited for: what it has not taken is kept on disk.
                while thread.is_alive() and time.monotonic() < deadline and not self._is_slow():
                    thread.join(0.05)
        self._emptied.set()
        self._finish()

    def _finish(self) -> None:
        """What is queued or only in memory goes to disk, and the spool is left to later processes."""
        calls: list[_Call] = []
        while True:
            try:
                call = self._queue.get_nowait()
            except queue.Empty:
                break
            if call is not None:
                calls.append(call)
        self._outbox.add(_packed(calls))
        self._to_disk()
        if self._disk_problem:
            self._outbox.give_up(self._disk_problem)
        self._outbox.close()

    # The thread that packs.

    def _pack_all(self) -> None:
        ended = False
        while not ended:
            calls, ended = self._collect()
            try:
                self._outbox.add(_packed(calls))
                if self._is_behind():
                    self._to_disk()
            except Exception:  # noqa: BLE001 - the thread must outlive any fault of a single batch
                self._log.exception("The trace exporter failed on a batch of %d calls", len(calls))
                self._lose(len(calls), "exporter error")
        self._emptied.set()
        self._outbox.wake()

    def _collect(self) -> tuple[list[_Call], bool]:
        """Waits for calls, then a moment for more of them; (calls, True) when the exporter is closing."""
        try:
            first = self._queue.get(timeout=_SLOW_S if self._outbox.bytes_in_memory else _ADOPT_EVERY_S)
        except queue.Empty:
            return [], False
        if first is None:
            return [], True
        calls = [first]
        self._closing.wait(self.settings.linger_s if self._away_since is None else _LINGER_AWAY_S)
        while len(calls) < _BATCH_SPANS:
            try:
                call = self._queue.get_nowait()
            except queue.Empty:
                break
            if call is None:
                return calls, True
            calls.append(call)
        return calls, False

    def _is_slow(self) -> bool:
        since = self._sending_since
        return since is not None and time.monotonic() - since > _SLOW_S

    def _is_behind(self) -> bool:
        away = self._away_since is not None
        return away or self._is_slow() or self._outbox.bytes_in_memory > _SHIPMENT_BYTES

    def _to_disk(self) -> None:
        problem = self._outbox.to_disk()
        self.counters.spooled = self._outbox.spooled
        if problem and not self._disk_problem:
            self._log.warning(
                "Traces cannot be kept on disk: %s; at most %d MB of them wait in memory, then the oldest "
                "are lost: make room for %s",
                problem,
                self.settings.memory_bytes // 1_000_000,
                self.settings.spool,
            )
        self._disk_problem = problem

    # The thread that sends.

    def _send_all(self, client: AgentOpsClient) -> None:
        adopt_at = 0.0
        while not (self._closing.is_set() and self._is_done()):
            try:
                if time.monotonic() >= adopt_at:
                    adopt_at = time.monotonic() + _ADOPT_EVERY_S
                    self._adopt()
                self._send_next(client)
            except Exception:  # noqa: BLE001 - the thread must outlive any fault of a single batch
                self._log.exception("The trace exporter failed to send; it tries again")
                self._closing.wait(1.0)

    def _is_done(self) -> bool:
        """True when nothing more is to be sent before the end: what is on disk is the next process'."""
        return self._emptied.is_set() and (self._away_since is not None or not self._outbox.bytes_in_memory)

    def _send_next(self, client: AgentOpsClient) -> None:
        closing = self._closing.is_set()
        pause = self._retry_at - time.monotonic()
        if self._away_since is not None and (pause > 0 or closing):
            self._closing.wait(max(0.01, pause)) if not closing else self._emptied.wait(0.1)
            return
        shipment = self._outbox.take(memory_only=closing)
        if shipment is None:
            self._emptied.wait(0.01) if closing else self._outbox.wait(_ADOPT_EVERY_S)
        elif self._send(client, shipment) is Outcome.REFUSED and len(shipment.parcels) > 1:
            for single in shipment.singles():  # only the part that the server cannot take is lost
                if self._send(client, single) is Outcome.RETRY:
                    break

    def _send(self, client: AgentOpsClient, shipment: Shipment) -> Outcome:
        self._sending_since = time.monotonic()
        try:
            delivery = client.send(shipment.body)
        finally:
            self._sending_since = None
        if delivery.outcome is Outcome.RETRY:
            self._is_away(delivery)
            return delivery.outcome
        if delivery.outcome is Outcome.DELIVERED or len(shipment.parcels) == 1:
            self._settle(delivery, shipment)
        self._is_back()
        return delivery.outcome

    def _is_away(self, delivery: Delivery) -> None:
        self._retry_at = time.monotonic() + (delivery.retry_after_s or self._retry_s)
        self._retry_s = min(self.settings.retry_max_s, self._retry_s * 2)
        if self._away_since is None:
            self._away_since = time.monotonic()
            self._log.warning(
                "Traces cannot be delivered: %s; calls are served as before, their traces wait in %s",
                delivery.detail,
                self.settings.spool,
            )
        self._to_disk()

    def _is_back(self) -> None:
        self._retry_s, self._retry_at = self.settings.retry_first_s, 0.0
        if self._away_since is not None:
            seconds = time.monotonic() - self._away_since
            self._away_since = None
            self._log.info("Traces are delivered again after %.0f s; %d spans wait", seconds, self.waiting)

    def _settle(self, delivery: Delivery, shipment: Shipment) -> None:
        self._outbox.settle(shipment)
        if delivery.outcome is Outcome.REFUSED:
            self._lose(shipment.spans, delivery.detail)
            return
        self.counters.delivered += shipment.spans - delivery.rejected_spans
        self._lose(delivery.rejected_spans, "rejected by the AgentOps server")

    def _adopt(self) -> None:
        if found := self._outbox.adopt():
            self._log.info("%d spans of an earlier run are on disk and will be sent", found)

    def _lose(self, spans: int, reason: str) -> None:
        if not spans:
            return
        with self._counting:
            self.counters.drop(spans, reason)
            if reason in self._said:
                return
            self._said.add(reason)
        self._log.error("%d spans are lost: %s (said once, counted in full)", spans, reason)


def _packed(calls: list[_Call]) -> list[tuple[bytes, int]]:
    """(ExportTraceServiceRequest, its spans) each."""
    batches: list[tuple[bytes, int]] = []
    group: list[_Call] = []
    size = 0
    for number, call in enumerate(calls, 1):
        group.append(call)
        size += len(call.body)
        if size >= _BATCH_BYTES or number == len(calls):
            body = batch(_RESOURCE, *_SCOPE, (one.body for one in group))
            batches.append((body, sum(one.spans for one in group)))
            group, size = [], 0
    return batches


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
