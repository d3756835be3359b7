"""Puts together what Alertmanager, Prometheus and the portal's own notes say of alerts."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import anyio.to_thread
from sqlalchemy import delete, select

from kit.errors import ApiError, Conflict, NotFound
from kit.timerange import TimeRange, parse_time
from portal.auth.access import Principal
from portal.db.engine import Database
from portal.monitoring.alert_schemas import (
    Alert,
    AlertList,
    AlertTest,
    Episode,
    Explains,
    History,
    Matcher,
    Notified,
    Seen,
    Severity,
    Silence,
    SilenceCreate,
    SilenceList,
    Sources,
    TracesBehind,
)
from portal.monitoring.models import Acknowledgement
from portal.monitoring.notices import Ways, ways_of
from portal.monitoring.of_projects import may_see
from portal.monitoring.runbooks import Runbooks
from portal.monitoring.sources import Source, understood

_GRAVITY: tuple[Severity, ...] = ("critical", "warning", "info")
_STATES = ("firing", "pending", "silenced", "inhibited")
_BEFORE = timedelta(minutes=15)
# Points of a history: Prometheus refuses more than 11,000.
_POINTS = 2_000
_SHORTEST_STEP_S = 15
_TEST_LASTS = timedelta(minutes=5)
_TEST_NAME = "PortalTestAlert"
# Labels that the portal's rules use to steer notices, not to say what is ill.
_STEERING = frozenset({"alertname", "severity", "family", "follows", "alertstate", "__name__"})
State = Literal["ok", "off", "down"]


class AlertService:
    """What the routes do."""

    def __init__(
        self,
        alertmanager: Source,
        prometheus: Source,
        runbooks: Runbooks,
        database: Database,
        clock: Callable[[], datetime],
    ) -> None:
        self._alertmanager = alertmanager
        self._prometheus = prometheus
        self._runbooks = runbooks
        self._db = database
        self._clock = clock

    async def current(self, user: Principal) -> AlertList:
        """What fires or is about to, of what the user may see. Never fails for a source that is away:
        `sources` says so."""
        firing, manager, advice = await self._ask(self._alertmanager, "/api/v2/alerts", [])
        rules, prometheus, more = await self._ask(self._prometheus, "/api/v1/alerts", {})
        ways = await self._ways() if firing else {}
        seen = await anyio.to_thread.run_sync(self._seen)
        with understood():
            found = rules.get("data", {}).get("alerts", [])
            about = _About(seen, ways, names=_names(firing), values=_values(found))
            alerts = [self._alert(one, about) for one in firing if may_see(user, one["labels"])]
            # Without Alertmanager, Prometheus is all there is.
            alerts += [
                self._of_prometheus(one)
                for one in found
                if (one["state"] == "pending" or manager != "ok") and may_see(user, one["labels"])
            ]
        alerts.sort(key=lambda one: (_STATES.index(one.state), _GRAVITY.index(one.severity), one.name))
        words = " ".join(filter(None, (advice, more)))
        return AlertList(
            alerts=alerts, sources=Sources(alertmanager=manager, prometheus=prometheus, advice=words)
        )

    async def history(self, user: Principal, window: TimeRange) -> History:
        """What fired in a window, of what the user may see. Raises `ApiError` when Prometheus is away."""
        length = (window.end - window.start).total_seconds()
        step = max(_SHORTEST_STEP_S, int(length / _POINTS) + 1)
        answer = await self._prometheus.get(
            "/api/v1/query_range",
            {
                "query": 'ALERTS{alertstate="firing"}',
                "start": str(window.start.timestamp()),
                "end": str(window.end.timestamp()),
                "step": str(step),
                "timeout": "5s",
            },
        )
        with understood():
            episodes = [
                _episode(series["metric"], start, end + step, window.end)
                for series in answer["data"]["result"]
                if may_see(user, series["metric"])
                for start, end in _stretches([float(moment) for moment, _ in series["values"]], step)
            ]
        episodes.sort(key=lambda one: one.started, reverse=True)
        return History(episodes=episodes, resolution_s=step)

    async def acknowledge(self, user: Principal, fingerprint: str, note: str) -> Alert:
        """Note that somebody looks after an alert that fires. Raises `NotFound`, or as Alertmanager fails."""
        raw = await self._firing(user, fingerprint)
        with understood():
            alert = self._alert(raw, _About())
        row = Acknowledgement(
            fingerprint=fingerprint,
            starts_at=alert.since,
            user_id=user.user_id,
            name=user.name or user.email,
            note=note,
            created_at=self._clock(),
        )
        await anyio.to_thread.run_sync(self._keep, row)
        return alert.model_copy(update={"acknowledged": Seen(name=row.name, note=note, at=row.created_at)})

    async def withdraw(self, fingerprint: str) -> None:
        """Take an acknowledgement back; nothing happens where there is none."""
        await anyio.to_thread.run_sync(self._forget, fingerprint)

    async def silences(self) -> SilenceList:
        """Silences in force or to come. Raises as Alertmanager fails."""
        with understood():
            found = [_silence(one) for one in await self._alertmanager.get("/api/v2/silences")]
        kept = [one for one in found if one is not None]
        return SilenceList(silences=sorted(kept, key=lambda one: one.ends_at))

    async def silence(self, user: Principal, wanted: SilenceCreate) -> Silence:
        """Begin a silence now. Raises as Alertmanager fails, `BadRequest` where it refuses a matcher."""
        now = datetime.now(UTC)
        body = {
            "matchers": [
                {"name": one.name, "value": one.value, "isRegex": one.is_regex, "isEqual": one.is_equal}
                for one in wanted.matchers
            ],
            "startsAt": now.isoformat(),
            "endsAt": (now + timedelta(minutes=wanted.minutes)).isoformat(),
            "createdBy": user.email,
            "comment": wanted.comment,
        }
        made = await self._alertmanager.post("/api/v2/silences", body)
        with understood():
            silence = _silence(await self._alertmanager.get(f"/api/v2/silence/{made['silenceID']}"))
        if silence is None:
            raise Conflict("The silence had ended before it could be read.")
        return silence

    async def unsilence(self, silence_id: str) -> None:
        """End a silence now. Raises `NotFound`, or as Alertmanager fails."""
        # Asked first: some releases answer 500 to the deletion of what they do not know.
        await self._alertmanager.get(f"/api/v2/silence/{silence_id}")
        await self._alertmanager.delete(f"/api/v2/silence/{silence_id}")

    async def test(self, user: Principal, wanted: AlertTest) -> None:
        """Send a test alert the way that real ones take. It resolves by itself after five minutes."""
        now = datetime.now(UTC)
        alert = {
            "labels": {"alertname": _TEST_NAME, "severity": wanted.severity, "component": "portal"},
            "annotations": {
                "summary": "A test alert: nothing is wrong",
                "description": f"{user.name or user.email} tests how notices of this severity arrive.",
            },
            "startsAt": now.isoformat(),
            "endsAt": (now + _TEST_LASTS).isoformat(),
        }
        await self._alertmanager.post("/api/v2/alerts", [alert])

    async def _ask(self, source: Source, path: str, empty: Any) -> tuple[Any, State, str]:
        if not source.is_configured:
            return (
                empty,
                "off",
                f"There is no {source.title} in this stack: ./scripts/up.sh --yes installs it.",
            )
        try:
            return await source.get(path), "ok", ""
        except ApiError as error:
            return empty, "down", error.message

    async def _firing(self, user: Principal, fingerprint: str) -> dict[str, Any]:
        with understood():
            for one in await self._alertmanager.get("/api/v2/alerts"):
                if one["fingerprint"] == fingerprint and may_see(user, one["labels"]):
                    return dict(one)
        raise NotFound("This alert does not fire any more.", code="alert_not_found")

    async def _ways(self) -> Ways:
        """Empty where Alertmanager does not tell: who is notified is then not known, and all else is."""
        try:
            return ways_of(await self._alertmanager.get("/api/v2/status"))
        except ApiError:
            return {}

    def _alert(self, raw: Mapping[str, Any], about: "_About") -> Alert:
        since = parse_time(raw["startsAt"])
        status = raw["status"]
        state: Literal["firing", "silenced", "inhibited"] = (
            "silenced" if status["silencedBy"] else "inhibited" if status["inhibitedBy"] else "firing"
        )
        return Alert(
            fingerprint=raw["fingerprint"],
            state=state,
            since=since,
            silenced_by=list(status["silencedBy"]),
            inhibited_by=[
                Explains(fingerprint=one, name=about.names.get(one, "")) for one in status["inhibitedBy"]
            ],
            notified=[
                about.ways.get(one["name"], Notified(receiver=one["name"], channels=[], repeats_s=None))
                for one in raw.get("receivers", [])
                if about.ways
            ],
            value=_value(raw["labels"], about.values),
            acknowledged=about.seen.get((raw["fingerprint"], since)),
            **self._told(raw, since),
        )

    def _of_prometheus(self, raw: Mapping[str, Any]) -> Alert:
        since = parse_time(raw["activeAt"])
        return Alert(
            fingerprint="",
            state="pending" if raw["state"] == "pending" else "firing",
            since=since,
            silenced_by=[],
            inhibited_by=[],
            notified=[],
            value=_number(raw.get("value")),
            acknowledged=None,
            **self._told(raw, since),
        )

    def _told(self, raw: Mapping[str, Any], since: datetime) -> dict[str, Any]:
        labels, notes = raw["labels"], raw.get("annotations", {})
        name = labels.get("alertname", "")
        return {
            "name": name,
            "severity": _severity(labels),
            "summary": notes.get("summary", name),
            "description": notes.get("description", ""),
            "labels": _telling(labels),
            "has_runbook": self._runbooks.has(name),
            "traces": _traces(labels, since),
        }

    def _seen(self) -> dict[tuple[str, datetime], Seen]:
        # Alerts that last longer than this are told by more than a note.
        recent = self._clock() - timedelta(days=30)
        with self._db.read() as db:
            rows = db.scalars(select(Acknowledgement).where(Acknowledgement.created_at > recent)).all()
            return {
                (row.fingerprint, row.starts_at): Seen(name=row.name, note=row.note, at=row.created_at)
                for row in rows
            }

    def _keep(self, row: Acknowledgement) -> None:
        with self._db.write() as db:
            db.merge(row)

    def _forget(self, fingerprint: str) -> None:
        with self._db.write() as db:
            db.execute(delete(Acknowledgement).where(Acknowledgement.fingerprint == fingerprint))


@dataclass(frozen=True)
class _About:
    """What is known of the alerts beside what Alertmanager says of each."""

    seen: Mapping[tuple[str, datetime], Seen] = field(default_factory=dict)
    ways: Ways = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, list[tuple[frozenset[tuple[str, str]], float]]] = field(default_factory=dict)


def _names(firing: list[Mapping[str, Any]]) -> dict[str, str]:
    return {one["fingerprint"]: one["labels"].get("alertname", "") for one in firing}


def _values(found: list[Mapping[str, Any]]) -> dict[str, list[tuple[frozenset[tuple[str, str]], float]]]:
    """The values of what fires, with its labels, by the alert's name."""
    values: dict[str, list[tuple[frozenset[tuple[str, str]], float]]] = {}
    for one in found:
        number = _number(one.get("value"))
        if one["state"] == "firing" and number is not None:
            name = one["labels"].get("alertname", "")
            values.setdefault(name, []).append((frozenset(one["labels"].items()), number))
    return values


