"""What recording calls costs the gateway: no callback, an idle one, ours, LiteLLM's `otel`, in turns."""

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

from bench.gateway.calls import Spell, fast, message, steady
from bench.gateway.found import Candidate, Start, compared, keep, kept, pooled
from bench.gateway.stand import CALLBACKS, KEY, Gateway, Stand, stand

LEAST_SHARE = 0.95
MOST_ADDED_MS = 1.0


def say(text: str) -> None:
    """To the terminal, at once."""
    print(text, flush=True)


def measured(stand: Stand, given: argparse.Namespace, rate: float) -> Start:
    """Each candidate in turns, as fast as it goes and at a fixed rate (0: 0.4 of what the slowest can do).

    The turns are short, many and in another order each time, so that whatever else the machine does hits all
    alike.
    """
    requests = {one.name: message(one.port, KEY) for one in stand.gateways}
    warm = {}
    for one in stand.gateways:
        one.choose()
        warm[one.name] = fast(one.port, requests[one.name], 4.0, given.callers)
    found = Start(
        rate or min(spell.per_second for spell in warm.values()) * 0.4,
        {name: Candidate(calls=len(spell.latencies)) for name, spell in warm.items()},
    )
    order, draw = list(stand.gateways), random.Random()  # noqa: S311 - an order, no secret
    for _ in range(given.rounds):
        draw.shuffle(order)
        for gateway in order if given.seconds else ():
            request = requests[gateway.name]
            found.candidates[gateway.name].fast.append(_fast(gateway, request, given))
        for gateway in order if given.steady_seconds else ():
            gateway.choose()
            spell = steady(gateway.port, requests[gateway.name], given.steady_seconds, found.rate)
            found.candidates[gateway.name].steady.append(spell)
            time.sleep(0.2)
    time.sleep(6)  # LiteLLM's otel sends every five seconds
    for name, one in found.candidates.items():
        one.calls += sum(len(spell.latencies) for spell in (*one.fast, *one.steady))
        one.spans = sum(stand.recorded(name)["spans"].values())
    return found


def _fast(gateway: Gateway, request: bytes, given: argparse.Namespace) -> Spell:
    gateway.choose()
    before = gateway.cpu_seconds()
    spell = fast(gateway.port, request, given.seconds, given.callers)
    # What is exported a moment later belongs to the spell.
    time.sleep(0.3)
    spell.cpu_s = gateway.cpu_seconds() - before
    return spell


def report(starts: list[Start]) -> bool:
    """Prints the tables; True when the bars are met (or not measured)."""
    names = [name for name in CALLBACKS if all(name in one.candidates for one in starts)]
    passed = True
    if all(one.candidates["none"].fast for one in starts):
        passed = _report_fast(starts, names)
    if all(one.candidates["none"].steady for one in starts):
        passed = _report_steady(starts, names) and passed
    return passed


def _report_fast(starts: list[Start], names: list[str]) -> bool:
    say("\n| callback | calls/s | of none | processor ms a call | of none | spans a call | calls |")
    say("|---|---|---|---|---|---|---|")
    passed = True
    for name in names:
        here = [one.candidates[name] for one in starts]
        quick = pooled([spell for one in here for spell in one.fast])
        share = compared(starts, name, _fasts, lambda one, none: one.per_second / none.per_second)
        cost = compared(starts, name, _fasts, lambda one, none: one.cpu_ms / none.cpu_ms)
        spans = sum(one.spans for one in here) / sum(one.calls for one in here)
        say(
            f"| {name} | {quick.per_second:.0f} | {_ratio(share)} | {quick.cpu_ms:.2f} | {_ratio(cost)} "
            f"| {spans:.2f} | {len(quick.latencies)} |"
        )
        if name == "ours":
            passed = share[0] >= LEAST_SHARE
            verdict = f"bar: at least {LEAST_SHARE} of the throughput: {_ratio(share)} {_word(passed)}"
    say(f"\nIn brackets: where the ratio lies with 95 %, over {len(starts)} starts.")
    if "ours" in names:
        say(verdict)
    return passed


def _report_steady(starts: list[Start], names: list[str]) -> bool:
    say("\n| callback | p50 ms | p95 ms | p95 to none, ms | calls |")
    say("|---|---|---|---|---|")
    passed = True
    for name in names:
        even = pooled([spell for one in starts for spell in one.candidates[name].steady])
        added, (low, high) = compared(
            starts, name, _steadies, lambda one, none: one.quantile(0.95) - none.quantile(0.95)
        )
        difference = f"{added:+.2f} ({low:+.2f} to {high:+.2f})"
        say(
            f"| {name} | {even.quantile(0.5):.1f} | {even.quantile(0.95):.1f} | {difference} "
            f"| {len(even.latencies)} |"
        )
        if name == "ours":
            passed = added <= MOST_ADDED_MS
            verdict = f"bar: at most {MOST_ADDED_MS} ms more at p95: {difference} ms {_word(passed)}"
    rates = sorted({round(one.rate) for one in starts})
    say(f"\nAt {' to '.join(map(str, rates[:: max(1, len(rates) - 1)]))} calls/s.")
    if "ours" in names:
        say(verdict)
    return passed


def _fasts(one: Candidate) -> list[Spell]:
    return one.fast


def _steadies(one: Candidate) -> list[Spell]:
    return one.steady


def _ratio(found: tuple[float, tuple[float, float]]) -> str:
    value, (low, high) = found
    return f"{value:.3f} ({low:.3f} to {high:.3f})"


def _word(passed: bool) -> str:
    return "passed" if passed else "MISSED"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./scripts/bench/gateway.sh", description=__doc__)
    parser.add_argument("--starts", type=int, default=4, help="processes of each candidate (4)")
    parser.add_argument("--rounds", type=int, default=10, help="turns of each process (10)")
    parser.add_argument("--seconds", type=float, default=1.0, help="length of a turn (1; 0: none)")
    parser.add_argument("--callers", type=int, default=10, help="callers that ask as fast as they can (10)")
    parser.add_argument(
        "--steady-seconds", type=float, default=1.5, help="length of a turn at a fixed rate (1.5; 0: none)"
    )
    parser.add_argument("--rate", type=float, help="the fixed rate, calls/s (0.4 of what the slowest can do)")
    parser.add_argument(
        "--only", default=",".join(CALLBACKS), help="candidates, commas between; none is always one of them"
    )
    parser.add_argument(
        "--into", type=Path, help="adds what is found to this file and reports all of it: a run in parts"
    )
    parser.add_argument(
        "--one-process",
        action="store_true",
        help="exchanges the callback of one process, without otel: leaves out what processes differ by",
    )
    return parser.parse_args()


def main() -> None:
    """Read the command line, measure, exit with 1 when a bar is missed."""
    given = _arguments()
    asked = {"none", *given.only.split(",")} - ({"otel"} if given.one_process else set())
    starts = kept(given.into) if given.into else []
    for number in range(given.starts):
        # Two processes of the same candidate differ by several percent, as long as they run.
        with (
            tempfile.TemporaryDirectory(prefix="bench-gateway-") as folder,
            stand(Path(folder), [one for one in CALLBACKS if one in asked], given.one_process) as all_of,
        ):
            starts.append(measured(all_of, given, given.rate or (starts[-1].rate if starts else 0.0)))
        if given.into:
            keep(starts[-1], given.into)
        say(f"start {number + 1} of {given.starts}")
    sys.exit(0 if report(starts) else 1)


if __name__ == "__main__":
    main()
