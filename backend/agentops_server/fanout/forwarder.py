"""The way to Langfuse: stored segments wait in a folder of their own until Langfuse has taken them.

Nothing of it is in the way of ingest: the spool hands a segment over by linking it here before it deletes it.
What is sent twice, after a crash, Langfuse knows by its ids.
"""

import asyncio
import base64
import gzip
import logging
from dataclasses import dataclass
from pathlib import Path

import httpx
from prometheus_client import Counter, Gauge

from agentops_server.fanout.mapping import for_langfuse
from agentops_server.ingest.files import make_folder
from agentops_server.ingest.records import Record, scan
from kit.tasks import end, in_background

_log = logging.getLogger(__name__)

INGESTION_VERSION = "4"
_PATH = "/api/public/otel/v1/traces"
_IDLE_S = 0.5
_BACKOFF_S = (1.0, 2.0, 5.0, 10.0, 30.0, 60.0)
_PATIENCE_S = 30.0

SPANS = Counter(
    "agentops_langfuse_spans",
    "Spans on their way to Langfuse: sent; refused by it; dropped because too many waited",
    ["outcome"],
)
DAMAGED = Counter(
    "agentops_langfuse_damaged_bytes",
    "Bytes on their way to Langfuse that were left out, since they were damaged on disk",
)
WAITING = Gauge("agentops_langfuse_waiting_bytes", "Stored spans that Langfuse does not have yet")


class Later(Exception):
    """Langfuse cannot take it now; the message says why."""


@dataclass(frozen=True)
class Langfuse:
    """Where it is, and the keys of a project there."""

    url: str
    public_key: str
    secret_key: str

    @property
    def headers(self) -> dict[str, str]:
        """What every request carries. Version 4 makes traces visible at once."""
        keys = base64.b64encode(f"{self.public_key}:{self.secret_key}".encode()).decode()
        return {
            "Authorization": f"Basic {keys}",
            "x-langfuse-ingestion-version": INGESTION_VERSION,
            "Content-Type": "application/x-protobuf",
            "Content-Encoding": "gzip",
        }


class Forwarder:
    """A task in the background that empties `folder`, oldest first, into Langfuse.

    When more than `max_bytes` wait, the oldest are dropped and counted: the traces themselves are stored.
    """

    def __init__(self, langfuse: Langfuse, folder: Path, max_bytes: int) -> None:
        make_folder(folder)
        self.folder = folder
        self._langfuse = langfuse
        self._max_bytes = max_bytes
        self._stopping = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        # Of the file that is being sent: how many of its requests are done.
        self._current, self._done = "", 0
        self._http: httpx.AsyncClient | None = None

    def start(self) -> None:
        """Begin to work."""
        self._http = httpx.AsyncClient(headers=self._langfuse.headers, timeout=_PATIENCE_S, trust_env=False)
        self._task = in_background(self._run(), "sending traces to Langfuse")

    async def stop(self) -> None:
        """End; what waits is sent after the next start."""
        self._stopping.set()
        if self._task is not None:
            await asyncio.wait([self._task], timeout=2)
            await end(self._task)
        if self._http is not None:
            await self._http.aclose()

    async def _run(self) -> None:
        attempt = 0
        while not self._stopping.is_set():
            try:
                files = await asyncio.to_thread(self._waiting)
                for file in files:
                    await self._send(file)
                    attempt = 0
                pause = _IDLE_S
            except (Later, OSError) as reason:
                pause = _BACKOFF_S[min(attempt, len(_BACKOFF_S) - 1)]
                attempt += 1
                # Once an outage: it may last for days.
                if attempt in (1, len(_BACKOFF_S)):
                    _log.warning("Langfuse gets its traces later", extra={"reason": str(reason)})
            try:
                async with asyncio.timeout(pause):
                    await self._stopping.wait()
            except TimeoutError:
                continue

    def _waiting(self) -> list[Path]:
        """The files, oldest first, after those beyond the bound have been dropped. Blocking."""
        files = sorted(self.folder.glob("*.seg"))
        sizes = {file: file.stat().st_size for file in files}
        total = sum(sizes.values())
        while files and total > self._max_bytes:
            oldest = files.pop(0)
            records, damaged = _records(oldest)
            lost = sum(record.items for record in records)
            oldest.unlink()
            total -= sizes[oldest]
            _tell_damage(oldest, damaged)
            SPANS.labels("dropped").inc(lost)
            _log.error("too much waits for Langfuse, the oldest was dropped", extra={"spans": lost})
        WAITING.set(total)
        return files

    async def _send(self, file: Path) -> None:
        """All of a file, then delete it. Raises `Later`, `OSError`."""
        if self._current != file.name:
            self._current, self._done = file.name, 0
        records, damaged = await asyncio.to_thread(_records, file)
        for record in records[self._done :]:
            parts = await asyncio.to_thread(for_langfuse, record.payload, record.project_id)
            taken = [await self._post(part) for part in parts]
            SPANS.labels("sent" if all(taken) else "refused").inc(record.items)
            self._done += 1
            if self._stopping.is_set():
                raise Later("the server ends")
        await asyncio.to_thread(file.unlink, missing_ok=True)
        # Only now: a file is read again after each pause.
        _tell_damage(file, damaged)

    async def _post(self, body: bytes) -> bool:
        """Whether Langfuse took it; False: it never will. Raises `Later`."""
        assert self._http is not None  # noqa: S101 -- only the task that `start` made calls this
        packed = await asyncio.to_thread(gzip.compress, body, 5)
        try:
            answer = await self._http.post(self._langfuse.url + _PATH, content=packed)
        except httpx.HTTPError as error:
            raise Later(f"{type(error).__name__}: check LANGFUSE_URL and that Langfuse runs") from error
        status = answer.status_code
        if answer.is_success:
            return True
        if status in (401, 403):
            raise Later("it does not know the keys: correct LANGFUSE_PUBLIC_KEY and LANGFUSE_SECRET_KEY")
        if status in (404, 405, 408, 425, 429) or status >= 500 or answer.is_redirect:
            raise Later(f"it answered {status}")
        _log.error("Langfuse refused a request for good", extra={"status": status})
        return False


def _records(file: Path) -> tuple[list[Record], int]:
    """The intact records of a file, and how many bytes are damaged. Raises `OSError`."""
    found = scan(file.read_bytes())
    return [record for _, _, record in found.records], sum(end - start for start, end in found.damage)


def _tell_damage(file: Path, damaged_bytes: int) -> None:
    if damaged_bytes:
        DAMAGED.inc(damaged_bytes)
        _log.error(
            "a file for Langfuse was damaged on disk; only its intact records went on",
            extra={"file": file.name, "damaged_bytes": damaged_bytes},
        )
