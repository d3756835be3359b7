"""`./scripts/bench/query.sh [SPANS …]`: how fast questions are answered over so many spans."""

import argparse
import random
import shutil
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from bench.query import data, phoenix
from bench.query.questions import Asker, Question, questions
from bench.query.server import Server, running


@dataclass(frozen=True)
class Measured:
    """Milliseconds; `cpu` of the server's process, a request."""

    p50: float
    p95: float
    cpu: float


def say(text: str) -> None:
    """To the terminal, at once."""
    print(text, flush=True)


def measure(server: Server, question: Question, times: int) -> Measured:
    """Ask again and again over one connection, a little differently where the question allows it."""
    dice = random.Random(1)  # noqa: S311  # the same questions in every run
    for _ in range(3):
        server.ask(*question.request(dice))
    before = server.cpu_seconds()
    taken = []
    for _ in range(times):
        request = question.request(dice)
        started = time.perf_counter()
        server.ask(*request)
        taken.append((time.perf_counter() - started) * 1000)
    cpu = (server.cpu_seconds() - before) / times * 1000
    return Measured(statistics.median(taken), percentile(taken, 0.95), cpu)


def percentile(values: list[float], level: float) -> float:
    """Linear between neighbours."""
    ordered = sorted(values)
    at = level * (len(ordered) - 1)
    low = int(at)
    return ordered[low] + (ordered[min(low + 1, len(ordered) - 1)] - ordered[low]) * (at - low)


def ours(folder: Path, spans: int, times: int, only: list[str]) -> dict[str, tuple[Question, Measured]]:
    """Fill a folder unless it is full already, ask everything."""
    mark = folder / "filled"
    if not mark.exists():
        folder.mkdir(parents=True, exist_ok=True)
        began = time.monotonic()
        made = data.fill(folder, spans, say)
        say(f"{made.spans:,} spans in {made.traces:,} traces made in {time.monotonic() - began:.0f} s")
        mark.write_text(str(made.end_ns))
    asker = Asker(int(mark.read_text()))
    found: dict[str, tuple[Question, Measured]] = {}
    with running(folder) as server:
        server.settle(asker.get("metrics")[0])
        say(f"\n{spans:,} spans{'':21} {'p50 ms':>8} {'p95 ms':>8} {'CPU ms':>8} {'bar':>6}")
        for question in questions(asker, server):
            if not only or any(part in question.name for part in only):
                result = measure(server, question, times if question.bar_ms else max(5, times // 4))
                found[question.name] = question, result
                say(_line(question, result))
        say(f"memory of the server: {server.memory_mib():.0f} MiB at most")
    return found


def _line(question: Question, result: Measured) -> str:
    verdict = ""
    if question.bar_ms is not None:
        verdict = f"{question.bar_ms:6.0f} {'passed' if result.p95 < question.bar_ms else 'MISSED'}"
    return f"{question.name:34} {result.p50:8.1f} {result.p95:8.1f} {result.cpu:8.0f} {verdict}"


def main() -> None:
    """Read the command line, measure, exit with 1 when a bar is missed."""
    parser = argparse.ArgumentParser(prog="./scripts/bench/query.sh", description=__doc__)
    parser.add_argument("spans", nargs="*", type=int, default=[1_000_000, 10_000_000])
    parser.add_argument("--folder", type=Path, help="keep the data here and use it again (default: deleted)")
    parser.add_argument("--times", type=int, default=40, help="requests of each question (40)")
    parser.add_argument(
        "--only", action="append", default=[], help="only questions whose name holds this; may be repeated"
    )
    parser.add_argument("--phoenix-python", help="a Python that has Arize Phoenix (set by --phoenix)")
    parser.add_argument("--phoenix-spans", type=int, default=20_000, help="spans sent to Phoenix (20,000)")
    given = parser.parse_args()
    folder = given.folder or Path(tempfile.mkdtemp(prefix="bench-query-"))
    try:
        found = [ours(folder / str(spans), spans, given.times, given.only) for spans in given.spans]
        passed = all(
            question.bar_ms is None or result.p95 < question.bar_ms
            for one in found
            for question, result in one.values()
        )
        if len(found) > 1:
            passed = _growth(given.spans, found[0], found[-1]) and passed
        if given.phoenix_python:
            phoenix.compare(given.phoenix_python, folder / "phoenix", given.phoenix_spans, say)
    finally:
        if given.folder is None:
            shutil.rmtree(folder, ignore_errors=True)
    sys.exit(0 if passed else 1)


def _growth(
    spans: list[int],
    small: dict[str, tuple[Question, Measured]],
    large: dict[str, tuple[Question, Measured]],
) -> bool:
    say(f"\nfrom {spans[0]:,} to {spans[-1]:,} spans the median grows")
    passed = True
    for name, (question, result) in large.items():
        ratio = result.p50 / small[name][1].p50
        verdict = ""
        if question.grows_little:
            passed = passed and ratio < 1.5
            verdict = f"bar 1.5 {'passed' if ratio < 1.5 else 'MISSED'}"
        say(f"{name:34} {ratio:8.2f} times {verdict}")
    return passed


if __name__ == "__main__":
    main()
