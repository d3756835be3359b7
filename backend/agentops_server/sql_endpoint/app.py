"""The ASGI application of the SQL port: ClickHouse's HTTP interface, as its clients know it."""

import asyncio
import json
import logging
import secrets
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from prometheus_client import Counter
from starlette.requests import ClientDisconnect, Request
from starlette.types import Receive, Scope, Send

from agentops_server.sql_endpoint.access import Account, Authenticate, Throttle
from agentops_server.sql_endpoint.engine import Engine, Head, packed
from agentops_server.sql_endpoint.errors import (
    AUTHENTICATION_FAILED,
    TOO_MANY_SIMULTANEOUS_QUERIES,
    UNKNOWN_EXCEPTION,
    SqlError,
)
from agentops_server.sql_endpoint.frames import compressed
from agentops_server.sql_endpoint.request import Ask, credentials, read_ask
from kit.tasks import finished

_log = logging.getLogger(__name__)

_STATEMENTS = Counter("agentops_sql_statements", "Statements on the SQL port", ["outcome"])
_QUEUE_S = 10.0
_CONTENT_TYPES = {
    "CSV": "text/csv; charset=UTF-8; header=absent",
    "CSVWithNames": "text/csv; charset=UTF-8; header=present",
    "JSON": "application/json; charset=UTF-8",
    "JSONCompact": "application/json; charset=UTF-8",
    "JSONEachRow": "application/x-ndjson; charset=UTF-8",
    "TabSeparated": "text/tab-separated-values; charset=UTF-8",
    "TSV": "text/tab-separated-values; charset=UTF-8",
    "TabSeparatedWithNames": "text/tab-separated-values; charset=UTF-8",
    "TabSeparatedWithNamesAndTypes": "text/tab-separated-values; charset=UTF-8",
    "XML": "application/xml; charset=UTF-8",
}
_BINARY = ("Native", "RowBinary", "Arrow", "Parquet", "ORC", "Avro", "MsgPack", "BSON")

Headers = dict[str, str]


