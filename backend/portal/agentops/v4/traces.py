"""Traces and spans from v4, in the portal's shapes."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, cast, get_args

from pydantic import JsonValue

from portal.agentops.detail import ShapeError
from portal.agentops.schemas import (
    Message,
    Payload,
    Span,
    SpanEvent,
    SpanKind,
    SpanLink,
    SpanStatus,
    TraceDetail,
    TraceStatus,
    TraceSummary,
)
from portal.agentops.v4.figures import money
from portal.agentops.v4.shapes import SpanItem, TraceItem, TraceItemDetail

_KINDS = frozenset(get_args(SpanKind))
_TYPES: Mapping[str, SpanKind] = {"request": "llm", "agent": "agent", "tool": "tool"}
_STATUSES = frozenset(get_args(SpanStatus))
_PREVIEW = 200
_FAILED = frozenset({"fail", "failed", "failure", "error"})


def summary_of_item(row: TraceItem, project_id: str) -> TraceSummary:
    """A row of the list, with nothing in the fields that it does not tell."""
    return TraceSummary(
        trace_id=_id(row.trace_id, 32),
        project_id=project_id,
        name=row.root_span_name or "",
        service_name=row.root_service_name or "",
        start_time=row.start_time,
        end_time=row.end_time,
        duration_ns=row.duration,
        status="ERROR" if row.error_count else "OK",
        span_count=row.span_count,
        error_count=row.error_count,
        llm_call_count=0,
        models=[],
        providers=[],
        agents=[],
        user=None,
        session_id=None,
        tags=row.tags,
        prompt_tokens=0,
        completion_tokens=0,
        cached_tokens=0,
        reasoning_tokens=0,
        total_tokens=0,
        cost_usd=money(row.total_cost),
        unpriced_calls=0,
        ttft_ms=None,
        error_message=None,
        input_preview=None,
        output_preview=None,
    )


def detail_of(told: TraceItemDetail) -> TraceDetail:
    """A trace with its spans, in order of their start. Raises `ShapeError`."""
    if not told.spans:
        raise ShapeError("spans")
    ids = {_id(one.span_id, 16) for one in told.spans}
    spans = [_span(one, ids) for one in sorted(told.spans, key=lambda one: (one.start_time, one.span_id))]
    return TraceDetail(trace=_summary(told, spans), spans=spans)


def _summary(told: TraceItemDetail, spans: Sequence[Span]) -> TraceSummary:
    root = next((span for span in spans if span.parent_span_id is None), spans[0])
    start = min(span.start_time for span in spans)
    # By nanoseconds, as far as they are known: a time has only microseconds.
    latest = max(spans, key=lambda span: span.end_time)
    calls = [span for span in spans if span.counted and span.kind in ("llm", "embedding")]
    failed = [span for span in spans if span.status == "ERROR"]
    heard = [message for span in calls for message in span.input.messages or [] if message.role == "user"]
    said = [message for span in calls for message in span.output.messages or []]
    return TraceSummary(
        trace_id=_id(told.trace_id, 32),
        project_id=told.project_id,
        name=root.name,
        service_name=root.service_name,
        start_time=start,
        end_time=latest.end_time,
        duration_ns=max(root.duration_ns, round((latest.end_time - start).total_seconds() * 1e9)),
        status=_status(spans, failed),
        span_count=len(spans),
        error_count=len(failed),
        llm_call_count=len(calls),
        models=_different(span.model for span in spans),
        providers=_different(span.provider for span in spans),
        agents=_different(span.agent for span in spans),
        user=next((span.user for span in spans if span.user), None),
        session_id=next((span.session_id for span in spans if span.session_id), None),
        tags=told.tags,
        prompt_tokens=told.metrics.prompt_tokens,
        completion_tokens=told.metrics.completion_tokens,
        cached_tokens=told.metrics.cache_read_input_tokens,
        reasoning_tokens=told.metrics.reasoning_tokens,
        total_tokens=told.metrics.total_tokens,
        cost_usd=money(told.metrics.total_cost),
        unpriced_calls=sum(span.cost_usd is None and bool(span.total_tokens) for span in calls),
        ttft_ms=None,
        error_message=next((span.status_message for span in failed if span.status_message), None),
        input_preview=heard[-1].content[:_PREVIEW] if heard else None,
        output_preview=said[-1].content[:_PREVIEW] if said else None,
    )


def _status(spans: Sequence[Span], failed: Sequence[Span]) -> TraceStatus:
    ends = {str(span.attributes.get("agentops.session.end_state", "")).lower() for span in spans}
    if failed or ends & _FAILED:
        return "ERROR"
    return "INDETERMINATE" if "indeterminate" in ends else "OK"


def _span(one: SpanItem, ids: set[str]) -> Span:
    flat = _flat(one.span_attributes)
    resource = _flat(one.resource_attributes)
    parent = _id(one.parent_span_id, 16) if one.parent_span_id else None
    kind = _kind(one, flat)
    figures = one.metrics
    cost = money(figures.total_cost) if figures else None
    return Span(
        span_id=_id(one.span_id, 16),
        parent_span_id=parent,
        orphan=parent is not None and parent not in ids,
        name=one.span_name,
        kind=kind,
        otel_kind=one.span_kind.upper(),
        service_name=one.service_name or "",
        scope_name="",
        start_time=one.start_time,
        end_time=one.end_time,
        duration_ns=one.duration,
        status=cast(SpanStatus, one.status_code) if one.status_code in _STATUSES else "UNSET",
        status_message=one.status_message or "",
        model=_first(flat, "gen_ai.response.model", "gen_ai.request.model"),
        provider=_first(flat, "gen_ai.provider.name", "gen_ai.system"),
        user=_first(flat, "enduser.id", "user.id"),
        session_id=_first(flat, "session.id", "gen_ai.conversation.id"),
        agent=_first(flat, "gen_ai.agent.name", "agent.name"),
        tool=_first(flat, "gen_ai.tool.name", "tool.name"),
        tags=[],
        prompt_tokens=figures.prompt_tokens if figures else None,
        completion_tokens=figures.completion_tokens if figures else None,
        cached_tokens=figures.cache_read_input_tokens if figures else None,
        reasoning_tokens=figures.reasoning_tokens if figures else None,
        total_tokens=figures.total_tokens if figures else None,
        cost_usd=cost,
        cost_source="reported" if cost is not None else None,
        counted=figures is not None,
        ttft_ms=None,
        input=_payload(flat, "input", "prompt"),
        output=_payload(flat, "output", "completion"),
        attributes=flat,
        resource_attributes=resource,
        events=[
            SpanEvent(time=moment, name=name, attributes=_flat(attributes))
            for moment, name, attributes in zip(
                one.event_timestamps,
                one.event_names,
                [*one.event_attributes, *({} for _ in one.event_names)],
                strict=False,
            )
        ],
        links=[
            SpanLink(trace_id=trace, span_id=span)
            for trace, span in zip(one.link_trace_ids, one.link_span_ids, strict=False)
        ],
    )


def _kind(one: SpanItem, flat: Mapping[str, JsonValue]) -> SpanKind:
    told = str(flat.get("agentops.span.kind", "")).lower()
    if told in _KINDS:
        return cast(SpanKind, told)
    if flat.get("gen_ai.operation.name") in ("embeddings", "embedding"):
        return "embedding"
    if "gen_ai.request.model" in flat:
        return "llm"
    return _TYPES.get(one.span_type or "", "other")


def _payload(flat: Mapping[str, JsonValue], side: str, older: str) -> Payload:
    """What went in or out: the newer vocabulary as JSON, the older by index, else a decorator's record."""
    text = flat.get(f"gen_ai.{side}.messages")
    messages = _read(text) if isinstance(text, str) else _indexed(flat, f"gen_ai.{older}.")
    if messages:
        return Payload(messages=messages, text=None)
    recorded = (
        value
        for key, value in flat.items()
        if key.startswith("agentops.") and key.endswith(f".{side}") and isinstance(value, str)
    )
    return Payload(messages=None, text=next(recorded, None))


