"""The three OTLP signals: how their requests are checked and answered."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import (
    ExportLogsServiceRequest,
    ExportLogsServiceResponse,
)
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import (
    ExportMetricsServiceRequest,
    ExportMetricsServiceResponse,
)
from opentelemetry.proto.metrics.v1.metrics_pb2 import (
    ExponentialHistogramDataPoint,
    HistogramDataPoint,
    Metric,
    NumberDataPoint,
    SummaryDataPoint,
)

from agentops_server.ingest import otlp
from agentops_server.ingest.otlp import (
    Batch,
    bound_items,
    children,
    encoded,
    from_json,
    from_protobuf,
    groups,
    recode,
)

Point = NumberDataPoint | HistogramDataPoint | ExponentialHistogramDataPoint | SummaryDataPoint


class Validate(Protocol):
    """How a signal's protobuf bodies are checked."""

    def __call__(self, body: bytes, few: bool = False) -> Batch:
        """What is in it. Raises `BadBody`; with `few`, `Crowded` rather than look at very many items."""
        ...


@dataclass(frozen=True)
class Signal:
    """One kind of telemetry."""

    name: str
    """As in OTLP's paths: traces, logs, metrics."""
    folder: str
    """Its spool in the data folder."""
    service: str
    """Its gRPC service."""
    validate: Validate
    validate_json: Callable[[bytes], Batch]
    """The same for OTLP's JSON."""
    answer: Callable[[Batch, str], bytes]
    """The response body in the encoding of the request."""


def _check_logs(request: ExportLogsServiceRequest, body: bytes, few: bool = False) -> Batch:
    """Any log record can be kept; one whose trace id is unusable belongs to no trace."""
    count = sum(len(scope.log_records) for scope in groups(request, "resource_logs", "scope_logs", few=few))
    return Batch(body, bound_items(count, few), 0, "")


def _recode_log_ids(document: dict[str, Any]) -> None:
    for resource in children(document, "resourceLogs", "resource_logs"):
        for scope in children(resource, "scopeLogs", "scope_logs"):
            for record in children(scope, "logRecords", "log_records"):
                recode(record, "traceId", "spanId", "trace_id", "span_id")


def _logs(body: bytes, few: bool = False) -> Batch:
    return _check_logs(from_protobuf(body, ExportLogsServiceRequest), body, few)


def _logs_json(body: bytes) -> Batch:
    request = from_json(body, ExportLogsServiceRequest, _recode_log_ids)
    return _check_logs(request, request.SerializeToString())


def _answer_logs(batch: Batch, kind: str) -> bytes:
    message = ExportLogsServiceResponse()
    if batch.rejected:
        message.partial_success.rejected_log_records = batch.rejected
        message.partial_success.error_message = batch.reason
    return encoded(message, kind)


def points_of(metric: Metric) -> Any:
    """The data points of a metric, whatever its kind; nothing where it has none."""
    kind = metric.WhichOneof("data")
    return getattr(metric, kind).data_points if kind else ()


def _fault(metric: Metric, point: Point) -> str:
    """Why a point cannot be stored; empty when it can."""
    if not metric.name:
        return "without a metric name"
    if not point.time_unix_nano:
        return "without a time"
    if (
        isinstance(point, HistogramDataPoint)
        and point.bucket_counts
        and (len(point.bucket_counts) != len(point.explicit_bounds) + 1)
    ):
        return "whose bucket counts do not fit their bounds"
    return ""


def _check_metrics(request: ExportMetricsServiceRequest, body: bytes, few: bool = False) -> Batch:
    """Count the points and leave out those that mean nothing."""
    metrics = groups(request, "resource_metrics", "scope_metrics", "metrics", few=few)
    bound_items(sum(len(points_of(metric)) for metric in metrics), few)
    good = 0
    faults: dict[str, int] = {}
    for metric in metrics:
        points = points_of(metric)
        found = [_fault(metric, point) for point in points]
        if not any(found):
            good += len(found)
            continue
        kept = [point for point, fault in zip(points, found, strict=True) if not fault]
        del points[:]
        points.extend(kept)
        good += len(kept)
        for fault in filter(None, found):
            faults[fault] = faults.get(fault, 0) + 1
    if not faults:
        return Batch(body, good, 0, "")
    reason = ", ".join(f"{count} points {fault}" for fault, count in faults.items())
    return Batch(request.SerializeToString(), good, sum(faults.values()), f"{reason} were not stored")


_KINDS = ("gauge", "sum", "histogram", "exponentialHistogram", "exponential_histogram")


def _recode_exemplar_ids(document: dict[str, Any]) -> None:
    for resource in children(document, "resourceMetrics", "resource_metrics"):
        for scope in children(resource, "scopeMetrics", "scope_metrics"):
            for metric in children(scope, "metrics"):
                for data in (metric.get(kind) for kind in _KINDS):
                    for point in (
                        children(data, "dataPoints", "data_points") if isinstance(data, dict) else ()
                    ):
                        for exemplar in children(point, "exemplars"):
                            recode(exemplar, "traceId", "spanId", "trace_id", "span_id")


def _metrics(body: bytes, few: bool = False) -> Batch:
    return _check_metrics(from_protobuf(body, ExportMetricsServiceRequest), body, few)


def _metrics_json(body: bytes) -> Batch:
    request = from_json(body, ExportMetricsServiceRequest, _recode_exemplar_ids)
    return _check_metrics(request, request.SerializeToString())


def _answer_metrics(batch: Batch, kind: str) -> bytes:
    message = ExportMetricsServiceResponse()
    if batch.rejected:
        message.partial_success.rejected_data_points = batch.rejected
        message.partial_success.error_message = batch.reason
    return encoded(message, kind)


_COLLECTOR = "opentelemetry.proto.collector"
TRACES = Signal(
    "traces",
    "spool",
    f"{_COLLECTOR}.trace.v1.TraceService",
    otlp.validate,
    otlp.validate_json,
    otlp.answer,
)
LOGS = Signal("logs", "spool_logs", f"{_COLLECTOR}.logs.v1.LogsService", _logs, _logs_json, _answer_logs)
METRICS = Signal(
    "metrics",
    "spool_metrics",
    f"{_COLLECTOR}.metrics.v1.MetricsService",
    _metrics,
    _metrics_json,
    _answer_metrics,
)
