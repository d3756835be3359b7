"""Builds the OpenTelemetry spans of one call from what LiteLLM tells its callbacks.

Runs on the gateway's event loop for each call: what is written here costs throughput.
Pure: no clock, no network, no LiteLLM. Attribute names follow OpenTelemetry's GenAI conventions where they
have one; the rest is prefixed litellm., agentops. or portal.
"""

import hashlib
import re
import secrets
from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from agentops_events import (
    MAPPING,
    Attempt,
    CallEvent,
    as_int,
    error_class,
    error_type,
    guardrails,
    redact,
)
from agentops_messages import capture_limit, cut, dumps, finish_reasons, input_messages, output_messages
from agentops_wire import CLIENT, ERROR, INTERNAL, OK, Attributes, Scalar, WireSpan

_TRACEPARENT = re.compile(r"^(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(?:-.*)?$")
_PROVIDERS = {"hosted_vllm": "vllm"}
_PARAMETERS = {
    name: f"gen_ai.request.{name}"
    for name in ("temperature", "top_p", "max_tokens", "frequency_penalty", "presence_penalty", "seed")
} | {
    "stop": "gen_ai.request.stop_sequences",
    "n": "gen_ai.request.choice.count",
    "max_completion_tokens": "gen_ai.request.max_tokens",
}
"""The attribute of each parameter that is told; the last one of an attribute counts."""


def build_spans(event: CallEvent, capture: str | None = "true", ledger: str = "") -> list[WireSpan]:
    """The span of the call, then those below it: its attempts where one failed, its guardrails.

    `capture` as AGENTOPS_CAPTURE_CONTENT, `ledger` as agentops_ledger counts it. Attempts and guardrails are
    no model calls and carry no tokens, and a failed attempt has no error status: the call's own span alone
    says whether the caller got an answer.
    """
    call = _call(event, capture, ledger)
    parts = [_attempt(call, number, one) for number, one in enumerate(event.attempts)]
    if event.attempts and not event.failed:
        parts.append(_answered_attempt(call, event))
    parts += [_guardrail(call, number, one) for number, one in enumerate(guardrails(event))]
    return [call, *parts]


def _call(event: CallEvent, capture: str | None, ledger: str) -> WireSpan:
    trace_id, parent = _context(event)
    span = WireSpan(
        trace_id=trace_id,
        span_id=_span_id(event),
        parent=parent,
        name=f"{event.operation} {event.model}",
        kind=CLIENT,
        start_ns=_nanoseconds(event.start),
        end_ns=_nanoseconds(event.end),
        attributes=_attributes(event, capture, ledger),
        status=ERROR if event.failed else OK,
    )
    if parent and isinstance(state := event.headers.get("tracestate"), str):
        span.state = state[:512]
    if event.failed:
        span.message = _error_message(event)
        name = str(event.error.get("error_class") or "Error")
        span.events.append(_exception(span.end_ns, name, span.message))
    if (first := event.time_to_first_token) is not None:
        span.events.append(("gen_ai.first_token", _nanoseconds(event.start + first), {}))
    return span


def _exception(at_ns: int, name: str, message: str) -> tuple[str, int, Attributes]:
    return "exception", at_ns, {"exception.type": name, "exception.message": message}


def _attempt(call: WireSpan, number: int, attempt: Attempt) -> WireSpan:
    message = cut(redact(str(attempt.error.get("error_message") or "failed")), 2_000)
    name = str(attempt.error.get("error_class") or "Error")
    values: dict[str, Scalar | None] = {
        "agentops.span.kind": "http",
        "litellm.attempt": number + 1,
        "litellm.attempt.outcome": "failed",
        "litellm.model_group": attempt.group or None,
        "litellm.model_id": attempt.deployment or None,
        "litellm.api_base": _base(attempt.api_base) or None,
        "litellm.fallback": attempt.fallback,
        "litellm.cooldown": attempt.cooldown,
        "error.type": name,
        "error.code": _text(attempt.error.get("error_code")),
        "portal.error_type": error_class(attempt.error),
        "litellm.attempt.error": message,
    }
    title = _attempt_name(attempt.group, attempt.api_base, attempt.deployment)
    span = _child(call, "attempt", number, title, attempt.start, attempt.end, values)
    span.events.append(_exception(span.end_ns, name, message))
    return span


def _attempt_name(group: str, base: str, deployment: str) -> str:
    """The deployment as people know it: its host; ids that LiteLLM makes up are 64 characters of hash."""
    return f"attempt {group} {urlsplit(base).netloc.rpartition('@')[2] or deployment[:12]}".strip()


