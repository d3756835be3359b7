"""Reading the audit log. Blocking: call it from worker threads."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from sqlalchemy import select

from kit.timerange import iso, parse_time
from portal.audit.access import Action, Actor, record
from portal.audit.models import AuditEvent
from portal.audit.schemas import AuditEntry, AuditFilter
from portal.db.engine import Database

_CHUNK = 1000
_COLUMNS = tuple(AuditEntry.model_fields)
# A spreadsheet runs a cell that begins so as a formula, and an e-mail is what its owner wants it to be.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class AuditService:
    """Pages and exports."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._db = database
        self._clock = clock

    def page(self, wanted: AuditFilter, limit: int, before_id: int | None) -> Sequence[AuditEvent]:
        """At most `limit` acts older than the act `before_id`, the latest first."""
        query = select(AuditEvent).order_by(AuditEvent.id.desc()).limit(limit)
        if before_id is not None:
            query = query.where(AuditEvent.id < before_id)
        if wanted.action:
            match = AuditEvent.action.startswith(wanted.action, autoescape=True)
            query = query.where(match if wanted.action.endswith(".") else AuditEvent.action == wanted.action)
        if wanted.actor:
            query = query.where(AuditEvent.actor_email == wanted.actor.strip().casefold())
        if wanted.start_time:
            query = query.where(AuditEvent.time >= parse_time(wanted.start_time, "start_time"))
        if wanted.end_time:
            query = query.where(AuditEvent.time < parse_time(wanted.end_time, "end_time"))
        with self._db.read() as db:
            return db.scalars(query).all()

    def note_export(self, actor: Actor, wanted: AuditFilter) -> None:
        """Remember that somebody took the log along. Raises `Unprocessable` when `wanted` cannot be used."""
        self.page(wanted, 1, None)
        with self._db.write() as db:
            record(db, self._clock(), actor, "audit.export", **wanted.model_dump(exclude_none=True))

    def note(self, actor: Actor, action: Action, target: str = "", /, **details: object) -> None:
        """See `portal.audit.access.Journal`."""
        with self._db.write() as db:
            record(db, self._clock(), actor, action, target, **details)

    def export(self, wanted: AuditFilter, form: str) -> Iterator[str]:
        """All acts as text, in chunks: memory stays constant however long the log is."""
        if form == "csv":
            yield _csv_line(_COLUMNS)
        before: int | None = None
        while True:
            events = self.page(wanted, _CHUNK, before)
            if events:
                entries = [AuditEntry.model_validate(event) for event in events]
                yield "".join(
                    _csv(entry) if form == "csv" else f"{entry.model_dump_json()}\n" for entry in entries
                )
                before = events[-1].id
            if len(events) < _CHUNK:
                return


def _csv(entry: AuditEntry) -> str:
    plain = entry.model_dump(mode="json")
    plain["time"] = iso(entry.time)
    plain["details"] = entry.model_dump_json(include={"details"})
    return _csv_line(tuple("" if plain[name] is None else str(plain[name]) for name in _COLUMNS))


def _csv_line(cells: tuple[str, ...]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells])
    return line.getvalue()
