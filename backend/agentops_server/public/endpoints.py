"""AgentOps' public API, version 1: read a project, its traces and spans with a token for its API key."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from agentops_server.auth.endpoints import exchange
from agentops_server.query.traces import Detail
from agentops_server.query.tree import TreeReader
from agentops_server.services import Parts, Services
from agentops_server.store.client import Row
from agentops_server.v4 import shapes
from agentops_server.v4.endpoints import normal_id
from kit.errors import NotFound

router = APIRouter(prefix="/public/v1", tags=["agentops"])

ProjectId = Annotated[str | None, Query(max_length=64, description="Needed with the service token")]

_SUMMARY = (
    "span_id",
    "parent_span_id",
    "span_name",
    "span_kind",
    "start_time",
    "end_time",
    "duration",
    "status_code",
    "status_message",
)
# What the conventions of instrumentations name; the rest is the program's own.
_KNOWN = ("gen_ai", "llm", "agentops", "agent", "tool", "operation", "openinference", "traceloop")


class AccessToken(BaseModel):
    """A token to send as `Authorization: Bearer`."""

    bearer: str


class PublicProject(BaseModel):
    """The project of the token."""

    id: str
    name: str
    environment: str


@router.post(
    "/auth/access_token", response_model=AccessToken, summary="Exchange an API key for a token (AgentOps)"
)
async def access_token(request: Request, parts: Parts) -> JSONResponse:
    """Body: `{"api_key": "<uuid>"}`. The token is that of `/v3/auth/token`."""
    found = await exchange(request, parts)
    if isinstance(found, JSONResponse):
        return found
    return JSONResponse({"bearer": found[0]}, headers={"Cache-Control": "no-store"})


@router.get("/project", summary="The project of the token (AgentOps)")
async def project(request: Request, parts: Parts, project_id: ProjectId = None) -> PublicProject:
    """Its id, name and environment."""
    found = await parts.projects.project(await parts.authenticator.project_of(request, project_id))
    if found is None:
        raise NotFound("Project not found")
    return PublicProject(id=found.id, name=found.name, environment=found.environment)


@router.get("/traces/{trace_id}", summary="A trace with short spans (AgentOps)")
async def trace(
    trace_id: str, request: Request, parts: Parts, project_id: ProjectId = None
) -> dict[str, Any]:
    """At most 10,000 spans, earliest first."""
    own, normal, found = await _trace(trace_id, request, parts, project_id)
    spans = [shapes.span(one) for one in found.spans]
    return {
        "trace_id": normal,
        "project_id": own,
        "tags": found.row["tags"],
        "spans": [{key: one[key] for key in _SUMMARY} for one in spans],
    }


@router.get("/traces/{trace_id}/metrics", summary="Figures of a trace (AgentOps)")
async def trace_metrics(
    trace_id: str, request: Request, parts: Parts, project_id: ProjectId = None
) -> dict[str, Any]:
    """Counts of spans by status, tokens and costs."""
    _, _, found = await _trace(trace_id, request, parts, project_id)
    row = found.row
    figures = shapes.one_trace_metrics(row)
    del figures["trace_count"]
    return {
        **figures,
        "success_count": row["ok_count"],
        "fail_count": row["error_count"],
        "indeterminate_count": row["unset_count"],
    }


@router.get("/spans/{span_id}", summary="A span with its attributes (AgentOps)")
async def span(span_id: str, request: Request, parts: Parts, project_id: ProjectId = None) -> dict[str, Any]:
    """`span_attributes` holds all attributes, `attributes` those of them that conventions name."""
    found = shapes.span(await _span(span_id, request, parts, project_id))
    attributes = found["span_attributes"]
    return {
        **{key: found[key] for key in (*_SUMMARY, "service_name", "resource_attributes")},
        "attributes": {key: value for key, value in attributes.items() if key in _KNOWN},
        "span_attributes": attributes,
    }


@router.get("/spans/{span_id}/metrics", summary="Tokens and costs of a span (AgentOps)")
async def span_metrics(
    span_id: str, request: Request, parts: Parts, project_id: ProjectId = None
) -> dict[str, Any]:
    """All zero where the span has none, or where another span of the same call carries them."""
    row = await _span(span_id, request, parts, project_id)
    return shapes.span_metrics(row) or shapes.span_metrics({**row, **_NOTHING}) or {}


_NOTHING: dict[str, Any] = {
    "counted": True,
    "total_tokens": 0,
    "prompt_tokens": None,
    "completion_tokens": None,
    "cached_tokens": None,
    "reasoning_tokens": None,
    "cost": None,
    "prompt_cost": None,
    "completion_cost": None,
}


async def _trace(
    trace_id: str, request: Request, parts: Services, project_id: str | None
) -> tuple[str, str, Detail]:
    own = await parts.authenticator.project_of(request, project_id)
    normal = normal_id(trace_id)
    found = await parts.traces.detail(own, normal) if normal else None
    if found is None:
        raise NotFound("Trace not found")
    return own, normal, found


async def _span(span_id: str, request: Request, parts: Services, project_id: str | None) -> Row:
    own = await parts.authenticator.project_of(request, project_id)
    plain = span_id.lower()
    is_id = len(plain) == 16 and set(plain) <= set("0123456789abcdef")
    row = await TreeReader(parts.store).span_anywhere(own, plain) if is_id else None
    if row is None:
        raise NotFound("Span not found")
    return row
