"""The upstream of the benchmark: answers from memory, so that the proxy in front is what is measured.

`/x` 2 KB at once; `/down/<MiB>` a stream; `POST /up` counts a body; `/socket` an echoing WebSocket.
"""

import asyncio
import sys
from typing import cast

import uvicorn
from starlette.types import Receive, Scope, Send

_PAGE = b"x" * 2048
_PAGE_ANSWER = (
    b"HTTP/1.1 200 OK\r\ncontent-type: text/html; charset=utf-8\r\ncache-control: no-store\r\n"
    b"x-content-type-options: nosniff\r\netag: W/abc\r\nvary: Accept-Encoding\r\ncontent-length: 2048\r\n\r\n"
    + _PAGE
)
_PART = bytes(1 << 16)


class _Page(asyncio.Protocol):
    """One canned answer for each request without a body: far cheaper than any proxy."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports are none of asyncio's classes.
        self._transport = cast(asyncio.Transport, transport)
        self._data = b""

    def data_received(self, data: bytes) -> None:
        self._data += data
        while b"\r\n\r\n" in self._data:
            self._data = self._data.partition(b"\r\n\r\n")[2]
            self._transport.write(_PAGE_ANSWER)


async def _streams(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        while (message := await receive())["type"] == "websocket.receive":
            await send({"type": "websocket.send", "text": message["text"]})
    elif scope["method"] == "POST":
        count = 0
        while True:
            message = await receive()
            count += len(message.get("body", b""))
            if not message.get("more_body"):
                break
        body = str(count).encode()
        await send(
            {
                "type": "http.response.start",
                "status": 200,
                "headers": [(b"content-length", b"%d" % len(body))],
            }
        )
        await send({"type": "http.response.body", "body": body})
    else:
        parts = int(scope["path"].rpartition("/")[2]) * 16
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for _ in range(parts):
            await send({"type": "http.response.body", "body": _PART, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


async def _pages(port: int) -> None:
    server = await asyncio.get_running_loop().create_server(_Page, "127.0.0.1", port, backlog=1024)
    await server.serve_forever()


def main() -> None:
    """`upstream.py pages|streams PORT`."""
    kind, port = sys.argv[1], int(sys.argv[2])
    if kind == "pages":
        import uvloop

        uvloop.run(_pages(port))
    else:
        uvicorn.run(
            _streams,
            host="127.0.0.1",
            port=port,
            log_level="warning",
            lifespan="off",
            ws_per_message_deflate=False,
        )


if __name__ == "__main__":
    main()
