"""The HTTP side of the simulator."""

import asyncio
import hmac
import json
import logging
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Any
from uuid import uuid4

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from demo_model import shapes
from demo_model.embed import encoded, read_inputs, vector
from demo_model.engine import Engine, Run
from demo_model.errors import DemoError, unknown_model
from demo_model.faults import FaultBook, read_markers
from demo_model.generation import (
    Answer,
    chat_answer,
    chat_prompt,
    check_context,
    completion_answer,
    seeded,
)
from demo_model.metrics import Metrics
from demo_model.other_endpoints import OtherEndpoints
from demo_model.profiles import PROFILES, TASKS
from demo_model.requests import (
    ChatRequest,
    Generation,
    read_chat,
    read_completion,
    read_model,
)
from demo_model.sse import BreakOff, EventStream, until_disconnect
from demo_model.tokens import tokenize

SIMULATOR_HEADERS = {"X-Demo-Model": "simulator"}
_VERSION = "0.11.0+demo-simulator"
_log = logging.getLogger("demo_model")
Handler = Callable[[Request], Awaitable[ASGIApp]]


class DemoServer:
    """All simulated models of one process.

    `speed` divides every simulated duration; `api_key` (None: none) is demanded as a Bearer token on /v1.
    """

    def __init__(self, speed: float = 1.0, api_key: str | None = None) -> None:
        self.metrics = Metrics()
        self.faults = FaultBook()
        self.engines = {
            name: Engine(profile, speed, self.metrics, self.faults) for name, profile in PROFILES.items()
        }
        self._api_key = api_key
        self._started = int(time.time())

    def app(self) -> Starlette:
        """The ASGI application."""
        v1, other = self._protected, OtherEndpoints(self, _body, SIMULATOR_HEADERS)
        return Starlette(
            routes=[
                Route("/health", self.health),
                Route("/version", self.version),
                Route("/metrics", self.render_metrics),
                Route("/v1/models", v1(self.models)),
                Route("/v1/chat/completions", v1(self.chat), methods=["POST"]),
                Route("/v1/completions", v1(self.completions), methods=["POST"]),
                Route("/v1/embeddings", v1(self.embeddings), methods=["POST"]),
                Route("/v1/responses", v1(other.responses), methods=["POST"]),
                Route("/v1/images/generations", v1(other.images), methods=["POST"]),
                Route("/v1/audio/speech", v1(other.speech), methods=["POST"]),
                Route("/v1/audio/transcriptions", v1(other.transcriptions), methods=["POST"]),
                Route("/v1/rerank", v1(other.rerank), methods=["POST"]),
                Route("/rerank", v1(other.rerank), methods=["POST"]),
                Route("/tokenize", _answering(self.tokenize), methods=["POST"]),
                Route("/demo/faults", _answering(self.demo_faults), methods=["GET", "POST", "DELETE"]),
            ]
        )

    async def health(self, request: Request) -> Response:
        """200 while the engine lives; the body says that this is a simulator (vLLM's is empty)."""
        status = 503 if self.faults.unhealthy() else 200
        body = {"status": "ok" if status == 200 else "unhealthy", "server": "demo-simulator"}
        return JSONResponse(body, status, SIMULATOR_HEADERS)

    async def version(self, request: Request) -> Response:
        """The version of vLLM whose protocol is spoken."""
        return JSONResponse({"version": _VERSION}, headers=SIMULATOR_HEADERS)

    async def render_metrics(self, request: Request) -> Response:
        """Prometheus text."""
        return Response(
            self.metrics.render(), media_type="text/plain; version=0.0.4", headers=SIMULATOR_HEADERS
        )

    async def models(self, request: Request) -> Response:
        """GET /v1/models."""
        cards = [
            shapes.model_card(name, engine.profile.context, self._started)
            for name, engine in self.engines.items()
            if not ((fault := self.faults.of(name)) and fault.unloaded)
        ]
        return JSONResponse({"object": "list", "data": cards}, headers=SIMULATOR_HEADERS)

    async def demo_faults(self, request: Request) -> Response:
        """Lists, sets or clears standing faults (see demo_model.faults)."""
        if request.method == "DELETE":
            self.faults.clear(request.query_params.get("model"))
        elif request.method == "POST":
            body = await _body(request)
            model = read_model(body)
            if model != "*" and model not in self.engines:
                raise unknown_model(model)
            self.faults.set(model, {key: value for key, value in body.items() if key != "model"})
        return JSONResponse({"faults": self.faults.listed()}, headers=SIMULATOR_HEADERS)

    async def tokenize(self, request: Request) -> Response:
        """POST /tokenize of a prompt or of messages, in the simulator's own tokens."""
        body = await _body(request)
        engine = self.engine(read_model(body))
        tokens = chat_prompt(read_chat(body)) if "messages" in body else tokenize(str(body.get("prompt", "")))
        return JSONResponse(
            {"count": len(tokens), "max_model_len": engine.profile.context, "token_strs": tokens}
        )

    async def chat(self, request: Request) -> ASGIApp:
        """POST /v1/chat/completions."""
        asked = read_chat(await _body(request))
        engine = self.engine(asked.model, "generate")
        prompt = chat_prompt(asked)
        limit = check_context(engine.profile, len(prompt), asked.max_tokens)
        self.faults.refuse(asked.model, asked.marker, "".join(prompt))
        answers = [chat_answer(asked, limit, seeded(asked, prompt, index)) for index in range(asked.n)]
        identity = f"chatcmpl-{uuid4().hex}"
        if asked.stream:
            return EventStream(self._stream(engine, asked, prompt, answers, identity), SIMULATOR_HEADERS)
        run = await until_disconnect(request, self.whole(engine, asked, prompt, answers))
        choices = [shapes.chat_choice(index, one) for index, one in enumerate(answers)]
        return self._complete(identity, "chat.completion", asked, run, answers, choices)

    async def completions(self, request: Request) -> ASGIApp:
        """POST /v1/completions."""
        asked = read_completion(await _body(request))
        engine = self.engine(asked.model, "generate")
        prompts = [tokenize(prompt) for prompt in asked.prompts]
        merged = [token for prompt in prompts for token in prompt]
        limit = check_context(engine.profile, max(map(len, prompts)), asked.max_tokens)
        self.faults.refuse(asked.model, asked.marker, "".join(merged))
        answers = [
            completion_answer(asked, text, limit, seeded(asked, tokens, index))
            for text, tokens in zip(asked.prompts, prompts, strict=True)
            for index in range(asked.n)
        ]
        identity = f"cmpl-{uuid4().hex}"
        if asked.stream:
            return EventStream(self._stream(engine, asked, merged, answers, identity), SIMULATOR_HEADERS)
        run = await until_disconnect(request, self.whole(engine, asked, merged, answers))
        choices = []
        for index, one in enumerate(answers):
            head = asked.prompts[index // asked.n] if asked.echo else ""
            choices.append(shapes.text_choice(index, head + "".join(one.content), one))
        return self._complete(identity, "text_completion", asked, run, answers, choices)

    async def embeddings(self, request: Request) -> ASGIApp:
        """POST /v1/embeddings."""
        body = await _body(request)
        engine = self.engine(read_model(body), "embed")
        profile, texts = engine.profile, read_inputs(body)
        size = body.get("dimensions") or profile.dimensions
        if not isinstance(size, int) or not 1 <= size <= profile.dimensions:
            raise DemoError(
                400, f"dimensions must be between 1 and {profile.dimensions}, got {size}.", "dimensions"
            )
        tokens = [tokenize(text) for text in texts]
        check_context(profile, max(map(len, tokens)), None)
        merged = [token for one in tokens for token in one]
        plain = Generation(profile.name, None, (), 1, 0, False, False, False, read_markers("\n".join(texts)))
        self.faults.refuse(profile.name, plain.marker, "".join(merged))
        run = await until_disconnect(request, self.whole(engine, plain, merged, []))
        data = [
            {
                "object": "embedding",
                "index": index,
                "embedding": encoded(vector(text, size), body.get("encoding_format") or "float"),
            }
            for index, text in enumerate(texts)
        ]
        counts = {
            "prompt_tokens": run.prompt_tokens,
            "total_tokens": run.prompt_tokens,
            "completion_tokens": 0,
        }
        shape = {
            "id": f"embd-{uuid4().hex}",
            "object": "list",
            "created": int(time.time()),
            "model": profile.name,
        }
        return JSONResponse({**shape, "data": data, "usage": counts}, headers=SIMULATOR_HEADERS)

    async def whole(self, engine: Engine, asked: Generation, prompt: list[str], answers: list[Answer]) -> Run:
        """Runs a call that is not streamed to its end."""
        rng = seeded(asked, prompt, -1)
        async with engine.run(prompt) as run:
            await engine.prefill(run, asked.marker, rng)
            total = sum(one.completion_tokens for one in answers)
            longest = max((one.completion_tokens for one in answers), default=0)
            await engine.decode_all(run, longest, rng)
            run.generated = total
            run.finished = _finished(answers)
        return run

    async def _stream(
        self, engine: Engine, asked: Generation, prompt: list[str], answers: list[Answer], identity: str
    ) -> AsyncGenerator[bytes, None]:
        """The events of a streamed answer; the choices of n > 1 come in turns."""
        rng = seeded(asked, prompt, -1)
        is_chat = isinstance(asked, ChatRequest)
        kind = "chat.completion.chunk" if is_chat else "text_completion"
        head = {"id": identity, "object": kind, "created": int(time.time()), "model": asked.model}
        turns = _turns(answers, is_chat)
        abort_at = min(12, max(1, len(turns) // 3)) if asked.marker.midstream_abort else None
        async with engine.run(prompt) as run:
            await engine.prefill(run, asked.marker, rng)
            if is_chat:
                for index in range(len(answers)):
                    yield _event(head, [shapes.chunk_choice(index, {"role": "assistant", "content": ""})])
            written = 0
            async for _ in engine.decode(run, ["" for _ in turns], rng):
                if written == abort_at:
                    run.finished = "error"
                    raise BreakOff
                yield _event(head, [turns[written]])
                written += 1
            for index, one in enumerate(answers):
                last = shapes.chunk_choice(index, {}, one) if is_chat else shapes.text_choice(index, "", one)
                yield _event(head, [last])
            if asked.include_usage:
                yield _event(
                    {
                        **head,
                        "choices": [],
                        "usage": shapes.usage(run.prompt_tokens, run.cached_tokens, answers),
                    }
                )
            run.finished = _finished(answers)
            yield b"data: [DONE]\n\n"

    def _complete(
        self,
        identity: str,
        kind: str,
        asked: Generation,
        run: Run,
        answers: list[Answer],
        choices: list[dict[str, Any]],
    ) -> Response:
        body = {
            "id": identity,
            "object": kind,
            "created": int(time.time()),
            "model": asked.model,
            "choices": choices,
            "service_tier": None,
            "system_fingerprint": None,
            "usage": shapes.usage(run.prompt_tokens, run.cached_tokens, answers),
            "kv_transfer_params": None,
        }
        return JSONResponse(body, headers=SIMULATOR_HEADERS)

    def engine(self, model: str, task: str | None = None) -> Engine:
        """The engine of `model`; DemoError 404 for an unknown one, 400 when it does not serve `task`."""
        engine, fault = self.engines.get(model), self.faults.of(model)
        if engine is None or (fault is not None and fault.unloaded):
            raise unknown_model(model)
        if task is not None and engine.profile.task != task:
            api = TASKS[task]
            raise DemoError(400, f"The model does not support {api} API", "model")
        return engine

    def _protected(self, handler: Handler) -> Handler:
        answering = _answering(handler)

        async def checked(request: Request) -> ASGIApp:
            given = request.headers.get("authorization", "").removeprefix("Bearer ")
            if self._api_key and not hmac.compare_digest(given.encode(), self._api_key.encode()):
                return JSONResponse({"error": "Unauthorized"}, 401, SIMULATOR_HEADERS)
            return await answering(request)

        return checked


def _answering(handler: Handler) -> Handler:
    """Turns a DemoError into its answer, and a client that left into silence."""

    async def answered(request: Request) -> ASGIApp:
        try:
            return await handler(request)
        except DemoError as error:
            headers = dict(SIMULATOR_HEADERS)
            if error.retry_after_s is not None:
                headers["Retry-After"] = str(error.retry_after_s)
            _log.info("%s %s answered with %d", request.method, request.url.path, error.status)
            return JSONResponse(error.body(), error.status, headers)
        except asyncio.CancelledError:
            if not await request.is_disconnected():
                raise
            return Response(status_code=499)

    return answered


async def _body(request: Request) -> dict[str, Any]:
    try:
        body = json.loads(await request.body())
    except ValueError as error:
        raise DemoError(400, f"The request body is not valid JSON: {error}") from error
    if not isinstance(body, dict):
        raise DemoError(400, "The request body must be a JSON object")
    return body


def _finished(answers: list[Answer]) -> str:
    return "length" if any(one.finish_reason == "length" for one in answers) else "stop"


def _turns(answers: list[Answer], is_chat: bool) -> list[dict[str, Any]]:
    """One chunk choice for each token, the choices interleaved."""
    if is_chat:
        rows = [
            [shapes.chunk_choice(index, delta) for delta in shapes.chat_deltas(one)]
            for index, one in enumerate(answers)
        ]
    else:
        rows = [
            [shapes.text_choice(index, piece) for piece in one.content] for index, one in enumerate(answers)
        ]
    longest = max(map(len, rows), default=0)
    return [row[step] for step in range(longest) for row in rows if step < len(row)]


def _event(head: dict[str, Any], choices: list[dict[str, Any]] | None = None) -> bytes:
    body = head if choices is None else {**head, "choices": choices}
    return b"data: " + json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode() + b"\n\n"
