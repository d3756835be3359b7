"""`./scripts/bench/portal.sh`: what live viewers and reloading people cost, and how long they wait."""

import argparse
import asyncio
import os
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import aiohttp

from bench.portal.load import Loaded, Sender, Watched, accounts, fill, together, token, trickle, user, watch
from bench.portal.stack import Process, Stack, running

# Viewers watch through different filters, each a connection of the portal to the AgentOps server.
_FILTERS = ("", "status:error", "model:qwen*", "agent:planner")
_SETTLE_S = 5.0


def main() -> None:
    """Run one benchmark; exit status 1 when an answer was wrong or a viewer was cut off."""
    parser = argparse.ArgumentParser(prog="scripts/bench/portal.sh", description=__doc__)
    parser.add_argument("--viewers", type=int, default=200, help="who watch live (200)")
    parser.add_argument("--users", type=int, default=50, help="who reload the Overview (50)")
    parser.add_argument("--every", type=float, default=10.0, help="seconds between reloads of one user (10)")
    parser.add_argument("--traces", type=int, default=20_000, help="traces of the last day (20,000)")
    parser.add_argument("--live", type=float, default=5.0, help="new traces a second (5)")
    parser.add_argument("--seconds", type=float, default=60.0, help="of load (60)")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-portal-") as folder, running(Path(folder)) as stack:
        raise SystemExit(asyncio.run(_bench(stack, wanted)))


async def _bench(stack: Stack, wanted: argparse.Namespace) -> int:
    # uvicorn ends idle connections after five seconds.
    connector = aiohttp.TCPConnector(limit=0, keepalive_timeout=3)
    async with aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar()) as http:
        sender = Sender(http, stack, await token(http, stack))
        await fill(sender, wanted.traces)
        cookies = await accounts(http, stack, wanted.users)
        await asyncio.sleep(_SETTLE_S)
        rest = stack.portal.memory_mib()
        print(f"{wanted.traces} traces of a day; the portal at rest: {rest:.0f} MiB")

        alone = await _phase("users alone", stack, wanted, http, cookies, sender, viewers=0)
        both = await _phase("users and viewers", stack, wanted, http, cookies, sender, wanted.viewers)
        await asyncio.sleep(_SETTLE_S)
        print(f"the portal afterwards: {stack.portal.memory_mib():.0f} MiB")
        ratio = _part(both[0].pages, 0.95) / _part(alone[0].pages, 0.95)
        print(f"p95 of a page with viewers, to that without: {ratio:.2f}")
        return int(any(loaded.failed or watched.broken for loaded, watched in (alone, both)))


async def _phase(
    name: str,
    stack: Stack,
    wanted: argparse.Namespace,
    http: aiohttp.ClientSession,
    cookies: Sequence[str],
    sender: Sender,
    viewers: int,
) -> tuple[Loaded, Watched]:
    loaded, watched = Loaded(), Watched()
    watching = [
        watch(http, stack, cookies[number % len(cookies)], _FILTERS[number % len(_FILTERS)], watched)
        for number in range(viewers)
    ]
    async with together(*watching):
        await asyncio.sleep(_SETTLE_S if viewers else 0)
        # Not all at the same moment.
        users = [
            user(http, stack, cookie, wanted.every, wanted.every * number / len(cookies), loaded)
            for number, cookie in enumerate(cookies)
        ]
        before = [(one, one.cpu_seconds()) for one in (stack.portal, stack.server, _self())]
        began, most = time.monotonic(), 0.0
        async with together(trickle(sender, wanted.live, watched), *users):
            while time.monotonic() - began < wanted.seconds:
                await asyncio.sleep(0.5)
                most = max(most, stack.portal.memory_mib())
        spent = time.monotonic() - began
    _report(
        name, loaded, watched, most, spent, [(one.name, one.cpu_seconds() - used) for one, used in before]
    )
    return loaded, watched


def _self() -> Process:
    return Process("this benchmark", os.getpid())


def _report(
    name: str, loaded: Loaded, watched: Watched, most: float, spent: float, used: list[tuple[str, float]]
) -> None:
    print(f"\n{name}: {len(loaded.pages)} pages in {spent:.0f} s")
    for trouble, count in (loaded.failed + watched.broken).items():
        print(f"  {count} times: {trouble}")
    print(f"  {'':28} {'p50 ms':>8} {'p95 ms':>8} {'p99 ms':>8}")
    for what, times in (("a page of the Overview", loaded.pages), *sorted(loaded.calls.items())):
        print(f"  {what:28} " + " ".join(f"{1000 * _part(times, part):8.0f}" for part in (0.5, 0.95, 0.99)))
    if watched.seen or watched.broken:
        delays = watched.delays_s
        print(
            f"  live: {watched.seen} events to viewers ({watched.seen / spent:.0f}/s), from sending to "
            "seeing "
            f"p50 {_part(delays, 0.5):.2f} s, p95 {_part(delays, 0.95):.2f} s; "
            f"{watched.gaps} gaps, {watched.broken.total()} cut off"
        )
    pages = max(1, len(loaded.pages))
    shares = ", ".join(
        f"{one} {1000 * seconds / pages:.0f} ms a page ({100 * seconds / spent:.0f} %)"
        for one, seconds in used
    )
    print(f"  the portal's memory at most {most:.0f} MiB; of a processor: {shares}")


def _part(values: Sequence[float], part: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))] if ordered else float("nan")


if __name__ == "__main__":
    main()
