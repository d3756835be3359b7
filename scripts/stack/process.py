"""One supervised process: started in a group of its own, logged to a file, ended with all its children."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from stack.envfile import ROOT
from stack.services import Service

# A log that grows beyond this is cut back to its last part.
LOG_LIMIT = 20 * 1024 * 1024
LOG_KEEP = 5 * 1024 * 1024
_PR_SET_PDEATHSIG = 1


def die_with_parent() -> None:
    """In the child: be killed when the supervisor dies, even by kill -9 (Linux; elsewhere without effect)."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


class Process:
    """A running (or ended) service."""

    def __init__(self, service: Service, settings: Mapping[str, str], logs: Path) -> None:
        self.service = service
        self.log = logs / f"{service.name}.log"
        self._environment = service.environment(settings, os.environ)
        self._popen: subprocess.Popen[bytes] | None = None
        self.started_at = 0.0

    @property
    def pid(self) -> int | None:
        """The process id, while it was ever started."""
        return self._popen.pid if self._popen else None

    def start(self) -> None:
        """Start it; its output is appended to the log."""
        with self.log.open("ab") as out:
            self._popen = subprocess.Popen(
                self.service.argv,
                cwd=ROOT,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                # Safe: the supervisor has no threads when it starts processes.
                preexec_fn=die_with_parent,
            )
        self.started_at = time.monotonic()

    def exit_status(self) -> int | None:
        """None while it runs; negative: the signal that ended it."""
        return self._popen.poll() if self._popen else None

    def signal(self, number: int) -> None:
        """Send a signal to the process and everything it started."""
        if self._popen:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._popen.pid, number)

    def last_words(self, lines: int = 3) -> str:
        """The end of its log, for an error message."""
        try:
            with self.log.open("rb") as file:
                file.seek(max(0, self.log.stat().st_size - 8192))
                text = file.read().decode("utf-8", "replace")
        except OSError:
            return ""
        return "\n".join([line for line in text.splitlines() if line.strip()][-lines:])

    def trim_log(self) -> None:
        """Cut an overgrown log in place; the process appends, so it goes on writing at the new end."""
        with contextlib.suppress(OSError):
            if self.log.stat().st_size > LOG_LIMIT:
                with self.log.open("r+b") as file:
                    file.seek(-LOG_KEEP, os.SEEK_END)
                    tail = file.read()
                    file.seek(0)
                    file.write(tail[tail.find(b"\n") + 1 :])
                    file.truncate()


def stop_all(processes: list[Process], grace_s: float = 20) -> None:
    """End all: SIGTERM to each group, SIGKILL to what is left after `grace_s` seconds."""
    for process in processes:
        if process.exit_status() is None:
            process.signal(signal.SIGTERM)
    deadline = time.monotonic() + grace_s
    while time.monotonic() < deadline and any(p.exit_status() is None for p in processes if p.pid):
        time.sleep(0.05)
    for process in processes:
        # Also where the process itself is gone: something it started may not be.
        process.signal(signal.SIGKILL)
        process.exit_status()
