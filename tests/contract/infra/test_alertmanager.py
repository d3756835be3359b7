"""config/alertmanager.yml: valid whatever secrets there are, and delivering with a real Alertmanager."""

import itertools
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from fixtures.infra import Running, get_json, require, run
from fixtures.notices import HookServer, MailServer
from fixtures.ports import free_port
from stack.alerting import alertmanager_argv, alertmanager_version, render

SECRETS = {
    "email": {"ALERT_EMAIL_TO": "oncall@example.com", "SMTP_SMARTHOST": "mail.example.com:587"},
    "login": {
        "ALERT_EMAIL_TO": "oncall@example.com",
        "SMTP_SMARTHOST": "mail.example.com:587",
        "SMTP_USERNAME": "oncall",
        "SMTP_PASSWORD": 'quote " colon: hash #',
    },
    "slack": {"SLACK_WEBHOOK_URL": "https://hooks.example.com/slack"},
    "discord": {"DISCORD_WEBHOOK_URL": "https://discord.example.com/api/webhooks/1/x"},
    "pagerduty": {"PAGERDUTY_ROUTING_KEY": "0123456789abcdef"},
    "webhook": {"ALERT_WEBHOOK_URL": "https://example.com/hook"},
    "webhook with a token": {
        "ALERT_WEBHOOK_URL": "https://example.com/hook",
        "ALERT_WEBHOOK_TOKEN": "t",
    },
}
PAIRS = [(), *((one,) for one in SECRETS), *itertools.combinations(SECRETS, 2), tuple(SECRETS)]


def amtool() -> str:
    return require("amtool", package="prometheus-alertmanager")


@pytest.mark.parametrize("chosen", PAIRS, ids=lambda chosen: "+".join(chosen) or "none")
def test_the_file_is_valid_with_any_secrets(chosen: tuple[str, ...], tmp_path: Path) -> None:
    render({name: value for channel in chosen for name, value in SECRETS[channel].items()}, tmp_path)
    run(amtool(), "check-config", tmp_path / "alertmanager.yml")


@pytest.mark.parametrize(
    ("labels", "receiver"),
    [
        (["severity=critical", "alertname=LLMServiceDown"], "critical"),
        (["severity=warning", "alertname=HighTTFT", "model=llama"], "warning"),
        (["severity=info", "alertname=LowCacheHitRate"], "info"),
        (["alertname=SomethingOfYours"], "info"),
    ],
)
def test_routes(labels: list[str], receiver: str, tmp_path: Path) -> None:
    render({}, tmp_path)
    said = run(
        amtool(), "config", "routes", "test", f"--config.file={tmp_path / 'alertmanager.yml'}", *labels
    )
    assert said.splitlines()[0] == receiver


def soon(what: Callable[[], Any], seconds: float = 120) -> Any:
    """What `what` returns once it is true."""
    deadline = time.monotonic() + seconds
    while True:
        if found := what():
            return found
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.05)


def alert(name: str, severity: str, *, ended: bool = False, **labels: str) -> dict[str, Any]:
    # Not in the past: Alertmanager would send at once, before it knows what silences what.
    begin = datetime.now(UTC) - timedelta(minutes=1 if ended else 0)
    return {
        "labels": {"alertname": name, "severity": severity, **labels},
        "annotations": {
            "summary": f"{name} summary",
            "description": f"{name} described.",
            "runbook_url": f"http://portal.test/admin/monitoring/alerts/runbooks/{name}",
            "traces_url": "http://portal.test/admin/monitoring/traces?status=ERROR",
        },
        "startsAt": begin.isoformat(),
        **({"endsAt": datetime.now(UTC).isoformat()} if ended else {}),
    }


