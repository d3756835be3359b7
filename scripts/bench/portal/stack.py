"""The AgentOps server and the portal as their users run them: processes of their own, on free ports."""

import http.client
import os
import secrets
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.process import cpu_seconds, ended, free_ports, resident_mib

ROOT = Path(__file__).resolve().parents[3]
EMAIL = "admin@bench.local"


@dataclass
class Process:
    """A running process, and what the system says about it."""

    name: str
    pid: int

    def cpu_seconds(self) -> float:
        """Processor time used so far; 0 where the system does not tell."""
        return cpu_seconds(self.pid)

    def memory_mib(self) -> float:
        """Resident memory now; 0 where the system does not tell."""
        return resident_mib(self.pid)


@dataclass
class Stack:
    """Where everything listens, and what opens it."""

    portal_port: int
    api_port: int
    otlp_port: int
    password: str
    api_key: str
    portal: Process
    server: Process

    @property
    def url(self) -> str:
        """The portal."""
        return f"http://127.0.0.1:{self.portal_port}"


@contextmanager
def running(folder: Path) -> Iterator[Stack]:
    """Start both on an empty data folder; they end with the block."""
    api, otlp, grpc, screen, backend = free_ports(5)
    password, key, token = secrets.token_urlsafe(16), str(uuid.uuid4()), secrets.token_urlsafe(24)
    environment = {
        **{name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ},
        "PYTHONPATH": str(ROOT / "backend"),
        "PORTAL_DATA_DIR": str(folder),
        "AGENTOPS_API_PORT": str(api),
        "OTLP_HTTP_PORT": str(otlp),
        "OTLP_GRPC_PORT": str(grpc),
        "PORTAL_PORT": str(screen),
        "BACKEND_PORT": str(backend),
        "AGENTOPS_API_KEY": key,
        "AGENTOPS_JWT_SECRET": secrets.token_urlsafe(32),
        "AGENTOPS_SERVICE_TOKEN": token,
        "PORTAL_ADMIN_EMAIL": EMAIL,
        "PORTAL_ADMIN_PASSWORD": password,
        "LOG_LEVEL": "warning",
    }
    with (
        _process("agentops_server", environment, folder, api) as server,
        _process("portal", environment, folder, backend, "/health/live") as portal,
    ):
        yield Stack(screen, api, otlp, password, key, portal, server)


@contextmanager
def _process(
    module: str, environment: dict[str, str], folder: Path, port: int, path: str = "/health"
) -> Iterator[Process]:
    with (folder / f"{module}.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", module], cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT
        )
    with ended(process, 20):
        deadline = time.monotonic() + 120
        while not _answers(port, path):
            if process.poll() is not None or time.monotonic() > deadline:
                sys.exit(f"{module} did not start:\n{(folder / f'{module}.log').read_text()[-2000:]}")
            time.sleep(0.1)
        yield Process(module, process.pid)


def _answers(port: int, path: str) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
