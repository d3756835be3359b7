"""`POST /v3/auth/token`: an API key for a bearer token, as the AgentOps SDK asks for it."""

import json
import uuid
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from agentops_server.auth.tokens import PLAN
from agentops_server.bodies import BodyTooLarge, read_body
from agentops_server.services import Parts, Services

router = APIRouter(tags=["agentops"])

# Anybody may send these: what is read of one is bounded.
_MOST_BYTES = 16 * 1024


class TokenAnswer(BaseModel):
    """A bearer token for a project."""

    token: str
    project_id: str
    project_prem_status: str


class AgentOpsError(BaseModel):
    """AgentOps' own error body."""

    error: str


_ERRORS: dict[int | str, dict[str, Any]] = {400: {"model": AgentOpsError}, 403: {"model": AgentOpsError}}


@router.post(
    "/v3/auth/token", response_model=TokenAnswer, responses=_ERRORS, summary="Exchange an API key for a token"
)
async def token(request: Request, parts: Parts) -> JSONResponse:
    """Body: `{"api_key": "<uuid>"}`. The token is valid for 30 days, or until its key is revoked."""
    found = await exchange(request, parts)
    if isinstance(found, JSONResponse):
        return found
    token, project_id = found
    return JSONResponse(
        {"token": token, "project_id": project_id, "project_prem_status": PLAN},
        headers={"Cache-Control": "no-store"},
    )


async def exchange(request: Request, parts: Services) -> tuple[str, str] | JSONResponse:
    """The token and project for the request's API key, or AgentOps' error answer."""
    try:
        body = json.loads(await read_body(request, _MOST_BYTES))
        key = body["api_key"]
        # uuid.UUID also reads forms (braces, urn:) that AgentOps refuses.
        if not isinstance(key, str) or len(key) != 36:
            raise ValueError("not a UUID")  # noqa: TRY301
        uuid.UUID(key)
    except (ValueError, KeyError, TypeError, RecursionError, BodyTooLarge):
        return JSONResponse({"error": "Invalid API key format"}, 400)
    known = await parts.projects.key_for(key)
    if known is None:
        return JSONResponse({"error": "Invalid API key"}, 403)
    return parts.tokens.issue(known.project_id, known.id), known.project_id
