"""`/api/alerts`: what fires, what fired, silences, acknowledgements, runbooks."""

from datetime import timedelta
from typing import Annotated, Literal, cast

import anyio.to_thread
from fastapi import APIRouter, Depends, Path, Query, Request, status

from kit.errors import describe_errors
from kit.timerange import resolve_range
from portal.audit.access import CurrentActor, CurrentJournal
from portal.auth.access import CurrentUser, Operator
from portal.monitoring.alert_schemas import (
    Acknowledge,
    Alert,
    AlertList,
    AlertTest,
    History,
    Runbook,
    RunbookList,
    Silence,
    SilenceCreate,
    SilenceList,
)
from portal.monitoring.alert_service import AlertService
from portal.monitoring.runbooks import Runbooks

router = APIRouter(prefix="/api/alerts", tags=["alerts"])

_MOST_DAYS = 90
_AWAY = describe_errors(401, 403, 422, 502, 503, 504)
_CHANGE = {**_AWAY, **describe_errors(400, 404)}


async def _service(request: Request) -> AlertService:
    return cast(AlertService, request.app.state.alerts)


async def _runbooks(request: Request) -> Runbooks:
    return cast(Runbooks, request.app.state.runbooks)


Service = Annotated[AlertService, Depends(_service)]
Books = Annotated[Runbooks, Depends(_runbooks)]
Fingerprint = Annotated[str, Path(pattern=r"^[0-9a-f]{1,32}$", description="Alertmanager's id of the alert")]
SilenceId = Annotated[str, Path(pattern=r"^[0-9a-f-]{1,40}$", description="The silence's id")]
BookName = Annotated[str, Path(pattern=r"^[A-Za-z][A-Za-z0-9]{0,99}$", description="The alert's name")]
_Moment = Annotated[str | None, Query(max_length=40, description="ISO 8601, or seconds since 1970")]


@router.get("", operation_id="list_alerts", responses=describe_errors(401))
async def list_alerts(user: CurrentUser, service: Service) -> AlertList:
    """What fires now or is about to, the gravest first. `sources` says what could not be asked.

    An alert about a project is for those who see it.
    """
    return await service.current(user)


@router.get("/history", operation_id="alert_history", responses=_AWAY)
async def alert_history(
    user: CurrentUser, service: Service, start_time: _Moment = None, end_time: _Moment = None
) -> History:
    """What fired in a window, from Prometheus; 24 hours by default, 90 days at most."""
    window = resolve_range(start_time, end_time, longest=timedelta(days=_MOST_DAYS))
    return await service.history(user, window)


@router.post("/test", operation_id="test_alert", status_code=status.HTTP_202_ACCEPTED, responses=_CHANGE)
async def test_alert(
    user: Operator, body: AlertTest, service: Service, actor: CurrentActor, journal: CurrentJournal
) -> None:
    """Send a test alert to everybody who hears of this severity; it ends by itself after five minutes."""
    await service.test(user, body)
    await anyio.to_thread.run_sync(lambda: journal.note(actor, "alert.test", body.severity))


@router.get("/silences", operation_id="list_silences", responses=_AWAY)
async def list_silences(_: CurrentUser, service: Service) -> SilenceList:
    """Silences in force or to come."""
    return await service.silences()


@router.post(
    "/silences", operation_id="create_silence", status_code=status.HTTP_201_CREATED, responses=_CHANGE
)
async def create_silence(
    user: Operator, body: SilenceCreate, service: Service, actor: CurrentActor, journal: CurrentJournal
) -> Silence:
    """Stop the notices of alerts with these labels for a while. 400 `refused`: a matcher cannot work."""
    made = await service.silence(user, body)
    told = [one.model_dump() for one in body.matchers]
    await anyio.to_thread.run_sync(
        lambda: journal.note(actor, "silence.create", made.id, matchers=told, comment=body.comment)
    )
    return made


@router.delete(
    "/silences/{silence_id}",
    operation_id="delete_silence",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=_CHANGE,
)
async def delete_silence(
    _: Operator, silence_id: SilenceId, service: Service, actor: CurrentActor, journal: CurrentJournal
) -> None:
    """End a silence now."""
    await service.unsilence(silence_id)
    await anyio.to_thread.run_sync(lambda: journal.note(actor, "silence.delete", silence_id))


@router.get("/runbooks", operation_id="list_runbooks", responses=describe_errors(401))
def list_runbooks(_: CurrentUser, books: Books) -> RunbookList:
    """The alerts that have a runbook."""
    return RunbookList(names=books.names())


@router.get("/runbooks/{name}", operation_id="get_runbook", responses=describe_errors(401, 404, 422))
def get_runbook(
    _: CurrentUser,
    name: BookName,
    books: Books,
    language: Annotated[Literal["en", "ko"], Query(description="English where it is not translated")] = "en",
) -> Runbook:
    """What to do about an alert, as Markdown."""
    return books.read(name, language)


@router.post("/{fingerprint}/acknowledge", operation_id="acknowledge_alert", responses=_CHANGE)
async def acknowledge_alert(
    user: Operator,
    fingerprint: Fingerprint,
    body: Acknowledge,
    service: Service,
    actor: CurrentActor,
    journal: CurrentJournal,
) -> Alert:
    """Tell the others that one looks after it, until it resolves. 404: it does not fire any more."""
    alert = await service.acknowledge(user, fingerprint, body.note)
    await anyio.to_thread.run_sync(
        lambda: journal.note(actor, "alert.acknowledge", alert.name, note=body.note)
    )
    return alert


@router.delete(
    "/{fingerprint}/acknowledge",
    operation_id="withdraw_acknowledgement",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=_CHANGE,
)
async def withdraw_acknowledgement(
    _: Operator, fingerprint: Fingerprint, service: Service, actor: CurrentActor, journal: CurrentJournal
) -> None:
    """Nobody looks after it any more."""
    await service.withdraw(fingerprint)
    await anyio.to_thread.run_sync(lambda: journal.note(actor, "alert.withdraw", fingerprint))
