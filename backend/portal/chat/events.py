"""The server-sent events of a streamed answer: whole ones go on at once, errors in our shape."""

import json

from pydantic import BaseModel, Field

from kit.errors import UpstreamError
from kit.log import request_id_var
from portal.chat.schemas import ChatAnswer, ChatChoice, ChatCompletion, ChatUsage

DONE = b"data: [DONE]"
_DATA = b"data: "
_ERROR = b'data: {"error"'
_FAILED = "The model failed in the middle of its answer: ask again."
_LONGEST = 4_000_000


class TooLong(ValueError):
    """An event without an end."""


class EventReader:
    """Cuts bytes into events. `is_complete`: the answer came to its end, or to an error that was told."""

    def __init__(self) -> None:
        self._rest = b""
        self.is_complete = False

    def feed(self, piece: bytes) -> list[bytes]:
        """The events that are whole by now, each with its empty line. Raises `TooLong`."""
        *whole, self._rest = (self._rest + piece.replace(b"\r\n", b"\n")).split(b"\n\n")
        if len(self._rest) > _LONGEST:
            raise TooLong
        return [self._checked(event) for event in whole if event]

    def _checked(self, event: bytes) -> bytes:
        if event.startswith(_ERROR):
            self.is_complete = True
            return error_event("gateway_failed", _FAILED)
        self.is_complete = self.is_complete or event == DONE
        return event + b"\n\n"


def error_event(code: str, message: str) -> bytes:
    """An error after the answer has begun, when it is too late for a status."""
    error = {"code": code, "message": message, "request_id": request_id_var.get()}
    return b"data: " + json.dumps({"error": error}, ensure_ascii=False).encode() + b"\n\n"


class _Delta(BaseModel):
    content: str | None = None
    reasoning_content: str | None = None


class _Part(BaseModel):
    delta: _Delta = Field(default_factory=_Delta)
    finish_reason: str | None = None


class _Chunk(BaseModel):
    id: str = ""
    created: int = 0
    model: str = ""
    choices: list[_Part] = Field(default_factory=list)
    usage: ChatUsage | None = None


class Assembly:
    """Puts the chunks of one answer together."""

    def __init__(self) -> None:
        self._first = _Chunk()
        self._content: list[str] = []
        self._reasoning: list[str] = []
        self._finish: str | None = None
        self._usage: ChatUsage | None = None

    def add(self, event: bytes) -> None:
        """One event of `EventReader`. Raises `UpstreamError` for an error, `ValueError` for nonsense."""
        event = event.strip()
        if event.startswith(_ERROR):
            raise UpstreamError(_FAILED, code="gateway_failed")
        if event == DONE or not event.startswith(_DATA):
            return
        chunk = _Chunk.model_validate_json(event.removeprefix(_DATA))
        if not self._first.id:
            self._first = chunk
        self._usage = chunk.usage or self._usage
        for part in chunk.choices[:1]:
            self._content.append(part.delta.content or "")
            self._reasoning.append(part.delta.reasoning_content or "")
            self._finish = part.finish_reason or self._finish

    def completion(self) -> ChatCompletion:
        """The answer so far."""
        message = ChatAnswer(
            role="assistant",
            content="".join(self._content),
            reasoning_content="".join(self._reasoning) or None,
        )
        return ChatCompletion(
            id=self._first.id,
            created=self._first.created,
            model=self._first.model,
            choices=[ChatChoice(index=0, message=message, finish_reason=self._finish)],
            usage=self._usage,
        )
