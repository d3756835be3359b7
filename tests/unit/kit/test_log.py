"""What the server library writes about WebSockets, at every level: no query, no cookie."""

import io
import logging
import sys
from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from fixtures.live_server import LiveServer
from kit.log import configure_logging


@pytest.fixture(params=["debug", "info"])
def written(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What a program with this LOG_LEVEL writes to its log."""
    root, server = logging.getLogger(), logging.getLogger("uvicorn.error")
    before = (root.handlers[:], root.level, server.level, server.filters[:])
    quiet = [(logging.getLogger(name), logging.getLogger(name).level) for name in ("httpx", "httpcore")]
    access = logging.getLogger("uvicorn.access").disabled
    text = io.StringIO()
    monkeypatch.setattr(sys, "stdout", text)
    configure_logging(request.param, "test")
    yield text
    root.handlers[:], server.filters[:] = before[0], before[3]
    root.setLevel(before[1])
    server.setLevel(before[2])
    logging.getLogger("uvicorn.access").disabled = access
    for logger, level in quiet:
        logger.setLevel(level)


async def _hello(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_text("hello")
    await socket.close()


async def _refuse(socket: WebSocket) -> None:
    await socket.close()


def test_neither_queries_nor_cookies_of_websockets_are_logged(written: io.StringIO) -> None:
    app = Starlette(routes=[WebSocketRoute("/in", _hello), WebSocketRoute("/out", _refuse)])
    with LiveServer(app) as server:
        address = server.url.replace("http:", "ws:")
        headers = {"Cookie": "portal_session_3001=a-secret-cookie"}
        query = "?token=a-secret-token"
        with connect(f"{address}/in{query}", additional_headers=headers, proxy=None) as socket:
            assert socket.recv() == "hello"
        with pytest.raises(InvalidStatus):
            connect(f"{address}/out{query}", additional_headers=headers, proxy=None)
    # The client of this test writes at debug as well, under a name of its own.
    lines = [line for line in written.getvalue().splitlines() if '"logger": "uvicorn.error"' in line]
    assert any("WebSocket /in" in line for line in lines)
    assert any("WebSocket /out" in line for line in lines)
    assert not [line for line in lines if "secret" in line]
