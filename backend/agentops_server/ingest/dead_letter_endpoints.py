"""Dead letters: list, explain, replay, discard."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, model_validator

from agentops_server.ingest.dead_letters import FROM_START, DeadLetter
from agentops_server.ingest.ledger import LedgerFailed
from agentops_server.ingest.pieces import preview
from agentops_server.ingest.records import Record
from agentops_server.ingest.spool import SpoolFailed, SpoolFull
from agentops_server.policies.admission import masked
from agentops_server.query import cursors
from agentops_server.query.values import iso_ns
from agentops_server.services import Parts, Services
from kit.errors import BadRequest, NotFound, Unavailable, describe_errors

router = APIRouter(
    prefix="/telemetry/v1/dead-letters", tags=["ingest"], responses=describe_errors(401, 403, 422, 503)
)

ProjectId = Annotated[
    str | None, Query(max_length=64, description="Needed with the service token; else the token's project")
]
Signal = Literal["traces", "logs", "metrics"]
_MOST = 1000
"""Letters that one call replays or discards at most."""
_TOGETHER = 20


class DeadLetterOut(BaseModel):
    """What the store refused: mostly one span, log record or metric point."""

    id: str
    signal: str = Field(description="traces, logs or metrics")
    spans: int = Field(description="Spans, log records or metric points")
    bytes: int
    name: str = Field(description="Of the span or metric; of a log record its event or severity")
    trace_id: str = Field(description="32 hex digits, or empty")
    span_id: str = Field(description="16 hex digits, or empty")
    reason: str = Field(description="What is wrong")
    field: str = Field(description="The field at fault, where the store says so; or empty")
    code: int = Field(description="ClickHouse's number for the error")
    received_at: str
    failed_at: str


class Limits(BaseModel):
    """The bounds of a project's dead letters. Over them the oldest go, and count as discarded."""

    dead_letters: int
    bytes: int
    days: int


class DeadLetterList(BaseModel):
    """A page of the dead letters of a project, newest first."""

    dead_letters: list[DeadLetterOut]
    next_cursor: str | None
    total: int
    total_spans: int = Field(description="Spans, log records and points in all of them")
    total_bytes: int
    limits: Limits


class DeadLetterDetail(DeadLetterOut):
    """A dead letter with what it holds."""

    content: dict[str, Any] = Field(description="The request in OTLP's JSON")
    is_cut: bool = Field(description="Whether long texts, long lists or deep values were cut")


class Chosen(BaseModel):
    """Which dead letters: some by their ids, or all (of a signal)."""

    model_config = ConfigDict(extra="forbid")

    ids: list[str] | None = Field(None, min_length=1, max_length=_MOST)
    all: bool = False
    signal: Signal | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> "Chosen":
        if (self.ids is None) == (not self.all):
            raise ValueError("say either ids or all")
        if self.signal and not self.all:
            raise ValueError("signal goes with all")
        return self


class Done(BaseModel):
    """What a command did."""

    dead_letters: int
    spans: int = Field(description="Spans, log records and metric points in them")
    remaining: int = Field(
        description="Dead letters that the project still has; more than 1,000 need more calls"
    )


@router.get("", summary="What the store refused", responses=describe_errors(400))
async def list_letters(
    request: Request,
    parts: Parts,
    project_id: ProjectId = None,
    signal: Signal | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=400)] = None,
) -> DeadLetterList:
    """It was acknowledged, so it is kept until someone replays or discards it, or the bounds are reached."""
    project = await parts.authenticator.project_of(request, project_id)
    letters = parts.dead_letters
    async with _ledger():
        page = await asyncio.to_thread(letters.page, project, limit + 1, _behind(cursor), signal or "")
        total = await asyncio.to_thread(letters.total, project, signal or "")
    last = page[limit - 1] if len(page) > limit else None
    return DeadLetterList(
        dead_letters=[_out(letter) for letter in page[:limit]],
        next_cursor=cursors.write(_ORDER, [str(last.failed_unix_nano), last.id]) if last else None,
        total=total.letters,
        total_spans=total.items,
        total_bytes=total.bytes,
        limits=Limits(
            dead_letters=letters.bounds.letters, bytes=letters.bounds.bytes, days=letters.bounds.days
        ),
    )


@router.get("/{letter_id}", summary="A dead letter and what it holds", responses=describe_errors(404))
async def letter(
    letter_id: str, request: Request, parts: Parts, project_id: ProjectId = None
) -> DeadLetterDetail:
    """Long values are cut."""
    project = await parts.authenticator.project_of(request, project_id)
    async with _ledger():
        found = await asyncio.to_thread(parts.dead_letters.find, project, letter_id)
    if found is None:
        raise _unknown()
    known, record = found
    content, is_cut = await asyncio.to_thread(preview, record.payload, known.signal)
    return DeadLetterDetail(**_out(known).model_dump(), content=content, is_cut=is_cut)


