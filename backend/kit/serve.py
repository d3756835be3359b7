"""Runs ASGI apps on one or more listeners in one event loop, and stops them cleanly on SIGTERM or Ctrl-C."""

import asyncio
import contextlib
import errno
import logging
import os
import resource
import signal
import socket
import sys
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass

import uvicorn
from starlette.types import ASGIApp
from uvicorn.lifespan.on import LifespanOn

from kit.connections import ConnectionLimits, Gate, bounded

_log = logging.getLogger(__name__)

_stopping = threading.Event()
# After everything has ended in good order: how long threads get that wait for somebody else.
_THREADS_S = 2.0
_FAILED = 3


def is_stopping() -> bool:
    """Whether the servers of this process were asked to stop: endless answers should end now."""
    return _stopping.is_set()


@dataclass(frozen=True)
class Listener:
    """One app on one address. `port_setting` names the variable that changes the port, for error messages."""

    app: ASGIApp
    host: str
    port: int
    port_setting: str


class _Server(uvicorn.Server):
    """A uvicorn server that leaves the signals to us: several of them share one loop."""

    @contextlib.contextmanager
    def capture_signals(self):  # type: ignore[no-untyped-def]  # uvicorn's own is untyped as well
        yield


def _bind(listener: Listener) -> socket.socket:
    family = socket.AF_INET6 if ":" in listener.host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((listener.host, listener.port))
    except OSError as error:
        bound.close()
        where = f"{listener.host}:{listener.port}"
        if error.errno == errno.EADDRINUSE:
            sys.exit(
                f"{where} is taken: stop what listens there or set {listener.port_setting} to a free port."
            )
        sys.exit(f"cannot listen on {where} ({error.strerror}): check BIND_HOST and {listener.port_setting}.")
    return bound


async def _run(
    listeners: Sequence[Listener],
    sockets: Sequence[socket.socket],
    on_ready: Callable[[], Awaitable[None] | None] | None,
    grace_s: int,
    trusted_proxies: str,
    limits: ConnectionLimits,
    leave_s: float,
) -> None:
    protocol = bounded(Gate(limits))
    servers = [
        _Server(
            uvicorn.Config(
                listener.app,
                http=protocol,
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=bool(trusted_proxies),
                forwarded_allow_ips=trusted_proxies or None,
                timeout_graceful_shutdown=grace_s,
                lifespan="off",  # see `_lifespans`
            )
        )
        for listener in listeners
    ]

    def stop() -> None:
        if leave_s and not _stopping.is_set():
            leave_after(leave_s)
        _stopping.set()
        for server in servers:
            server.should_exit = True

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)
    async with _lifespans([listener.app for listener in listeners]):
        await _serve(servers, sockets, on_ready, stop)


async def _serve(
    servers: Sequence[_Server],
    sockets: Sequence[socket.socket],
    on_ready: Callable[[], Awaitable[None] | None] | None,
    stop: Callable[[], None],
) -> None:
    tasks = [
        asyncio.create_task(server.serve(sockets=[bound]))
        for server, bound in zip(servers, sockets, strict=True)
    ]
    while not all(server.started or task.done() for server, task in zip(servers, tasks, strict=True)):  # noqa: ASYNC110
        await asyncio.sleep(0.02)  # uvicorn offers a flag, no event
    if on_ready is not None and all(server.started for server in servers):
        result = on_ready()
        if result is not None:
            await result
    # One server that ends alone takes the others with it.
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    stop()
    await asyncio.gather(*tasks)


@contextlib.asynccontextmanager
async def _lifespans(apps: Sequence[ASGIApp]) -> AsyncIterator[None]:
    """The lifespan of each app, once however many listeners it has, around all of them.

    Not left to the listeners: the first to have answered its last request would take away what requests of
    the others are still answered with.
    """
    begun: list[LifespanOn] = []
    try:
        for index, app in enumerate(apps):
            if app in apps[:index]:
                continue
            lifespan = LifespanOn(uvicorn.Config(app, lifespan="on", log_config=None, proxy_headers=False))
            await lifespan.startup()
            if lifespan.should_exit:
                sys.exit(_FAILED)
            begun.append(lifespan)
        yield
    finally:
        for lifespan in reversed(begun):
            await lifespan.shutdown()


def serve_apps(
    listeners: Sequence[Listener],
    on_ready: Callable[[], Awaitable[None] | None] | None = None,
    grace_s: int = 8,
    trusted_proxies: str = "",
    limits: ConnectionLimits | None = None,
    leave_s: float = 0,
) -> None:
    """Serve until SIGTERM or SIGINT; requests in flight get `grace_s` seconds to finish.

    X-Forwarded-For and -Proto are believed only from `trusted_proxies` (addresses or networks, commas
    between): anyone else could use them to pass for another address. `limits`: of the connections. `leave_s`:
    so long after it was asked to stop the process ends, whatever still runs (0: it waits); and soon after
    everything has ended but a thread.

    Binds every address before anything starts, so that a taken port is one clear sentence and exit status 1.
    """
    sockets = [_bind(listener) for listener in listeners]
    limits = limits or ConnectionLimits()
    _allow_files(limits.connections + limits.reserve)
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(_run(listeners, sockets, on_ready, grace_s, trusted_proxies, limits, leave_s))
        if leave_s:
            leave_after(_THREADS_S)


def leave_after(seconds: float, status: int = 0) -> None:
    """End the process then, with this status, unless it has ended before.

    Threads that wait for a neighbour who never answers would keep it for minutes.
    """

    def leave() -> None:
        _log.warning("something still ran when it was time to leave", extra={"seconds": seconds})
        logging.shutdown()
        os._exit(status)

    timer = threading.Timer(seconds, leave)
    timer.daemon = True
    timer.start()


def _allow_files(connections: int) -> None:
    """Each connection is an open file, and programs often may have 1,024: ask for what we are allowed."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 4 * connections + 1024
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop]:
    try:
        import uvloop
    except ImportError:  # not built for this platform
        return asyncio.new_event_loop
    return uvloop.new_event_loop
