"""`POST /v1/traces`, `/v1/logs`, `/v1/metrics`: OTLP over HTTP. A 200 means that all is on disk."""

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from typing import Any, TypeVar

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from agentops_server.auth.callers import Caller
from agentops_server.bodies import BodyTooLarge, read_body
from agentops_server.ingest.accept import Refused, count_refusal, keep, sender
from agentops_server.ingest.otlp import (
    JSON,
    PROTOBUF,
    BadBody,
    Batch,
    Crowded,
    error_body,
    unpack,
)
from agentops_server.ingest.signals import Signal
from agentops_server.services import Parts, Services, services_of
from kit.errors import SlowRequest, Unavailable

_STATUS_MESSAGE = {
    "description": "A google.rpc.Status in the encoding of the request",
    "content": {
        PROTOBUF: {"schema": {"type": "string", "format": "binary"}},
        JSON: {
            "schema": {
                "type": "object",
                "required": ["code", "message"],
                "properties": {"code": {"type": "integer"}, "message": {"type": "string"}},
            }
        },
    },
}
_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "All is on disk; the body says what was left out, if anything was",
        "content": {
            PROTOBUF: {"schema": {"type": "string", "format": "binary"}},
            JSON: {"schema": {"type": "object"}},
        },
    },
    **dict.fromkeys((400, 401, 403, 408, 413, 415, 429, 503), _STATUS_MESSAGE),
}


class _Direct(APIRoute):
    """Declared as any other route, and answered without what FastAPI would do about a request's parameters.

    Its endpoint takes the request and the parts of the server, and nothing else.
    """

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        taken = self.dependant
        if taken.path_params or taken.query_params or taken.header_params or taken.body_params:
            raise TypeError(f"{self.path} takes more than the request: it needs FastAPI's way")

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See `starlette.routing.BaseRoute`."""
        if scope["method"] not in (self.methods or ()):
            await super().handle(scope, receive, send)
            return
        request = Request(scope, receive)
        response = await self.endpoint(request, await services_of(request))
        await response(scope, receive, send)


router = APIRouter(tags=["otlp"], responses=_RESPONSES, route_class=_Direct)

T = TypeVar("T")

# Parsed in the event loop, which is faster than handing it over.
_SMALL = 64 * 1024
# So are protobuf bodies up to this, which take longer, but only one each time the loop comes round: parsing
# lets no other thread work meanwhile, so that a thread of its own would help nobody else.
_MEDIUM = 2**20
# A parsed body takes several times the memory of its bytes: few at a time.
_PARSERS = ThreadPoolExecutor(2, thread_name_prefix="parse")

_BODIES = {
    "requestBody": {
        "required": True,
        "content": {
            PROTOBUF: {"schema": {"type": "string", "format": "binary"}},
            JSON: {"schema": {"type": "object"}},
        },
    }
}


@router.post(
    "/v1/traces",
    summary="Export spans (OTLP/HTTP: protobuf or JSON, gzip or plain)",
    response_class=Response,
    openapi_extra=_BODIES,
)
async def export_traces(request: Request, parts: Parts) -> Response:
    """Answers 200 once the spans are on disk; OTLP partial success names what could not be taken."""
    return await _export("traces", request, parts)


@router.post(
    "/v1/logs",
    summary="Export log records (OTLP/HTTP: protobuf or JSON, gzip or plain)",
    response_class=Response,
    openapi_extra=_BODIES,
)
async def export_logs(request: Request, parts: Parts) -> Response:
    """As `/v1/traces`: 200 once they are on disk."""
    return await _export("logs", request, parts)


@router.post(
    "/v1/metrics",
    summary="Export metric points (OTLP/HTTP: protobuf or JSON, gzip or plain)",
    response_class=Response,
    openapi_extra=_BODIES,
)
async def export_metrics(request: Request, parts: Parts) -> Response:
    """As `/v1/traces`; points without a time or with buckets that do not fit are named and left out."""
    return await _export("metrics", request, parts)


async def _export(name: str, request: Request, parts: Services) -> Response:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    lane = parts.lanes[name]
    caller: Caller | None = None
    try:
        caller = await sender(request.headers.get("authorization"), parts)
        async with _batch(request, kind, lane.signal, parts) as batch:
            batch = await keep(caller, batch, lane, parts)
    except Refused as refused:
        count_refusal(refused, caller, parts)
        return _error(refused, kind)
    return Response(lane.signal.answer(batch, kind), media_type=kind)


@asynccontextmanager
async def _batch(request: Request, kind: str, signal: Signal, parts: Services) -> AsyncIterator[Batch]:
    """What the body holds. Its memory counts until the end of the context. Raises `Refused`."""
    if kind not in (PROTOBUF, JSON):
        raise Refused(415, f"send Content-Type: {PROTOBUF} or {JSON}", "content_type")
    limit = parts.settings.max_body_bytes
    encoding = request.headers.get("content-encoding", "").strip().lower()
    unpacked = 0
    try:
        body = await read_body(request, limit)
        if encoding not in ("", "identity"):
            body = await _aside(len(body) > _SMALL, unpack, body, encoding, limit)
            parts.bodies.take(len(body))
            unpacked = len(body)
        yield await _checked(body, kind, signal)
    except BodyTooLarge as large:
        raise Refused(413, f"the {large}: send smaller batches", "too_large") from large
    except BadBody as bad:
        raise Refused(bad.status, str(bad), "too_large" if bad.status == 413 else "malformed") from bad
    except ClientDisconnect as gone:  # nobody reads the answer; the counts and the log tell of it
        raise Refused(400, "the connection ended before the body did", "client_gone") from gone
    except (SlowRequest, Unavailable) as error:
        raise Refused(error.status, error.message, error.code) from error
    finally:
        parts.bodies.give(unpacked)


async def _checked(body: bytes, kind: str, signal: Signal) -> Batch:
    """What is in it. Raises `BadBody`."""
    check = signal.validate if kind == PROTOBUF else signal.validate_json
    if kind == PROTOBUF and _SMALL < len(body) <= _MEDIUM and _turn.take():
        with suppress(Crowded):
            return signal.validate(body, few=True)
    return await _aside(len(body) > _SMALL, check, body)


class _Turn:
    """Of all that may take some milliseconds of the event loop one is let, and the next in its next round."""

    def __init__(self) -> None:
        self._is_taken = False

    def take(self) -> bool:
        """Whether the caller may."""
        if self._is_taken:
            return False
        self._is_taken = True
        asyncio.get_running_loop().call_soon(self._give)
        return True

    def _give(self) -> None:
        self._is_taken = False


_turn = _Turn()


async def _aside(is_long: bool, work: Callable[..., T], *arguments: Any) -> T:
    """Do what takes long in one of a few threads: health checks and other exports go on meanwhile."""
    if not is_long:
        return work(*arguments)
    return await asyncio.get_running_loop().run_in_executor(_PARSERS, work, *arguments)


def _error(refused: Refused, kind: str) -> Response:
    headers = {}
    if refused.retry_after_s:
        headers["Retry-After"] = str(refused.retry_after_s)
    if refused.reason in ("slow_request", "too_many_bodies"):  # the rest of the body is not wanted
        headers["Connection"] = "close"
    if refused.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    answered = JSON if kind == JSON else PROTOBUF
    return Response(
        error_body(refused.status, str(refused), answered), refused.status, headers, media_type=answered
    )
