"""Rendering of the Prometheus and Alertmanager configuration."""

import json
import stat
from pathlib import Path

import pytest
import yaml

from stack.alerting import (
    OPTIONAL_PARTS,
    alertmanager_argv,
    channels,
    main,
    prometheus_argv,
    render,
    render_template,
    setting,
    targets,
)
from stack.console import Mend

EMAIL = {"ALERT_EMAIL_TO": "a@example.com, b@example.com", "SMTP_SMARTHOST": "mail.example.com:587"}


def test_lines_of_a_channel_without_its_secret_are_left_out() -> None:
    text = "a: 1\n# if ONE\nb: ${ONE}\n# if TWO\nc: ${TWO}\n# end TWO\n# end ONE\nd: 2\n"
    assert yaml.safe_load(render_template(text, {})) == {"a": 1, "d": 2}
    assert yaml.safe_load(render_template(text, {"TWO": "x"})) == {"a": 1, "d": 2}
    assert yaml.safe_load(render_template(text, {"ONE": "x"})) == {"a": 1, "b": "x", "d": 2}


@pytest.mark.parametrize("secret", ['"', "a: b # c", "\\n", "{{ x }}", "%*&!", "키", "true-ish"])
def test_a_secret_stays_itself_whatever_stands_in_it(secret: str) -> None:
    assert yaml.safe_load(render_template("a: ${ONE}\n", {"ONE": secret})) == {"a": secret}


@pytest.mark.parametrize(
    "text", ["# if A\nx: 1\n", "# end A\n", "# if A\n# if B\n# end A\n# end B\n", "x: ${A}\n"]
)
def test_a_broken_template_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"# if|# end|not set"):
        render_template(text, {})


def test_a_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("from-file\n")
    assert setting({"PAGERDUTY_ROUTING_KEY_FILE": str(file)}, "PAGERDUTY_ROUTING_KEY") == "from-file"
    both = {"PAGERDUTY_ROUTING_KEY_FILE": str(file), "PAGERDUTY_ROUTING_KEY": "direct"}
    assert setting(both, "PAGERDUTY_ROUTING_KEY") == "direct"
    with pytest.raises(Mend, match="PAGERDUTY_ROUTING_KEY_FILE"):
        setting({"PAGERDUTY_ROUTING_KEY_FILE": str(tmp_path / "no")}, "PAGERDUTY_ROUTING_KEY")


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({"SLACK_WEBHOOK_URL": "hush-hush"}, "SLACK_WEBHOOK_URL"),
        ({"DISCORD_WEBHOOK_URL": "ftp://hush-hush"}, "DISCORD_WEBHOOK_URL"),
        ({"ALERT_WEBHOOK_URL": "http://[hush-hush"}, "ALERT_WEBHOOK_URL"),
        ({"ALERT_EMAIL_TO": "a@example.com"}, "SMTP_SMARTHOST"),
        ({"ALERT_EMAIL_TO": "a@example.com", "SMTP_SMARTHOST": "mail"}, "SMTP_SMARTHOST"),
        ({**EMAIL, "SMTP_USERNAME": "hush-hush"}, "SMTP_PASSWORD"),
        ({"SMTP_REQUIRE_TLS": "hush-hush"}, "SMTP_REQUIRE_TLS"),
    ],
)
def test_a_setting_that_cannot_work_is_named_without_its_value(values: dict[str, str], named: str) -> None:
    with pytest.raises(Mend, match=named) as caught:
        channels(values)
    assert "hush" not in str(caught.value)


def test_the_sender_is_the_first_receiver_unless_named() -> None:
    assert channels(EMAIL)["ALERT_EMAIL_FROM"] == "a@example.com"
    assert channels({**EMAIL, "ALERT_EMAIL_FROM": "c@example.com"})["ALERT_EMAIL_FROM"] == "c@example.com"


def test_an_old_alertmanager_gets_no_discord_and_says_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    values = {"DISCORD_WEBHOOK_URL": "https://discord.example/hook"}
    assert "DISCORD_WEBHOOK_URL" in channels(values, (0, 25, 0))
    assert "DISCORD_WEBHOOK_URL" not in channels(values, (0, 23, 0))
    assert "/slack" in capsys.readouterr().err
    with pytest.raises(Mend, match=r"0\.22"):
        channels({}, (0, 21, 0))


def addresses(found: dict[str, list[dict[str, object]]]) -> dict[str, list[object]]:
    return {job: [one["targets"] for one in entries] for job, entries in found.items() if entries}