@router.post("/replay", summary="Try to store dead letters again: some, or all")
async def replay_many(chosen: Chosen, request: Request, parts: Parts, project_id: ProjectId = None) -> Done:
    """Oldest first, at most 1,000 a call; refused again, they come back under new ids.

    Needs the scope `admin`.
    """
    project = await parts.authenticator.project_of(request, project_id, "admin")
    async with _ledger():
        if chosen.ids is not None:
            ids = list(dict.fromkeys(chosen.ids))
        else:
            ids = await asyncio.to_thread(parts.dead_letters.oldest, project, _MOST, chosen.signal or "")
        done = await _replay(parts, project, ids)
        left = await asyncio.to_thread(parts.dead_letters.total, project)
    return Done(dead_letters=len(done), spans=sum(one.items for one in done), remaining=left.letters)


@router.post("/discard", summary="Discard dead letters: some, or all")
async def discard_many(chosen: Chosen, request: Request, parts: Parts, project_id: ProjectId = None) -> Done:
    """What they hold is lost for good. Needs the scope `admin`."""
    project = await parts.authenticator.project_of(request, project_id, "admin")
    async with _ledger():
        if chosen.ids is not None:
            total = await asyncio.to_thread(parts.dead_letters.discard, project, chosen.ids)
        else:
            total = await asyncio.to_thread(parts.dead_letters.discard_all, project, chosen.signal or "")
        left = await asyncio.to_thread(parts.dead_letters.total, project)
    return Done(dead_letters=total.letters, spans=total.items, remaining=left.letters)


@router.post(
    "/{letter_id}/replay",
    status_code=202,
    summary="Try to store a dead letter again",
    responses=describe_errors(404),
)
async def replay(letter_id: str, request: Request, parts: Parts, project_id: ProjectId = None) -> Response:
    """Puts it back into the spool; refused again, it comes back under a new id. Needs the scope `admin`."""
    project = await parts.authenticator.project_of(request, project_id, "admin")
    async with _ledger():
        if not await _replay(parts, project, [letter_id]):
            raise _unknown()
    return Response(status_code=202)


@router.delete(
    "/{letter_id}", status_code=204, summary="Discard a dead letter", responses=describe_errors(404)
)
async def discard(letter_id: str, request: Request, parts: Parts, project_id: ProjectId = None) -> Response:
    """What it holds is lost for good. Needs the scope `admin`."""
    project = await parts.authenticator.project_of(request, project_id, "admin")
    async with _ledger():
        total = await asyncio.to_thread(parts.dead_letters.discard, project, [letter_id])
    if not total.letters:
        raise _unknown()
    return Response(status_code=204)


_ORDER = "dead-letters"


def _behind(cursor: str | None) -> tuple[int, str]:
    if cursor is None:
        return FROM_START
    failed, letter_id = cursors.read(cursor, _ORDER, 2)
    if not failed.isdigit() or len(failed) > 18 + 1:
        raise BadRequest("The cursor is not one of ours: leave it out to start from the first page.")
    return min(int(failed), FROM_START[0]), letter_id


@asynccontextmanager
async def _ledger() -> AsyncIterator[None]:
    try:
        yield
    except LedgerFailed as failed:
        raise Unavailable(
            "The dead letters cannot be reached now: the disk is full, or another program holds them.",
            headers={"Retry-After": "2"},
        ) from failed


async def _replay(parts: Services, project_id: str, letter_ids: Sequence[str]) -> list[DeadLetter]:
    """Put letters back into their spools; returns those that there are.

    A record says which letter it is: once it is on disk the letter is gone, whatever happens to this process.
    """
    done: list[DeadLetter] = []
    letters = parts.dead_letters
    async with letters.replaying:
        for start in range(0, len(letter_ids), _TOGETHER):
            some = letter_ids[start : start + _TOGETHER]
            letters.claimed.update(some)
            try:
                found = [await asyncio.to_thread(letters.find, project_id, one) for one in some]
                known = [one for one in found if one is not None]
                taken = await asyncio.gather(*(_append(parts, *one) for one in known), return_exceptions=True)
                await asyncio.to_thread(parts.ledger.save)
            finally:
                letters.claimed.clear()
            for refused in taken:
                if refused is not None:
                    raise refused
            done += [letter for letter, _ in known]
    return done


async def _append(parts: Services, letter: DeadLetter, record: Record) -> None:
    # The rules may have been made after it was refused.
    policy = await parts.policies.of(letter.project_id)
    payload = await masked(policy, record.payload, letter.signal)
    record = replace(record, letter=letter.id, items=letter.items, payload=payload)
    try:
        await parts.lanes[letter.signal].spool.append(record)
    except (SpoolFull, SpoolFailed) as error:
        raise Unavailable(f"The spool cannot take it now: {error}.", headers={"Retry-After": "2"}) from error


def _unknown() -> NotFound:
    return NotFound("No dead letter with this id in this project.")


def _out(letter: DeadLetter) -> DeadLetterOut:
    return DeadLetterOut(
        id=letter.id,
        signal=letter.signal,
        spans=letter.items,
        bytes=letter.bytes,
        name=letter.name,
        trace_id=letter.trace_id,
        span_id=letter.span_id,
        reason=letter.reason,
        field=letter.field,
        code=letter.code,
        received_at=iso_ns(letter.received_unix_nano),
        failed_at=iso_ns(letter.failed_unix_nano),
    )
