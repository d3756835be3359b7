"""The proxies that are compared, and what stands behind them."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.process import ended

HERE = Path(__file__).parent


@contextmanager
def running(command: list[str], port: int) -> Iterator[int]:
    """Run until the block ends; yields the process id when the port answers."""
    environment = {**os.environ, "PYTHONPATH": str(HERE.parents[2] / "backend")}
    # A real file, as the log of a portal that is run: writing it is part of what a request costs.
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(command, env=environment, stdout=log)
        with ended(process, 10):
            _wait(process, command, port)
            yield process.pid


def _wait(process: "subprocess.Popen[bytes]", command: list[str], port: int) -> None:
    deadline = time.monotonic() + 30
    while not _listens(port):
        if process.poll() is not None or time.monotonic() > deadline:
            sys.exit(f"did not start: {' '.join(command)}")
        time.sleep(0.05)


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def upstream(kind: str, port: int) -> list[str]:
    """The command of the upstream."""
    return [sys.executable, str(HERE / "upstream.py"), kind, str(port)]


def candidate(name: str, port: int, upstream_port: int, python: str = sys.executable) -> list[str]:
    """The command of one proxy."""
    return [python, str(HERE / "candidates.py"), name, str(port), f"http://127.0.0.1:{upstream_port}"]


@contextmanager
def nginx(port: int, upstream_port: int) -> Iterator[list[str] | None]:
    """The command of an nginx with one worker, or None where there is no nginx."""
    found = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
    if found is None:
        yield None
        return
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "nginx.conf"
        config.write_text(
            f"daemon off; master_process off; worker_processes 1; pid {folder}/pid;\n"
            f"error_log {folder}/log crit;\n"
            "events { worker_connections 4096; }\n"
            f"http {{ access_log off; client_body_temp_path {folder}/a; proxy_temp_path {folder}/b;\n"
            f"fastcgi_temp_path {folder}/c; uwsgi_temp_path {folder}/d;\n"
            f"scgi_temp_path {folder}/e;\n"
            f"upstream up {{ server 127.0.0.1:{upstream_port}; keepalive 64; }}\n"
            f"server {{ listen 127.0.0.1:{port}; location / {{ proxy_pass http://up;\n"
            "proxy_http_version 1.1;\n"
            'proxy_set_header Connection ""; proxy_set_header Host $http_host; } } }\n'
        )
        yield [found, "-c", str(config), "-e", f"{folder}/log"]
