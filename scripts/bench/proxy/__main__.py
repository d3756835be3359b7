"""`./scripts/bench/proxy.sh [speed|stream|sockets]`: ratios of one run; other figures are this machine's."""

import argparse
import asyncio
import socket
import statistics
import sys
import threading
import time
from collections import defaultdict
from contextlib import ExitStack

from bench.process import cpu_seconds, free_port, resident_mib
from bench.proxy.candidates import EMAIL, PASSWORD
from bench.proxy.load import Measured, measure, sign_in
from bench.proxy.processes import candidate, nginx, running, upstream

PATH = "/api/proxy/realtime/static/main.js?v=1"
MIB = 1 << 20


def speed(rounds: int, seconds: float, library_python: str | None) -> bool:
    """Requests/s at 32 connections, processor time a request, added latency at one; the bars of DESIGN 8."""
    with ExitStack() as stack:
        pages = free_port()
        stack.enter_context(running(upstream("pages", pages), pages))
        found: dict[str, tuple[int, int]] = {"direct": (pages, 0)}
        port = free_port()
        if (command := stack.enter_context(nginx(port, pages))) is not None:
            found["nginx"] = (port, stack.enter_context(running(command, port)))
        for name in ("bare", "ours", "portal"):
            port = free_port()
            found[name] = (port, stack.enter_context(running(candidate(name, port, pages), port)))
        if library_python:
            port = free_port()
            command = candidate("fastapi-proxy-lib", port, pages, library_python)
            found["fastapi-proxy-lib"] = (port, stack.enter_context(running(command, port)))
        sessions = {"portal": sign_in(found["portal"][0], EMAIL, PASSWORD)}
        for name, (port, _) in found.items():
            measure(port, PATH, 8, 0.3, sessions.get(name, "portal_session_1=x"))
        many: dict[str, list[Measured]] = defaultdict(list)
        one: dict[str, list[Measured]] = defaultdict(list)
        spent: dict[str, list[float]] = defaultdict(list)
        # Round by round, so that a busy moment of the machine hits all alike.
        for _ in range(rounds):
            for name, (port, pid) in found.items():
                before = cpu_seconds(pid) if pid else 0.0
                session = sessions.get(name, "portal_session_1=x")
                result = measure(port, PATH, 32, seconds, session)
                used = cpu_seconds(pid) - before if pid else 0.0
                many[name].append(result)
                spent[name].append(used / (result.per_second * seconds) * 1e6)
                one[name].append(measure(port, PATH, 1, seconds / 3, session))
    return _report(many, one, spent)


def _report(
    many: dict[str, list[Measured]], one: dict[str, list[Measured]], spent: dict[str, list[float]]
) -> bool:
    def middle(values: list[float]) -> float:
        return statistics.median(values)

    direct50 = middle([result.p50 for result in one["direct"]])
    print(f"{'':18} {'requests/s':>10} {'to bare':>8} {'CPU µs':>7} {'added p50':>10} {'p95 at 1':>9}")
    ratios: dict[str, float] = {}
    for name, results in many.items():
        rate = middle([result.per_second for result in results])
        pairs = zip(results, many["bare"], strict=True)
        ratios[name] = middle([result.per_second / bare.per_second for result, bare in pairs])
        p50 = middle([result.p50 for result in one[name]]) - direct50
        p95 = middle([result.p95 for result in one[name]])
        print(
            f"{name:18} {rate:10.0f} {ratios[name]:8.2f} {middle(spent[name]):7.0f} "
            f"{p50 * 1e6:7.0f} µs {p95 * 1e6:6.0f} µs"
        )
    cheap = {
        name: middle([bare / own for bare, own in zip(spent["bare"], spent[name], strict=True)])
        for name in ("ours", "portal")
    }
    passed = ratios["ours"] >= 0.8
    print(
        f"bar: ours at least 0.8 of bare: {ratios['ours']:.2f} {'passed' if passed else 'MISSED'} "
        f"({cheap['ours']:.2f} by processor time)"
    )
    print(
        f"with sessions, metrics and a log line for each request (portal): {ratios['portal']:.2f} of bare "
        f"({cheap['portal']:.2f} by processor time)"
    )
    if "fastapi-proxy-lib" in ratios:
        pairs = zip(many["ours"], many["fastapi-proxy-lib"], strict=True)
        times = middle([ours.per_second / theirs.per_second for ours, theirs in pairs])
        passed = passed and times >= 20
        word = "passed" if times >= 20 else "MISSED"
        print(f"bar: ours at least 20 times fastapi-proxy-lib: {times:.1f} {word}")
    else:
        print("fastapi-proxy-lib left out: --all installs it")
    return passed


