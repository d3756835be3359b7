"""Sends demo traffic through the gateway: real calls by believable users and agents.

    .venvs/agents/bin/python scripts/demo_traffic.py --requests 60

Needs a running stack; reads LITELLM_PORT, LITELLM_MASTER_KEY and AGENTOPS_* from the environment, else from
.env. Ends by itself and prints a summary; the exit code is 1 only when the gateway cannot be reached.
Failures are part of the traffic: some calls are meant to fail.
"""

import argparse
import contextlib
import contextvars
import itertools
import os
import random
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

# Before agentops is imported: its messages about calls that are meant to fail are no news here.
os.environ.setdefault("AGENTOPS_LOG_LEVEL", "CRITICAL")
os.environ.setdefault("AGENTOPS_LOGGING_TO_FILE", "false")

import agentops
import httpx
import openai
from opentelemetry import trace
from opentelemetry.instrumentation.utils import suppress_instrumentation

from demo.client import Caller, Tally, traced_client
from demo.content import MODES, USERS
from demo.scenarios import PLAIN, WITH_SDK, Scenario

_WITHOUT_SDK = {scenario for scenario, _ in PLAIN}
_ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    """Runs the traffic; 0, or 1 when the gateway cannot be reached."""
    options = _options()
    _read_env_file(_ROOT / ".env")
    host = os.environ.get("BIND_HOST") or "127.0.0.1"
    host = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104 - where to connect, not to bind
    base = f"http://{host}:{os.environ.get('LITELLM_PORT') or 4000}"
    key = os.environ.get("LITELLM_MASTER_KEY") or ""
    if problem := _unreachable(base, key):
        print(problem, file=sys.stderr)
        return 1
    with_sdk = _start_agentops()
    tally, started = Tally(), time.monotonic()
    _work(options, base, key, tally, with_sdk)
    if with_sdk:
        trace.get_tracer_provider().force_flush()  # type: ignore[attr-defined]
    _summary(tally, time.monotonic() - started, options.seed)
    if tally.calls and tally.outcomes["APIConnectionError"] == tally.calls:
        print(f"The gateway at {base} stopped answering: see its log.", file=sys.stderr)
        return 1
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--requests", "--count", type=int, default=60, help="model calls to make, about (60)")
    parser.add_argument("--duration", type=float, help="seconds to go on instead of counting calls")
    parser.add_argument("--rate", type=float, help="scenarios started per second at most (no limit)")
    parser.add_argument("--seed", type=int, default=1, help="same seed, same users, questions and order (1)")
    parser.add_argument("--concurrency", type=int, default=6, help="users at the same time (6)")
    return parser.parse_args()


def _work(options: argparse.Namespace, base: str, key: str, tally: Tally, with_sdk: bool) -> None:
    deadline = time.monotonic() + options.duration if options.duration else float("inf")
    limit = float("inf") if options.duration else options.requests
    plan, lock = _plan(options.seed, with_sdk), threading.Lock()
    client = traced_client(base, key)
    next_start = time.monotonic()

    def worker() -> None:
        nonlocal next_start
        while True:
            with lock:
                if tally.calls >= limit or time.monotonic() >= deadline:
                    return
                number, scenario, rng = next(plan)
                pause = max(0.0, next_start - time.monotonic())
                next_start = time.monotonic() + pause + (1 / options.rate if options.rate else 0)
            time.sleep(pause)
            # A context of its own: the SDK can leave a session's span current after an error.
            contextvars.Context().run(_play, scenario, number, rng, client, tally)

    with ThreadPoolExecutor(options.concurrency) as pool:
        for future in [pool.submit(worker) for _ in range(options.concurrency)]:
            future.result()


def _plan(seed: int, with_sdk: bool) -> Iterator[tuple[int, Scenario, random.Random]]:
    """Endless scenarios: first each kind once, then by weight."""
    rng = random.Random(seed)  # noqa: S311
    weighted = [*PLAIN, *(WITH_SDK if with_sdk else ())]
    first = [scenario for scenario, _ in weighted]
    rng.shuffle(first)
    scenarios, weights = zip(*weighted, strict=True)
    for number in itertools.count():
        scenario = first[number] if number < len(first) else rng.choices(scenarios, weights)[0]
        yield number, scenario, random.Random(f"{seed}:{number}")  # noqa: S311


def _play(scenario: Scenario, number: int, rng: random.Random, client: openai.OpenAI, tally: Tally) -> None:
    user = rng.choice(USERS)
    caller = Caller(
        client=client,
        tally=tally,
        user=user.name,
        session=f"demo-{user.name}-{number // 8}",
        tags=["demo", f"team:{user.team}"],
        mode=rng.choice(MODES),
    )
    # Programs without the SDK are traced by the gateway alone.
    silence = suppress_instrumentation() if scenario in _WITHOUT_SDK else contextlib.nullcontext()
    try:
        with silence:
            scenario(caller, user.language, rng)
    except (openai.OpenAIError, httpx.HTTPError, KeyError, ValueError) as error:
        tally.surprise(f"{scenario.__name__}: {type(error).__name__}: {str(error)[:160]}")
    tally.scenario(scenario.__name__)


def _start_agentops() -> bool:
    """Starts the AgentOps SDK and waits until it is signed in; False when there is no key."""
    key = os.environ.get("AGENTOPS_API_KEY")
    if not key:
        print("AGENTOPS_API_KEY is not set: agents that report to AgentOps themselves are left out.")
        return False
    agentops.init(api_key=key, auto_start_session=False, log_session_replay_url=False)
    deadline = time.monotonic() + 5
    # Exports before the sign-in carry no token, and the SDK does not send them again.
    while agentops.get_client().get_current_jwt() is None and time.monotonic() < deadline:
        time.sleep(0.05)
    return True


def _unreachable(base: str, key: str) -> str | None:
    if not key:
        return "LITELLM_MASTER_KEY is not set and not in .env: run ./scripts/setup.sh first."
    try:
        answer = httpx.get(f"{base}/v1/models", headers={"Authorization": f"Bearer {key}"}, timeout=10)
    except httpx.TransportError as error:
        reason = type(error).__name__
        return f"The gateway at {base} cannot be reached ({reason}): start it with ./scripts/up.sh."
    if answer.status_code != 200:
        return f"The gateway at {base} answered {answer.status_code} to the key in LITELLM_MASTER_KEY."
    return None


def _read_env_file(path: Path) -> None:
    if not path.is_file():
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        name, sign, value = line.strip().partition("=")
        if sign and not name.startswith("#"):
            os.environ.setdefault(name.strip(), value.strip().strip("'\""))


def _summary(tally: Tally, seconds: float, seed: int) -> None:
    failed, surprises = tally.calls - tally.outcomes["ok"], len(tally.unexpected)
    scenarios = ", ".join(f"{name} {count}" for name, count in sorted(tally.scenarios.items()))
    print(
        f"{tally.calls} calls in {seconds:.0f} s (seed {seed}): {tally.outcomes['ok']} answered, "
        f"{failed - surprises} failed as meant, {surprises} failed unexpectedly, {tally.tokens:,} tokens"
    )
    print(f"Scenarios: {scenarios}")
    for text in tally.unexpected[:5]:
        print(f"Not meant to fail: {text}")


if __name__ == "__main__":
    sys.exit(main())