def test_targets_follow_the_ports_of_the_stack() -> None:
    settings = {
        "BIND_HOST": "0.0.0.0",
        "LITELLM_PORT": "14000",
        "DEMO_MODEL_PORT": "18100",
        "AGENTOPS_API_PORT": "18003",
        "BACKEND_PORT": "18000",
    }
    assert addresses(targets(settings)) == {
        "gateway": [["127.0.0.1:14000"]],
        "model-server": [["127.0.0.1:18100"]],
        "agentops-server": [["127.0.0.1:18003"]],
        "portal": [["127.0.0.1:18000"]],
        "alertmanager": [["127.0.0.1:9093"]],
        "prometheus": [["127.0.0.1:9090"]],
    }


def test_targets_in_compose_are_services() -> None:
    found = addresses(targets({"LITELLM_PORT": "1"}, "compose", OPTIONAL_PARTS))
    assert found["gateway"] == [["gateway:4000"]]
    assert found["otel-collector"] == [["otel-collector:8889"], ["otel-collector:8888"]]
    assert found["dcgm"] == [["dcgm-exporter:9400"]]


def test_real_model_servers_take_the_place_of_the_simulator() -> None:
    assert targets({"VLLM_API_BASE": "https://gpu/v1"})["model-server"] == [
        {"targets": ["gpu:443"], "labels": {"__scheme__": "https"}}
    ]
    named = targets({"MODEL_SERVER_TARGETS": "llama=gpu-1:8000, gpu-2:8000", "VLLM_API_BASE": "http://x/v1"})
    assert named["model-server"] == [
        {"targets": ["gpu-1:8000"], "labels": {"model": "llama"}},
        {"targets": ["gpu-2:8000"], "labels": {}},
    ]
    with pytest.raises(Mend, match="NODE_EXPORTER_TARGETS"):
        targets({"NODE_EXPORTER_TARGETS": "http://a:9100"})


def test_the_folder_is_private_and_links_lead_to_this_portal(tmp_path: Path) -> None:
    settings = {
        "PORTAL_PUBLIC_URL": "https://portal.example.com/",
        "PROMETHEUS_BEARER_TOKEN": "token-1",
        "LITELLM_MASTER_KEY": "sk-1",
    }
    render(settings, tmp_path / "out")
    files = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert (tmp_path / "out/prometheus/secrets/portal.token").read_text() == "token-1"
    assert (tmp_path / "out/prometheus/secrets/agentops-server.token").read_text() == "token-1"
    assert (tmp_path / "out/prometheus/secrets/gateway.token").read_text() == "sk-1"
    rules = "".join(path.read_text() for path in files if path.parent.name == "rules")
    assert "https://portal.example.com/admin/monitoring/alerts/runbooks/HighTTFT" in rules
    assert "127.0.0.1:3001" not in rules
    assert json.loads((tmp_path / "out/prometheus/targets/node.json").read_text()) == []


def test_rendering_again_removes_a_channel_whose_secret_is_gone(tmp_path: Path) -> None:
    render({"SLACK_WEBHOOK_URL": "https://hooks.example.com/x"}, tmp_path)
    assert "slack_configs" in (tmp_path / "alertmanager.yml").read_text()
    render({}, tmp_path)
    assert "hooks.example.com" not in (tmp_path / "alertmanager.yml").read_text()
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "alertmanager",
        "alertmanager.yml",
        "prometheus",
        "prometheus.yml",
    ]


def test_the_command_says_what_is_wrong_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SLACK_WEBHOOK_URL", "hush")
    assert main(["--out", str(tmp_path / "out"), "--layout", "compose"]) == 1
    assert capsys.readouterr().err.startswith("error: SLACK_WEBHOOK_URL is not an address")
    monkeypatch.delenv("SLACK_WEBHOOK_URL")
    monkeypatch.setenv("COMPOSE_PROFILES", "core,infra,gpu")
    assert main(["--out", str(tmp_path / "out"), "--layout", "compose"]) == 0
    assert json.loads((tmp_path / "out/prometheus/targets/dcgm.json").read_text())


def test_native_programs_bind_to_the_stacks_address_and_keep_to_themselves() -> None:
    settings = {"BIND_HOST": "::1", "ALERTMANAGER_PORT": "19093", "PROMETHEUS_PORT": "19090"}
    alertmanager = alertmanager_argv("am", settings, Path("/c"), Path("/d"))
    assert "--web.listen-address=[::1]:19093" in alertmanager
    assert "--cluster.listen-address=" in alertmanager
    prometheus = prometheus_argv("prom", settings, Path("/c"), Path("/d"))
    assert "--web.listen-address=[::1]:19090" in prometheus
    assert "--storage.tsdb.retention.time=15d" in prometheus