def _answered_attempt(call: WireSpan, event: CallEvent) -> WireSpan:
    number, last = len(event.attempts), event.attempts[-1].end
    deployment, base = str(event.payload.get("model_id") or ""), event.payload.get("api_base")
    values: dict[str, Scalar | None] = {
        "agentops.span.kind": "http",
        "litellm.attempt": number + 1,
        "litellm.attempt.outcome": "answered",
        "litellm.model_group": _text(event.payload.get("model_group")),
        "litellm.model_id": deployment or None,
        "litellm.api_base": _base(str(base)) if base else None,
        "litellm.fallback": as_int(event.metadata.get("attempted_fallbacks")),
    }
    start = max(last, min(event.upstream_start or last, event.end))
    title = _attempt_name(str(event.payload.get("model_group") or ""), str(base or ""), deployment)
    span = _child(call, "attempt", number, title, start, event.end, values)
    span.status = OK
    return span


def _guardrail(call: WireSpan, number: int, said: Mapping[str, Any]) -> WireSpan:
    name = str(said.get("guardrail_name") or "guardrail")
    start, end = said.get("start_time"), said.get("end_time")
    first = float(start) if isinstance(start, int | float) else call.start_ns / 1e9
    last = float(end) if isinstance(end, int | float) else first
    mode = said.get("guardrail_mode")
    values: dict[str, Scalar | None] = {
        "agentops.span.kind": "guardrail",
        "guardrail.name": name,
        "guardrail.status": _text(said.get("guardrail_status")),
        "guardrail.provider": _text(said.get("guardrail_provider")),
        "guardrail.mode": _text(mode if isinstance(mode, str) else None),
    }
    return _child(call, "guardrail", number, f"guardrail {name}", first, max(first, last), values)


def _child(
    call: WireSpan,
    kind: str,
    number: int,
    name: str,
    start: float,
    end: float,
    values: dict[str, Scalar | None],
) -> WireSpan:
    digest = hashlib.blake2b(call.span_id + f"{kind}{number}".encode(), digest_size=8)
    first = max(call.start_ns, _nanoseconds(start))
    return WireSpan(
        trace_id=call.trace_id,
        span_id=digest.digest(),
        parent=call.span_id,
        name=name.strip(),
        kind=CLIENT if kind == "attempt" else INTERNAL,
        start_ns=first,
        end_ns=max(first, _nanoseconds(end)),
        attributes=values,
    )


def _attributes(event: CallEvent, capture: str | None, ledger: str) -> dict[str, Scalar | None]:
    payload, response = event.payload, event.payload.get("response")
    response = response if isinstance(response, MAPPING) else {}
    provider = str(payload.get("custom_llm_provider") or "")
    values: dict[str, Scalar | None] = {
        "gen_ai.operation.name": event.operation,
        "gen_ai.provider.name": _PROVIDERS.get(provider, provider) or None,
        "gen_ai.request.model": event.model,
        "gen_ai.response.model": _response_model(event, response),
        "gen_ai.response.id": _text(response.get("id")),
        "gen_ai.response.finish_reasons": finish_reasons(response) or None,
        "gen_ai.request.stream": event.stream,
        "gen_ai.server.time_to_first_token": event.time_to_first_token,
        "gen_ai.usage.total_cost": event.cost,
        "portal.ledger": ledger or None,
        **_usage_attributes(event),
        **_parameters(payload.get("model_parameters")),
        **_caller(event),
        **_routing(event),
    }
    if event.failed:
        values["error.type"] = str(event.error.get("error_class") or "Error")
        values["error.code"] = _text(event.error.get("error_code"))
        values["portal.error_type"] = error_type(event)
    elif event.error.get("error_class") == "ClientDisconnected":
        values["litellm.client_disconnected"] = True
    limit = _limit(event, capture)
    if limit:
        sent, answered = input_messages(payload.get("messages"), limit), output_messages(response, limit)
        values["gen_ai.input.messages"] = dumps(sent) if sent else None
        values["gen_ai.output.messages"] = dumps(answered) if answered else None
    return values


def _usage_attributes(event: CallEvent) -> dict[str, Scalar | None]:
    counts = event.usage
    if not counts["total"] and event.failed:
        return {}
    return {
        "gen_ai.usage.input_tokens": counts["input"],
        "gen_ai.usage.output_tokens": counts["output"],
        "gen_ai.usage.total_tokens": counts["total"],
        "gen_ai.usage.cache_read_input_tokens": counts.get("cached"),
        "gen_ai.usage.reasoning_tokens": counts.get("reasoning"),
    }


def _parameters(raw: Any) -> dict[str, Scalar | None]:
    if not isinstance(raw, MAPPING):
        return {}
    found: dict[str, Scalar | None] = {}
    for name, attribute in _PARAMETERS.items():
        if (value := raw.get(name)) is None:
            continue
        if isinstance(value, list):
            value = [str(one) for one in value]
        if isinstance(value, bool | int | float | str | list):
            found[attribute] = value
    if isinstance(found.get("gen_ai.request.stop_sequences"), str):
        found["gen_ai.request.stop_sequences"] = [str(raw["stop"])]
    if tools := raw.get("tools"):
        names = [one.get("function", {}).get("name") for one in tools if isinstance(one, MAPPING)]
        found["gen_ai.request.tools"] = [str(name) for name in names if name]
    return found


