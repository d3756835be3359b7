"""Bodies of very many parts are told from others before anybody looks at each part."""

from collections.abc import Callable

import pytest
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from agentops_server.ingest.otlp import Crowded
from agentops_server.ingest.signals import LOGS, METRICS, TRACES, Signal

_MANY_GROUPS, _MANY_ITEMS = 5_000, 50_000


def _traces(groups: int, items: int) -> bytes:
    request = ExportTraceServiceRequest()
    for _ in range(groups):
        request.resource_spans.add().scope_spans.add()
    one = Span(trace_id=b"t" * 16, span_id=b"s" * 8)
    request.resource_spans[0].scope_spans[0].spans.extend([one] * items)
    return request.SerializeToString()


def _logs(groups: int, items: int) -> bytes:
    request = ExportLogsServiceRequest()
    for _ in range(groups):
        request.resource_logs.add().scope_logs.add()
    for _ in range(items):
        request.resource_logs[0].scope_logs[0].log_records.add(time_unix_nano=1)
    return request.SerializeToString()


def _metrics(groups: int, items: int) -> bytes:
    request = ExportMetricsServiceRequest()
    for _ in range(groups):
        request.resource_metrics.add().scope_metrics.add()
    metric = request.resource_metrics[0].scope_metrics[0].metrics.add(name="load")
    for _ in range(items):
        metric.gauge.data_points.add(time_unix_nano=1)
    return request.SerializeToString()


@pytest.mark.parametrize(
    ("signal", "made"),
    [(TRACES, _traces), (LOGS, _logs), (METRICS, _metrics)],
    ids=["traces", "logs", "metrics"],
)
def test_many_groups_or_items_are_not_looked_at_in_passing(
    signal: Signal, made: Callable[[int, int], bytes]
) -> None:
    usual = made(3, 500)
    assert signal.validate(usual, few=True) == signal.validate(usual)
    for groups, items in ((_MANY_GROUPS, 1), (1, _MANY_ITEMS)):
        body = made(groups, items)
        with pytest.raises(Crowded):
            signal.validate(body, few=True)
        assert signal.validate(body).items == items
