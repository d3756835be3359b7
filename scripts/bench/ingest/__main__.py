"""`./scripts/bench/ingest.sh`: spans stored a second, beside the engine alone and Arize Phoenix."""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from agentops_server.ingest.records import Record
from bench.ingest.load import SPANS_A_REQUEST, Agents, send_all
from bench.query import phoenix
from bench.query.server import Server, running

_SEGMENT_BYTES = 16 * 2**20
_BAR = 0.5
_PHOENIX_BAR = 500
_PHOENIX_REQUEST = 10


@dataclass(frozen=True)
class Measured:
    """`cpu_us`: microseconds of the processor a span, of the process that stores."""

    spans_per_s: float
    cpu_us: float


def say(text: str) -> None:
    """To the terminal, at once."""
    print(text, flush=True)


def limit(folder: Path, bodies: list[bytes], threads: int, table: str) -> Measured:
    """The engine alone, in a process of its own, over the same bytes as spool segments (`limit.py`)."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    segment: list[bytes] = []
    for number, body in enumerate(bodies):
        segment.append(Record("bench", "key", time.time_ns(), body).encode())
        if sum(map(len, segment)) >= _SEGMENT_BYTES or number == len(bodies) - 1:
            (folder / f"{number:08d}.seg").write_bytes(b"".join(segment))
            segment = []
    done = subprocess.run(
        [sys.executable, "-m", "bench.ingest.limit", str(folder), str(threads), table],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    found = json.loads(done.stdout)
    return Measured(found["spans"] / found["seconds"], found["cpu"] / found["spans"] * 1e6)


def ours(folder: Path, bodies: list[bytes]) -> Measured:
    """From the first byte sent until the last span can be asked for; every span is on disk by then."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with running(folder) as server:
        # A first request alone: tables are made, code is read.
        send_all(server.otlp_port, server.headers, [Agents(0).request(time.time_ns())])
        _wait(server, SPANS_A_REQUEST)
        started, used = time.perf_counter(), server.cpu_seconds()
        refusals = send_all(server.otlp_port, server.headers, bodies)
        acknowledged = time.perf_counter() - started
        spans = SPANS_A_REQUEST * len(bodies)
        _wait(server, SPANS_A_REQUEST + spans)
        took, cpu = time.perf_counter() - started, server.cpu_seconds() - used
        say(
            f"  {spans:,} spans acknowledged in {acknowledged:.1f} s, stored in {took:.1f} s; told to wait "
            f"{refusals} times; memory {server.memory_mib():.0f} MiB at most"
        )
    return Measured(spans / took, cpu / spans * 1e6)


def _wait(server: Server, spans: int) -> None:
    deadline = time.monotonic() + 600
    while (stored := json.loads(server.ask(server.of_project("ingest")))["stored_spans"]) < spans:
        if time.monotonic() > deadline:
            raise RuntimeError(f"{stored} of {spans} spans after ten minutes")
        time.sleep(0.05)
    counted = json.loads(server.ask(server.of_project("metrics")))["totals"]["span_count"]
    if counted != spans:
        raise RuntimeError(f"{counted} of {spans} spans in the figures")


def beside(python: str, folder: Path, spans: int) -> float:
    """Spans a second that Arize Phoenix stores of the same kind."""
    agents = Agents(99)
    with phoenix.running(python, folder) as url:
        started = time.monotonic()
        sent = 0
        while sent < spans:
            body = agents.request(time.time_ns(), _PHOENIX_REQUEST)
            phoenix.call(f"{url}/v1/traces", body, "application/x-protobuf")
            sent += _PHOENIX_REQUEST * 12
        while (stored := phoenix.stored(url)) < sent:
            if time.monotonic() - started > 600:
                raise RuntimeError(f"Phoenix stored {stored} of {sent} spans in ten minutes")
            time.sleep(0.2)
        return stored / (time.monotonic() - started)


def main() -> None:
    """Read the command line, measure, exit with 1 when a bar is missed."""
    parser = argparse.ArgumentParser(prog="./scripts/bench/ingest.sh", description=__doc__)
    parser.add_argument("--spans", type=int, default=200_000, help="spans of a round (200,000)")
    parser.add_argument("--rounds", type=int, default=3, help="rounds; the median counts (3)")
    parser.add_argument("--phoenix-python", help="a Python that has Arize Phoenix (set by --phoenix)")
    parser.add_argument("--phoenix-spans", type=int, default=3000, help="spans sent to Phoenix (3,000)")
    given = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="bench-ingest-"))
    try:
        sys.exit(0 if _measure(given, folder) else 1)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _measure(given: argparse.Namespace, folder: Path) -> bool:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    alone: list[Measured] = []
    same_rows: list[Measured] = []
    stored: list[Measured] = []
    for number in range(given.rounds):
        agents, now = Agents(number + 1), time.time_ns()
        bodies = [agents.request(now) for _ in range(max(1, given.spans // SPANS_A_REQUEST))]
        size = sum(map(len, bodies)) / len(bodies) / SPANS_A_REQUEST
        say(f"round {number + 1}: {len(bodies)} requests of {SPANS_A_REQUEST} spans, {size:.0f} bytes each")
        # Whatever number of threads suits it better.
        for table, found in (("plain", alone), ("ours", same_rows)):
            tried = [limit(folder / "limit", bodies, threads, table) for threads in {1, cores}]
            found.append(max(tried, key=lambda one: one.spans_per_s))
        say(f"  the engine alone: {_line(alone[-1])}")
        say(f"  with our rows:    {_line(same_rows[-1])}")
        stored.append(ours(folder / "ours", bodies))
        say(f"  end to end:       {_line(stored[-1])}")
    engine, rows, end_to_end = (_median(one) for one in (alone, same_rows, stored))
    ratio, ratio_of_rows = (
        statistics.median(
            mine.spans_per_s / bare.spans_per_s for mine, bare in zip(stored, found, strict=True)
        )
        for found in (alone, same_rows)
    )
    say(f"\n{cores} cores, medians of {given.rounds} rounds")
    say(f"the engine alone   {_line(engine)}")
    say(f"  with our rows    {_line(rows)}")
    say(f"end to end         {_line(end_to_end)}")
    say(f"ratio              {ratio:.2f} {_verdict(ratio >= _BAR)} (bar {_BAR})")
    say(f"  with our rows    {ratio_of_rows:.2f}")
    say(f"of processor time  {engine.cpu_us / end_to_end.cpu_us:.2f}, {rows.cpu_us / end_to_end.cpu_us:.2f}")
    return _beside(given, folder, end_to_end) and ratio >= _BAR


def _beside(given: argparse.Namespace, folder: Path, end_to_end: Measured) -> bool:
    if not given.phoenix_python:
        return True
    theirs = beside(given.phoenix_python, folder / "phoenix", given.phoenix_spans)
    times = end_to_end.spans_per_s / theirs
    say(f"Arize Phoenix      {theirs:,.0f} spans/s: ours is {times:,.0f} times that")
    say(f"                   {_verdict(times >= _PHOENIX_BAR)} (bar {_PHOENIX_BAR})")
    return times >= _PHOENIX_BAR


def _median(found: list[Measured]) -> Measured:
    return Measured(
        statistics.median(one.spans_per_s for one in found), statistics.median(one.cpu_us for one in found)
    )


def _line(one: Measured) -> str:
    return f"{one.spans_per_s:10,.0f} spans/s, {one.cpu_us:5.1f} µs of the processor a span"


def _verdict(passed: bool) -> str:
    return "passed" if passed else "MISSED"


if __name__ == "__main__":
    main()
