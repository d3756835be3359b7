"""What a project's policy leaves of a batch, before it goes to disk."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from agentops_server.ingest.otlp import Batch
from agentops_server.ingest.signals import points_of
from agentops_server.policies.requests import Tally
from agentops_server.policies.service import Applied, count

# Masking that takes longer than a few milliseconds leaves the event loop alone.
_LARGE = 32 * 2**10
# A moment before 2001 is a clock that was never set: such items are kept under the time of their arrival.
_FIRST_NS = 978_307_200 * 10**9
_NAMES = {"traces": "spans", "logs": "log records", "metrics": "metric points"}


async def as_allowed(policy: Applied, batch: Batch, signal: str, now_ns: int) -> Batch:
    """The batch without what is past keeping, masked. The same batch where the policy asks for neither."""
    oldest = policy.oldest_ns(now_ns)
    if (policy.mask is None and not oldest) or not batch.items:
        return batch
    if len(batch.payload) < _LARGE:
        return _allowed(policy, batch, signal, oldest)
    return await asyncio.to_thread(_allowed, policy, batch, signal, oldest)


async def masked(policy: Applied, payload: bytes, signal: str) -> bytes:
    """A validated request as the rules of now leave it."""
    if policy.mask is None:
        return payload
    return await asyncio.to_thread(policy.mask.apply, signal, payload, Tally())


def _allowed(policy: Applied, batch: Batch, signal: str, oldest_ns: int) -> Batch:
    if oldest_ns:
        batch = _without_old(batch, signal, oldest_ns, policy.effective.retention_days)
    if policy.mask is None or not batch.items:
        return batch
    tally = Tally()
    payload = policy.mask.apply(signal, batch.payload, tally)
    count(policy.project_id, tally)
    return replace(batch, payload=payload)


def _without_old(batch: Batch, signal: str, oldest_ns: int, days: int) -> Batch:
    """Leave out what would be deleted at once; the sender is told, as of anything that is not taken."""
    request = _PARSED[signal](batch.payload)
    removed = 0
    for items, moment in _LISTS[signal](request):
        kept = [item for item in items if not _FIRST_NS < moment(item) < oldest_ns]
        if len(kept) < len(items):
            removed += len(items) - len(kept)
            del items[:]
            items.extend(kept)
    if not removed:
        return batch
    told = f"{removed} {_NAMES[signal]} older than the project's retention of {days} days were not stored"
    return Batch(
        request.SerializeToString(),
        batch.items - removed,
        batch.rejected + removed,
        f"{batch.reason}; {told}" if batch.reason else told,
    )


Lists = Iterator[tuple[Any, Callable[[Any], int]]]


def _spans(request: ExportTraceServiceRequest) -> Lists:
    for resource in request.resource_spans:
        for scope in resource.scope_spans:
            yield scope.spans, lambda span: int(span.start_time_unix_nano)


def _logs(request: ExportLogsServiceRequest) -> Lists:
    for resource in request.resource_logs:
        for scope in resource.scope_logs:
            yield scope.log_records, lambda log: int(log.time_unix_nano or log.observed_time_unix_nano)


def _points(request: ExportMetricsServiceRequest) -> Lists:
    for resource in request.resource_metrics:
        for scope in resource.scope_metrics:
            for metric in scope.metrics:
                yield points_of(metric), lambda point: int(point.time_unix_nano)


_PARSED: dict[str, Callable[[bytes], Any]] = {
    "traces": ExportTraceServiceRequest.FromString,
    "logs": ExportLogsServiceRequest.FromString,
    "metrics": ExportMetricsServiceRequest.FromString,
}
_LISTS: dict[str, Callable[[Any], Lists]] = {"traces": _spans, "logs": _logs, "metrics": _points}
