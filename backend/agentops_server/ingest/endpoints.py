"""`POST /v1/traces`: OTLP over HTTP. A 200 means that the spans are on disk."""

import time
from collections.abc import AsyncIterator

from fastapi import APIRouter, Request, Response

from agentops_server.auth.callers import Caller, bearer
from agentops_server.ingest import counters as outcomes
from agentops_server.ingest.otlp import PROTOBUF, BadBody, answer, status_message, unpack, validate
from agentops_server.ingest.records import Record
from agentops_server.ingest.spool import SpoolFailed, SpoolFull
from agentops_server.services import Parts, Services

router = APIRouter(tags=["otlp"])

# google.rpc.Code, which OTLP errors carry.
_CODES = {400: 3, 401: 16, 403: 7, 413: 3, 415: 3, 503: 14}
_RETRY_AFTER_S = "2"


class _Refused(Exception):
    def __init__(self, status: int, message: str, reason: str) -> None:
        super().__init__(message)
        self.status = status
        self.reason = reason


@router.post("/v1/traces", summary="Export spans (OTLP/HTTP, protobuf)", response_class=Response)
async def export_traces(request: Request, parts: Parts) -> Response:
    """Answers 200 once the spans are on disk; OTLP partial success names what could not be taken."""
    project_id = ""
    try:
        caller = await _caller(request, parts)
        project_id = caller.project_id or ""
        _check_type(request)
        body = await _body(request, parts.settings.max_body_bytes)
        batch = validate(
            unpack(
                body,
                request.headers.get("content-encoding", "").strip().lower(),
                parts.settings.max_body_bytes,
            )
        )
        if batch.spans:
            await parts.spool.append(Record(project_id, caller.key_id, time.time_ns(), batch.payload))
    except _Refused as refused:
        if refused.reason != "unauthenticated":
            parts.counters.refused(refused.reason, project_id)
        return _error(refused.status, str(refused))
    except BadBody as bad:
        parts.counters.refused("too_large" if bad.status == 413 else "malformed", project_id)
        return _error(bad.status, str(bad))
    except SpoolFull as full:
        parts.counters.refused("spool_full", project_id)
        return _error(503, f"the server is behind, send again later ({full})")
    except SpoolFailed as failed:
        parts.counters.refused("spool_failed", project_id)
        return _error(503, f"the server cannot write to its disk ({failed})")
    parts.counters.spans(project_id, outcomes.ACCEPTED, batch.spans)
    parts.counters.spans(project_id, outcomes.REJECTED, batch.rejected)
    return Response(answer(batch).SerializeToString(), media_type=PROTOBUF)


async def _caller(request: Request, parts: Services) -> Caller:
    """Whose spans these are: the token's project, or the default one where the policy allows it."""
    header = request.headers.get("authorization")
    token = bearer(header)
    if token is None:
        taken = await _takes_unauthenticated(parts)
        parts.counters.unauthenticated(accepted=taken)
        if not taken:
            raise _Refused(
                401,
                "send 'Authorization: Bearer <token>' (POST /v3/auth/token gives one for an API key)",
                "unauthenticated",
            )
        return Caller(await parts.projects.default_project_id(), "", frozenset({"ingest"}))
    caller = await parts.authenticator.caller(token)
    if caller is None:
        raise _Refused(401, "the token is not valid, has expired or its key was revoked", "bad_token")
    if "ingest" not in caller.scopes:
        raise _Refused(403, "this key may not send spans", "forbidden")
    if caller.project_id is None:
        raise _Refused(403, "the service token belongs to no project: send a project's token", "forbidden")
    return caller


def _check_type(request: Request) -> None:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != PROTOBUF:
        raise _Refused(415, f"send Content-Type: {PROTOBUF}", "content_type")


async def _takes_unauthenticated(parts: Services) -> bool:
    policy = parts.settings.unauthenticated_ingest
    if policy == "auto":
        return parts.settings.is_loopback and len(await parts.projects.projects()) == 1
    return policy == "default"


async def _body(request: Request, limit: int) -> bytes:
    declared = request.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > limit:
        raise BadBody(f"the body is larger than {limit} bytes: send smaller batches", 413)
    chunks: list[bytes] = []
    size = 0
    stream: AsyncIterator[bytes] = request.stream()
    async for chunk in stream:
        size += len(chunk)
        if size > limit:
            raise BadBody(f"the body is larger than {limit} bytes: send smaller batches", 413)
        chunks.append(chunk)
    return b"".join(chunks)


def _error(status: int, message: str) -> Response:
    headers = {"Retry-After": _RETRY_AFTER_S} if status == 503 else {}
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return Response(status_message(_CODES[status], message), status, headers, media_type=PROTOBUF)
