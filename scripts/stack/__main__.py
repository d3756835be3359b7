"""The commands behind `up.sh`, `down.sh`, `setup.sh` and `health-check.sh`."""

import argparse
import os
import signal
import subprocess
import sys
import time
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from stack import console, infra
from stack.console import Mend, bold, say
from stack.envfile import ROOT, ensure, load, reachable
from stack.hops import walk_hops
from stack.process import die_with_parent
from stack.services import services
from stack.supervisor import Stack, Supervisor, healthy

# The gateway takes most of it, on its first start.
_CONTAINERS_S = float(os.environ.get("STACK_CONTAINERS_S") or 600)


def _summary(settings: Mapping[str, str], running: Collection[str]) -> None:
    near = reachable(settings["BIND_HOST"])
    models = settings["VLLM_API_BASE"] or "simulated (a demo model server; set VLLM_API_BASE for real ones)"
    rows = [
        ("Screen", f"{settings['PORTAL_PUBLIC_URL']}/admin/monitoring"),
        ("Sign in", f"{settings['PORTAL_ADMIN_EMAIL']}  first password: {settings['PORTAL_ADMIN_PASSWORD']}"),
        ("Gateway", f"http://{near}:{settings['LITELLM_PORT']}/v1  key: {settings['LITELLM_MASTER_KEY']}"),
        ("Models", models),
        ("AgentOps", f"{settings['AGENTOPS_API_ENDPOINT']}  API key: {settings['AGENTOPS_API_KEY']}"),
        ("OTLP", settings["AGENTOPS_EXPORTER_ENDPOINT"]),
        ("Portal API", f"http://{near}:{settings['BACKEND_PORT']}/api"),
        *((part.title, infra.url(settings, part)) for part in infra.PARTS if part.name in running),
        ("Data, logs", settings["PORTAL_DATA_DIR"]),
    ]
    say()
    say(bold("Agent Portal is up."))
    say()
    for label, text in rows:
        say(f"  {label:<13} {text}")
    say()


def _await_up(stack: Stack, alive: subprocess.Popen[bytes] | None) -> None:
    """Show each service as it becomes healthy; raise `Mend` with the reason if the start fails."""
    shown: set[str] = set()
    started = time.monotonic()
    while True:
        state = stack.state()
        mine = alive is None or state.get("supervisor_pid") == alive.pid
        reported = state.get("healthy")
        if mine and isinstance(reported, list):
            for name in reported:
                if name not in shown:
                    shown.add(name)
                    console.good(f"{name} answers ({time.monotonic() - started:.0f} s)")
        if mine and state.get("phase") == "up":
            _tell_left_out(state)
            return
        if alive is None and not stack.running():
            raise Mend(str(state.get("error") or "the stack ended while it was starting."))
        if alive is not None and alive.poll() is not None:
            if mine and state.get("error"):
                raise Mend(str(state["error"]))
            tail = (stack.logs / "supervisor.log").read_text("utf-8", "replace").strip().splitlines()
            raise Mend(tail[-1].removeprefix("error: ") if tail else "the supervisor ended without a word.")
        time.sleep(0.1)


def _tell_left_out(state: Mapping[str, object]) -> None:
    left_out = state.get("left_out")
    for name, reason in left_out.items() if isinstance(left_out, dict) else ():
        console.note(f"{name} is left out: {reason}")


def _demo(settings: Mapping[str, str], requests: int) -> int:
    """Send real requests through the gateway; returns the exit status of the traffic program."""
    python = ROOT / ".venvs/agents/bin/python"
    say(f"Sending {requests} demo requests through the gateway (models are simulated, calls are real) …")
    return subprocess.call(
        [str(python), str(ROOT / "scripts/demo_traffic.py"), "--requests", str(requests)],
        cwd=ROOT,
        env={**os.environ, **settings},
    )


def up(args: argparse.Namespace, settings: Mapping[str, str]) -> int:
    """Start a stack: in the background with --detach, else until Ctrl-C."""
    stack = Stack(settings)
    stack.prepare()
    if stack.running():
        if not args.detach:
            raise Mend(f"a stack already runs from {stack.data}: ./scripts/down.sh ends it.")
        say("Already running.")
        _await_up(stack, None)
        _summary(settings, stack.started())
        return _demo(settings, args.requests) if args.demo else 0
    say("Starting")
    log = stack.logs / "supervisor.log"
    with log.open("wb") as out:
        # The supervisor is a process of its own in both cases: Ctrl-C then reaches only this one, which
        # ends the other in good order and waits for it.
        child = subprocess.Popen(
            [sys.executable, "-m", "stack", "--env-file", str(args.env_file), "supervise"],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT / "scripts")},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=None if args.detach else die_with_parent,
        )
    # A terminal that closes, or a plain kill, ends the stack as Ctrl-C does.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    try:
        _await_up(stack, child)
        _summary(settings, stack.started())
        status = _demo(settings, args.requests) if args.demo else 0
        if args.detach:
            say("Stop it with ./scripts/down.sh")
            return status
        say("Ctrl-C stops everything.")
        return child.wait()
    except KeyboardInterrupt:
        say("\nStopping")
        child.send_signal(signal.SIGTERM)
        child.wait()
        console.good("everything that was started has ended")
        return 130
    except Mend:
        child.send_signal(signal.SIGTERM)
        child.wait()
        raise


