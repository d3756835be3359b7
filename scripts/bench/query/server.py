"""The AgentOps server as its users run it, on a folder that is already full."""

import http.client
import json
import os
import secrets
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from agentops_server.projects.service import DEFAULT_PROJECT_ID
from bench.process import cpu_seconds, ended, free_ports, most_resident_mib

ROOT = Path(__file__).resolve().parents[3]
API_KEY = str(uuid.uuid5(uuid.NAMESPACE_URL, "bench"))


class Server:
    """A running server: asks over one kept connection, tells what the process used."""

    def __init__(self, port: int, otlp_port: int, token: str, process: "subprocess.Popen[bytes]") -> None:
        self.otlp_port = otlp_port
        self._token = token
        self._process = process
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def ask(self, path: str, body: dict[str, Any] | None = None) -> bytes:
        """The answer's body. Raises `RuntimeError` with the answer unless it is 200."""
        headers = {"Authorization": f"Bearer {self._token}"}
        data = None
        if body is not None:
            data = json.dumps(body).encode()
            headers["Content-Type"] = "application/json"
        try:
            self._connection.request("POST" if data else "GET", path, data, headers)
            answer = self._connection.getresponse()
        except http.client.RemoteDisconnected:
            # It closes what was quiet for some seconds.
            self._connection.close()
            self._connection.request("POST" if data else "GET", path, data, headers)
            answer = self._connection.getresponse()
        content = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status} {content[:500].decode(errors='replace')}")
        return content

    @property
    def headers(self) -> dict[str, str]:
        """What a client of the default project sends with its spans."""
        answer = json.loads(self.ask("/v3/auth/token", {"api_key": API_KEY}))
        return {"Authorization": f"Bearer {answer['token']}"}

    def of_project(self, path: str) -> str:
        """A path of the telemetry API, about the default project."""
        return f"/telemetry/v1/{path}?project_id={DEFAULT_PROJECT_ID}"

    def settle(self, path: str) -> None:
        """Wait until the work after a start is done: rollups, merges. Then ask once."""
        deadline = time.monotonic() + 120
        calm = 0
        while calm < 3 and time.monotonic() < deadline:
            before = self.cpu_seconds()
            time.sleep(2)
            calm = calm + 1 if self.cpu_seconds() - before < 0.1 else 0
        self.ask(path)

    def cpu_seconds(self) -> float:
        """Processor time the server has used; 0 where the system does not tell."""
        return cpu_seconds(self._process.pid)

    def memory_mib(self) -> float:
        """Its resident memory at most so far; 0 where the system does not tell."""
        return most_resident_mib(self._process.pid)


@contextmanager
def running(folder: Path) -> Iterator[Server]:
    """Start the server on a data folder; ends it with the block."""
    api, otlp = free_ports(2)
    token = secrets.token_urlsafe(24)
    environment = {
        **{name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "TMPDIR")},
        "PYTHONPATH": str(ROOT / "backend"),
        "PORTAL_DATA_DIR": str(folder),
        "AGENTOPS_API_PORT": str(api),
        "OTLP_HTTP_PORT": str(otlp),
        "OTLP_GRPC_PORT": "0",
        "AGENTOPS_API_KEY": API_KEY,
        "AGENTOPS_SERVICE_TOKEN": token,
        "LOG_LEVEL": "warning",
        "AGENTOPS_ROLLUP_SECONDS": "10",
    }
    with (folder / "server.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "agentops_server"],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    with ended(process, 20):
        _wait(api, process, folder)
        yield Server(api, otlp, token, process)


def _wait(port: int, process: "subprocess.Popen[bytes]", folder: Path) -> None:
    deadline = time.monotonic() + 300  # an upgrade may have to copy tables
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/health")
            if connection.getresponse().status == 200:
                return
        except OSError:
            if process.poll() is not None or time.monotonic() > deadline:
                sys.exit(f"the server did not start:\n{(folder / 'server.log').read_text()[-2000:]}")
            time.sleep(0.1)
        finally:
            connection.close()
