"""How servers of real processes stop: in which order, and in spite of whom."""

import contextlib
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import httpx

from fixtures.ports import free_ports
from fixtures.processes import ROOT

_SERVER = """
import asyncio, sys, threading
from contextlib import asynccontextmanager
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from kit.log import configure_logging
from kit.serve import Listener, serve_apps

configure_logging("info", "test")
is_open = False

@asynccontextmanager
async def lifespan(_):
    global is_open
    is_open = True
    yield
    is_open = False

async def answer(request: Request):
    await request.body()
    return PlainTextResponse("open" if is_open else "closed")

async def forever(_):
    await asyncio.Event().wait()

async def hang(_):
    threading.Thread(target=threading.Event().wait).start()
    return PlainTextResponse("a thread hangs")

routes = [Route("/", answer, methods=["GET", "POST"]), Route("/forever", forever), Route("/hang", hang)]
first, second = Starlette(routes=routes, lifespan=lifespan), Starlette(routes=routes)
ports = [int(one) for one in sys.argv[1:3]]
listeners = [Listener(app, "127.0.0.1", port, "PORT") for app, port in zip((first, second), ports)]
serve_apps(listeners, grace_s=int(sys.argv[3]), leave_s=float(sys.argv[4]))
"""


@dataclass
class Serving:
    """A process with two listeners; the first one's lifespan is that of both."""

    process: subprocess.Popen[str]
    ports: list[int]

    def end(self) -> tuple[int, str]:
        """SIGTERM, maybe once more; the exit status, and all that it said."""
        self.process.send_signal(signal.SIGTERM)
        said, _ = self.process.communicate(timeout=120)
        return self.process.returncode, said


@contextlib.contextmanager
def serving(grace_s: int = 300, leave_s: float = 100_000) -> Iterator[Serving]:
    ports = free_ports(2)
    process = subprocess.Popen(
        [sys.executable, "-c", _SERVER, *map(str, (*ports, grace_s, leave_s))],
        env={"PYTHONPATH": str(ROOT / "backend"), "PATH": "/usr/bin:/bin"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        _until(process, lambda: all(map(_answers, ports)))
        yield Serving(process, ports)
    finally:
        if process.returncode is None:
            process.kill()
            process.communicate()


def _until(process: subprocess.Popen[str], check: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 120
    while not check():
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.02)


def _answers(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=60):
        return True
    return False


def _ask(port: int, path: str) -> str:
    return httpx.get(f"http://127.0.0.1:{port}{path}", timeout=60, trust_env=False).text


def test_a_request_of_one_listener_is_finished_before_the_parts_of_all_are_closed() -> None:
    with serving() as served, socket.create_connection(("127.0.0.1", served.ports[1]), timeout=100) as client:
        client.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n1")
        # The same loop takes this up behind the request that is not whole yet.
        assert _ask(served.ports[1], "/") == "open"
        served.process.send_signal(signal.SIGTERM)
        _until(served.process, lambda: not _answers(served.ports[0]))
        # A first listener that closes for itself has done so long before.
        time.sleep(1)
        client.sendall(b"2")
        with client.makefile("rb") as answer:
            assert answer.read().endswith(b"\r\n\r\nopen")
        status, said = served.end()
    assert status == 0, said


def test_a_thread_that_hangs_does_not_keep_a_process_whose_servers_have_ended() -> None:
    with serving() as served:
        assert _ask(served.ports[0], "/hang") == "a thread hangs"
        status, said = served.end()
    assert status == 0
    assert "something still ran when it was time to leave" in said


def test_a_request_that_never_ends_is_given_up_without_a_traceback() -> None:
    with serving(grace_s=1) as served:
        client = socket.create_connection(("127.0.0.1", served.ports[0]), timeout=100)
        client.sendall(b"GET /forever HTTP/1.1\r\nHost: x\r\n\r\n")
        assert _ask(served.ports[0], "/") == "open"
        status, said = served.end()
        client.close()
    assert status == 0
    assert "running task(s), timeout graceful shutdown exceeded" in said
    assert "Traceback" not in said
