"""The Responses API in terms of chat: request and answer shapes."""

import json
import time
from collections.abc import Iterator
from typing import Any

from demo_model.errors import DemoError
from demo_model.generation import Answer


def as_chat(body: dict[str, Any]) -> dict[str, Any]:
    """The chat body of a Responses body; DemoError 400 names a bad field."""
    given = body.get("input")
    messages: list[dict[str, Any]] = []
    if body.get("instructions"):
        messages.append({"role": "system", "content": body["instructions"]})
    if isinstance(given, str) and given:
        messages.append({"role": "user", "content": given})
    elif isinstance(given, list) and given:
        messages += [_message(item) for item in given]
    else:
        raise DemoError(400, "input: a text or a list of items is required", "input")
    tools = [{"type": "function", "function": tool} for tool in body.get("tools") or [] if tool.get("name")]
    chat = {"model": body.get("model"), "messages": messages, "tools": tools}
    for name, theirs in (("max_output_tokens", "max_tokens"), ("temperature", "temperature")):
        if body.get(name) is not None:
            chat[theirs] = body[name]
    return chat


def response(identity: str, model: str, answer: Answer, prompt: int, cached: int) -> dict[str, Any]:
    """A finished response object; `prompt` and `cached` are tokens."""
    items: list[dict[str, Any]] = []
    if answer.content:
        text = {"type": "output_text", "text": "".join(answer.content), "annotations": []}
        items.append(
            {
                "type": "message",
                "id": f"msg_{identity[5:]}",
                "status": "completed",
                "role": "assistant",
                "content": [text],
            }
        )
    items += [
        {
            "type": "function_call",
            "id": f"fc_{call.id}",
            "call_id": call.id,
            "name": call.name,
            "arguments": call.arguments,
            "status": "completed",
        }
        for call, _ in answer.tool_calls
    ]
    cut = answer.finish_reason == "length"
    return {
        "id": identity,
        "object": "response",
        "created_at": int(time.time()),
        "status": "incomplete" if cut else "completed",
        "incomplete_details": {"reason": "max_output_tokens"} if cut else None,
        "error": None,
        "model": model,
        "output": items,
        "parallel_tool_calls": True,
        "temperature": 1.0,
        "tool_choice": "auto",
        "tools": [],
        "top_p": 1.0,
        "usage": {
            "input_tokens": prompt,
            "input_tokens_details": {"cached_tokens": cached},
            "output_tokens": answer.completion_tokens,
            "output_tokens_details": {"reasoning_tokens": len(answer.reasoning)},
            "total_tokens": prompt + answer.completion_tokens,
        },
    }


def events(done: dict[str, Any], pieces: list[str]) -> Iterator[bytes]:
    """The server-sent events of a streamed response."""
    begun = {**done, "status": "in_progress", "output": [], "usage": None}
    yield _event(0, {"type": "response.created", "response": begun})
    place = {"item_id": f"msg_{done['id'][5:]}", "output_index": 0, "content_index": 0}
    for number, piece in enumerate(pieces, 1):
        yield _event(number, {"type": "response.output_text.delta", **place, "delta": piece})
    yield _event(len(pieces) + 1, {"type": "response.completed", "response": done})


def _event(number: int, body: dict[str, Any]) -> bytes:
    data = json.dumps({**body, "sequence_number": number}, ensure_ascii=False)
    return f"event: {body['type']}\ndata: {data}\n\n".encode()


def _message(item: Any) -> dict[str, Any]:
    if not isinstance(item, dict):
        raise DemoError(400, "input: each item must be an object", "input")
    if item.get("type") == "function_call_output":
        return {"role": "tool", "tool_call_id": item.get("call_id"), "content": str(item.get("output") or "")}
    if item.get("type") == "function_call":
        function = {"name": item.get("name"), "arguments": item.get("arguments")}
        call = {"id": item.get("call_id"), "type": "function", "function": function}
        return {"role": "assistant", "content": None, "tool_calls": [call]}
    content = item.get("content")
    if isinstance(content, list):
        content = [{**part, "type": "text"} if part.get("text") is not None else part for part in content]
    return {"role": item.get("role") or "user", "content": content}
