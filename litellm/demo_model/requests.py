"""Reads and checks request bodies the way vLLM's OpenAI server does."""

from dataclasses import dataclass, field
from typing import Any

from demo_model.errors import DemoError
from demo_model.faults import Marker, read_markers, strip_markers

_ROLES = ("system", "developer", "user", "assistant", "tool", "function")
_IMAGE_TOKENS = " image" * 256


@dataclass(frozen=True)
class Message:
    """One message of a chat; `text` is without demo markers."""

    role: str
    text: str
    name: str | None = None
    tool_call_id: str | None = None
    tool_calls: tuple[tuple[str, str], ...] = ()
    """(id, function name) of the calls an assistant message asked for."""


@dataclass(frozen=True)
class Generation:
    """What chat and plain completions have in common."""

    model: str
    max_tokens: int | None
    stop: tuple[str, ...]
    n: int
    seed: int
    stream: bool
    include_usage: bool
    ignore_eos: bool
    marker: Marker


@dataclass(frozen=True)
class ChatRequest(Generation):
    """A checked body of POST /v1/chat/completions."""

    messages: tuple[Message, ...] = ()
    tools: list[dict[str, Any]] = field(default_factory=list)
    tool_choice: Any = "auto"
    json_schema: dict[str, Any] | None = None
    """Schema that the answer must satisfy; None: free text."""


@dataclass(frozen=True)
class CompletionRequest(Generation):
    """A checked body of POST /v1/completions."""

    prompts: tuple[str, ...] = ()
    echo: bool = False


def read_chat(body: dict[str, Any]) -> ChatRequest:
    """Checks a chat body; raises DemoError 400 naming the field."""
    raw = body.get("messages")
    if not isinstance(raw, list) or not raw:
        raise DemoError(400, "messages: a list with at least one message is required", "messages")
    marker_text = "\n".join(
        _content(one.get("content")) for one in raw if isinstance(one, dict) and one.get("role") == "user"
    )
    last_user = next(
        (
            _content(one.get("content"))
            for one in reversed(raw)
            if isinstance(one, dict) and one.get("role") == "user"
        ),
        marker_text,
    )
    marker = read_markers(last_user)
    if _wants_reasoning(body):
        marker.reasoning = True
    tools = body.get("tools") or []
    if not isinstance(tools, list) or not all(_is_tool(tool) for tool in tools):
        raise DemoError(400, "tools: each tool needs type 'function' and function.name", "tools")
    choice = body.get("tool_choice") or "auto"
    if isinstance(choice, dict):
        named = (choice.get("function") or {}).get("name")
        if not any(tool["function"]["name"] == named for tool in tools):
            raise DemoError(400, f"tool_choice: no tool named {named!r} is given in tools", "tool_choice")
    return ChatRequest(
        **_generation(body, marker, ("max_completion_tokens", "max_tokens")),
        messages=tuple(_message(index, one) for index, one in enumerate(raw)),
        tools=tools,
        tool_choice=choice,
        json_schema=_schema(body.get("response_format")),
    )


def read_completion(body: dict[str, Any]) -> CompletionRequest:
    """Checks a plain completion body; raises DemoError 400 naming the field."""
    prompt = body.get("prompt")
    if isinstance(prompt, str):
        prompts = [prompt]
    elif isinstance(prompt, list) and prompt and all(isinstance(one, str) for one in prompt):
        prompts = prompt
    elif isinstance(prompt, list) and prompt and all(isinstance(one, int) for one in prompt):
        prompts = [" ".join(f"t{one}" for one in prompt)]
    else:
        raise DemoError(
            400, "prompt: a string, a list of strings or a list of token ids is required", "prompt"
        )
    fields = _generation(body, read_markers(prompts[-1]), ("max_tokens",))
    fields["max_tokens"] = 16 if fields["max_tokens"] is None else fields["max_tokens"]
    return CompletionRequest(
        **fields, prompts=tuple(strip_markers(one) for one in prompts), echo=bool(body.get("echo"))
    )


