"""Whole export requests: the secret is in no byte of what is left, and what counts is as it was."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from agentops_server.ingest.attributes import texts_and_types
from agentops_server.policies.patterns import PATTERNS
from agentops_server.policies.payload import NUMBERS, PROTECTED, Payload
from agentops_server.policies.requests import SERIES, RequestMask, Tally
from agentops_server.policies.rules import Rules
from fixtures.signals import gauge, log, log_request, metric_request
from fixtures.spans import chat, pairs, request, span, trace_id

SECRET = "kim.canary@example.com"
MASKED = RequestMask(Rules(list(PATTERNS)), None, "salt")
NONE = RequestMask(Rules(list(PATTERNS)), Payload(), "salt")

LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats()
    | st.binary(max_size=20)
    | st.text(max_size=20)
    | st.sampled_from(
        [SECRET, f"한글 {SECRET}\n", f'{{"a": "{SECRET}"}}', SECRET.encode(), b"\xff" + SECRET.encode()]
    )
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
)
KEYS = st.text(min_size=1, max_size=12).filter(lambda key: key not in PROTECTED) | st.sampled_from(
    [
        "gen_ai.usage.input_tokens",
        "gen_ai.prompt.0.content",
        "input.value",
        "user.id",
        SECRET,
        "exception.message",
        "http.request.method",
    ]
)
ATTRIBUTES = st.dictionaries(KEYS, VALUES, max_size=6)


def applied(mask: RequestMask, signal: str, body: bytes) -> bytes:
    return mask.apply(signal, body, Tally())


def traces(body: bytes) -> list[Span]:
    found = ExportTraceServiceRequest.FromString(body)
    return [one for resource in found.resource_spans for scope in resource.scope_spans for one in scope.spans]


@settings(max_examples=120, deadline=None)
@given(ATTRIBUTES, ATTRIBUTES, ATTRIBUTES, st.sampled_from([MASKED, NONE]))
def test_spans_lose_the_secret_and_nothing_that_counts(
    own: dict[str, Any], event: dict[str, Any], resource: dict[str, Any], mask: RequestMask
) -> None:
    one = chat(trace_id(), response_id=f"resp-{4111111111111111}", attributes=own, status=2, message=SECRET)
    one.events.add(name=SECRET, time_unix_nano=5).attributes.extend(pairs(event))
    one.links.add(trace_id=trace_id(), span_id=b"12345678").attributes.extend(pairs(event))
    body = request(one, resource=resource, scope=SECRET)
    left = applied(mask, "traces", body)
    assert SECRET.encode() not in left
    (kept,) = traces(left)
    for name in (
        "trace_id",
        "span_id",
        "parent_span_id",
        "start_time_unix_nano",
        "end_time_unix_nano",
        "kind",
    ):
        assert getattr(kept, name) == getattr(one, name)
    assert kept.status.code == one.status.code
    assert (len(kept.events), len(kept.links)) == (1, 1)
    before, after = (dict(zip(*_typed(found), strict=True)) for found in (one, kept))
    for key in before:
        if key in PROTECTED or (key in NUMBERS and before[key][1] in "idb"):
            assert after[key] == before[key]
    # Once masked, always the same: what a collector sends again is the same span.
    assert applied(mask, "traces", left) == left


def _typed(found: Span) -> tuple[list[str], list[tuple[str, str]]]:
    texts, types = texts_and_types(found.attributes)
    return list(texts), list(zip(texts.values(), types, strict=True))


@settings(max_examples=60, deadline=None)
@given(VALUES, ATTRIBUTES, st.sampled_from([MASKED, NONE]))
def test_logs_lose_the_secret(body: Any, attributes: dict[str, Any], mask: RequestMask) -> None:
    left = applied(mask, "logs", log_request(log(body, attributes=attributes), log([SECRET, body])))
    assert SECRET.encode() not in left
    records = ExportLogsServiceRequest.FromString(left).resource_logs[0].scope_logs[0].log_records
    assert [one.severity_number for one in records] == [9, 9]
    assert all(one.HasField("body") != (mask is NONE) for one in records)


@settings(max_examples=60, deadline=None)
@given(ATTRIBUTES, st.sampled_from([MASKED, NONE]))
def test_points_lose_the_secret_and_keep_their_values(attributes: dict[str, Any], mask: RequestMask) -> None:
    metric = gauge("load", 1.5, 7, attributes={**attributes, "who": SECRET})
    left = applied(mask, "metrics", metric_request(metric, resource={"host": SECRET}))
    assert SECRET.encode() not in left
    (kept,) = ExportMetricsServiceRequest.FromString(left).resource_metrics[0].scope_metrics[0].metrics
    points = kept.gauge.data_points
    assert [(one.as_double, one.as_int) for one in points] == [(1.5, 0), (0.0, 7)]
    assert len({one.attributes[-1].value.string_value for one in points}) == 1
    assert all(one.attributes[-1].key == SERIES for one in points)


def test_series_are_told_apart_by_a_key_of_the_project() -> None:
    def series(who: str, salt: str) -> str:
        mask = RequestMask(Rules(["email"]), None, salt)
        left = applied(mask, "metrics", metric_request(gauge("load", 1.0, attributes={"who": who})))
        found = ExportMetricsServiceRequest.FromString(left).resource_metrics[0].scope_metrics[0].metrics[0]
        return found.gauge.data_points[0].attributes[-1].value.string_value

    assert series("a@b.io", "salt") == series("a@b.io", "salt")
    assert len({series("a@b.io", "salt"), series("c@b.io", "salt"), series("a@b.io", "other")}) == 3


def test_without_a_finding_a_series_is_what_it_was() -> None:
    body = metric_request(gauge("load", 1.0, attributes={"who": "kim"}))
    assert applied(MASKED, "metrics", body) == body


def test_a_number_written_as_text_stays_and_a_text_in_its_place_does_not_hide() -> None:
    body = request(
        span(
            trace_id(),
            attributes={
                "gen_ai.usage.input_tokens": "4111111111111111",
                "gen_ai.usage.output_tokens": SECRET,
                "gen_ai.usage.total_cost": "0.25",
            },
        )
    )
    (kept,) = traces(applied(MASKED, "traces", body))
    assert [one.value.string_value for one in kept.attributes] == [
        "4111111111111111",
        "[masked:email]",
        "0.25",
    ]


@pytest.mark.parametrize("signal", ["traces", "logs", "metrics"])
def test_nothing_in_nothing_out(signal: str) -> None:
    assert applied(NONE, signal, b"") == b""
