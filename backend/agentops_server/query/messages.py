"""Chat messages from span attributes: every vocabulary in, one `Message` out.

Read are: OpenTelemetry GenAI (`gen_ai.input.messages` with parts, and its span events), OpenAI-like message
lists (AgentOps, LiteLLM), the indexed forms `gen_ai.prompt.N.*` (Traceloop, AgentOps) and
`llm.input_messages.N.message.*` (OpenInference). Indexes may come in any order and may have holes.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from agentops_server.query.models import Content, Message, SpanEvent, ToolCall
from agentops_server.query.values import first_text, text

_INPUT_LISTS = (
    "gen_ai.input.messages",
    "gen_ai.prompt",
    "gen_ai.request.messages",
    "llm.prompts",
    "input.value",
)
_OUTPUT_LISTS = ("gen_ai.output.messages", "gen_ai.completion", "gen_ai.response.messages", "output.value")
_INPUT_INDEXED = (
    re.compile(r"gen_ai\.prompt\.(\d{1,6})\.(.+)"),
    re.compile(r"llm\.input_messages\.(\d{1,6})\.(?:message\.)?(.+)"),
)
_OUTPUT_INDEXED = (
    re.compile(r"gen_ai\.completion\.(\d{1,6})\.(.+)"),
    re.compile(r"llm\.output_messages\.(\d{1,6})\.(?:message\.)?(.+)"),
)
_TOOL_CALL = re.compile(
    r"(?:message\.)?tool_calls\.(\d{1,6})\.(?:tool_call\.)?(?:function\.)?(id|name|arguments)"
)
_EVENT_ROLES = {
    "gen_ai.system.message": "system",
    "gen_ai.user.message": "user",
    "gen_ai.assistant.message": "assistant",
    "gen_ai.tool.message": "tool",
}


def input_of(kind: str, attributes: Mapping[str, Any], events: Sequence[SpanEvent] = ()) -> Content:
    """What went into a span."""
    messages = _listed(attributes, _INPUT_LISTS, "user") or _indexed(attributes, _INPUT_INDEXED, "user")
    if not messages:
        messages = [
            _message(event.attributes, _EVENT_ROLES[event.name])
            for event in events
            if event.name in _EVENT_ROLES
        ]
    system = _system(attributes)
    if system is not None and not any(message.role == "system" for message in messages):
        messages = [system, *messages]
    plain = first_text(
        attributes,
        (
            "agentops.entity.input",
            f"agentops.{attributes.get('agentops.span.kind') or kind}.input",
            "input.value",
            "traceloop.entity.input",
            "gen_ai.tool.call.arguments",
            "tool.parameters",
            "gen_ai.prompt",
        ),
    )
    return Content(messages=messages or None, text=None if messages else plain)


def output_of(kind: str, attributes: Mapping[str, Any], events: Sequence[SpanEvent] = ()) -> Content:
    """What came out of a span."""
    messages = _listed(attributes, _OUTPUT_LISTS, "assistant") or _indexed(
        attributes, _OUTPUT_INDEXED, "assistant"
    )
    if not messages:
        messages = [_choice(event.attributes) for event in events if event.name == "gen_ai.choice"]
    plain = first_text(
        attributes,
        (
            "agentops.entity.output",
            f"agentops.{attributes.get('agentops.span.kind') or kind}.output",
            "output.value",
            "traceloop.entity.output",
            "gen_ai.tool.call.result",
            "tool.result",
            "gen_ai.completion",
        ),
    )
    return Content(messages=messages or None, text=None if messages else plain)


def _loaded(value: Any) -> Any:
    """A JSON string as what it holds; anything else as it is."""
    if isinstance(value, str) and value[:1] in "[{":
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            return value
    return value


def _listed(attributes: Mapping[str, Any], keys: Sequence[str], role: str) -> list[Message]:
    for key in keys:
        value = _loaded(attributes.get(key))
        if isinstance(value, dict) and isinstance(value.get("messages"), list):
            value = value["messages"]
        if isinstance(value, list):
            items = [_loaded(item) for item in value]
            if items and all(isinstance(item, dict) and _is_message(item) for item in items):
                return [_message(item, role) for item in items]
    return []


def _is_message(item: Mapping[str, Any]) -> bool:
    return "role" in item or "parts" in item or "message" in item


def _indexed(attributes: Mapping[str, Any], patterns: Sequence[re.Pattern[str]], role: str) -> list[Message]:
    for pattern in patterns:
        found: dict[int, dict[str, Any]] = {}
        for key, value in attributes.items():
            match = pattern.fullmatch(key)
            if match:
                found.setdefault(int(match[1]), {})[match[2]] = value
        if found:
            return [_from_fields(found[index], role) for index in sorted(found)]
    return []


def _from_fields(fields: Mapping[str, Any], role: str) -> Message:
    calls: dict[int, dict[str, Any]] = {}
    for key, value in fields.items():
        match = _TOOL_CALL.fullmatch(key)
        if match:
            calls.setdefault(int(match[1]), {})[match[2]] = value
    whole = {**fields, "tool_calls": [calls[index] for index in sorted(calls)]} if calls else dict(fields)
    return _message(whole, role)


def _message(item: Mapping[str, Any], role: str) -> Message:
    inner = item.get("message")
    if isinstance(inner, dict):  # an OpenAI choice: {"message": {...}, "finish_reason": ...}
        item = {**inner, "finish_reason": item.get("finish_reason")}
    pieces: list[str] = []
    calls = [call for call in map(_tool_call, _as_list(_loaded(item.get("tool_calls")))) if call]
    call_id = item.get("tool_call_id")
    content = _loaded(item.get("content"))
    if isinstance(content, list):
        for part in content:
            _read_part(part, pieces, calls)
    elif item.get("content") is not None:
        pieces.append(text(item["content"]))
    for part in _as_list(_loaded(item.get("parts"))):
        _read_part(part, pieces, calls)
        if isinstance(part, dict) and part.get("type") == "tool_call_response":
            call_id = call_id or part.get("id")
    function = item.get("function_call")
    if isinstance(function, dict) and (call := _tool_call(function)):
        calls.append(call)
    return Message(
        role=_text_or_none(item.get("role")) or role,
        content="\n".join(piece for piece in pieces if piece),
        tool_calls=calls,
        tool_call_id=_text_or_none(call_id),
        name=_text_or_none(item.get("name")),
        finish_reason=_text_or_none(item.get("finish_reason")),
    )


def _read_part(part: Any, pieces: list[str], calls: list[ToolCall]) -> None:
    if not isinstance(part, dict):
        pieces.append(text(part))
        return
    match part.get("type"):
        case "tool_call" | "tool_use" | "function_call":
            if call := _tool_call(part):
                calls.append(call)
        case "tool_call_response" | "tool_result":
            pieces.append(text(part.get("response", part.get("result", part.get("content", "")))))
        case "text" | "input_text" | "output_text" | "reasoning" | "thinking" | None:
            pieces.append(text(part.get("content", part.get("text", part.get("thinking", "")))))
        case other:
            pieces.append(f"[{other}]")


def _tool_call(item: Any) -> ToolCall | None:
    if not isinstance(item, dict):
        return None
    function = item.get("function")
    source = function if isinstance(function, dict) else item
    name = source.get("name")
    arguments = source.get("arguments", source.get("input", ""))
    if not name and not arguments:
        return None
    return ToolCall(id=_text_or_none(item.get("id")), name=text(name or ""), arguments=text(arguments))


def _choice(attributes: Mapping[str, Any]) -> Message:
    message = _loaded(attributes.get("message"))
    if isinstance(message, dict):
        return _message({**message, "finish_reason": attributes.get("finish_reason")}, "assistant")
    return _message(attributes, "assistant")


def _system(attributes: Mapping[str, Any]) -> Message | None:
    value = _loaded(
        attributes.get("gen_ai.system_instructions", attributes.get("gen_ai.request.system_instruction"))
    )
    if not value:
        return None
    if isinstance(value, list):
        return _message({"role": "system", "parts": value}, "system")
    return Message(role="system", content=text(value))


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text_or_none(value: Any) -> str | None:
    return text(value) if value not in (None, "") else None