def _read(text: str) -> list[Message]:
    try:
        found = json.loads(text)
    except ValueError:
        return []
    return [_message(one) for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _message(one: Mapping[str, Any]) -> Message:
    content = one.get("content")
    if not isinstance(content, str):
        parts = one.get("parts") if isinstance(one.get("parts"), list) else content
        parts = parts if isinstance(parts, list) else []
        texts = (part.get("content") or part.get("text") for part in parts if isinstance(part, dict))
        content = "\n".join(text for text in texts if isinstance(text, str))
    reason = one.get("finish_reason")
    return Message(
        role=str(one.get("role", "")),
        content=content,
        finish_reason=reason if isinstance(reason, str) else None,
    )


def _indexed(flat: Mapping[str, JsonValue], prefix: str) -> list[Message]:
    by_index: dict[int, dict[str, Any]] = {}
    for key, value in flat.items():
        index, _, name = key.removeprefix(prefix).partition(".")
        if key.startswith(prefix) and index.isdigit() and name:
            by_index.setdefault(int(index), {})[name] = value
    return [_message(by_index[index]) for index in sorted(by_index)]


def _flat(nested: Mapping[str, JsonValue], prefix: str = "") -> dict[str, JsonValue]:
    """Nested attributes as dotted keys. The empty key stands for a key that is both leaf and branch."""
    flat: dict[str, JsonValue] = {}
    stack: list[tuple[str, JsonValue]] = [(prefix, dict(nested))]
    while stack:
        path, value = stack.pop()
        if isinstance(value, dict) and (value or not path):
            pairs = [(_joined(path, key), below) for key, below in value.items()]
        elif isinstance(value, list) and value:
            pairs = [(_joined(path, str(index)), below) for index, below in enumerate(value)]
        else:
            flat[path] = value
            continue
        stack += reversed(pairs)
    return flat


def _joined(path: str, key: str) -> str:
    return f"{path}.{key}" if path and key else path or key


def _first(flat: Mapping[str, JsonValue], *names: str) -> str | None:
    return next((str(flat[name]) for name in names if flat.get(name)), None)


def _different(values: Any) -> list[str]:
    return sorted({value for value in values if value})


def _id(text: str, digits: int) -> str:
    plain = text.replace("-", "").lower()
    if len(plain) != digits or not set(plain) <= set("0123456789abcdef"):
        raise ShapeError(f"an id of {digits} digits")
    return plain
