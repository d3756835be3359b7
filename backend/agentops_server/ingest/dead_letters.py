"""Requests that the store refuses: kept as files, with the reason, until someone replays or discards them."""

import contextlib
import json
import re
import time
import uuid
from dataclasses import asdict, dataclass
from pathlib import Path

from agentops_server.ingest.files import make_folder, write_durably
from agentops_server.ingest.records import Record, scan

_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class DeadLetter:
    """One refused request."""

    id: str
    project_id: str
    spans: int
    bytes: int
    reason: str
    received_unix_nano: int
    failed_unix_nano: int
    signal: str = "traces"
    """Which OTLP signal the request is of; `spans` counts its items."""


class DeadLetters:
    """Files `<id>.rec` (a spool record) and `<id>.json` (what is known of it) under `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, record: Record, spans: int, reason: str, signal: str = "traces") -> DeadLetter:
        """Store a refused record durably."""
        make_folder(self._folder)
        data = record.encode()
        letter = DeadLetter(
            id=uuid.uuid4().hex,
            project_id=record.project_id,
            spans=spans,
            bytes=len(data),
            reason=reason,
            received_unix_nano=record.received_unix_nano,
            failed_unix_nano=time.time_ns(),
            signal=signal,
        )
        write_durably(self._folder / f"{letter.id}.rec", data)
        # The description comes last: a letter without it is not listed, and its segment is still there.
        write_durably(self._folder / f"{letter.id}.json", json.dumps(asdict(letter)).encode())
        return letter

    def list(self, project_id: str) -> list[DeadLetter]:
        """The letters of a project, newest first."""
        letters = []
        for path in self._folder.glob("*.json"):
            with contextlib.suppress(FileNotFoundError):  # discarded meanwhile
                letters.append(DeadLetter(**json.loads(path.read_bytes())))
        mine = [letter for letter in letters if letter.project_id == project_id]
        return sorted(mine, key=lambda letter: letter.failed_unix_nano, reverse=True)

    def find(self, project_id: str, letter_id: str) -> DeadLetter | None:
        """The letter with this id, if it is the project's."""
        path = self._folder / f"{letter_id}.json"
        if not _ID.fullmatch(letter_id) or not path.exists():
            return None
        letter = DeadLetter(**json.loads(path.read_bytes()))
        return letter if letter.project_id == project_id else None

    def record(self, letter: DeadLetter) -> Record:
        """The refused record, as it was accepted."""
        return scan((self._folder / f"{letter.id}.rec").read_bytes()).records[0][2]

    def discard(self, letter: DeadLetter) -> None:
        """Delete a letter for good."""
        for suffix in (".json", ".rec"):
            (self._folder / f"{letter.id}{suffix}").unlink(missing_ok=True)
