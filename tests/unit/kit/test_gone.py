"""Work for callers who have gone is ended; everything else goes on as it was."""

import asyncio
import socket
import threading
import time
from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI, Request
from fastapi.responses import StreamingResponse

from fixtures.gateway import wait_until
from fixtures.live_server import LiveServer
from kit.asgi import CancelWhenGoneMiddleware


class Work:
    """What became of the work behind the routes."""

    def __init__(self) -> None:
        self.begun = 0
        self.ended: list[str] = []
        self.may_end = threading.Event()
        app = FastAPI()

        async def slow(request: Request) -> dict[str, int]:
            self.begun += 1
            size = len(await request.body())
            try:
                while not self.may_end.is_set():  # noqa: ASYNC110  # another thread says so
                    await asyncio.sleep(0.01)
            except asyncio.CancelledError:
                self.ended.append("cancelled")
                raise
            self.ended.append("done")
            return {"size": size}

        for path in ("/slow", "/question"):
            app.add_api_route(path, slow, methods=["GET", "POST"])

        @app.get("/stream")
        async def stream() -> StreamingResponse:
            async def body() -> AsyncIterator[bytes]:
                try:
                    for _ in range(400):
                        yield b"x"
                        await asyncio.sleep(0.02)
                finally:
                    self.ended.append("stream ended")

            return StreamingResponse(body())

        @app.get("/breaks")
        async def breaks() -> None:
            raise RuntimeError("on purpose")

        self.app = CancelWhenGoneMiddleware(app, questions=frozenset({"/question"}))


def _ask_and_go(work: Work, server: LiveServer, head: str, body: bytes = b"") -> None:
    with socket.create_connection(("127.0.0.1", server.port)) as caller:
        caller.sendall(f"{head} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
        wait_until(lambda: work.begun == 1)
        time.sleep(0.2)  # it has read the body


def _until(work: Work, ended: list[str]) -> None:
    deadline = time.monotonic() + 120
    while work.ended != ended:
        assert time.monotonic() < deadline, work.ended
        time.sleep(0.01)


@pytest.mark.parametrize(
    ("head", "ended"),
    [
        ("GET /slow", "cancelled"),
        ("POST /question", "cancelled"),
        # It may change something: what was begun is finished.
        ("POST /slow", "done"),
    ],
)
def test_what_nobody_waits_for_is_ended(head: str, ended: str) -> None:
    work = Work()
    with LiveServer(work.app) as server:
        _ask_and_go(work, server, head, b"some body")
        if ended == "done":
            time.sleep(0.2)  # what it would be cancelled in
            assert work.ended == []
            work.may_end.set()
        _until(work, [ended])
        work.may_end.set()
        assert work.begun == 1
        # And the next one is served.
        assert httpx.get(f"{server.url}/slow", trust_env=False, timeout=60).json() == {"size": 0}


def test_who_waits_gets_the_answer_with_the_body_read() -> None:
    work = Work()
    work.may_end.set()
    with (
        LiveServer(work.app) as server,
        httpx.Client(base_url=server.url, trust_env=False, timeout=60) as client,
    ):
        body = b"y" * 300_000  # in several pieces
        assert client.post("/question", content=body).json() == {"size": len(body)}
        assert client.request("GET", "/slow", content=body).json() == {"size": len(body)}
        assert client.get("/nothing").status_code == 404
        assert client.get("/breaks").status_code == 500  # uvicorn ends the connection after this
    assert work.ended == ["done", "done"]


def test_a_stream_ends_with_its_reader() -> None:
    work = Work()
    with LiveServer(work.app) as server:
        with httpx.stream("GET", f"{server.url}/stream", trust_env=False, timeout=60) as answer:
            assert next(answer.iter_raw())
        _until(work, ["stream ended"])
        assert len(httpx.get(f"{server.url}/stream", trust_env=False, timeout=60).content) == 400
