"""`./scripts/bench/gateway.sh`: what recording calls costs: no callback, ours, LiteLLM's `otel`, in turns."""

import argparse
import sys
import tempfile
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from bench.gateway.calls import Spell, fast, message, steady
from bench.gateway.stand import CALLBACKS, KEY, Stand, stand

LEAST_SHARE = 0.95
MOST_ADDED_MS = 1.0

Spells = dict[str, list[Spell]]


@dataclass
class Found:
    """What a run found, by candidate."""

    rate: float
    """Calls a second of the steady spells; 0: not known yet."""
    fast: Spells = field(default_factory=lambda: defaultdict(list))
    steady: Spells = field(default_factory=lambda: defaultdict(list))
    calls: Counter[str] = field(default_factory=Counter)
    """All calls, those of the warm-up too."""
    spans: Counter[str] = field(default_factory=Counter)


def say(text: str) -> None:
    """To the terminal, at once."""
    print(text, flush=True)


def measured(stand: Stand, given: argparse.Namespace, found: Found) -> None:
    """Adds to `found`: each candidate in turns, as fast as it goes and at a fixed rate.

    The turns are short and many, so that whatever else the machine does hits all alike.
    """
    requests = {one.name: message(one.port, KEY) for one in stand.gateways}
    first = {one.name: fast(one.port, requests[one.name], 4.0, given.callers) for one in stand.gateways}
    rate = found.rate = found.rate or min(spell.per_second for spell in first.values()) * 0.4
    calls = {name: len(spell.latencies) for name, spell in first.items()}
    for number in range(given.rounds):
        turn = number % len(stand.gateways)
        order = stand.gateways[turn:] + stand.gateways[:turn]
        for gateway in order:
            before = gateway.cpu_seconds()
            spell = fast(gateway.port, requests[gateway.name], given.seconds, given.callers)
            # What is exported a moment later belongs to the spell.
            time.sleep(0.3)
            spell.cpu_s = gateway.cpu_seconds() - before
            found.fast[gateway.name].append(spell)
        for gateway in order:
            found.steady[gateway.name].append(
                steady(gateway.port, requests[gateway.name], given.steady_seconds, rate)
            )
            time.sleep(0.2)
    for name, spells in found.fast.items():
        here = (*spells[-given.rounds :], *found.steady[name][-given.rounds :])
        calls[name] += sum(len(one.latencies) for one in here)
        found.calls[name] += calls[name]
    time.sleep(6)  # LiteLLM's otel sends every five seconds
    for name in calls:
        found.spans[name] += sum(stand.recorded(name)["spans"].values())


def report(found: Found) -> bool:
    """Prints the table; True when the bars are met."""
    say("| callback | calls/s | of none | processor ms a call | of none | p50 ms | p95 ms | spans a call |")
    say("|---|---|---|---|---|---|---|---|")
    none, none_even = _all(found.fast["none"]), _all(found.steady["none"])
    shares, added = {}, {}
    for name in found.fast:
        quick, even = _all(found.fast[name]), _all(found.steady[name])
        shares[name] = quick.per_second / none.per_second
        added[name] = even.quantile(0.95) - none_even.quantile(0.95)
        spans = found.spans[name] / found.calls[name]
        say(
            f"| {name} | {quick.per_second:.0f} | {shares[name]:.3f} | {quick.cpu_ms:.2f} "
            f"| {quick.cpu_ms / none.cpu_ms:.3f} | {even.quantile(0.5):.1f} | {even.quantile(0.95):.1f} "
            f"| {spans:.2f} |"
        )
    say(f"\nLatencies at {found.rate:.0f} calls/s, {len(none_even.latencies)} calls each.")
    fits, quickly = shares["ours"] >= LEAST_SHARE, added["ours"] <= MOST_ADDED_MS
    say(f"bar: at least {LEAST_SHARE} of the throughput: {shares['ours']:.3f} {_word(fits)}")
    say(f"bar: at most {MOST_ADDED_MS} ms more at p95: {added['ours']:+.2f} ms {_word(quickly)}")
    return fits and quickly


def _all(spells: list[Spell]) -> Spell:
    latencies = [one for spell in spells for one in spell.latencies]
    return Spell(sum(spell.took for spell in spells), latencies, sum(spell.cpu_s for spell in spells))


def _word(passed: bool) -> str:
    return "passed" if passed else "MISSED"


def main() -> None:
    """Read the command line, measure, exit with 1 when a bar is missed."""
    parser = argparse.ArgumentParser(prog="./scripts/bench/gateway.sh", description=__doc__)
    parser.add_argument("--starts", type=int, default=4, help="processes of each candidate (4)")
    parser.add_argument("--rounds", type=int, default=5, help="turns of each process (5)")
    parser.add_argument("--seconds", type=float, default=2.0, help="length of a turn (2)")
    parser.add_argument("--callers", type=int, default=10, help="callers that ask as fast as they can (10)")
    parser.add_argument(
        "--steady-seconds", type=float, default=2.0, help="length of a turn at a fixed rate (2)"
    )
    parser.add_argument("--rate", type=float, help="the fixed rate, calls/s (0.4 of what the slowest can do)")
    given = parser.parse_args()
    found = Found(given.rate or 0.0)
    for number in range(given.starts):
        # Two processes of the same candidate differ by several percent, as long as they run.
        with (
            tempfile.TemporaryDirectory(prefix="bench-gateway-") as folder,
            stand(Path(folder), list(CALLBACKS)) as all_of,
        ):
            measured(all_of, given, found)
        say(f"start {number + 1} of {given.starts}")
    sys.exit(0 if report(found) else 1)


if __name__ == "__main__":
    main()
