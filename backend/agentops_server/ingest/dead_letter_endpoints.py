"""Dead letters: list, explain, replay, discard."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field

from agentops_server.ingest.dead_letters import DeadLetter
from agentops_server.ingest.spool import SpoolFailed, SpoolFull
from agentops_server.query.values import iso_ns
from agentops_server.services import Parts, Services
from kit.errors import NotFound, Unavailable, describe_errors

router = APIRouter(
    prefix="/telemetry/v1/dead-letters", tags=["ingest"], responses=describe_errors(401, 403, 422)
)

ProjectId = Annotated[
    str | None, Query(max_length=64, description="Needed with the service token; else the token's project")
]


class DeadLetterOut(BaseModel):
    """A request that the store refused."""

    id: str
    signal: str = Field(description="traces, logs or metrics")
    spans: int = Field(description="Spans, log records or metric points")
    bytes: int
    reason: str = Field(description="What the store said")
    received_at: str
    failed_at: str


class DeadLetterList(BaseModel):
    """The dead letters of a project, newest first."""

    dead_letters: list[DeadLetterOut]


@router.get("", summary="Requests that the store refused")
async def list_letters(request: Request, parts: Parts, project_id: ProjectId = None) -> DeadLetterList:
    """They were acknowledged, so they are kept until someone replays or discards them."""
    project = await parts.authenticator.project_of(request, project_id)
    letters = await asyncio.to_thread(parts.dead_letters.list, project)
    return DeadLetterList(dead_letters=[_out(letter) for letter in letters])


@router.post(
    "/{letter_id}/replay",
    status_code=202,
    summary="Try to store a refused request again",
    responses=describe_errors(404, 503),
)
async def replay(letter_id: str, request: Request, parts: Parts, project_id: ProjectId = None) -> Response:
    """Puts it back into the spool; refused again, it comes back under a new id. Needs the scope `admin`."""
    letter = await _existing(letter_id, request, parts, project_id)
    record = await asyncio.to_thread(parts.dead_letters.record, letter)
    try:
        await parts.lanes[letter.signal].spool.append(record)
    except (SpoolFull, SpoolFailed) as error:
        raise Unavailable(f"The spool cannot take it now: {error}.", headers={"Retry-After": "2"}) from error
    # Only now that it is safe in the spool; a crash in between replays it twice, and it counts once.
    await asyncio.to_thread(parts.dead_letters.discard, letter)
    return Response(status_code=202)


@router.delete(
    "/{letter_id}", status_code=204, summary="Discard a refused request", responses=describe_errors(404)
)
async def discard(letter_id: str, request: Request, parts: Parts, project_id: ProjectId = None) -> Response:
    """Its spans are lost for good. Needs the scope `admin`."""
    letter = await _existing(letter_id, request, parts, project_id)
    await asyncio.to_thread(parts.dead_letters.discard, letter)
    return Response(status_code=204)


async def _existing(letter_id: str, request: Request, parts: Services, project_id: str | None) -> DeadLetter:
    project = await parts.authenticator.project_of(request, project_id, "admin")
    letter = await asyncio.to_thread(parts.dead_letters.find, project, letter_id)
    if letter is None:
        raise NotFound("No dead letter with this id in this project.")
    return letter


def _out(letter: DeadLetter) -> DeadLetterOut:
    return DeadLetterOut(
        id=letter.id,
        signal=letter.signal,
        spans=letter.spans,
        bytes=letter.bytes,
        reason=letter.reason,
        received_at=iso_ns(letter.received_unix_nano),
        failed_at=iso_ns(letter.failed_unix_nano),
    )
