"""Bytes on sockets: an upstream that answers exactly what it is told, and a client that sends it."""

import contextlib
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self


@dataclass
class Seen:
    """One request as it arrived, byte for byte."""

    head: bytes
    body: bytes = b""

    @property
    def request_line(self) -> bytes:
        return self.head.split(b"\r\n", 1)[0]

    @property
    def target(self) -> bytes:
        return self.request_line.split(b" ")[1]

    @property
    def fields(self) -> list[tuple[bytes, bytes]]:
        lines = self.head.split(b"\r\n")[1:]
        pairs = (line.split(b":", 1) for line in lines if line)
        return [(name.lower(), value.strip()) for name, value in pairs]

    def all(self, name: str) -> list[str]:
        return [value.decode("latin-1") for key, value in self.fields if key == name.lower().encode()]

    def names(self) -> set[bytes]:
        return {name for name, _ in self.fields}


Answer = bytes | Callable[[socket.socket, Seen], bytes | None]

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok"


def answer(*headers: str, status: str = "200 OK", body: bytes = b"ok") -> bytes:
    """An answer with a length and these header lines."""
    lines = [f"HTTP/1.1 {status}", *headers, f"Content-Length: {len(body)}"]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def read_head(connection: socket.socket) -> tuple[bytes, bytes]:
    """The head of a message without its empty line, and what came after it."""
    data = b""
    while b"\r\n\r\n" not in data:
        part = connection.recv(65536)
        if not part:
            return b"", b""
        data += part
    head, _, rest = data.partition(b"\r\n\r\n")
    return head, rest


@dataclass
class RawUpstream:
    """Records requests and answers each with `answer`: bytes, or a function that may use the socket itself.

    A function that returns None has dealt with the connection, which is then closed.
    """

    answer: Answer = OK
    seen: list[Seen] = field(default_factory=list)
    connections: int = 0
    open: int = 0

    def __enter__(self) -> Self:
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
        self.port: int = self._listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.netloc = f"127.0.0.1:{self.port}"
        self._lock = threading.Lock()
        self._live: set[socket.socket] = set()
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self._lock:
            for connection in self._live:
                connection.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with self._lock:
                self.connections += 1
                self.open += 1
                self._live.add(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            while self._one(connection):
                pass
        except OSError:
            pass
        finally:
            with self._lock:
                self.open -= 1
                self._live.discard(connection)
            connection.close()

    def _one(self, connection: socket.socket) -> bool:
        head, rest = read_head(connection)
        if not head:
            return False
        request = Seen(head)
        lengths = request.all("content-length")
        self.seen.append(request)
        if lengths:
            while len(rest) < int(lengths[0]):
                rest += connection.recv(65536)
            request.body = rest
        elif request.all("transfer-encoding") and not callable(self.answer):
            while not rest.endswith(b"0\r\n\r\n"):
                part = connection.recv(65536)
                if not part:
                    return False
                rest += part
            request.body = rest
        else:
            request.body = rest
        reply = self.answer(connection, request) if callable(self.answer) else self.answer
        if reply is None:
            return False
        connection.sendall(reply)
        return True


@dataclass
class Reply:
    """An answer as it arrived."""

    status: int
    head: bytes
    body: bytes
    # Whether the body ended as its framing says, rather than by the connection closing.
    is_whole: bool

    def all(self, name: str) -> list[str]:
        found = []
        for line in self.head.split(b"\r\n")[1:]:
            key, _, value = line.partition(b":")
            if key.lower() == name.lower().encode():
                found.append(value.strip().decode("latin-1"))
        return found

    def one(self, name: str) -> str:
        values = self.all(name)
        assert len(values) == 1, (name, values)
        return values[0]


def send_raw(port: int, request: bytes, timeout: float = 60.0) -> Reply:
    """Send bytes to a server of this machine and read one whole answer."""
    with socket.create_connection(("127.0.0.1", port), timeout=timeout) as connection:
        connection.sendall(request)
        return read_reply(connection, is_head=request.startswith(b"HEAD "))


def read_reply(connection: socket.socket, is_head: bool = False) -> Reply:
    """Read one answer from an open connection."""
    head, body = read_head(connection)
    assert head, "the connection was closed without an answer"
    status = int(head.split(b" ")[1])
    reply = Reply(status, head, b"", False)
    if is_head or status in (204, 304):
        connection.settimeout(0.2)
        with contextlib.suppress(TimeoutError):
            body += connection.recv(65536)
        return Reply(status, head, body, True)
    if reply.all("transfer-encoding") == ["chunked"]:
        return _read_chunked(connection, reply, body)
    length = int(reply.one("content-length"))
    while len(body) < length:
        part = connection.recv(65536)
        if not part:
            return Reply(status, head, body, False)
        body += part
    return Reply(status, head, body, True)


def _read_chunked(connection: socket.socket, reply: Reply, data: bytes) -> Reply:
    body = b""
    while True:
        while b"\r\n" not in data:
            part = connection.recv(65536)
            if not part:
                return Reply(reply.status, reply.head, body, False)
            data += part
        size_line, _, data = data.partition(b"\r\n")
        size = int(size_line, 16)
        while len(data) < size + 2:
            part = connection.recv(65536)
            if not part:
                return Reply(reply.status, reply.head, body + data, False)
            data += part
        body += data[:size]
        data = data[size + 2 :]
        if size == 0:
            return Reply(reply.status, reply.head, body, True)