def _value(
    labels: Mapping[str, str], values: Mapping[str, list[tuple[frozenset[tuple[str, str]], float]]]
) -> float | None:
    """By the labels: Alertmanager's are those of Prometheus, and its external ones."""
    own = set(labels.items())
    return next((value for known, value in values.get(labels.get("alertname", ""), []) if known <= own), None)


def _number(text: Any) -> float | None:
    """JSON has neither NaN nor infinity, which a rule may give."""
    try:
        number = float(text)
    except (TypeError, ValueError):
        return None
    return number if math.isfinite(number) else None


def _episode(labels: Mapping[str, str], start: float, end: float, window_end: datetime) -> Episode:
    ended = datetime.fromtimestamp(end, UTC)
    return Episode(
        name=labels.get("alertname", ""),
        severity=_severity(labels),
        labels=_telling(labels),
        started=datetime.fromtimestamp(start, UTC),
        ended=ended if ended <= window_end else None,
    )


def _severity(labels: Mapping[str, str]) -> Severity:
    found = labels.get("severity")
    return next((one for one in _GRAVITY if one == found), "info")


def _telling(labels: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in sorted(labels.items()) if name not in _STEERING}


def _traces(labels: Mapping[str, str], since: datetime) -> TracesBehind | None:
    """What the list of traces is set to, to see what an alert is about; None where traces do not show it."""
    terms = ["status:error"] if labels.get("family") == "errors" or labels.get("error_type") else []
    named = {"model": labels.get("model", ""), "tool": labels.get("tool", "")}
    # Of budgets, and of what is out of the ordinary: which kind of thing has this name.
    kind = labels.get("scope") or labels.get("subject", "")
    if kind in ("team", "model", "agent"):
        named[kind] = labels.get("name", "")
    for name, value in named.items():
        if value:
            quoted = value.replace("\\", "\\\\").replace('"', '\\"').replace("*", "\\*")
            terms.append(f'{name}:"{quoted}"')
    if not terms and labels.get("component") not in ("gateway", "spending"):
        return None
    return TracesBehind(filter=" ".join(terms), start_time=since - _BEFORE)


def _silence(raw: Mapping[str, Any]) -> Silence | None:
    """None for one that is over."""
    state = raw["status"]["state"]
    if state not in ("active", "pending"):
        return None
    return Silence(
        id=raw["id"],
        matchers=[
            Matcher(
                name=one["name"],
                value=one["value"],
                is_regex=one["isRegex"],
                # Alertmanager before 0.22 did not say.
                is_equal=one.get("isEqual", True),
            )
            for one in raw["matchers"]
        ],
        starts_at=parse_time(raw["startsAt"]),
        ends_at=parse_time(raw["endsAt"]),
        created_by=raw["createdBy"],
        comment=raw["comment"],
        state=state,
    )


def _stretches(moments: list[float], step: int) -> list[tuple[float, float]]:
    """Runs of moments that follow each other by one step: (first, last) of each."""
    found: list[tuple[float, float]] = []
    for moment in moments:
        if found and moment - found[-1][1] <= step * 1.5:
            found[-1] = (found[-1][0], moment)
        else:
            found.append((moment, moment))
    return found
