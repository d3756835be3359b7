"""Starts the services, waits until they are healthy, restarts what dies, and ends everything it started."""

import contextlib
import fcntl
import json
import os
import signal
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import FrameType

from stack import infra
from stack.console import Mend
from stack.envfile import PORTS
from stack.process import Process, stop_all
from stack.services import Service, services

# Seconds before a dead service is started again: the nth death in a row waits the nth entry.
BACKOFF_S = (0.5, 1, 2, 5, 10, 30)
# A service that ran this long before it died starts again at the shortest wait.
STEADY_S = 60


class Stack:
    """The files that tell one stack's state; both the supervisor and the other commands read them."""

    def __init__(self, settings: Mapping[str, str]) -> None:
        self.settings = settings
        self.data = Path(settings["PORTAL_DATA_DIR"])
        self.run = self.data / "run"
        self.logs = self.data / "logs"
        self.state_file = self.run / "stack.json"
        self.lock_file = self.run / "supervisor.lock"

    def prepare(self) -> None:
        """Make the folders, for the owner only. Raises `Mend` when that is not possible."""
        try:
            for folder in (self.data, self.run, self.logs):
                folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise Mend(
                f"PORTAL_DATA_DIR {self.data} cannot be used ({error.strerror}): choose another folder or "
                "change its owner."
            ) from error

    def state(self) -> dict[str, object]:
        """What the supervisor last wrote; empty when it never did."""
        try:
            loaded: dict[str, object] = json.loads(self.state_file.read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return loaded

    def started(self) -> list[str]:
        """The names of the services that the supervisor last ran."""
        found = self.state().get("services")
        return list(found) if isinstance(found, dict) else []

    def running(self) -> bool:
        """Whether a supervisor holds this stack's lock; right even after kill -9 or a reused process id."""
        if not self.lock_file.exists():
            return False
        with self.lock_file.open("r") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
        return False

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the lock of this stack. Raises `Mend` when another supervisor does."""
        # Opened for appending, so that looking at the lock never changes the file.
        with self.lock_file.open("a") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise Mend(f"a stack already runs from {self.data}: ./scripts/down.sh ends it.") from error
            yield


def healthy(url: str, timeout_s: float = 2) -> bool:
    """Whether a GET of `url` answers 200."""
    try:
        with urllib.request.urlopen(url, timeout=timeout_s) as answer:  # noqa: S310 -- our own http addresses
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError, ValueError):
        return False


def check_ports(wanted: list[Service], settings: Mapping[str, str]) -> None:
    """Raise `Mend` for the first port that something else already listens on."""
    for service in wanted:
        for name in service.port_settings:
            port = int(settings[name])
            family = socket.AF_INET6 if ":" in settings["BIND_HOST"] else socket.AF_INET
            with socket.socket(family, socket.SOCK_STREAM) as probe:
                # As the servers do: a port in TIME_WAIT is free.
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind((settings["BIND_HOST"], port))
                except OSError as error:
                    raise Mend(
                        f"port {port} (for {service.name}) cannot be used ({error.strerror}): stop what "
                        f"listens there, or set {name} to a free port in .env."
                    ) from error


class Supervisor:
    """Runs the services of a stack until it is told to stop."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.binaries, self.left_out = infra.available(stack.settings)
        self.wanted = services(stack.settings, self.binaries)
        self.processes: list[Process] = []
        self.phase = "starting"
        self.error: str | None = None
        self.restarts: dict[str, int] = {}
        self._deaths: dict[str, int] = {}
        self._due: dict[str, float] = {}
        self._healthy: set[str] = set()
        self._stop = False

    def request_stop(self, _number: int = 0, _frame: FrameType | None = None) -> None:
        """Ask the main loop to end; safe in a signal handler."""
        self._stop = True

    def run(self) -> None:
        """Start, wait for health, watch; returns once all has ended. Raises `Mend` if it cannot start."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self.request_stop)
        with self.stack.locked():
            try:
                check_ports(self.wanted, self.stack.settings)
                infra.prepare(self.stack.settings, self.binaries)
                self._start_all()
                self._await_health()
                if not self._stop:
                    self._phase("up")
                    self._watch()
            except Mend as error:
                self.error = str(error)
                raise
            finally:
                self._phase("stopping")
                stop_all(self.processes)
                self._phase("failed" if self.error else "stopped")

    def _start_all(self) -> None:
        for service in self.wanted:
            if not Path(service.argv[0]).exists():
                raise Mend(f"{service.argv[0]} is missing: run ./scripts/up.sh, which installs it.")
            process = Process(service, self.stack.settings, self.stack.logs)
            process.start()
            self.processes.append(process)
        self._phase("starting")

    def _await_health(self) -> None:
        while not self._stop:
            for process in list(self.processes):
                name = process.service.name
                if name in self._healthy:
                    continue
                if healthy(process.service.health_url):
                    self._healthy.add(name)
                    self._phase("starting")
                elif trouble := self._trouble(process):
                    if not process.service.optional:
                        raise Mend(trouble)
                    stop_all([process])
                    self.processes.remove(process)
                    self.left_out[name] = trouble
            if len(self._healthy) == len(self.processes):
                return
            time.sleep(0.15)

    @staticmethod
    def _trouble(process: Process) -> str | None:
        """Why a service that does not answer yet never will; None while it may."""
        service = process.service
        if process.exit_status() is not None:
            words = process.last_words(1) or "it said nothing"
            return f"{service.name} ended while starting: {words} (whole log: {process.log})"
        if time.monotonic() - process.started_at > service.start_timeout_s:
            return (
                f"{service.name} did not answer on {service.health_url} within "
                f"{service.start_timeout_s:.0f} s: see {process.log}."
            )
        return None

    def _watch(self) -> None:
        next_trim = time.monotonic() + 60
        while not self._stop:
            for process in self.processes:
                if process.exit_status() is not None:
                    self._revive(process)
            if time.monotonic() >= next_trim:
                next_trim = time.monotonic() + 60
                for process in self.processes:
                    process.trim_log()
            time.sleep(0.2)

    def _revive(self, process: Process) -> None:
        """Restart a dead service, later and later while it keeps dying."""
        name, now = process.service.name, time.monotonic()
        if name not in self._due:
            # What the dead process started must not linger and hold its port.
            process.signal(signal.SIGKILL)
            if now - process.started_at > STEADY_S:
                self._deaths[name] = 0
            wait = BACKOFF_S[min(self._deaths.get(name, 0), len(BACKOFF_S) - 1)]
            self._deaths[name] = self._deaths.get(name, 0) + 1
            self._due[name] = now + wait
            print(
                f"{name} ended with status {process.exit_status()}: starting it again in {wait} s", flush=True
            )
        elif now >= self._due[name]:
            del self._due[name]
            self.restarts[name] = self.restarts.get(name, 0) + 1
            process.start()
            self._phase("up")

    def _phase(self, phase: str) -> None:
        """Write the state file, whole or not at all."""
        self.phase = phase
        state = {
            "phase": phase,
            "error": self.error,
            "supervisor_pid": os.getpid(),
            "healthy": sorted(self._healthy),
            "left_out": self.left_out,
            "services": {
                p.service.name: {
                    "pid": p.pid,
                    "health_url": p.service.health_url,
                    "log": str(p.log),
                    "restarts": self.restarts.get(p.service.name, 0),
                }
                for p in self.processes
            },
            "ports": {name: int(self.stack.settings[name]) for name in PORTS},
        }
        fresh = self.stack.state_file.with_suffix(".tmp")
        fresh.write_text(json.dumps(state, indent=1), "utf-8")
        fresh.replace(self.stack.state_file)