class SqlApp:
    """One port. `workers`: statements at a time; more wait for a moment and are refused then."""

    def __init__(self, engine: Engine, authenticate: Authenticate, workers: int, max_body_bytes: int) -> None:
        self._engine = engine
        self._authenticate = authenticate
        self._max_body_bytes = max_body_bytes
        self._throttle = Throttle()
        self._slots = asyncio.Semaphore(workers)
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="sql")
        self._running: set[str] = set()

    async def close(self) -> None:
        """Stop what runs and close the engine."""
        try:
            # A copy: they end meanwhile.
            for tag in list(self._running):
                await self._kill(tag)
            await finished(self._pool, cancel=True)
        finally:
            self._engine.close()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        try:
            await self._serve(request, receive, send)
        except SqlError as error:
            await self._refuse(send, error)
        except ClientDisconnect:
            return

    async def _serve(self, request: Request, receive: Receive, send: Send) -> None:
        path = request.url.path
        if path in ("/ping", "/replicas_status") or (path == "/" and _is_empty(request)):
            await _send_text(send, 200, b"Ok.\n", {"Content-Type": "text/plain; charset=UTF-8"})
            return
        if path != "/" or request.method not in ("GET", "HEAD", "POST"):
            raise SqlError(UNKNOWN_EXCEPTION, f"There is no handle {request.method} {path}.", 404)
        account = await self._account(request)
        ask = await read_ask(request, self._max_body_bytes)
        if not ask.body.strip():
            await _send_text(send, 200, b"Ok.\n", {"Content-Type": "text/plain; charset=UTF-8"})
            return
        try:
            async with asyncio.timeout(_QUEUE_S):
                await self._slots.acquire()
        except TimeoutError:
            raise SqlError(
                TOO_MANY_SIMULTANEOUS_QUERIES, "Too many statements run at the moment; try again later."
            ) from None
        try:
            await self._answer(ask, account, receive, send)
        except SqlError as error:
            await self._refuse(send, error, ask.native_blocks)
        finally:
            self._slots.release()

    async def _account(self, request: Request) -> Account:
        peer = request.client.host if request.client else ""
        wait_s = self._throttle.wait_s(peer)
        if wait_s > 0:
            raise SqlError(
                AUTHENTICATION_FAILED, f"Too many wrong passwords; wait {wait_s:.0f} seconds.", 429
            )
        given = credentials(request)
        if given is None:
            raise SqlError(AUTHENTICATION_FAILED, "User and password are needed.", 401)
        account = await self._authenticate(*given)
        if account is None:
            self._throttle.failed(peer)
            _STATEMENTS.labels("denied").inc()
            raise SqlError(AUTHENTICATION_FAILED, "Authentication failed: wrong user or password.")
        self._throttle.succeeded(peer)
        return account

    async def _answer(self, ask: Ask, account: Account, receive: Receive, send: Send) -> None:
        tag = f"sql:{secrets.token_hex(8)}"
        pieces: asyncio.Queue[Head | bytes | SqlError | None] = asyncio.Queue(2)
        gone = threading.Event()
        loop = asyncio.get_running_loop()
        self._running.add(tag)
        worker = loop.run_in_executor(self._pool, self._produce, ask, account, tag, pieces, gone, loop)
        watcher = asyncio.create_task(_disconnected(receive))
        try:
            outcome = await self._pass_on(ask, pieces, watcher, send)
        finally:
            watcher.cancel()
            gone.set()
            if not worker.done():
                # The client went away, or does not want the rest.
                kill = asyncio.create_task(self._stop(tag, pieces, worker))
                await asyncio.shield(kill)
            self._running.discard(tag)
        _STATEMENTS.labels(outcome).inc()

    async def _stop(self, tag: str, pieces: "asyncio.Queue[Any]", worker: "asyncio.Future[None]") -> None:
        while not worker.done():
            while not pieces.empty():
                pieces.get_nowait()
            # Again and again: it may not have reached the engine yet.
            await self._kill(tag)
            await asyncio.wait([worker], timeout=0.2)

    async def _kill(self, tag: str) -> None:
        try:
            await asyncio.to_thread(self._engine.kill, tag)
        except RuntimeError as error:
            _log.warning("cannot stop a statement", extra={"reason": str(error)[:300]})

    def _produce(
        self,
        ask: Ask,
        account: Account,
        tag: str,
        pieces: "asyncio.Queue[Head | bytes | SqlError | None]",
        gone: threading.Event,
        loop: asyncio.AbstractEventLoop,
    ) -> None:
        """Runs in a worker: puts the pieces of the answer into the queue, no faster than they are taken."""

        def put(piece: Head | bytes | SqlError | None) -> None:
            asyncio.run_coroutine_threadsafe(pieces.put(piece), loop).result()

        answer = self._engine.answer(ask, account, tag)
        try:
            first = next(answer)
            if isinstance(first, Head):
                head, chunks = packed(first, answer, ask)
                put(head)
                for chunk in chunks:
                    if gone.is_set():
                        break
                    put(chunk)
            put(None)
        except SqlError as error:
            put(error)
        except Exception as error:  # noqa: BLE001  # a bug: logged, and told without its inner workings
            _log.error("a statement on the SQL port failed unexpectedly", exc_info=error)
            put(SqlError(UNKNOWN_EXCEPTION, "The statement failed unexpectedly."))
        finally:
            answer.close()

    async def _pass_on(
        self,
        ask: Ask,
        pieces: "asyncio.Queue[Head | bytes | SqlError | None]",
        watcher: "asyncio.Task[None]",
        send: Send,
    ) -> str:
        head = await _next(pieces, watcher)
        if isinstance(head, SqlError):
            raise head
        if not isinstance(head, Head):
            return "cancelled"
        tag = secrets.token_hex(8)
        headers = {**self._headers(ask), **_describe(head), "X-ClickHouse-Exception-Tag": tag}
        await send({"type": "http.response.start", "status": 200, "headers": _raw(headers)})
        while True:
            piece = await _next(pieces, watcher)
            if piece is None:
                break
            if isinstance(piece, SqlError):
                # The status is sent already: say it in the body, and break the connection off.
                text = piece.text(self._engine.version).strip()
                note = f"\r\n__exception__\r\n{tag}\r\n{text}\n{len(text) + 1} {tag}\r\n__exception__\r\n"
                await send({"type": "http.response.body", "body": note.encode(), "more_body": True})
                return "broken off"
            if isinstance(piece, bytes):
                await send({"type": "http.response.body", "body": piece, "more_body": True})
        if watcher.done():
            return "cancelled"
        await send({"type": "http.response.body", "body": b"", "more_body": False})
        return "answered"

    def _headers(self, ask: Ask) -> Headers:
        return {
            "X-ClickHouse-Server-Display-Name": "agent-portal",
            "X-ClickHouse-Query-Id": ask.query_id.encode("ascii", "replace").decode(),
            "X-ClickHouse-Timezone": self._engine.time_zone,
        }

    async def _refuse(self, send: Send, error: SqlError, native_blocks: bool = False) -> None:
        _STATEMENTS.labels("refused").inc()
        headers = {
            "Content-Type": "text/plain; charset=UTF-8",
            "X-ClickHouse-Server-Display-Name": "agent-portal",
            "X-ClickHouse-Exception-Code": str(error.code),
        }
        if error.status == 401:
            headers["WWW-Authenticate"] = 'Basic realm="ClickHouse server HTTP API"'
        if error.status == 429:
            headers["Retry-After"] = "30"
        body = error.text(self._engine.version).encode()
        # Who asked for blocks unpacks what is refused as well.
        await _send_text(send, error.status, b"".join(compressed(body)) if native_blocks else body, headers)


