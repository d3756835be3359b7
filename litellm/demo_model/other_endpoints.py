"""HTTP endpoints of the simulated models that do not chat, and of the Responses API."""

import json
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import replace
from typing import Any, Protocol
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp

from demo_model import media, responses
from demo_model.engine import Engine, Run
from demo_model.errors import DemoError
from demo_model.faults import FaultBook, read_markers, strip_markers
from demo_model.generation import Answer, chat_answer, chat_prompt, check_context, seeded
from demo_model.requests import Generation, read_chat, read_model
from demo_model.sse import EventStream, until_disconnect
from demo_model.tokens import tokenize

Body = Callable[[Request], Awaitable[dict[str, Any]]]


class Server(Protocol):
    """What these endpoints need of the simulator."""

    faults: FaultBook

    def engine(self, model: str, task: str | None = None) -> Engine:
        """The engine of a model; DemoError when there is none or it serves another task."""
        ...

    async def whole(self, engine: Engine, asked: Generation, prompt: list[str], answers: list[Answer]) -> Run:
        """Runs a call that is not streamed to its end."""
        ...


class OtherEndpoints:
    """Images, speech, transcription, rerank and responses."""

    def __init__(self, server: Server, body: Body, headers: dict[str, str]) -> None:
        self._server, self._body, self._headers = server, body, headers

    async def images(self, request: Request) -> ASGIApp:
        """POST /v1/images/generations."""
        body = await self._body(request)
        prompt, count = media.read_text(body, "prompt"), media.read_image_count(body)
        run = await self._run(request, read_model(body), "image", prompt)
        data = [
            {"b64_json": media.image(prompt, index), "revised_prompt": strip_markers(prompt)}
            for index in range(count)
        ]
        counts = {
            "input_tokens": run.prompt_tokens,
            "output_tokens": 0,
            "total_tokens": run.prompt_tokens,
            "input_tokens_details": {"text_tokens": run.prompt_tokens, "image_tokens": 0},
        }
        shape = {"created": int(time.time()), "data": data, "usage": counts}
        return JSONResponse(shape, headers=self._headers)

    async def speech(self, request: Request) -> ASGIApp:
        """POST /v1/audio/speech: WAV, whatever format is asked for."""
        body = await self._body(request)
        text = media.read_text(body, "input")
        await self._run(request, read_model(body), "speech", text)
        return Response(media.speech(strip_markers(text)), media_type="audio/wav", headers=self._headers)

    async def transcriptions(self, request: Request) -> ASGIApp:
        """POST /v1/audio/transcriptions, a form with `file` and `model`."""
        form = media.read_form(request.headers.get("content-type", ""), await request.body())
        model = read_model({"model": form.get("model", b"").decode("utf-8", "replace")})
        prompt = form.get("prompt", b"").decode("utf-8", "replace")
        if "file" not in form:
            raise DemoError(400, "file: an audio file is required", "file")
        text, seconds = media.heard(form["file"])
        await self._run(request, model, "transcribe", f"{text} {prompt}")
        spent = {"type": "duration", "seconds": round(seconds)}
        shape = {"text": text, "task": "transcribe", "language": "en", "duration": seconds, "usage": spent}
        return JSONResponse(shape, headers=self._headers)

    async def rerank(self, request: Request) -> ASGIApp:
        """POST /v1/rerank and /rerank."""
        body = await self._body(request)
        query, documents = media.read_text(body, "query"), media.read_documents(body)
        run = await self._run(request, read_model(body), "rerank", "\n".join([query, *documents]))
        shape = {
            "id": f"rerank-{uuid4().hex}",
            "model": body["model"],
            "usage": {"total_tokens": run.prompt_tokens},
            "results": media.ranked(query, documents, body.get("top_n")),
        }
        return JSONResponse(shape, headers=self._headers)

    async def responses(self, request: Request) -> ASGIApp:
        """POST /v1/responses; a stream tells its deltas once the answer is there."""
        body = await self._body(request)
        asked = replace(read_chat(responses.as_chat(body)), stream=bool(body.get("stream")))
        engine = self._server.engine(asked.model, "generate")
        prompt = chat_prompt(asked)
        limit = check_context(engine.profile, len(prompt), asked.max_tokens)
        self._server.faults.refuse(asked.model, asked.marker, "".join(prompt))
        answer = chat_answer(asked, limit, seeded(asked, prompt, 0))
        run = await until_disconnect(request, self._server.whole(engine, asked, prompt, [answer]))
        identity = f"resp_{uuid4().hex}"
        done = responses.response(identity, asked.model, answer, run.prompt_tokens, run.cached_tokens)
        if not asked.stream:
            return JSONResponse(done, headers=self._headers)

        async def told() -> AsyncGenerator[bytes, None]:
            for event in responses.events(done, answer.content):
                yield event

        return EventStream(told(), self._headers)

    async def _run(self, request: Request, model: str, task: str, text: str) -> Run:
        engine, tokens = self._server.engine(model, task), tokenize(strip_markers(text))
        check_context(engine.profile, len(tokens), None)
        plain = Generation(model, None, (), 1, 0, False, False, False, read_markers(text))
        self._server.faults.refuse(model, plain.marker, json.dumps(tokens))
        return await until_disconnect(request, self._server.whole(engine, plain, tokens, []))
