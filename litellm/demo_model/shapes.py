"""JSON shapes of the OpenAI protocol as vLLM writes them."""

from typing import Any

from demo_model.generation import Answer


def usage(prompt_tokens: int, cached_tokens: int, answers: list[Answer]) -> dict[str, Any]:
    """The `usage` object; reasoning tokens appear only where there are any."""
    completion = sum(one.completion_tokens for one in answers)
    thoughts = sum(len(one.reasoning) for one in answers)
    shape: dict[str, Any] = {
        "prompt_tokens": prompt_tokens,
        "total_tokens": prompt_tokens + completion,
        "completion_tokens": completion,
        "prompt_tokens_details": {"cached_tokens": cached_tokens},
    }
    if thoughts:
        shape["completion_tokens_details"] = {"reasoning_tokens": thoughts}
    return shape


def chat_choice(index: int, answer: Answer) -> dict[str, Any]:
    """One choice of a chat completion that is not streamed."""
    message: dict[str, Any] = {
        "role": "assistant",
        "content": "".join(answer.content) if answer.content else None,
        "refusal": None,
        "annotations": None,
        "audio": None,
        "function_call": None,
        "tool_calls": [
            {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": call.arguments}}
            for call, _ in answer.tool_calls
        ],
        "reasoning_content": "".join(answer.reasoning) or None,
    }
    return {
        "index": index,
        "message": message,
        "logprobs": None,
        "finish_reason": answer.finish_reason,
        "stop_reason": answer.stop_reason,
    }


def chat_deltas(answer: Answer) -> list[dict[str, Any]]:
    """The deltas of a streamed choice after the first (role) one: exactly one for each token."""
    deltas: list[dict[str, Any]] = [{"reasoning_content": piece} for piece in answer.reasoning]
    deltas += [{"content": piece} for piece in answer.content]
    for index, (call, pieces) in enumerate(answer.tool_calls):
        head = {"index": index, "id": call.id, "type": "function"}
        deltas.append({"tool_calls": [{**head, "function": {"name": call.name, "arguments": ""}}]})
        deltas += [{"tool_calls": [{"index": index, "function": {"arguments": piece}}]} for piece in pieces]
    return deltas


def chunk_choice(index: int, delta: dict[str, Any], finish: Answer | None = None) -> dict[str, Any]:
    """A choice of a streamed chat chunk; `finish` closes it."""
    choice = {"index": index, "delta": delta, "logprobs": None, "finish_reason": None}
    if finish is not None:
        choice |= {"finish_reason": finish.finish_reason, "stop_reason": finish.stop_reason}
    return choice


def text_choice(index: int, text: str, finish: Answer | None = None) -> dict[str, Any]:
    """A choice of a plain completion, whole or a chunk; `finish` closes it."""
    return {
        "index": index,
        "text": text,
        "logprobs": None,
        "finish_reason": finish.finish_reason if finish else None,
        "stop_reason": finish.stop_reason if finish else None,
        "prompt_logprobs": None,
    }


def model_card(name: str, context: int, created: int) -> dict[str, Any]:
    """An entry of GET /v1/models; `owned_by` says what this server is."""
    return {
        "id": name,
        "object": "model",
        "created": created,
        "owned_by": "demo-simulator",
        "root": name,
        "parent": None,
        "max_model_len": context,
        "permission": [],
    }
