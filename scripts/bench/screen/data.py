"""Traces of agents, told in the words of both conventions: the same bytes go to both."""

import random
import time
from collections.abc import Iterator

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue
from opentelemetry.proto.trace.v1.trace_pb2 import Span

_SPANS_A_REQUEST = 500
_MS = 1_000_000
_DAY_S = 86_000
HUGE = bytes.fromhex("4bf92f3577b34da6a3ce929d0e0e4736")


def traces(count: int) -> Iterator[bytes]:
    """Requests with `count` traces of three spans (agent, model call, tool), spread over the last day."""
    dice = random.Random(7)  # noqa: S311  # the same traces in every run
    now = time.time_ns()
    spans: list[Span] = []
    for number in range(count):
        start = now - _DAY_S * 10**9 * (count - number) // count
        trace, root = dice.randbytes(16), dice.randbytes(8)
        length = dice.randrange(200, 4000)
        failed = dice.random() < 0.03
        spans.append(_span(trace, root, b"", "planner.agent", start, length, "AGENT", failed))
        for name, kind in (("chat qwen-235b", "LLM"), ("search.tool", "TOOL")):
            spans.append(_span(trace, dice.randbytes(8), root, name, start, length // 2, kind, failed))
        if len(spans) >= _SPANS_A_REQUEST:
            yield _request(spans)
            spans = []
    if spans:
        yield _request(spans)


def huge(count: int) -> Iterator[bytes]:
    """Requests with one trace (`HUGE`) of `count` spans: agents of 49 calls each below one root."""
    dice = random.Random(8)  # noqa: S311
    start = time.time_ns() - 1800 * 10**9
    root = dice.randbytes(8)
    spans = [_span(HUGE, root, b"", "nightly_batch.session", start, 1_700_000, "CHAIN", failed=False)]
    made, agent, begins = 1, root, start
    while made < count:
        begins += 30 * _MS
        if made % 50 == 1:
            agent = dice.randbytes(8)
            spans.append(
                _span(HUGE, agent, root, f"worker-{made // 50}.agent", begins, 1450, "AGENT", failed=False)
            )
        else:
            kind, name = ("LLM", "chat qwen-235b") if made % 2 else ("TOOL", "search.tool")
            spans.append(
                _span(HUGE, dice.randbytes(8), agent, name, begins, 25, kind, failed=made % 997 == 0)
            )
        made += 1
        if len(spans) >= _SPANS_A_REQUEST:
            yield _request(spans)
            spans = []
    if spans:
        yield _request(spans)


def _span(
    trace: bytes, span_id: bytes, parent: bytes, name: str, start: int, ms: int, kind: str, failed: bool
) -> Span:
    span = Span(
        trace_id=trace,
        span_id=span_id,
        parent_span_id=parent,
        name=name,
        start_time_unix_nano=start,
        end_time_unix_nano=start + ms * _MS,
    )
    span.status.code = 2 if failed and kind != "AGENT" else 1  # type: ignore[assignment]
    told: dict[str, str | int | float] = {"openinference.span.kind": kind}
    if kind == "LLM":
        told |= {
            "gen_ai.operation.name": "chat",
            "gen_ai.request.model": "qwen-235b",
            "gen_ai.response.id": f"chatcmpl-{span_id.hex()}",
            "gen_ai.usage.input_tokens": 900,
            "gen_ai.usage.output_tokens": 120,
            "gen_ai.usage.total_cost": 0.0012,
            "llm.model_name": "qwen-235b",
            "llm.token_count.prompt": 900,
            "llm.token_count.completion": 120,
            "input.value": "What is the state of order 4711, and when will it arrive?",
            "output.value": "It left the warehouse this morning and should arrive on Thursday.",
        }
    elif kind == "AGENT":
        told |= {"agentops.span.kind": "agent", "gen_ai.agent.name": "planner"}
    span.attributes.extend(_pair(key, value) for key, value in told.items())
    return span


def _pair(key: str, value: str | int | float) -> KeyValue:
    if isinstance(value, str):
        return KeyValue(key=key, value=AnyValue(string_value=value))
    if isinstance(value, int):
        return KeyValue(key=key, value=AnyValue(int_value=value))
    return KeyValue(key=key, value=AnyValue(double_value=value))


def _request(spans: list[Span]) -> bytes:
    message = ExportTraceServiceRequest()
    group = message.resource_spans.add()
    group.resource.attributes.append(_pair("service.name", "bench"))
    group.scope_spans.add().spans.extend(spans)
    return message.SerializeToString()
