"""`/api/agentops/prices` and `/api/agentops/dead-letters`: what calls cost, and what the store refused."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, status

from portal.agentops.calls import ERRORS, Adapter
from portal.agentops.manage.projects import Notes
from portal.agentops.manage.schemas import (
    DeadLetterDetail,
    DeadLetterList,
    LettersChosen,
    LettersDone,
    LetterSignal,
    PriceList,
    PriceSet,
    Repriced,
    UnpricedList,
)
from portal.agentops.schemas import Time
from portal.auth.access import Admin, Operator
from portal.projects.access import ProjectReader

router = APIRouter(prefix="/api/agentops", tags=["agentops"])

# A month of calls is priced again day by day.
_REPRICING_S = 120.0
# A thousand dead letters go back to the spool, twenty at a time.
_REPLAYING_S = 60.0
_LetterId = Annotated[
    str,
    Path(min_length=1, max_length=200, pattern=r"^[A-Za-z0-9._-]+$", description="The dead letter's id"),
]
_Moment = Annotated[Time | None, Query(description="Default: a window of 30 days until now")]


def _of(project: ProjectReader, **more: Any) -> dict[str, Any]:
    told = {name: value for name, value in more.items() if value is not None}
    for name, value in told.items():
        if hasattr(value, "isoformat"):
            told[name] = value.isoformat()
    return {"project_id": project.id, **told}


@router.get("/prices", operation_id="list_prices", responses=ERRORS)
async def list_prices(
    project: ProjectReader,
    adapter: Adapter,
    q: Annotated[
        str, Query(max_length=200, description="Also everyone's prices of models with this in their name")
    ] = "",
) -> PriceList:
    """The project's own prices, and with `q` those of the price map."""
    return await adapter.get("list_prices", "prices", _of(project, q=q), PriceList)


@router.put("/prices", operation_id="set_price", status_code=status.HTTP_204_NO_CONTENT, responses=ERRORS)
async def set_price(
    _: Admin, project: ProjectReader, wanted: PriceSet, adapter: Adapter, note: Notes
) -> None:
    """Set the project's price of a model, for calls to come; `reprice` applies it to the past."""
    body = wanted.model_dump(mode="json", exclude_none=True)
    await adapter.act("set_price", "PUT", "prices", _of(project), body)
    await note(
        "price.set", wanted.model, project_id=project.id, **{k: v for k, v in body.items() if k != "model"}
    )


@router.delete(
    "/prices", operation_id="delete_price", status_code=status.HTTP_204_NO_CONTENT, responses=ERRORS
)
async def delete_price(
    _: Admin,
    project: ProjectReader,
    adapter: Adapter,
    note: Notes,
    model: Annotated[str, Query(min_length=1, max_length=300, description="As the price names it")],
    effective_from: Annotated[Time | None, Query(description="As the price says it")] = None,
) -> None:
    """Delete the project's price of a model: everyone's price applies again."""
    await adapter.act(
        "delete_price", "DELETE", "prices", _of(project, model=model, effective_from=effective_from)
    )
    await note("price.delete", model, project_id=project.id)


@router.get("/prices/unpriced", operation_id="list_unpriced", responses=ERRORS)
async def list_unpriced(
    project: ProjectReader, adapter: Adapter, start_time: _Moment = None, end_time: _Moment = None
) -> UnpricedList:
    """Models that were called and have no price: their cost is missing in every sum."""
    params = _of(project, start_time=start_time, end_time=end_time)
    return await adapter.get("list_unpriced", "prices/unpriced", params, UnpricedList)


@router.post("/prices/reprice", operation_id="reprice", responses=ERRORS)
async def reprice(
    _: Admin,
    project: ProjectReader,
    adapter: Adapter,
    note: Notes,
    start_time: _Moment = None,
    end_time: _Moment = None,
) -> Repriced:
    """Apply today's prices to calls that are stored; those that reported their own cost are left."""
    params = _of(project, start_time=start_time, end_time=end_time)
    path = "prices/reprice"
    done = await adapter.act("reprice", "POST", path, params, None, Repriced, patience_s=_REPRICING_S)
    await note("price.reprice", project.id, calls=done.calls)
    return done