async def _next(
    pieces: "asyncio.Queue[Head | bytes | SqlError | None]", watcher: "asyncio.Task[None]"
) -> Head | bytes | SqlError | None:
    """The next piece; None at the end, and when the client has gone."""
    getter = asyncio.ensure_future(pieces.get())
    await asyncio.wait([getter, watcher], return_when=asyncio.FIRST_COMPLETED)
    if watcher.done():
        getter.cancel()
        return None
    return getter.result()


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _is_empty(request: Request) -> bool:
    return request.method in ("GET", "HEAD") and "query" not in request.query_params


def _describe(head: Head) -> Headers:
    kind = _CONTENT_TYPES.get(head.format)
    if kind is None:
        kind = "application/octet-stream" if head.format.startswith(_BINARY) else "text/plain; charset=UTF-8"
    summary = {
        "read_rows": str(head.read_rows),
        "read_bytes": str(head.read_bytes),
        "written_rows": str(head.written_rows),
        "written_bytes": "0",
        "total_rows_to_read": "0",
        "result_rows": str(head.rows),
        "result_bytes": "0",
        "elapsed_ns": str(head.elapsed_ns),
    }
    headers = {
        "Content-Type": kind,
        "X-ClickHouse-Format": head.format,
        "X-ClickHouse-Summary": json.dumps(summary, separators=(",", ":")),
    }
    if head.encoding:
        headers["Content-Encoding"] = head.encoding
        headers["Vary"] = "Accept-Encoding"
    return headers


def _raw(headers: Headers) -> list[tuple[bytes, bytes]]:
    return [(name.lower().encode(), value.encode()) for name, value in headers.items()]


async def _send_text(send: Send, status: int, body: bytes, headers: Headers) -> None:
    headers = {**headers, "Content-Length": str(len(body))}
    await send({"type": "http.response.start", "status": status, "headers": _raw(headers)})
    await send({"type": "http.response.body", "body": body})
