"""STAND-INS on one port, as cheap as can be: a model server that answers at once, and OTLP receivers.

The receivers keep what they get and count it when asked (GET /count/NAME), so that they cost the run little.
"""

import asyncio
import json
import sys
from collections import defaultdict
from typing import cast

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

_ANSWER = json.dumps(
    {
        "id": "chatcmpl-0123456789abcdef",
        "object": "chat.completion",
        "created": 1_760_000_000,
        "model": "llama",
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": "An agent costs what its tokens cost. " * 8},
                "finish_reason": "stop",
            }
        ],
        "usage": {"prompt_tokens": 60, "completion_tokens": 72, "total_tokens": 132},
    }
).encode()
_received: dict[str, list[bytes]] = defaultdict(list)


def _answer(path: str, body: bytes) -> bytes:
    if path.endswith("/chat/completions"):
        return _ANSWER
    if path.endswith("/v3/auth/token"):
        return b'{"token": "t", "project_id": "p", "project_prem_status": "free"}'
    if path.endswith("/v1/traces"):
        _received[path.split("/")[1]].append(body)
        return b""
    if path.startswith("/count/"):
        requests = [ExportTraceServiceRequest.FromString(one) for one in _received[path.split("/")[2]]]
        names: dict[str, int] = defaultdict(int)
        for request in requests:
            for resource in request.resource_spans:
                for scope in resource.scope_spans:
                    for span in scope.spans:
                        names[span.name] += 1
        return json.dumps({"requests": len(requests), "spans": names}).encode()
    return b"{}"


class _Connection(asyncio.Protocol):
    def __init__(self) -> None:
        self._data = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self._data += data
        while True:
            head, found, rest = self._data.partition(b"\r\n\r\n")
            if not found:
                return
            lines = head.split(b"\r\n")
            length = next((int(one[15:]) for one in lines if one.lower().startswith(b"content-length:")), 0)
            if len(rest) < length:
                return
            self._data = rest[length:]
            answer = _answer(lines[0].split(b" ")[1].decode(), rest[:length])
            self._transport.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                % (len(answer), answer)
            )


async def _main(port: int) -> None:
    server = await asyncio.get_running_loop().create_server(_Connection, "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_main(int(sys.argv[1])))
