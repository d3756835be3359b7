"""OTLP metric points of all five kinds as rows of the table `metric_points`."""

import base64
from collections.abc import Iterator
from typing import Any

from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.metrics.v1.metrics_pb2 import (
    ExponentialHistogramDataPoint,
    HistogramDataPoint,
    Metric,
    NumberDataPoint,
    SummaryDataPoint,
)

from agentops_server.ingest.attributes import digest, is_believable, texts_and_types
from agentops_server.ingest.records import Record
from agentops_server.ingest.row_insert import RowTable
from agentops_server.ingest.signals import Point, points_of

_VALUES = (
    "value",
    "value_int",
    "count",
    "sum",
    "min",
    "max",
    "bounds",
    "bucket_counts",
    "scale",
    "zero_count",
    "zero_threshold",
    "positive_offset",
    "positive_counts",
    "negative_offset",
    "negative_counts",
    "quantiles",
    "quantile_values",
)
_NOTHING: dict[str, Any] = {
    "value": None,
    "value_int": None,
    "count": 0,
    "sum": None,
    "min": None,
    "max": None,
    "bounds": [],
    "bucket_counts": [],
    "scale": 0,
    "zero_count": 0,
    "zero_threshold": 0.0,
    "positive_offset": 0,
    "positive_counts": [],
    "negative_offset": 0,
    "negative_counts": [],
    "quantiles": [],
    "quantile_values": [],
}
_COLUMNS = (
    "project_id",
    "name",
    "time",
    "id",
    "version",
    "is_own_time",
    "received_at",
    "unit",
    "description",
    "type",
    "temporality",
    "is_monotonic",
    "series",
    "start_unix_nano",
    "time_unix_nano",
    "service_name",
    "scope_name",
    "scope_version",
    "attributes",
    "attribute_types",
    "resource_attributes",
    "resource_attribute_types",
    "flags",
    "exemplars",
    *_VALUES,
)
_TEMPORALITIES = {1: "delta", 2: "cumulative"}


def _rows(record: Record) -> Iterator[list[Any]]:
    request = ExportMetricsServiceRequest.FromString(record.payload)
    for resource in request.resource_metrics:
        attributes, types = texts_and_types(resource.resource.attributes)
        origin = resource.resource.SerializeToString()
        for scope in resource.scope_metrics:
            place = (origin, scope.scope.SerializeToString())
            shared = (attributes.get("service.name", ""), scope.scope.name, scope.scope.version)
            for metric in scope.metrics:
                yield from _of_metric(record, metric, place, shared, (attributes, types))


def _of_metric(
    record: Record,
    metric: Metric,
    place: tuple[bytes, bytes],
    shared: tuple[str, str, str],
    resource: tuple[dict[str, str], str],
) -> Iterator[list[Any]]:
    kind = metric.WhichOneof("data") or ""
    data = getattr(metric, kind, None)
    temporality = _TEMPORALITIES.get(getattr(data, "aggregation_temporality", 0), "")
    monotonic = int(getattr(data, "is_monotonic", False))
    head = f"{metric.name}\0{metric.unit}\0{kind}\0{temporality}\0{monotonic}".encode()
    for point in points_of(metric):
        attributes, types = texts_and_types(point.attributes)
        labels = repr(sorted(zip(attributes.items(), types, strict=True))).encode()
        reported = point.time_unix_nano
        own = is_believable(reported, record.received_unix_nano)
        yield [
            record.project_id,
            metric.name,
            reported if own else record.received_unix_nano,
            digest((*place, head, point.SerializeToString())),
            record.received_unix_nano,
            int(own),
            record.received_unix_nano // 1000,
            metric.unit,
            metric.description,
            kind,
            temporality,
            monotonic,
            digest((*place, head, labels)),
            point.start_time_unix_nano,
            reported,
            *shared,
            attributes,
            types,
            *resource,
            point.flags,
            _exemplars(point),
            *(_values(point)[name] for name in _VALUES),
        ]


def _exemplars(point: Point) -> list[str]:
    found = () if isinstance(point, SummaryDataPoint) else point.exemplars
    return [base64.b64encode(one.SerializeToString()).decode() for one in found]


def _values(point: Point) -> dict[str, Any]:
    match point:
        case NumberDataPoint():
            return {**_NOTHING, **_number(point)}
        case HistogramDataPoint():
            return {
                **_NOTHING,
                **_spread(point),
                "bounds": list(point.explicit_bounds),
                "bucket_counts": list(point.bucket_counts),
            }
        case ExponentialHistogramDataPoint():
            return {
                **_NOTHING,
                **_spread(point),
                "scale": point.scale,
                "zero_count": point.zero_count,
                "zero_threshold": point.zero_threshold,
                "positive_offset": point.positive.offset,
                "positive_counts": list(point.positive.bucket_counts),
                "negative_offset": point.negative.offset,
                "negative_counts": list(point.negative.bucket_counts),
            }
        case SummaryDataPoint():
            return {
                **_NOTHING,
                "count": point.count,
                "sum": point.sum,
                "quantiles": [one.quantile for one in point.quantile_values],
                "quantile_values": [one.value for one in point.quantile_values],
            }


def _number(point: NumberDataPoint) -> dict[str, Any]:
    match point.WhichOneof("value"):
        case "as_int":
            return {"value": float(point.as_int), "value_int": point.as_int}
        case "as_double":
            return {"value": point.as_double}
        case _:  # the flag "no recorded value": the series ended
            return {}


def _spread(point: HistogramDataPoint | ExponentialHistogramDataPoint) -> dict[str, Any]:
    return {
        "count": point.count,
        "sum": point.sum if point.HasField("sum") else None,
        "min": point.min if point.HasField("min") else None,
        "max": point.max if point.HasField("max") else None,
    }


POINT_TABLE = RowTable("metric_points", _COLUMNS, _rows)