def read_model(body: dict[str, Any]) -> str:
    """The `model` of any body."""
    model = body.get("model")
    if not isinstance(model, str) or not model:
        raise DemoError(400, "model: a model name is required", "model")
    return model


def _generation(body: dict[str, Any], marker: Marker, limits: tuple[str, ...]) -> dict[str, Any]:
    limit = next((body[name] for name in limits if body.get(name) is not None), None)
    if limit is not None and (not isinstance(limit, int) or limit < 1):
        raise DemoError(400, f"max_tokens must be at least 1, got {limit}.", limits[0])
    temperature = body.get("temperature")
    if temperature is not None and (not isinstance(temperature, int | float) or not 0 <= temperature <= 2):
        raise DemoError(400, f"temperature must be between 0 and 2, got {temperature}.", "temperature")
    count = body.get("n") or 1
    if not isinstance(count, int) or not 1 <= count <= 16:
        raise DemoError(400, f"n must be between 1 and 16, got {count}.", "n")
    stop = body.get("stop") or []
    stop = [stop] if isinstance(stop, str) else stop
    if not isinstance(stop, list) or not all(isinstance(one, str) for one in stop):
        raise DemoError(400, "stop: a string or a list of strings is required", "stop")
    options = body.get("stream_options") or {}
    if options and not body.get("stream"):
        raise DemoError(400, "Stream options can only be defined when `stream=True`.", "stream_options")
    return {
        "model": read_model(body),
        "max_tokens": limit,
        "stop": tuple(one for one in stop if one),
        "n": count,
        "seed": int(body.get("seed") or 0),
        "stream": bool(body.get("stream")),
        "include_usage": bool(options.get("include_usage")),
        "ignore_eos": bool(body.get("ignore_eos")),
        "marker": marker,
    }


def _message(index: int, raw: Any) -> Message:
    if not isinstance(raw, dict) or raw.get("role") not in _ROLES:
        role = raw.get("role") if isinstance(raw, dict) else raw
        raise DemoError(
            400, f"messages[{index}].role: one of {', '.join(_ROLES)} is required, got {role!r}", "messages"
        )
    calls = raw.get("tool_calls") or []
    return Message(
        role=raw["role"],
        text=strip_markers(_content(raw.get("content"))),
        name=raw.get("name"),
        tool_call_id=raw.get("tool_call_id"),
        tool_calls=tuple(
            (str(call.get("id")), str((call.get("function") or {}).get("name"))) for call in calls
        ),
    )


def _content(content: Any) -> str:
    if content is None:
        return ""
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        return "\n".join(_part(part) for part in content)
    raise DemoError(400, "messages: content must be a string or a list of parts", "messages")


def _part(part: Any) -> str:
    if not isinstance(part, dict):
        return str(part)
    if part.get("type") in ("image_url", "input_image"):
        return _IMAGE_TOKENS
    return str(part.get("text") or "")


def _is_tool(tool: Any) -> bool:
    return (
        isinstance(tool, dict)
        and tool.get("type") == "function"
        and isinstance(tool.get("function"), dict)
        and isinstance(tool["function"].get("name"), str)
    )


def _schema(response_format: Any) -> dict[str, Any] | None:
    if not isinstance(response_format, dict):
        return None
    if response_format.get("type") == "json_schema":
        schema = (response_format.get("json_schema") or {}).get("schema")
        if not isinstance(schema, dict):
            raise DemoError(400, "response_format: json_schema.schema is required", "response_format")
        return schema
    if response_format.get("type") == "json_object":
        return {
            "type": "object",
            "properties": {"answer": {"type": "string"}, "confidence": {"type": "number"}},
        }
    return None


def _wants_reasoning(body: dict[str, Any]) -> bool:
    template = body.get("chat_template_kwargs") or {}
    return bool(template.get("enable_thinking")) or body.get("reasoning_effort") in ("low", "medium", "high")