def _caller(event: CallEvent) -> dict[str, Scalar | None]:
    own, headers = event.metadata, event.headers
    user = own.get("user_api_key_end_user_id") or event.payload.get("end_user") or event.body.get("user")
    user = user or headers.get("x-litellm-end-user-id") or headers.get("x-user-id")
    key_user = own.get("user_api_key_user_id")
    session = headers.get("x-litellm-session-id") or headers.get("x-session-id")
    team = own.get("user_api_key_team_alias") or own.get("team") or headers.get("x-portal-team")
    session = session or own.get("session_id") or event.body.get("litellm_session_id")
    return {
        "enduser.id": _text(user or (key_user if key_user != "default_user_id" else None)),
        "session.id": _text(session),
        "litellm.key_alias": _text(own.get("user_api_key_alias")),
        "litellm.team_alias": _text(team),
        "litellm.user_id": _text(key_user),
        "agentops.tags": dumps(event.tags) if event.tags else None,
        "portal.mode": event.mode,
        "user_agent.original": _text(headers.get("user-agent")),
    }


def _routing(event: CallEvent) -> dict[str, Scalar | None]:
    payload, own = event.payload, event.metadata
    hidden = payload.get("hidden_params")
    overhead = hidden.get("litellm_overhead_time_ms") if isinstance(hidden, MAPPING) else None
    tried = [one.fallback for one in event.attempts]
    fallbacks = max([as_int(own.get("attempted_fallbacks")), *tried])
    retries = max(as_int(own.get("attempted_retries")), len(event.attempts) - bool(event.failed) - fallbacks)
    base = payload.get("api_base")
    return {
        "litellm.call_id": _text(payload.get("litellm_call_id")),
        "litellm.model_group": _text(payload.get("model_group")),
        "litellm.model_id": _text(payload.get("model_id")),
        "litellm.api_base": _base(str(base)) if base else None,
        "litellm.cache_hit": event.cache_hit,
        "litellm.call_type": _text(payload.get("call_type")),
        "litellm.retries": retries or None,
        "litellm.fallbacks": fallbacks or None,
        "litellm.overhead_ms": float(overhead) if isinstance(overhead, int | float) else None,
    }


_base = lru_cache(1_024)(redact)


def _limit(event: CallEvent, capture: str | None) -> int:
    # A call that is refused for its key (budget, model) has the key's metadata under the second name only.
    names = ("user_api_key_metadata", "user_api_key_auth_metadata")
    of_key = [
        one.get("capture_content") for one in map(event.metadata.get, names) if isinstance(one, MAPPING)
    ]
    return capture_limit(capture, event.headers.get("x-agentops-capture-content"), *of_key)


def _context(event: CallEvent) -> tuple[bytes, bytes]:
    """(trace id, parent span id): the caller's, or a trace of its own whose id is the LiteLLM call id."""
    given = event.headers.get("traceparent")
    match = _TRACEPARENT.match(given.strip().lower()) if isinstance(given, str) else None
    if match and int(match[1], 16) and int(match[2], 16):
        return bytes.fromhex(match[1]), bytes.fromhex(match[2])
    call_id = str(event.payload.get("litellm_call_id") or event.payload.get("id") or "")
    try:
        return UUID(call_id).bytes, b""
    except ValueError:
        source = call_id.encode() or secrets.token_bytes(16)
        return hashlib.blake2b(source, digest_size=16).digest(), b""


def _span_id(event: CallEvent) -> bytes:
    """The same event has the same span id, so that LiteLLM telling it twice counts once."""
    return hashlib.blake2b(event.identity.encode(), digest_size=8, person=b"portal.gateway").digest()


def _response_model(event: CallEvent, response: Mapping[str, Any]) -> str | None:
    if response.get("model"):
        return str(response["model"])
    if event.failed:
        return None
    model = str(event.payload.get("model") or "")
    return model.removeprefix(f"{event.payload.get('custom_llm_provider')}/") or None


def _error_message(event: CallEvent) -> str:
    text = str(event.error.get("error_message") or event.payload.get("error_str") or "failed")
    return cut(redact(text), 2_000)


def _text(value: Any) -> str | None:
    return str(value)[:1_000] if value not in (None, "") else None


def _nanoseconds(seconds: float) -> int:
    # LiteLLM's times are microseconds; going through them keeps the nanoseconds free of float noise.
    return round(seconds * 1_000_000) * 1_000