def test_notices_reach_their_channels_with_links_and_inhibition(tmp_path: Path) -> None:
    binary = require("prometheus-alertmanager", "alertmanager", package="prometheus-alertmanager")
    port = free_port()
    with MailServer() as mail, HookServer() as hooks:
        settings = {
            "ALERTMANAGER_PORT": str(port),
            "ALERT_EMAIL_TO": "oncall@example.com",
            "SMTP_SMARTHOST": f"127.0.0.1:{mail.port}",
            "SMTP_REQUIRE_TLS": "false",
            "SLACK_WEBHOOK_URL": f"{hooks.url}/slack",
            "DISCORD_WEBHOOK_URL": f"{hooks.url}/discord",
            "PAGERDUTY_ROUTING_KEY": "key-1",
            "PAGERDUTY_URL": f"{hooks.url}/pagerduty",
            "ALERT_WEBHOOK_URL": f"{hooks.url}/webhook",
            "ALERT_WEBHOOK_TOKEN": "token-1",
        }
        render(settings, tmp_path / "config", version=alertmanager_version(binary))
        config = tmp_path / "config/alertmanager.yml"
        text = config.read_text("utf-8")
        for slow, fast in (
            ("group_wait: 30s", "3s"),
            ("group_wait: 10s", "3s"),
            ("group_interval: 5m", "1s"),
        ):
            assert slow in text
            text = text.replace(slow, slow.split(":")[0] + ": " + fast)
        config.write_text(text.replace("group_interval: 1m", "group_interval: 1s"), "utf-8")
        argv = alertmanager_argv(binary, settings, tmp_path / "config", tmp_path / "data")
        api = f"http://127.0.0.1:{port}"
        with Running(argv, ready=f"{api}/-/ready", log=tmp_path / "log"):
            sent = [
                alert("LLMServiceDown", "critical", job="model-server", model="llama"),
                # Silenced: it follows from the model server of llama being down.
                alert("HighErrorRate", "warning", model="llama", family="errors", follows="LLMServiceDown"),
                # Not silenced: another model.
                alert("HighTTFT", "warning", model="qwen-235b", family="ttft", follows="LLMServiceDown"),
                # Degrees of one trouble: the critical one speaks.
                alert("HighActiveRequests", "warning", model="mistral", family="active-requests"),
                alert("VeryHighActiveRequests", "critical", model="mistral", family="active-requests"),
                alert("LowCacheHitRate", "info", model="mistral"),
            ]
            get_json(f"{api}/api/v2/alerts", sent)
            names = {"LLMServiceDown", "HighTTFT", "VeryHighActiveRequests", "LowCacheHitRate"}

            def heard(path: str) -> set[str]:
                return {body["groupLabels"]["alertname"] for _, body in hooks.got[path]}

            soon(lambda: heard("/webhook") == names)
            soon(lambda: len(mail.mails) >= 4 and len(hooks.got["/slack"]) >= 3)
            soon(lambda: len(hooks.got["/discord"]) >= 3 and len(hooks.got["/pagerduty"]) >= 2)
            check_inhibited(api)
            check_texts(mail, hooks)

            get_json(
                f"{api}/api/v2/alerts",
                [alert("LLMServiceDown", "critical", ended=True, job="model-server", model="llama")],
            )
            soon(lambda: [body for _, body in hooks.got["/webhook"] if body["status"] == "resolved"])
            soon(lambda: [body for _, body in hooks.got["/pagerduty"] if body["event_action"] == "resolve"])
            soon(lambda: [one for one in mail.mails if "RESOLVED" in str(one["Subject"])])
            # With the cause gone, what it silenced is heard of.
            soon(lambda: "HighErrorRate" in heard("/webhook"))


def check_inhibited(api: str) -> None:
    state = {
        one["labels"]["alertname"]: bool(one["status"]["inhibitedBy"])
        for one in get_json(f"{api}/api/v2/alerts")
    }
    assert state == {
        "LLMServiceDown": False,
        "HighErrorRate": True,
        "HighTTFT": False,
        "HighActiveRequests": True,
        "VeryHighActiveRequests": False,
        "LowCacheHitRate": False,
    }


def check_texts(mail: MailServer, hooks: HookServer) -> None:
    headers, body = hooks.got["/webhook"][0]
    assert headers["Authorization"] == "Bearer token-1"
    assert body["alerts"][0]["annotations"]["runbook_url"].startswith("http://portal.test/admin/")
    slack = {entry["attachments"][0]["title"]: entry["attachments"][0] for _, entry in hooks.got["/slack"]}
    assert set(slack) == {
        "[FIRING 1] CRITICAL LLMServiceDown · llama",
        "[FIRING 1] WARNING HighTTFT · qwen-235b",
        "[FIRING 1] CRITICAL VeryHighActiveRequests · mistral",
    }
    down = slack["[FIRING 1] CRITICAL LLMServiceDown · llama"]
    assert down["color"] == "danger"
    assert "<http://portal.test/admin/monitoring/alerts/runbooks/LLMServiceDown|Runbook>" in down["text"]
    assert "<http://portal.test/admin/monitoring/traces?status=ERROR&from=20" in down["text"]
    discord = [entry["embeds"][0]["description"] for _, entry in hooks.got["/discord"]]
    assert any(
        "[Runbook](http://portal.test/admin/monitoring/alerts/runbooks/HighTTFT)" in text for text in discord
    )
    pages = {entry["payload"]["class"]: entry for _, entry in hooks.got["/pagerduty"]}
    assert set(pages) == {"LLMServiceDown", "VeryHighActiveRequests"}
    assert pages["LLMServiceDown"]["routing_key"] == "key-1"
    assert pages["LLMServiceDown"]["links"][0]["href"].endswith("/runbooks/LLMServiceDown")
    letters = {str(one["Subject"]): one for one in mail.mails}
    assert "[FIRING 1] INFO LowCacheHitRate · mistral" in letters
    letter = letters["[FIRING 1] CRITICAL LLMServiceDown · llama"]
    html = unescape(letter_part(letter, "html"))
    assert 'href="http://portal.test/admin/monitoring/alerts/runbooks/LLMServiceDown"' in html
    assert 'href="http://portal.test/admin/monitoring/traces?status=ERROR&from=20' in html
    assert "LLMServiceDown described." in letter_part(letter, "plain")


def letter_part(letter: EmailMessage, kind: str) -> str:
    body = letter.get_body((kind,))
    assert body is not None, letter.as_bytes()
    return str(body.get_content())