class _Memory:
    """Watches the memory of a process while a block runs; MiB."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self.first = self.most = resident_mib(pid)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "_Memory":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stop.wait(0.05):
            self.most = max(self.most, resident_mib(self._pid))


def stream(mib: int) -> bool:
    """So many MiB down and up; the proxy's memory may grow by 32 MiB at most."""
    passed = True
    with ExitStack() as stack:
        behind, port = free_port(), free_port()
        stack.enter_context(running(upstream("streams", behind), behind))
        pid = stack.enter_context(running(candidate("ours", port, behind), port))
        _move(port, 32, is_up=False)
        _move(port, 32, is_up=True)
        for is_up in (False, True):
            started = time.perf_counter()
            with _Memory(pid) as memory:
                moved = _move(port, mib, is_up)
            took = time.perf_counter() - started
            grown = memory.most - memory.first
            fine = moved == mib * MIB and grown < 32
            passed = passed and fine
            print(
                f"{mib} MiB {'up' if is_up else 'down'}: {moved / MIB / took:.0f} MiB/s, memory "
                f"{memory.first:.0f} MiB and at most {grown:.1f} more: {'passed' if fine else 'MISSED'}"
            )
    return passed


def _move(port: int, mib: int, is_up: bool) -> int:
    """Bytes that arrived."""
    common = f"Host: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:{port}\r\nCookie: portal_session_1=x\r\n"
    with socket.create_connection(("127.0.0.1", port)) as connection:
        if is_up:
            ask = f"POST /api/proxy/prometheus/up HTTP/1.1\r\n{common}Transfer-Encoding: chunked\r\n\r\n"
            connection.sendall(ask.encode())
            part = b"%x\r\n" % MIB + bytes(MIB) + b"\r\n"
            for _ in range(mib):
                connection.sendall(part)
            connection.sendall(b"0\r\n\r\n")
            reply = b""
            # Head and body may come apart; the count never has fewer signs than this.
            while len(reply.partition(b"\r\n\r\n")[2]) < len(str(mib * MIB)):
                if not (part := connection.recv(65536)):
                    return 0
                reply += part
            return int(reply.partition(b"\r\n\r\n")[2])
        ask = f"GET /api/proxy/prometheus/down/{mib} HTTP/1.1\r\n{common}Connection: close\r\n\r\n"
        connection.sendall(ask.encode())
        reader = connection.makefile("rb", buffering=1 << 20)
        while reader.readline() != b"\r\n":
            pass
        count = 0
        while size := int(reader.readline(), 16):
            count += size
            left = size
            while left:
                left -= len(reader.read(min(left, 1 << 20)))
            reader.readline()
        return count


async def _open_sockets(port: int, count: int, pid: int) -> tuple[float, float, bool]:
    from websockets.asyncio.client import connect

    before = resident_mib(pid)
    opened = []
    for start in range(0, count, 50):
        opened += await asyncio.gather(
            *(
                connect(
                    f"ws://127.0.0.1:{port}/api/proxy/prometheus/socket",
                    origin=f"http://127.0.0.1:{port}",  # type: ignore[arg-type]
                    additional_headers={"Cookie": "portal_session_1=x"},
                    compression=None,
                    proxy=None,
                )
                for _ in range(start, min(start + 50, count))
            )
        )
    used = cpu_seconds(pid)
    await asyncio.sleep(10)
    idle = (cpu_seconds(pid) - used) / 10
    each = (resident_mib(pid) - before) / count * 1024
    answers = []
    for client in opened:
        await client.send("still there")
        answers.append(await client.recv())
    await asyncio.gather(*(client.close() for client in opened))
    return each, idle, answers == ["still there"] * count


def sockets(count: int) -> bool:
    """So many WebSockets that are idle for ten seconds, and then all still answer."""
    import resource

    wanted = count * 4 + 200
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(wanted, hard), hard))
    with ExitStack() as stack:
        behind, port = free_port(), free_port()
        stack.enter_context(running(upstream("streams", behind), behind))
        pid = stack.enter_context(running(candidate("ours", port, behind), port))
        each, idle, passed = asyncio.run(_open_sockets(port, count, pid))
    print(
        f"{count} idle WebSockets: {each:.0f} KiB each, {idle * 100:.1f} % of a core, "
        f"all answer: {'passed' if passed else 'MISSED'}"
    )
    return passed


def main() -> None:
    """Read the command line, measure, exit with 1 when a bar is missed."""
    parser = argparse.ArgumentParser(prog="./scripts/bench/proxy.sh", description=__doc__)
    parser.add_argument("what", nargs="?", choices=("speed", "stream", "sockets"), default="speed")
    parser.add_argument("--rounds", type=int, default=3, help="speed: rounds of each candidate (3)")
    parser.add_argument("--seconds", type=float, default=2.0, help="speed: length of a round (2)")
    parser.add_argument("--mib", type=int, default=1024, help="stream: how much each way (1024)")
    parser.add_argument("--count", type=int, default=1000, help="sockets: how many (1000)")
    parser.add_argument("--library-python", help="speed: a Python that has fastapi-proxy-lib (set by --all)")
    given = parser.parse_args()
    if given.what == "speed":
        passed = speed(given.rounds, given.seconds, given.library_python)
    elif given.what == "stream":
        passed = stream(given.mib)
    else:
        passed = sockets(given.count)
    sys.exit(0 if passed else 1)


if __name__ == "__main__":
    main()
