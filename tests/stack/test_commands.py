"""The commands as their users meet them: start, stop, mistakes, a second stack beside the first."""

import os
import re
import shutil
import signal
import socket
import stat
import subprocess
import time
from pathlib import Path

import httpx
import pytest

from fixtures.stack import RunningStack, clean_environment, eventually
from stack.alerting import program
from stack.envfile import PORTS, ROOT
from stack.infra import PARTS, find


def test_up_says_where_everything_is_and_how_to_sign_in(stack: RunningStack) -> None:
    started = time.monotonic()
    said = stack.up()  # the second start: it already runs
    assert time.monotonic() - started < 60
    for text in (
        "Already running",
        f"{stack.url('PORTAL_PORT')}/admin/monitoring",
        stack.settings["PORTAL_ADMIN_EMAIL"],
        stack.settings["PORTAL_ADMIN_PASSWORD"],
        stack.settings["LITELLM_MASTER_KEY"],
        stack.settings["AGENTOPS_API_KEY"],
        "simulated",
    ):
        assert text in said
    assert stat.S_IMODE(stack.env_file.stat().st_mode) == 0o600


def test_health_check_names_each_component(stack: RunningStack) -> None:
    result = stack.run("health-check.sh")
    assert result.returncode == 0, result.stdout
    for name in ("agentops-server", "portal", "demo-model", "gateway", *watchers()):
        assert re.search(rf"✓ {name}", result.stdout)


def test_the_walk_through_the_hops_passes(stack: RunningStack) -> None:
    result = stack.run("test-monitoring-stack.sh")
    assert result.returncode == 0, result.stdout
    assert "✗" not in result.stdout
    if len(watchers()) == len(PARTS):
        assert "left out" not in result.stdout
        assert "Prometheus: alert rules" in result.stdout


def watchers() -> list[str]:
    """What watches a stack on this machine; under CI=true all of it."""
    found = [part.name for part in PARTS if find(part)]
    if len(found) < len(PARTS) and os.environ.get("CI") == "true":
        pytest.fail(f"under CI=true nothing may be left out, and only these are installed: {found}")
    return found


@pytest.mark.skipif(not program("prometheus"), reason="Prometheus is not installed")
def test_what_watches_the_stack_comes_back_and_the_stack_does_without(stack: RunningStack) -> None:
    before = stack.pid("prometheus")
    stack.kill("prometheus")
    assert stack.chat("while Prometheus is away").status_code == 200
    eventually(lambda: stack.pid("prometheus") != before, 120, "Prometheus was started again")
    ready = stack.url("PROMETHEUS_PORT", "/-/ready")
    eventually(lambda: answers(ready), 120, "Prometheus answers again")


def answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=60).status_code == 200
    except httpx.TransportError:
        return False


@pytest.mark.parametrize("service", ["gateway", "agentops-server", "portal", "demo-model"])
def test_the_walk_fails_when_a_hop_is_broken(stack: RunningStack, service: str) -> None:
    # Killed and held down: the supervisor's restart would mend it.
    supervisor = int(stack.state()["supervisor_pid"])
    os.kill(supervisor, signal.SIGSTOP)
    try:
        stack.kill(service)
        result = stack.run("test-monitoring-stack.sh")
    finally:
        os.kill(supervisor, signal.SIGCONT)
    assert result.returncode == 1, result.stdout
    assert "✗" in result.stdout
    # Its own page first: the command, again and again, would take the processor that the start needs.
    health = str(stack.state()["services"][service]["health_url"])
    eventually(lambda: answers(health), 300, f"{service} answers again")
    eventually(lambda: stack.run("health-check.sh").returncode == 0, 300, f"{service} is back")


def test_no_secret_is_in_a_log(stack: RunningStack) -> None:
    secrets = [
        stack.settings[name]
        for name in (
            "PORTAL_ADMIN_PASSWORD",
            "AGENTOPS_API_KEY",
            "AGENTOPS_JWT_SECRET",
            "AGENTOPS_SERVICE_TOKEN",
            "LITELLM_MASTER_KEY",
        )
    ]
    for service in ("agentops-server", "portal", "demo-model", "gateway", "supervisor"):
        log = stack.log(service)
        assert not [secret for secret in secrets if secret in log], service


