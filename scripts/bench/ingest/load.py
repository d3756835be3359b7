"""OTLP requests of agents at work, and clients that send them as exporters do."""

import http.client
import json
import queue
import random
import threading
import time
from collections.abc import Iterable, Iterator, Sequence

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, ArrayValue, KeyValue
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from bench.query.data import words

SPANS_A_TRACE = 12
TRACES_A_REQUEST = 42
SPANS_A_REQUEST = SPANS_A_TRACE * TRACES_A_REQUEST
"""What the OpenTelemetry SDK's batching exporter sends at once (512 at most)."""
_MS = 10**6
_LLM = 3
_CONNECTIONS = 4


class Agents:
    """Makes requests: traces of an agent, five model calls with messages, usage and cost, and five tools."""

    def __init__(self, seed: int) -> None:
        self._dice = random.Random(seed)  # noqa: S311  # the same spans in every run
        self._words = words()

    def request(self, end_ns: int, traces: int = TRACES_A_REQUEST, spread_s: float = 10) -> bytes:
        """Traces that began within `spread_s` seconds before `end_ns`."""
        message = ExportTraceServiceRequest()
        group = message.resource_spans.add()
        about = {"service.name": "research", "telemetry.sdk.name": "opentelemetry", "host.name": "gpu-1"}
        group.resource.attributes.extend(_pairs(about))
        inner = group.scope_spans.add()
        inner.scope.name, inner.scope.version = "agentops", "0.4.21"
        for _ in range(traces):
            began = end_ns - int(self._dice.random() * spread_s * 10**9)
            inner.spans.extend(self._trace(began))
        return message.SerializeToString()

    def _trace(self, began: int) -> Iterator[Span]:
        trace, root, agent = (self._dice.randbytes(size) for size in (16, 8, 8))
        session = {
            "agentops.span.kind": "session",
            "agentops.tags": '["prod"]',
            "agentops.entity.input": self._text(12),
        }
        yield _span(trace, root, b"", "research.session", began, 9000, session)
        doing = {
            "agentops.span.kind": "agent",
            "gen_ai.agent.name": "researcher",
            "agentops.agent.input": self._text(20),
            "agentops.agent.output": self._text(20),
        }
        yield _span(trace, agent, root, "researcher.agent", began + 5 * _MS, 8900, doing)
        for number in range(5):
            at = began + number * 100 * _MS
            yield _span(trace, self._dice.randbytes(8), agent, "chat qwen-235b", at, 800, self._call(), _LLM)
            tool = {
                "agentops.span.kind": "tool",
                "gen_ai.tool.name": "search",
                "agentops.tool.input": self._text(10),
                "agentops.tool.output": self._text(30),
            }
            yield _span(trace, self._dice.randbytes(8), agent, "search.tool", at + 50 * _MS, 40, tool)

    def _call(self) -> dict[str, str | int | float | list[str]]:
        asked = [
            {"role": "system", "content": self._text(20)},
            {"role": "user", "content": self._text(40)},
        ]
        answered = [{"role": "assistant", "content": self._text(50), "finish_reason": "stop"}]
        return {
            "gen_ai.operation.name": "chat",
            "gen_ai.provider.name": "vllm",
            "gen_ai.request.model": "qwen-235b",
            "gen_ai.response.model": "qwen-235b-a22b",
            "gen_ai.response.id": f"chatcmpl-{self._dice.getrandbits(64):016x}",
            "gen_ai.usage.input_tokens": self._dice.randrange(10, 3000),
            "gen_ai.usage.output_tokens": self._dice.randrange(10, 900),
            "gen_ai.usage.total_cost": self._dice.random() / 10,
            "gen_ai.request.temperature": 0.7,
            "gen_ai.request.max_tokens": 1024,
            "gen_ai.server.time_to_first_token": 0.2,
            "gen_ai.input.messages": json.dumps(asked),
            "gen_ai.output.messages": json.dumps(answered),
            "gen_ai.response.finish_reasons": ["stop"],
            "enduser.id": f"user-{self._dice.randrange(5000)}",
            "session.id": f"s-{self._dice.randrange(5000)}",
            "litellm.key_alias": "team-a",
            "server.address": "10.0.0.1",
            "server.port": 8000,
        }

    def _text(self, count: int) -> str:
        return " ".join(self._words[int(len(self._words) * self._dice.random() ** 6)] for _ in range(count))


def _span(
    trace: bytes,
    span: bytes,
    parent: bytes,
    name: str,
    start: int,
    length_ms: int,
    attributes: dict[str, str | int | float | list[str]] | dict[str, str],
    kind: int = 1,
) -> Span:
    made = Span(
        trace_id=trace,
        span_id=span,
        parent_span_id=parent,
        name=name,
        kind=kind,  # type: ignore[arg-type]
        start_time_unix_nano=start,
        end_time_unix_nano=start + length_ms * _MS,
        attributes=_pairs(attributes),
    )
    made.status.code = 1  # type: ignore[assignment]
    return made


def _pairs(attributes: dict[str, str | int | float | list[str]] | dict[str, str]) -> list[KeyValue]:
    return [KeyValue(key=key, value=_value(value)) for key, value in attributes.items()]


def _value(value: str | float | list[str]) -> AnyValue:
    match value:
        case str():
            return AnyValue(string_value=value)
        case int():
            return AnyValue(int_value=value)
        case float():
            return AnyValue(double_value=value)
        case _:
            return AnyValue(array_value=ArrayValue(values=[_value(one) for one in value]))


class Sender:
    """One connection that sends requests one after the other, and waits where it is told to."""

    def __init__(self, port: int, headers: dict[str, str]) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
        self._headers = {"Content-Type": "application/x-protobuf", **headers}
        self.refusals = 0

    def send(self, body: bytes) -> None:
        """Return once it is acknowledged. Raises `RuntimeError` when it is refused for good."""
        while True:
            self._connection.request("POST", "/v1/traces", body, self._headers)
            answer = self._connection.getresponse()
            content = answer.read()
            if answer.status == 200:
                return
            if answer.status not in (429, 503):
                raise RuntimeError(f"{answer.status} {content[:300]!r}")
            self.refusals += 1
            time.sleep(float(answer.getheader("Retry-After") or 0.2))


def send_all(port: int, headers: dict[str, str], bodies: Iterable[bytes]) -> int:
    """Send over a few connections as fast as they are taken; returns how often one had to wait."""
    waiting: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
    for body in bodies:
        waiting.put(body)
    senders = [Sender(port, headers) for _ in range(_CONNECTIONS)]
    failures: list[Exception] = []

    def work(sender: Sender) -> None:
        try:
            while (body := waiting.get()) is not None:
                sender.send(body)
        except (OSError, http.client.HTTPException, RuntimeError) as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(sender,)) for sender in senders]
    for thread in threads:
        waiting.put(None)
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return sum(sender.refusals for sender in senders)


def percentile(values: Sequence[float], level: float) -> float:
    """Linear between neighbours."""
    ordered = sorted(values)
    at = level * (len(ordered) - 1)
    low = int(at)
    return ordered[low] + (ordered[min(low + 1, len(ordered) - 1)] - ordered[low]) * (at - low)
