"""`./scripts/bench/visible.sh`: how long after it was acknowledged a span can be read, at a steady rate."""

import argparse
import json
import shutil
import sys
import tempfile
import threading
import time
from pathlib import Path

from bench.ingest.load import SPANS_A_TRACE, Agents, Sender, percentile
from bench.query.server import Server, running

_BAR_S = 1.5
_TRACES_A_REQUEST = 41
_SPANS_A_REQUEST = _TRACES_A_REQUEST * SPANS_A_TRACE
_POLL_S = 0.05
_WARM_S = 3.0


def say(text: str) -> None:
    """To the terminal, at once."""
    print(text, flush=True)


class Marks:
    """When each request was acknowledged, and when its newest trace was first seen in a list.

    The newest trace of a request begins at the moment when the request is made: so the list of the newest
    traces, which a screen asks for, tells of all requests at once.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: dict[str, float] = {}
        self.taken: list[float] = []

    def acknowledged(self, start_time: str, at: float) -> None:
        """A request was answered; `start_time`: of its newest trace."""
        with self._lock:
            self._waiting[start_time] = at

    def seen(self, start_times: list[str], at: float) -> None:
        """A list has shown traces that began then."""
        with self._lock:
            # One that was stored before it was answered took no time at all.
            self.taken += [
                max(0.0, at - self._waiting.pop(one)) for one in start_times if one in self._waiting
            ]

    @property
    def waiting(self) -> int:
        """Acknowledged, and not seen yet."""
        with self._lock:
            return len(self._waiting)

    def forget(self) -> None:
        """What came before is not counted."""
        with self._lock:
            self.taken.clear()


def _iso(nanoseconds: int) -> str:
    """As the list writes a moment of whole microseconds."""
    moment = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(nanoseconds // 10**9))
    return f"{moment}.{nanoseconds // 1000 % 10**6:06d}Z"


class Load:
    """Sends requests at fixed moments, whether or not the ones before were answered."""

    def __init__(self, server: Server, marks: Marks, rate: int) -> None:
        self._marks = marks
        self._every_s = _SPANS_A_REQUEST / rate
        self._agents = Agents(1)
        self._lock = threading.Lock()
        self._senders = [Sender(server.otlp_port, server.headers) for _ in range(4)]
        self._next = time.monotonic() + 0.2
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._work, args=(one,)) for one in self._senders]
        self.sent = 0
        self.late_s = 0.0
        """How far behind its moment the latest request was sent."""
        self.failure: Exception | None = None

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Send what is under way, then end."""
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _work(self, sender: Sender) -> None:
        try:
            while not self._stop.is_set():
                with self._lock:
                    moment = self._next
                    self._next += self._every_s
                    now_ns = time.time_ns() // 1000 * 1000
                    body = self._request(now_ns)
                time.sleep(max(0.0, moment - time.monotonic()))
                self.late_s = max(0.0, time.monotonic() - moment)
                sender.send(body)
                self._marks.acknowledged(_iso(now_ns), time.monotonic())
                self.sent += _SPANS_A_REQUEST
        except Exception as error:  # noqa: BLE001  # told by the main thread
            self.failure = error

    def _request(self, now_ns: int) -> bytes:
        """A trace that begins now, and others from half a minute ago: the list shows those that wait."""
        newest = self._agents.request(now_ns, 1, 0)
        # Protobuf messages of the same kind are joined by joining their bytes.
        return newest + self._agents.request(now_ns - 30 * 10**9, _TRACES_A_REQUEST - 1)


def _watch(server: Server, marks: Marks, seconds: float) -> None:
    """Ask for the newest traces again and again."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        started = time.monotonic()
        page = json.loads(server.ask(server.of_project("traces") + "&limit=200"))
        marks.seen([trace["start_time"] for trace in page["traces"]], time.monotonic())
        time.sleep(max(0.0, started + _POLL_S - time.monotonic()))


def main() -> None:
    """Read the command line, measure, exit with 1 when the bar is missed."""
    parser = argparse.ArgumentParser(prog="./scripts/bench/visible.sh", description=__doc__)
    parser.add_argument("--rate", type=int, default=5000, help="spans a second (5,000)")
    parser.add_argument("--seconds", type=float, default=40, help="how long to measure (40)")
    given = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="bench-visible-"))
    try:
        sys.exit(0 if _measure(folder, given.rate, given.seconds) else 1)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _measure(folder: Path, rate: int, seconds: float) -> bool:
    marks = Marks()
    with running(folder) as server:
        load = Load(server, marks, rate)
        load.start()
        try:
            _watch(server, marks, _WARM_S)
            marks.forget()
            sent, used, began = load.sent, server.cpu_seconds(), time.monotonic()
            _watch(server, marks, seconds)
            spans, cpu = load.sent - sent, server.cpu_seconds() - used
            achieved, busy = spans / (time.monotonic() - began), cpu / (time.monotonic() - began)
        finally:
            load.stop()
        # What was acknowledged last must be seen, too.
        for _ in range(100):
            if not marks.waiting:
                break
            _watch(server, marks, 0.2)
        if load.failure is not None:
            raise load.failure
        if marks.waiting:
            raise RuntimeError(f"{marks.waiting} acknowledged requests were never seen")
    p50, p95, p99 = (percentile(marks.taken, level) for level in (0.5, 0.95, 0.99))
    say(f"{len(marks.taken)} requests of {_SPANS_A_REQUEST} spans, {achieved:,.0f} spans/s")
    say(f"the server used {busy:.2f} cores")
    say("acknowledged to readable, of each request's newest trace in the list of the newest:")
    say(f"  p50 {p50:.2f} s, p95 {p95:.2f} s, p99 {p99:.2f} s, at most {max(marks.taken):.2f} s")
    passed = p99 < _BAR_S and achieved >= 0.95 * rate
    say(f"bar: p99 under {_BAR_S} s at {rate:,} spans/s: {'passed' if passed else 'MISSED'}")
    return passed


if __name__ == "__main__":
    main()
