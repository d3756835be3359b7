"""`POST /v1/traces`, `/v1/logs`, `/v1/metrics`: OTLP over HTTP. A 200 means that all is on disk."""

from typing import Any

from fastapi import APIRouter, Request, Response

from agentops_server.auth.callers import Caller
from agentops_server.bodies import BodyTooLarge, read_body
from agentops_server.ingest.accept import Refused, count_refusal, keep, sender
from agentops_server.ingest.otlp import (
    JSON,
    PROTOBUF,
    BadBody,
    Batch,
    error_body,
    unpack,
)
from agentops_server.ingest.signals import Signal
from agentops_server.services import Parts, Services

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
    **dict.fromkeys((400, 401, 403, 413, 415, 429, 503), _STATUS_MESSAGE),
}

router = APIRouter(tags=["otlp"], responses=_RESPONSES)

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
        batch = await _batch(request, kind, lane.signal, parts)
        batch = await keep(caller, batch, lane, parts)
    except Refused as refused:
        count_refusal(refused, caller, parts)
        return _error(refused, kind)
    return Response(lane.signal.answer(batch, kind), media_type=kind)


async def _batch(request: Request, kind: str, signal: Signal, parts: Services) -> Batch:
    if kind not in (PROTOBUF, JSON):
        raise Refused(415, f"send Content-Type: {PROTOBUF} or {JSON}", "content_type")
    limit = parts.settings.max_body_bytes
    encoding = request.headers.get("content-encoding", "").strip().lower()
    try:
        body = unpack(await read_body(request, limit), encoding, limit)
        return signal.validate(body) if kind == PROTOBUF else signal.validate_json(body)
    except BodyTooLarge as large:
        raise Refused(413, f"the {large}: send smaller batches", "too_large") from large
    except BadBody as bad:
        raise Refused(bad.status, str(bad), "too_large" if bad.status == 413 else "malformed") from bad


def _error(refused: Refused, kind: str) -> Response:
    headers = {}
    if refused.retry_after_s:
        headers["Retry-After"] = str(refused.retry_after_s)
    if refused.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    answered = JSON if kind == JSON else PROTOBUF
    return Response(
        error_body(refused.status, str(refused), answered), refused.status, headers, media_type=answered
    )