def test_a_second_stack_runs_beside_the_first_and_ctrl_c_leaves_nothing(
    stack: RunningStack, tmp_path: Path
) -> None:
    second = RunningStack(tmp_path / "second")
    up = subprocess.Popen(
        second.command("up.sh"),
        cwd=tmp_path,
        env=clean_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        # A group of its own, as a terminal gives it: Ctrl-C reaches the whole group.
        start_new_session=True,
        # Whoever runs the tests in the background ignores it, and so would all that they start.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    try:
        eventually(lambda: second_is_up(second) or up.poll() is not None, 600, "the second stack is up")
        assert up.poll() is None, up.communicate()[0]
        answer = second.chat("only in the second")
        assert answer.status_code == 200
        with second.signed_in() as there, stack.signed_in() as here:
            found = eventually(
                lambda: there.get("/api/agentops/traces", params={"q": "only in the second"}).json()[
                    "traces"
                ],
                60,
                "the trace in the second stack",
            )
            assert len(found) == 1
            assert here.get("/api/agentops/traces", params={"q": "only in the second"}).json()["traces"] == []
            # Cookies do not know ports: each stack's cookie needs a name of its own.
            assert not set(there.cookies.keys()) & set(here.cookies.keys())
        pids = [second.pid(name) for name in second.state()["services"]]
    finally:
        os.killpg(up.pid, signal.SIGINT)
        said = up.communicate(timeout=120)[0]
    assert "has ended" in said
    assert up.returncode == 130
    assert [pid for pid in pids if Path(f"/proc/{pid}").exists()] == []
    for name in PORTS:
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", int(second.settings[name]))) != 0, name


def second_is_up(second: RunningStack) -> bool:
    try:
        return bool(second.state()["phase"] == "up")
    except FileNotFoundError:
        return False


def one_sentence(said: str) -> str:
    (line,) = [line for line in said.splitlines() if line.startswith("error: ")]
    return line


def test_a_taken_port_names_the_setting_to_change(tmp_path: Path) -> None:
    other = RunningStack(tmp_path / "other")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", int(other.settings["LITELLM_PORT"])))
        taken.listen()
        result = other.run("up.sh", "--detach")
    assert result.returncode == 1
    assert "LITELLM_PORT" in one_sentence(result.stdout)
    assert other.settings["LITELLM_PORT"] in one_sentence(result.stdout)


@pytest.mark.parametrize(
    ("overrides", "named"),
    [
        ({"PORTAL_PORT": "http"}, "PORTAL_PORT"),
        ({"AGENTOPS_API_KEY": "not-a-uuid"}, "AGENTOPS_API_KEY"),
        ({"CLICKHOUSE_URL": "mysql://x"}, "CLICKHOUSE_URL"),
        ({"AGENTOPS_UNAUTHENTICATED_INGEST": "perhaps"}, "AGENTOPS_UNAUTHENTICATED_INGEST"),
        ({"LITELLM_MASTER_KEY": "sk-1234"}, "LITELLM_MASTER_KEY"),
        ({"LOG_LEVEL": "loud"}, "LOG_LEVEL"),
    ],
)
def test_a_broken_setting_is_one_sentence_naming_it(
    tmp_path: Path, overrides: dict[str, str], named: str
) -> None:
    broken = RunningStack(tmp_path / "broken")
    text = broken.env_file.read_text()
    for name, value in overrides.items():
        text = re.sub(rf"(?m)^{name}=.*\n", "", text) + f"{name}={value}\n"
    broken.env_file.write_text(text)
    try:
        result = broken.run("up.sh", "--detach")
        assert result.returncode == 1, result.stdout
    finally:
        broken.run("down.sh")
    assert named in one_sentence(result.stdout)
    assert "Traceback" not in result.stdout
    leftovers = subprocess.run(
        ["pgrep", "-f", str(broken.env_file)], capture_output=True, text=True, check=False
    )
    assert leftovers.stdout == ""


@pytest.mark.parametrize(("tool", "mend"), [("node", "Node.js"), ("npm", "npm")])
def test_a_missing_tool_is_named_with_its_mend(tmp_path: Path, tool: str, mend: str) -> None:
    tools = tmp_path / "bin"
    tools.mkdir()
    for folder in os.environ["PATH"].split(os.pathsep):
        for found in Path(folder).glob("*") if Path(folder).is_dir() else []:
            link = tools / found.name
            if found.name != tool and not link.exists() and os.access(found, os.X_OK):
                link.symlink_to(found)
    assert shutil.which(tool, path=str(tools)) is None
    result = subprocess.run(
        [ROOT / "scripts/up.sh", "--env-file", tmp_path / ".env"],
        env={**clean_environment(), "PATH": str(tools)},
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=300,
        check=False,
    )
    assert result.returncode == 1
    assert f"{mend} is missing" in result.stdout
    assert "install" in result.stdout


def test_an_unknown_option_shows_the_usage(tmp_path: Path) -> None:
    result = subprocess.run(
        [ROOT / "scripts/up.sh", "--detatch"], capture_output=True, text=True, check=False, timeout=300
    )
    assert result.returncode == 1
    assert "unknown option --detatch" in result.stderr
    assert "Usage" in result.stderr


def test_down_without_a_stack_says_so(tmp_path: Path) -> None:
    result = RunningStack(tmp_path / "none").run("down.sh")
    assert result.returncode == 0
    assert "Nothing runs" in result.stdout


def test_the_portal_goes_on_while_the_agentops_server_is_stopped(
    stack: RunningStack, portal: httpx.Client
) -> None:
    stack.kill("agentops-server", signal.SIGSTOP)
    try:
        started = time.monotonic()
        answer = portal.get("/api/agentops/traces")
        # PORTAL_AGENTOPS_TIMEOUT_S of these tests, and not much more.
        assert time.monotonic() - started < 40
        assert answer.status_code in (503, 504)
        assert answer.json()["error"]["code"].startswith("agentops_")
        assert portal.get("/health/live").status_code == 200
    finally:
        stack.kill("agentops-server", signal.SIGCONT)
    eventually(lambda: portal.get("/api/agentops/traces").status_code == 200, 120, "the portal recovers")
