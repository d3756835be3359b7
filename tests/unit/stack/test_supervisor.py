"""The supervisor with small real processes: starts, restarts what dies, leaves nothing behind."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from fixtures.ports import free_port
from stack.envfile import ROOT

# A supervisor whose one service is a web server with a child of its own.
PROGRAM = """
import sys, signal
from stack import supervisor
from stack.services import Service
argv, port, data, timeout = eval(sys.argv[1]), sys.argv[2], sys.argv[3], float(sys.argv[4])
service = Service("web", tuple(argv), f"http://127.0.0.1:{port}/", ("PORTAL_PORT",), start_timeout_s=timeout)
supervisor.services = lambda settings, watchers: [service]
settings = dict.fromkeys(supervisor.PORTS, port)
settings |= {"PORTAL_DATA_DIR": data, "BIND_HOST": "127.0.0.1", "INFRA": "off"}
stack = supervisor.Stack(settings)
stack.prepare()
try:
    supervisor.Supervisor(stack).run()
except supervisor.Mend as error:
    sys.exit(str(error))
"""
WEB = """
import http.server, subprocess, sys, pathlib
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
pathlib.Path(sys.argv[2]).write_text(str(child.pid))
address = ("127.0.0.1", int(sys.argv[1]))
http.server.ThreadingHTTPServer(address, http.server.SimpleHTTPRequestHandler).serve_forever()
"""


def wait_for(condition: Callable[[], bool], timeout_s: float = 120) -> None:
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.05)


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def start(tmp_path: Path, argv: list[str], port: int, timeout_s: float = 120) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, repr(argv), str(port), str(tmp_path / "data"), str(timeout_s)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT / "scripts")},
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def state(tmp_path: Path) -> dict[str, object]:
    try:
        return dict(json.loads((tmp_path / "data/run/stack.json").read_text()))
    except FileNotFoundError:
        return {}


def service_pid(tmp_path: Path) -> int:
    return int(state(tmp_path)["services"]["web"]["pid"])  # type: ignore[index]


@pytest.fixture
def web(tmp_path: Path) -> tuple[list[str], int, Path]:
    port, child = free_port(), tmp_path / "child.pid"
    return [sys.executable, "-c", WEB, str(port), str(child)], port, child


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_ends_every_process_also_grandchildren(
    tmp_path: Path, web: tuple[list[str], int, Path], number: signal.Signals
) -> None:
    argv, port, child = web
    with start(tmp_path, argv, port) as supervisor:
        wait_for(lambda: state(tmp_path).get("phase") == "up")
        pids = [service_pid(tmp_path), int(child.read_text())]
        supervisor.send_signal(number)
        assert supervisor.wait(120) == 0
        wait_for(lambda: not any(alive(pid) for pid in pids))
    assert state(tmp_path)["phase"] == "stopped"


def test_kill_9_of_the_supervisor_leaves_no_service(tmp_path: Path, web: tuple[list[str], int, Path]) -> None:
    argv, port, child = web
    with start(tmp_path, argv, port) as supervisor:
        wait_for(lambda: state(tmp_path).get("phase") == "up")
        pid = service_pid(tmp_path)
        supervisor.kill()
        wait_for(lambda: not alive(pid))
    os.kill(int(child.read_text()), signal.SIGKILL)  # a grandchild of a killed supervisor is not its own


def test_a_service_that_dies_is_started_again(tmp_path: Path, web: tuple[list[str], int, Path]) -> None:
    argv, port, _ = web
    with start(tmp_path, argv, port) as supervisor:
        wait_for(lambda: state(tmp_path).get("phase") == "up")
        first = service_pid(tmp_path)
        os.kill(first, signal.SIGKILL)
        wait_for(lambda: service_pid(tmp_path) != first)
        assert alive(service_pid(tmp_path))
        supervisor.terminate()
        assert supervisor.wait(120) == 0


def test_a_service_that_dies_while_starting_ends_the_start_with_its_last_words(tmp_path: Path) -> None:
    argv = [sys.executable, "-c", "import sys; sys.exit('SOME_SETTING is wrong: mend it.')"]
    with start(tmp_path, argv, free_port()) as supervisor:
        assert supervisor.wait(120) == 1
        assert supervisor.stdout
        assert "web ended while starting: SOME_SETTING is wrong: mend it." in supervisor.stdout.read()
    assert "SOME_SETTING" in str(state(tmp_path)["error"])


def test_a_service_that_never_answers_ends_the_start(tmp_path: Path) -> None:
    argv = [sys.executable, "-c", "import time; time.sleep(60)"]
    with start(tmp_path, argv, free_port(), timeout_s=0.5) as supervisor:
        assert supervisor.wait(120) == 1
        assert supervisor.stdout
        assert "did not answer" in supervisor.stdout.read()


def test_a_taken_port_is_one_sentence_naming_its_setting(
    tmp_path: Path, web: tuple[list[str], int, Path]
) -> None:
    argv, port, child = web
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        with start(tmp_path, argv, port) as supervisor:
            assert supervisor.wait(120) == 1
            assert supervisor.stdout
            said = supervisor.stdout.read().strip()
    assert str(port) in said
    assert "PORTAL_PORT" in said
    assert "\n" not in said
    assert not child.exists()


def test_one_data_folder_holds_one_stack(tmp_path: Path, web: tuple[list[str], int, Path]) -> None:
    argv, port, _ = web
    with start(tmp_path, argv, port) as first:
        wait_for(lambda: state(tmp_path).get("phase") == "up")
        with start(tmp_path, argv, free_port()) as second:
            assert second.wait(120) == 1
            assert second.stdout
            assert "already runs" in second.stdout.read()
        first.terminate()
        assert first.wait(120) == 0