@router.get("/dead-letters", operation_id="list_dead_letters", responses=ERRORS)
async def list_dead_letters(
    _: Operator,
    project: ProjectReader,
    adapter: Adapter,
    signal: Annotated[LetterSignal | None, Query(description="Only of this OTLP signal")] = None,
    limit: Annotated[int, Query(ge=1, le=200, description="Most on a page")] = 50,
    cursor: Annotated[str | None, Query(max_length=400, description="next_cursor of the page before")] = None,
) -> DeadLetterList:
    """What was acknowledged and then refused by the store; kept until somebody replays or discards it."""
    params = _of(project, signal=signal, limit=limit, cursor=cursor)
    return await adapter.get("list_dead_letters", "dead-letters", params, DeadLetterList)


@router.get("/dead-letters/{letter_id}", operation_id="get_dead_letter", responses=ERRORS)
async def get_dead_letter(
    _: Operator, project: ProjectReader, letter_id: _LetterId, adapter: Adapter
) -> DeadLetterDetail:
    """A dead letter and what it holds; long values are cut."""
    return await adapter.get("get_dead_letter", f"dead-letters/{letter_id}", _of(project), DeadLetterDetail)


@router.post("/dead-letters/replay", operation_id="replay_dead_letters", responses=ERRORS)
async def replay_dead_letters(
    _: Operator, project: ProjectReader, chosen: LettersChosen, adapter: Adapter, note: Notes
) -> LettersDone:
    """Try to store some or all of them again, at most 1,000 a call, the oldest first."""
    return await _act_on_letters("replay", project, chosen, adapter, note)


@router.post("/dead-letters/discard", operation_id="discard_dead_letters", responses=ERRORS)
async def discard_dead_letters(
    _: Admin, project: ProjectReader, chosen: LettersChosen, adapter: Adapter, note: Notes
) -> LettersDone:
    """Throw some or all of them away: what they hold is gone for good."""
    return await _act_on_letters("discard", project, chosen, adapter, note)


async def _act_on_letters(
    act: Literal["replay", "discard"],
    project: ProjectReader,
    chosen: LettersChosen,
    adapter: Adapter,
    note: Notes,
) -> LettersDone:
    body = chosen.model_dump(exclude_none=True)
    path = f"dead-letters/{act}"
    done = await adapter.act(
        f"{act}_dead_letters", "POST", path, _of(project), body, LettersDone, patience_s=_REPLAYING_S
    )
    told = {"all": chosen.all, "signal": chosen.signal, "letters": done.dead_letters, "spans": done.spans}
    what: Literal["letter.replay", "letter.discard"] = f"letter.{act}"  # type: ignore[assignment]
    await note(what, project.id, **{name: value for name, value in told.items() if value})
    return done


@router.post(
    "/dead-letters/{letter_id}/replay",
    operation_id="replay_dead_letter",
    status_code=status.HTTP_202_ACCEPTED,
    responses=ERRORS,
)
async def replay_dead_letter(
    _: Operator, project: ProjectReader, letter_id: _LetterId, adapter: Adapter, note: Notes
) -> None:
    """Try to store it again; refused again, it comes back under a new id."""
    await adapter.act("replay_dead_letter", "POST", f"dead-letters/{letter_id}/replay", _of(project))
    await note("letter.replay", letter_id, project_id=project.id)


@router.delete(
    "/dead-letters/{letter_id}",
    operation_id="discard_dead_letter",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=ERRORS,
)
async def discard_dead_letter(
    _: Admin, project: ProjectReader, letter_id: _LetterId, adapter: Adapter, note: Notes
) -> None:
    """Throw it away: its spans are gone for good."""
    await adapter.act("discard_dead_letter", "DELETE", f"dead-letters/{letter_id}", _of(project))
    await note("letter.discard", letter_id, project_id=project.id)