def supervise(_args: argparse.Namespace, settings: Mapping[str, str]) -> int:
    """The supervisor itself; started by `up`."""
    stack = Stack(settings)
    stack.prepare()
    Supervisor(stack).run()
    return 0


def down(_args: argparse.Namespace, settings: Mapping[str, str]) -> int:
    """End the stack of this data folder and wait until it is gone."""
    stack = Stack(settings)
    pid = stack.state().get("supervisor_pid")
    if not stack.running() or not isinstance(pid, int):
        say(f"Nothing runs from {stack.data}.")
        return 0
    os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + 30
    while stack.running():
        if time.monotonic() > deadline:
            raise Mend(
                f"the supervisor (process {pid}) did not end within 30 s: see {stack.logs}/supervisor.log."
            )
        time.sleep(0.1)
    say("Stopped.")
    return 0


def health(_args: argparse.Namespace, settings: Mapping[str, str]) -> int:
    """One line a component; exit status 1 when one of them does not answer."""
    stack = Stack(settings)
    running = stack.running()
    say(f"Stack in {stack.data}: {'running' if running else 'not running'}")
    status = 0
    for service in services(settings, dict.fromkeys(stack.started(), "") if running else {}):
        if healthy(service.health_url):
            console.good(f"{service.name:<16} {service.health_url}")
        else:
            status = 1
            log = stack.logs / f"{service.name}.log"
            console.bad(f"{service.name:<16} {service.health_url} does not answer: see {log}")
    _tell_left_out(stack.state() if running else {})
    if not running:
        say("Start it with ./scripts/up.sh")
    return status


def hops(_args: argparse.Namespace, settings: Mapping[str, str]) -> int:
    """Walk a marked request through every hop; exit status 1 when one fails."""
    return 1 if walk_hops(settings) else 0


def containers(_args: argparse.Namespace, settings: Mapping[str, str]) -> int:
    """Wait until the portal and the gateway of `docker-compose.yml` answer, and say where they are."""
    near = reachable(settings["BIND_HOST"])
    started = time.monotonic()
    for name, port, path in (
        ("portal", "PORTAL_PORT", "/health/live"),
        ("gateway", "LITELLM_PORT", "/health/liveliness"),
    ):
        while not healthy(f"http://{near}:{settings[port]}{path}"):
            if time.monotonic() - started > _CONTAINERS_S:
                raise Mend(
                    f"the {name} does not answer on port {settings[port]}: see docker compose ps, and docker "
                    f"compose logs {name}."
                )
            time.sleep(1)
        console.good(f"{name} answers ({time.monotonic() - started:.0f} s)")
    say()
    say(f"  Screen   {settings['PORTAL_PUBLIC_URL']}/admin/monitoring")
    say(f"  Sign in  {settings['PORTAL_ADMIN_EMAIL']}  first password: {settings['PORTAL_ADMIN_PASSWORD']}")
    say(f"  Gateway  http://{near}:{settings['LITELLM_PORT']}/v1  key: {settings['LITELLM_MASTER_KEY']}")
    say()
    return 0


def setup(args: argparse.Namespace, settings: Mapping[str, str]) -> int:
    """Nothing more to do: `main` has made and checked the env file."""
    say(f"{args.env_file} is ready (mode 600); data goes to {settings['PORTAL_DATA_DIR']}.")
    return 0


def _require_configured(env_file: Path) -> None:
    if not env_file.exists():
        raise Mend(f"{env_file} does not exist: ./scripts/up.sh makes it and starts the stack.")


def main(argv: Sequence[str] | None = None) -> int:
    """Parse the command line and run the command; a `Mend` becomes one sentence on stderr."""
    parser = argparse.ArgumentParser(prog="stack")
    parser.add_argument("--env-file", type=Path, default=ROOT / ".env")
    commands = parser.add_subparsers(dest="command", required=True)
    start = commands.add_parser("up")
    start.add_argument("--detach", action="store_true")
    start.add_argument("--demo", action="store_true")
    start.add_argument("--requests", type=int, default=60)
    for name in ("supervise", "down", "health", "hops", "setup", "containers"):
        commands.add_parser(name)
    args = parser.parse_args(argv)
    args.env_file = args.env_file.absolute()
    commands_by_name = {
        "up": up,
        "supervise": supervise,
        "down": down,
        "health": health,
        "hops": hops,
        "setup": setup,
        "containers": containers,
    }
    try:
        if args.command in ("up", "setup") and ensure(args.env_file):
            console.good(f"wrote {args.env_file} with generated secrets (readable by you only)")
        if args.command in ("health", "hops", "containers"):
            _require_configured(args.env_file)
        return commands_by_name[args.command](args, load(args.env_file))
    except Mend as error:
        console.fail(str(error))


if __name__ == "__main__":
    raise SystemExit(main())
