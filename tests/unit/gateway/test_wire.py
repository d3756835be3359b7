"""What is written by hand, read by the classes that are generated of OpenTelemetry's protocol."""

import tracemalloc
from typing import Any

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.resource.v1.resource_pb2 import Resource
from opentelemetry.proto.trace.v1.trace_pb2 import ScopeSpans, Span, Status

from agentops_wire import CLIENT, ERROR, INTERNAL, OK, Scalar, WireSpan, batch, encoded
from fixtures.otlp_sink import attributes


def wire_span(**changes: Any) -> WireSpan:
    given = {"trace_id": bytes(range(16)), "span_id": b"8 bytes.", "parent": b"", "name": "chat llama"}
    return WireSpan(**{**given, "kind": CLIENT, "start_ns": 1, "end_ns": 2**63, "attributes": {}, **changes})


def scope_spans(*spans: WireSpan) -> ScopeSpans:
    read = ExportTraceServiceRequest.FromString(batch({}, "scope", "1", map(encoded, spans)))
    return read.resource_spans[0].scope_spans[0]


def read(**changes: Any) -> Span:
    return scope_spans(wire_span(**changes)).spans[0]


@pytest.mark.parametrize(
    "value",
    [
        *("", "x", "\u00e9\u4e16\U0001f600", "x" * 127, "x" * 128, "x" * 4_090, "x" * 4_096, "x" * 300_000),
        *(True, False, 0, 1, -1, 127, 128, 2**31, 2**63 - 1, -(2**63)),
        *(0.0, -1.5, 1e300, 7.2e-06),
        *([], ["one"], ["", "two", "x" * 5_000]),
    ],
    ids=lambda value: f"{type(value).__name__} {str(value)[:12]}",
)
def test_every_kind_and_length_of_value(value: Scalar) -> None:
    found = attributes(read(attributes={"before": "1", "key": value, "after": 2}))
    assert found == {"before": "1", "key": value, "after": 2}
    assert type(found["key"]) is type(value)


def test_what_no_attribute_can_hold_is_kept_as_text() -> None:
    found = attributes(read(attributes={"seed": 2**70, "cut": "a\ud800b", "none": None}))
    assert found == {"seed": str(2**70), "cut": "a?b"}


def test_all_fields_of_a_span() -> None:
    span = read(
        parent=b"parent..",
        kind=INTERNAL,
        state="vendor=1",
        status=ERROR,
        message="too slow",
        events=[("exception", 5, {"exception.type": "Timeout"}), ("gen_ai.first_token", 7, {})],
    )
    expected = Span(
        trace_id=bytes(range(16)),
        span_id=b"8 bytes.",
        parent_span_id=b"parent..",
        trace_state="vendor=1",
        name="chat llama",
        kind=Span.SPAN_KIND_INTERNAL,
        start_time_unix_nano=1,
        end_time_unix_nano=2**63,
    )
    expected.status.code = Status.STATUS_CODE_ERROR
    expected.status.message = "too slow"
    first = expected.events.add(name="exception", time_unix_nano=5)
    first.attributes.add(key="exception.type").value.string_value = "Timeout"
    expected.events.add(name="gen_ai.first_token", time_unix_nano=7)
    assert span == expected


def test_a_span_without_the_rest() -> None:
    span = read()
    assert (span.parent_span_id, span.trace_state, span.status.code, len(span.events)) == (b"", "", 0, 0)
    assert read(status=OK).status.code == 1


def named(resource: Resource) -> dict[str, str]:
    return {one.key: one.value.string_value for one in resource.attributes}


def test_batches_name_their_resource_and_put_together_are_one_request() -> None:
    parts = [
        batch({"service.name": "litellm"}, "scope", "1.2", [encoded(wire_span(name=name)) for name in names])
        for names in (["a", "b"], ["c"])
    ]
    request = ExportTraceServiceRequest.FromString(b"".join(parts))
    assert [named(one.resource) for one in request.resource_spans] == [{"service.name": "litellm"}] * 2
    scopes = [scope for one in request.resource_spans for scope in one.scope_spans]
    assert {(one.scope.name, one.scope.version) for one in scopes} == {("scope", "1.2")}
    assert [span.name for scope in scopes for span in scope.spans] == ["a", "b", "c"]


@pytest.mark.parametrize("key", ["gen_ai.request.model", "litellm.cache_hit", "gen_ai.request.max_tokens"])
def test_equal_values_of_other_kinds_are_told_apart(key: str) -> None:
    for value in (True, 1, 1.0, "1", ["1"], False, 0, "", True):
        found = attributes(read(attributes={key: value, "after": "x"}))[key]
        assert (found, type(found)) == (value, type(value))


def test_long_values_that_callers_choose_do_not_stay() -> None:
    encoded(wire_span(attributes={"gen_ai.request.model": "first"}))
    tracemalloc.start()
    try:
        for number in range(100):
            model = f"{number}" + "x" * 100_000
            assert len(encoded(wire_span(attributes={"gen_ai.request.model": model}))) > 100_000
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert kept < 1_000_000
