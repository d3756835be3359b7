"""AgentOps' uploads: the log of a trace, and objects. A token reads and writes its project alone."""

import asyncio
import uuid
from typing import Annotated

import orjson
from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from agentops_server.bodies import BodyTooLarge, read_body
from agentops_server.ingest.accept import Refused, count_refusal, sender
from agentops_server.policies.requests import Tally
from agentops_server.policies.service import count
from agentops_server.services import Parts, Services
from agentops_server.v4.uploads import MOST_BYTES, Kind, NoRoom, Uploads, trace_name
from kit.errors import (
    BadRequest,
    Forbidden,
    NotFound,
    TooLarge,
    TooManyRequests,
    Unauthenticated,
    Unavailable,
)

router = APIRouter(prefix="/v4", tags=["agentops"])

TraceId = Annotated[
    str, Header(description="Decimal as the SDK sends it, hex, or a name of letters, digits, `_.-`")
]
ProjectId = Annotated[str | None, Query(max_length=64)]
_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["body"],
                    "properties": {"body": {"type": "string"}},
                }
            }
        },
    }
}


class Uploaded(BaseModel):
    """Where an upload can be read, with a token of its project."""

    url: str
    size: int = Field(description="Bytes")


class TraceLog(BaseModel):
    """What a trace printed."""

    freeplan_truncated: bool
    content: str
    trace_id: str


@router.post("/logs/upload", summary="Upload the log of a trace (AgentOps v4)", openapi_extra=_BODY)
@router.post("/logs/upload/", include_in_schema=False)
async def upload_log(request: Request, parts: Parts, trace_id: TraceId = "") -> Uploaded:
    """At most 25 MB; a second upload replaces the first at once and whole."""
    project, trace = await _project(request, parts), _trace(trace_id)
    size = await _put(request, parts, project, "log", trace, trace)
    return Uploaded(url=_url(request, f"/v4/logs/{trace}"), size=size)


@router.post("/objects/upload", summary="Upload an object (AgentOps v4)", openapi_extra=_BODY)
@router.post("/objects/upload/", include_in_schema=False)
async def upload_object(request: Request, parts: Parts, trace_id: TraceId = "") -> Uploaded:
    """At most 25 MB. Each upload is an object of its own, under a random id; the SDK names no trace."""
    project, trace = await _project(request, parts), _trace(trace_id) if trace_id else ""
    name = uuid.uuid4().hex
    size = await _put(request, parts, project, "object", name, trace)
    return Uploaded(url=_url(request, f"/v4/objects/{name}"), size=size)


@router.get("/logs/{trace_id}", summary="The log of a trace (AgentOps v4)")
async def trace_log(trace_id: str, request: Request, parts: Parts, project_id: ProjectId = None) -> TraceLog:
    """`trace_id`: in hex, decimal or as it was uploaded. The service token names the project."""
    project = await parts.authenticator.project_of(request, project_id)
    trace = trace_name(trace_id)
    content = await _uploads(parts).log(project, trace) if trace else None
    if trace is None or content is None:
        raise NotFound("Log not found")
    return TraceLog(freeplan_truncated=False, content=content, trace_id=trace)


@router.get("/objects/{name}", summary="An uploaded object", response_class=Response)
async def uploaded_object(
    name: str, request: Request, parts: Parts, project_id: ProjectId = None
) -> Response:
    """The text as it was uploaded."""
    project = await parts.authenticator.project_of(request, project_id)
    content = await _uploads(parts).object(project, name)
    if content is None:
        raise NotFound("Object not found")
    # Whatever it is, no browser shall run it as a page of this server.
    headers = {"X-Content-Type-Options": "nosniff", "Content-Disposition": "attachment"}
    return Response(content.encode(), media_type="text/plain; charset=utf-8", headers=headers)


def _uploads(parts: Services) -> Uploads:
    return Uploads(parts.store, parts.settings.uploads_max_bytes)


async def _project(request: Request, parts: Services) -> str:
    """The project of the sender; as with exports, the default one where the policy allows no token."""
    try:
        caller = await sender(request.headers.get("authorization"), parts)
    except Refused as refused:
        count_refusal(refused, None, parts)
        if refused.status == 429:
            headers = {"Retry-After": str(refused.retry_after_s)}
            raise TooManyRequests(str(refused), headers=headers) from refused
        if refused.status == 503:
            raise Unavailable(str(refused), headers={"Retry-After": str(refused.retry_after_s)}) from refused
        if refused.status == 401:
            raise Unauthenticated(str(refused), headers={"WWW-Authenticate": "Bearer"}) from refused
        raise Forbidden(str(refused)) from refused
    return caller.project_id or ""


def _trace(given: str) -> str:
    trace = trace_name(given)
    if trace is None:
        raise BadRequest("Trace-Id must be letters, digits, '_', '.' and '-'")
    return trace


async def _put(request: Request, parts: Services, project: str, kind: Kind, name: str, trace: str) -> int:
    try:
        document = orjson.loads(await read_body(request, MOST_BYTES))
    except BodyTooLarge as large:
        raise TooLarge(f"The {large}") from large
    except orjson.JSONDecodeError as error:
        raise BadRequest(f"The body is not JSON: {error}") from error
    content = document.get("body") if isinstance(document, dict) else None
    if not isinstance(content, str):
        raise BadRequest('The body must be {"body": "<text>"}')
    content = await _masked(content, project, parts)
    try:
        return await _uploads(parts).put(project, kind, name, trace, content)
    except NoRoom as full:
        raise TooLarge(f"The project's uploads are full ({full}; AGENTOPS_UPLOADS_MAX_BYTES)") from full


async def _masked(content: str, project: str, parts: Services) -> str:
    """What the project's policy leaves of it. Raises `Forbidden` where no payloads are stored."""
    policy = await parts.policies.of(project)
    if policy.mask is None:
        return content
    if not policy.mask.keeps_payloads:
        parts.counters.refused("payloads_off", project)
        raise Forbidden("This project stores no payloads: uploads are not taken.")
    tally = Tally()
    masked = await asyncio.to_thread(policy.mask.text, content, tally)
    count(project, tally)
    return masked


def _url(request: Request, path: str) -> str:
    return str(request.base_url).rstrip("/") + path
