"""Turns the messages of a call into span attributes: OpenAI-like JSON, cut to what may be captured."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from agentops_events import MAPPING

FULL = 1_000_000
"""Characters kept of one message when content is captured whole; a guard against absurd inputs."""


def capture_limit(setting: str | None, *restrictions: object) -> int:
    """Characters to keep of each message, 0 for none.

    `setting` is AGENTOPS_CAPTURE_CONTENT (true, false or a number of characters). Each of `restrictions`
    (a request's header, a key's metadata) has the same form and can only lower the limit.
    """
    limits = [_limit(setting, FULL)] + [_limit(one, FULL) for one in restrictions if one is not None]
    return min(limits)


def input_messages(messages: Any, limit: int) -> list[dict[str, Any]]:
    """The request's messages as [{role, content, tool_calls?, tool_call_id?, name?}]."""
    if isinstance(messages, str):
        return [{"role": "user", "content": cut(messages, limit)}]
    if not isinstance(messages, list):
        return []
    return [_message(one, limit) for one in messages if isinstance(one, MAPPING)]


def output_messages(response: Any, limit: int) -> list[dict[str, Any]]:
    """The answer's choices as [{role, content, tool_calls?, reasoning?, finish_reason?}].

    Reads chat completions, plain completions and the Responses API; embeddings have no output here.
    """
    if not isinstance(response, MAPPING):
        return []
    found = []
    for choice in response.get("choices") or []:
        if isinstance(choice, MAPPING):
            inner = choice.get("message")
            raw = inner if isinstance(inner, MAPPING) else {"content": choice.get("text")}
            message = _message({"role": "assistant", **raw}, limit)
            if choice.get("finish_reason"):
                message["finish_reason"] = choice["finish_reason"]
            found.append(message)
    found += [_output_item(item, limit) for item in response.get("output") or [] if isinstance(item, MAPPING)]
    if not found and isinstance(response.get("text"), str):  # audio transcription
        found.append({"role": "assistant", "content": cut(response["text"], limit)})
    if not found and (text := _listed(response)):
        found.append({"role": "assistant", "content": cut(text, limit)})
    return found


def _listed(response: Mapping[str, Any]) -> str:
    """Images as their places, reranked documents as their scores, speech as its size."""
    lines = []
    for one in response.get("data") or []:
        if isinstance(one, MAPPING) and (one.get("b64_json") or one.get("url")):
            lines.append(f"[image] {one.get('revised_prompt') or ''}".strip())
    for one in response.get("results") or []:
        if isinstance(one, MAPPING) and "relevance_score" in one:
            lines.append(f"document {one.get('index')}: {one['relevance_score']}")
    if response.get("object") == "binary":
        lines.append(f"[{response.get('content_type') or 'binary'}, {response.get('num_bytes')} bytes]")
    return "\n".join(lines)


def finish_reasons(response: Any) -> list[str]:
    """The finish reason of each choice."""
    choices = response.get("choices") if isinstance(response, MAPPING) else None
    return [
        str(one["finish_reason"])
        for one in choices or []
        if isinstance(one, MAPPING) and one.get("finish_reason")
    ]


dumps: Callable[[Any], str] = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=str).encode
"""Compact JSON; what JSON does not know becomes text."""


def cut(text: str, limit: int) -> str:
    """`text`, or its first `limit` characters and a note of how many there were."""
    return text if len(text) <= limit else f"{text[:limit]}… [{len(text)} characters, cut]"


def _limit(setting: object, full: int) -> int:
    text = str(setting if setting is not None else "true").strip().lower()
    if text in ("true", "yes", "on", "all", ""):
        return full
    return min(full, int(text)) if text.isdigit() else 0


def _message(raw: Mapping[str, Any], limit: int) -> dict[str, Any]:
    message: dict[str, Any] = {
        "role": str(raw.get("role") or "user"),
        "content": _content(raw.get("content"), limit),
    }
    if reasoning := raw.get("reasoning_content") or raw.get("reasoning"):
        message["reasoning"] = cut(str(reasoning), limit)
    if calls := raw.get("tool_calls"):
        message["tool_calls"] = [_tool_call(call, limit) for call in calls if isinstance(call, MAPPING)]
    for name in ("tool_call_id", "name"):
        if raw.get(name):
            message[name] = str(raw[name])
    return message


def _tool_call(call: Mapping[str, Any], limit: int) -> dict[str, Any]:
    function = call.get("function") or {}
    arguments = function.get("arguments")
    text = arguments if isinstance(arguments, str) else dumps(arguments)
    return {"id": call.get("id"), "name": function.get("name"), "arguments": cut(text, limit)}


def _content(content: Any, limit: int) -> str:
    if content is None:
        return ""
    if isinstance(content, str):
        return cut(content, limit)
    if isinstance(content, list):
        return cut("\n".join(_part(part) for part in content), limit)
    return cut(dumps(content), limit)


def _part(part: Any) -> str:
    if not isinstance(part, MAPPING):
        return str(part)
    if isinstance(part.get("text"), str):
        return str(part["text"])
    # Images and audio stay out of the trace; the reader sees that there was one.
    return f"[{part.get('type') or 'content'}]"


def _output_item(item: Mapping[str, Any], limit: int) -> dict[str, Any]:
    if item.get("type") == "function_call":
        call = {
            "id": item.get("call_id"),
            "function": {"name": item.get("name"), "arguments": item.get("arguments")},
        }
        return {"role": "assistant", "content": "", "tool_calls": [_tool_call(call, limit)]}
    return {"role": str(item.get("role") or "assistant"), "content": _content(item.get("content"), limit)}
