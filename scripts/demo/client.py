"""The OpenAI client of the demo: every call carries the caller's trace, and is counted."""

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
import openai
from opentelemetry.propagate import inject


def inject_trace(request: httpx.Request) -> None:
    """Adds the current span's traceparent: the gateway's span becomes a child of it.

    As a hook of the HTTP client it sees the SDK's own LLM span as the current one, and needs no change
    where calls are made.
    """
    inject(request.headers)


def traced_client(base_url: str, api_key: str, timeout_s: float = 120.0) -> openai.OpenAI:
    """An OpenAI client for the gateway at `base_url` that passes the current trace on."""
    http = httpx.Client(event_hooks={"request": [inject_trace]}, timeout=timeout_s)
    return openai.OpenAI(base_url=f"{base_url}/v1", api_key=api_key, http_client=http, max_retries=0)


@dataclass
class Tally:
    """What was sent and what came back; shared by the workers."""

    calls: int = 0
    tokens: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    scenarios: Counter[str] = field(default_factory=Counter)
    unexpected: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def call(self, outcome: str, tokens: int = 0) -> None:
        """Counts one call by its outcome: ok, or the error's class."""
        with self._lock:
            self.calls += 1
            self.tokens += tokens
            self.outcomes[outcome] += 1

    def scenario(self, name: str) -> None:
        """Counts one finished scenario."""
        with self._lock:
            self.scenarios[name] += 1

    def surprise(self, text: str) -> None:
        """Notes a failure that was not meant."""
        with self._lock:
            self.unexpected.append(text)


@dataclass
class Caller:
    """Makes calls on behalf of one user in one session."""

    client: openai.OpenAI
    tally: Tally
    user: str
    session: str
    tags: list[str]
    mode: str

    def chat(self, model: str, messages: list[Any], stream: bool = False, **more: Any) -> Any:
        """One chat call; the answer's message, with content and tool_calls. Streams are read to the end."""
        more.setdefault("timeout", 120)
        body = {"metadata": {"tags": self.tags, "mode": self.mode}, **more.pop("extra_body", {})}
        common: dict[str, Any] = {
            "model": model,
            "messages": messages,
            "user": self.user,
            "extra_headers": {"x-litellm-session-id": self.session},
            "extra_body": body,
            **more,
        }
        try:
            if stream:
                return self._streamed(common)
            answer = self.client.chat.completions.create(**common)
        except openai.OpenAIError as error:
            self.tally.call(type(error).__name__)
            raise
        self.tally.call("ok", answer.usage.total_tokens if answer.usage else 0)
        return answer.choices[0].message

    def embed(self, texts: list[str]) -> list[list[float]]:
        """The vectors of `texts`."""
        try:
            answer = self.client.embeddings.create(
                model="bge-m3",
                input=texts,
                user=self.user,
                extra_headers={"x-litellm-session-id": self.session},
                extra_body={"metadata": {"tags": self.tags, "mode": self.mode}},
            )
        except openai.OpenAIError as error:
            self.tally.call(type(error).__name__)
            raise
        self.tally.call("ok", answer.usage.total_tokens)
        return [one.embedding for one in answer.data]

    def image(self, prompt: str) -> None:
        """One picture; its bytes are of no interest here."""
        self._counted(
            lambda: self.client.images.generate(
                model="flux-schnell", prompt=prompt, n=1, user=self.user, **self._context()
            )
        )

    def rerank(self, query: str, documents: list[str]) -> list[int]:
        """The places of `documents`, best first."""
        body = {"model": "bge-reranker-v2-m3", "query": query, "documents": documents}
        answer = self._counted(
            lambda: self.client.post(
                "/rerank",
                body=body | {"metadata": self._metadata()},
                options={"headers": {"x-litellm-session-id": self.session}},
                cast_to=httpx.Response,
            )
        )
        return [int(one["index"]) for one in answer.json()["results"]]

    def voice_note(self, text: str) -> str:
        """`text` spoken and written down again."""
        spoken = self._counted(
            lambda: self.client.audio.speech.create(
                model="kokoro-82m", input=text, voice="alloy", response_format="wav", **self._context()
            )
        )
        heard = self._counted(
            lambda: self.client.audio.transcriptions.create(
                model="whisper-large-v3",
                file=("note.wav", spoken.content),
                extra_headers={"x-litellm-session-id": self.session},
            )
        )
        return str(heard.text)

    def _metadata(self) -> dict[str, Any]:
        return {"tags": self.tags, "mode": self.mode}

    def _context(self) -> dict[str, Any]:
        return {
            "extra_headers": {"x-litellm-session-id": self.session},
            "extra_body": {"metadata": self._metadata()},
        }

    def _counted(self, call: Callable[[], Any]) -> Any:
        try:
            answer = call()
        except openai.OpenAIError as error:
            self.tally.call(type(error).__name__)
            raise
        self.tally.call("ok")
        return answer

    def _streamed(self, common: dict[str, Any]) -> Any:
        text, tokens = "", 0
        for chunk in self.client.chat.completions.create(
            stream=True, stream_options={"include_usage": True}, **common
        ):
            if chunk.usage:
                tokens = chunk.usage.total_tokens
            text += "".join(choice.delta.content or "" for choice in chunk.choices)
        self.tally.call("ok", tokens)
        return openai.types.chat.ChatCompletionMessage(role="assistant", content=text)
