"""Encoded batches on their way to the AgentOps server: the newest in memory, the rest on disk.

One thread puts batches in, another takes shipments out and settles them. What is taken stays here until it is
settled, so that it can be moved to disk while the server keeps the sender waiting.
"""

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from agentops_spool import Batch, Spool

_MOST_PARTS = 64


@dataclass(eq=False)
class Parcel:
    """One encoded ExportTraceServiceRequest of `spans` spans, in memory (`body`) or on disk (`batch`)."""

    spans: int
    body: bytes = b""
    batch: Batch | None = None


@dataclass(frozen=True)
class Shipment:
    """What is sent at once. Encoded requests of OTLP put together are one request: protobuf merges them."""

    parcels: tuple[Parcel, ...]
    bodies: tuple[bytes, ...]

    @property
    def body(self) -> bytes:
        """The request."""
        return b"".join(self.bodies)

    @property
    def spans(self) -> int:
        """Spans in the request."""
        return sum(one.spans for one in self.parcels)

    def singles(self) -> list["Shipment"]:
        """One shipment for each part."""
        return [Shipment((one,), (body,)) for one, body in zip(self.parcels, self.bodies, strict=True)]


class Outbox:
    """Batches that are not delivered yet. Safe for several threads.

    `lose(spans, reason)` is told what is given up: the oldest batches of a full spool, batches that cannot be
    read again, and, where the disk refuses to take any, the oldest beyond `memory_bytes`.
    """

    def __init__(
        self, spool: Spool, lose: Callable[[int, str], None], *, memory_bytes: int, shipment_bytes: int
    ) -> None:
        self._spool = spool
        self._lose = lose
        self._memory_bytes = memory_bytes
        self._shipment_bytes = shipment_bytes
        self._memory: list[Parcel] = []
        self._lock = threading.RLock()
        self._changed = threading.Condition(self._lock)
        self._spool_next = False
        self.spooled = 0
        """Spans that were written to disk since the start."""

    @property
    def spans_on_disk(self) -> int:
        """Spans in the spool."""
        return self._spool.spans

    @property
    def bytes_in_memory(self) -> int:
        """Bytes that only this process has."""
        with self._lock:
            return sum(len(one.body) for one in self._memory)

    def __bool__(self) -> bool:
        return bool(self._memory or self._spool)

    def add(self, batches: Iterable[tuple[bytes, int]]) -> None:
        """Takes encoded batches (body, spans) into memory."""
        with self._changed:
            self._memory += [Parcel(spans, body) for body, spans in batches]
            self._changed.notify_all()

    def wait(self, timeout_s: float) -> None:
        """Returns when there may be something to send, or after `timeout_s`."""
        with self._changed:
            if not self:
                self._changed.wait(timeout_s)

    def wake(self) -> None:
        """Ends a wait()."""
        with self._changed:
            self._changed.notify_all()

    def to_disk(self) -> str | None:
        """Moves what is in memory to disk, the oldest first; the reason in words when the disk refuses."""
        with self._lock:
            while self._memory:
                parcel = self._memory[0]
                try:
                    parcel.batch, dropped = self._spool.append(parcel.body, parcel.spans)
                except OSError as error:
                    problem = f"spool not writable ({error.strerror})"
                    self._bound(problem)
                    return problem
                parcel.body = b""
                self._memory.pop(0)
                self.spooled += parcel.spans
                if dropped:
                    self._lose(dropped, "spool full")
            return None

    def give_up(self, reason: str) -> None:
        """Counts what is still in memory as lost. For the end of the process, when the disk takes nothing."""
        with self._lock:
            self._lose(sum(one.spans for one in self._memory), reason)
            self._memory.clear()

    def adopt(self) -> int:
        """Takes over the batches of processes that ended; returns their spans."""
        with self._lock:
            return self._spool.adopt()

    def take(self, memory_only: bool = False) -> Shipment | None:
        """What to send next: what is in memory, and in turn with it the oldest on disk; None: nothing."""
        with self._lock:
            from_spool = not memory_only and bool(self._spool) and (self._spool_next or not self._memory)
            self._spool_next = not from_spool
            return self._from_spool() if from_spool else self._from_memory()

    def settle(self, shipment: Shipment) -> None:
        """Forgets what was delivered or refused for good."""
        with self._lock:
            for parcel in shipment.parcels:
                if parcel.batch is not None:
                    self._spool.remove(parcel.batch)
                elif parcel in self._memory:
                    self._memory.remove(parcel)

    def close(self) -> None:
        """Leaves the batches on disk to later processes."""
        with self._lock:
            self._spool.close()

    def _from_memory(self) -> Shipment | None:
        parcels: list[Parcel] = []
        size = 0
        for parcel in self._memory[:_MOST_PARTS]:
            if parcels and size + len(parcel.body) > self._shipment_bytes:
                break
            parcels.append(parcel)
            size += len(parcel.body)
        return Shipment(tuple(parcels), tuple(one.body for one in parcels)) if parcels else None

    def _from_spool(self) -> Shipment | None:
        parcels: list[Parcel] = []
        bodies: list[bytes] = []
        size = 0
        for batch in self._spool.oldest(_MOST_PARTS):
            body = self._spool.read(batch)
            if body is None:
                self._lose(batch.spans, "damaged on disk (put aside as *.damaged)")
                continue
            if parcels and size + len(body) > self._shipment_bytes:
                break
            parcels.append(Parcel(batch.spans, batch=batch))
            bodies.append(body)
            size += len(body)
        return Shipment(tuple(parcels), tuple(bodies)) if parcels else None

    def _bound(self, reason: str) -> None:
        while self._memory and self.bytes_in_memory > self._memory_bytes:
            self._lose(self._memory.pop(0).spans, reason)
