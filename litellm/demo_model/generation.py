"""Decides what a request is answered with, in tokens: the pure part between the request and the clock."""

import hashlib
import json
import random
from dataclasses import dataclass, field

from demo_model.errors import context_exceeded
from demo_model.profiles import Profile
from demo_model.requests import ChatRequest, CompletionRequest, Generation
from demo_model.tokens import chat_tokens, tokenize
from demo_model.tools import ToolCall, choose, from_schema
from demo_model.writer import answer, reasoning


@dataclass
class Answer:
    """One choice. Its completion tokens are all of its pieces together."""

    reasoning: list[str] = field(default_factory=list)
    content: list[str] = field(default_factory=list)
    tool_calls: list[tuple[ToolCall, list[str]]] = field(default_factory=list)
    """Each call with the pieces in which its arguments are streamed."""
    finish_reason: str = "stop"
    stop_reason: str | None = None

    @property
    def completion_tokens(self) -> int:
        """Tokens written, a call's name counts as one."""
        calls = sum(1 + len(pieces) for _, pieces in self.tool_calls)
        return len(self.reasoning) + len(self.content) + calls


def chat_prompt(request: ChatRequest) -> list[str]:
    """The prompt's tokens."""
    tools = json.dumps(request.tools, ensure_ascii=False) if request.tools else ""
    messages = [
        (message.role, message.text + "".join(f"\n{name}" for _, name in message.tool_calls))
        for message in request.messages
    ]
    return chat_tokens(messages, tools)


def check_context(profile: Profile, prompt_tokens: int, max_tokens: int | None) -> int:
    """The completion's limit in tokens; DemoError 400 when prompt and completion do not fit."""
    if prompt_tokens + (max_tokens or 1) > profile.context:
        raise context_exceeded(profile.context, prompt_tokens, max_tokens or 0)
    return max_tokens if max_tokens is not None else profile.context - prompt_tokens


def seeded(request: Generation, prompt: list[str], index: int) -> random.Random:
    """The generator of a choice: the same request gets the same answer."""
    material = "\x00".join([request.model, str(request.seed), str(index), *prompt])
    return random.Random(hashlib.blake2b(material.encode(), digest_size=8).digest())  # noqa: S311


def chat_answer(request: ChatRequest, limit: int, rng: random.Random) -> Answer:
    """The answer to a chat, at most `limit` tokens."""
    question = next((one.text for one in reversed(request.messages) if one.role == "user"), "")
    results = _tool_results(request)
    calls = choose(request.tools, request.tool_choice, question, request.marker.tool, bool(results), rng)
    thoughts = tokenize(reasoning(question, rng)) if request.marker.reasoning else []
    if calls:
        return _limited_calls(
            Answer(thoughts, [], [(call, tokenize(call.arguments)) for call in calls]), limit
        )
    if request.json_schema is not None:
        text = json.dumps(from_schema(request.json_schema, question, rng), ensure_ascii=False)
    else:
        text = answer(question, results, rng, _wanted_tokens(request, limit))
    return _limited(request, Answer(thoughts, tokenize(text)), limit)


def completion_answer(request: CompletionRequest, prompt: str, limit: int, rng: random.Random) -> Answer:
    """The continuation of a plain prompt, at most `limit` tokens."""
    text = " " + answer(prompt, [], rng, _wanted_tokens(request, limit))
    return _limited(request, Answer(content=tokenize(text)), limit)


def _tool_results(request: ChatRequest) -> list[tuple[str, str]]:
    names = {identity: name for message in request.messages for identity, name in message.tool_calls}
    results: list[tuple[str, str]] = []
    for message in reversed(request.messages):
        if message.role != "tool":
            break
        results.append((names.get(message.tool_call_id or "", message.name or "tool"), message.text))
    return results[::-1]


def _wanted_tokens(request: Generation, limit: int) -> int | None:
    return limit if request.ignore_eos else request.marker.tokens


def _limited(request: Generation, whole: Answer, limit: int) -> Answer:
    text = "".join(whole.content)
    found = [(position, stop) for stop in request.stop if (position := text.find(stop)) >= 0]
    if found:
        position, stop = min(found)
        whole.content, whole.stop_reason = tokenize(text[:position]), stop
    wanted = request.marker.tokens
    if wanted is not None and not found:
        whole.content = whole.content[:wanted]
    if whole.completion_tokens > limit:
        whole.reasoning = whole.reasoning[:limit]
        whole.content = whole.content[: limit - len(whole.reasoning)]
        whole.finish_reason, whole.stop_reason = "length", None
    elif request.ignore_eos and not found:
        whole.finish_reason = "length"
    return whole


def _limited_calls(whole: Answer, limit: int) -> Answer:
    whole.finish_reason = "tool_calls"
    if whole.completion_tokens <= limit:
        return whole
    whole.finish_reason = "length"
    whole.reasoning = whole.reasoning[:limit]
    left, kept = limit - len(whole.reasoning), []
    for call, pieces in whole.tool_calls:
        if left < 1:
            break
        pieces = pieces[: left - 1]
        kept.append((ToolCall(call.id, call.name, "".join(pieces)), pieces))
        left -= 1 + len(pieces)
    whole.tool_calls = kept
    return whole
