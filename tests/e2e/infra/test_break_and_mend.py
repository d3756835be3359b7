"""A model server breaks, and is mended: what fires, whom it reaches, what the portal shows of it.

Real programs throughout: gateway, AgentOps server, portal, simulated models, Prometheus, Alertmanager,
collector, Redis. Only the far ends of the notification channels and the GPU's exporter are local stand-ins.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from typing import Any

import httpx
import pytest

from fixtures.boards import has_data, queries
from fixtures.spans import chat, request, span, trace_id
from fixtures.stack import eventually
from fixtures.watched_stack import Traffic, WatchedStack, watched_stack

pytestmark = pytest.mark.stack

HOUR_NS = 3600 * 10**9
RUNBOOKS = "/admin/monitoring/alerts/runbooks/"
# What is wrong with each model, and nothing else is.
FAILING = {"HighErrorRate", "VeryHighErrorRate", "FailureRateSpike", "HighErrorVolume"}
SLOW = {"HighTTFT", "VeryHighTTFT", "HighLatency"}
AGENTS = {"AgentLoop", "CostAnomaly", "LatencyAnomaly", "BudgetSpent", "BudgetBurning"}
# What follows from the model server's death: inhibited, or on its way to be.
FOLLOWING = {"LLMServiceUnhealthy", "ModelNotLoaded", *FAILING, *SLOW}


class Agents:
    """Agents that report to a project of their own: dear, slow, going round in circles."""

    def __init__(self, stack: WatchedStack) -> None:
        self._api = httpx.Client(
            base_url=stack.url("AGENTOPS_API_PORT"),
            headers={"Authorization": f"Bearer {stack.settings['AGENTOPS_SERVICE_TOKEN']}"},
            timeout=60,
        )
        self.otlp = stack.settings["AGENTOPS_EXPORTER_ENDPOINT"]
        made = self._api.post("/telemetry/v1/projects", json={"name": "agents"})
        assert made.status_code == 201, made.text
        self.project = made.json()["project"]["id"]
        signed = self._api.post("/v3/auth/token", json={"api_key": made.json()["key"]["api_key"]})
        self._headers = {
            "Authorization": f"Bearer {signed.json()['token']}",
            "Content-Type": "application/x-protobuf",
        }
        self._now = time.time_ns()

    def send(self, body: bytes) -> int:
        """POST an OTLP body; the status."""
        return httpx.post(self.otlp, content=body, headers=self._headers, timeout=60).status_code

    def begin(self) -> None:
        """A quiet month behind, and now everything at once."""
        for hour in range(30, 0, -1):
            calls = [
                chat(
                    trace_id(),
                    model="planner-model",
                    cost=0.01,
                    base_ns=self._now - hour * HOUR_NS,
                    start_ms=number,
                    length_ms=200,
                )
                for number in range(12)
            ]
            assert self.send(request(*calls)) == 200
        dear = [
            chat(
                trace_id(),
                model="planner-model",
                cost=23.0,
                base_ns=self._now - 5 * 10**9,
                start_ms=number,
                length_ms=2000,
                attributes={"litellm.team_alias": "research"},
            )
            for number in range(37)
        ]
        assert self.send(request(*dear)) == 200
        loop = trace_id()
        asked = {
            "gen_ai.operation.name": "execute_tool",
            "gen_ai.tool.name": "search",
            "gen_ai.tool.call.arguments": '{"q": "again"}',
            "gen_ai.agent.name": "planner",
        }
        # Only the last quarter of an hour is watched: the programs may have taken their time to start.
        now = time.time_ns() - 10**9
        circles = [span(loop, "execute_tool search", attributes=asked, base_ns=now) for _ in range(12)]
        assert self.send(request(*circles)) == 200

    def spend(self) -> None:
        """A dollar more."""
        dollar = chat(trace_id(), model="other", cost=1.0, attributes={"litellm.team_alias": "research"})
        self.send(request(dollar))

    def end(self) -> None:
        """The agents, and all they reported, are gone."""
        gone = self._api.delete(f"/telemetry/v1/projects/{self.project}", params={"confirm": "agents"})
        assert gone.status_code == 204, gone.text
        self._api.close()


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WatchedStack]:
    with watched_stack(tmp_path_factory.mktemp("watched")) as running:
        yield running


def firing(stack: WatchedStack, state: str = "") -> set[tuple[str, str]]:
    """(alert, model) of what fires, but for the machine's own: how busy it is, is not this test's doing."""
    return {
        (one["labels"]["alertname"], one["labels"].get("model", ""))
        for one in stack.alerts()
        if one["labels"].get("component") != "host"
        and (not state or bool(one["status"]["inhibitedBy"]) == (state == "inhibited"))
    }


def names(found: set[tuple[str, str]]) -> set[str]:
    return {name for name, _ in found}


@contextmanager
def traffic(stack: WatchedStack) -> Iterator[Traffic]:
    """Calls of three models all the time, with and without streams, in every mode, some from the cache."""
    calls = Traffic(stack)
    calls.add("qwen-235b", 0.7, stream=True)
    calls.add("qwen-235b", 0.7, cache={"use-cache": True}, temperature=0)
    calls.add("qwen-235b", 1.0, metadata={"mode": "creative"})
    calls.add("llama", 0.7, 3, stream=True)
    # Without second tries, which would take their time when all fail.
    calls.add("mistral", 0.7, 2, metadata={"mode": "fast"}, num_retries=0)
    try:
        yield calls
    finally:
        calls.stop()


@contextmanager
def spending(agents: Agents) -> Iterator[None]:
    stopping = threading.Event()

    def run() -> None:
        while not stopping.wait(1):
            agents.spend()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join(30)


def test_what_breaks_fires_reaches_people_is_shown_and_resolves(stack: WatchedStack) -> None:
    with stack.signed_in() as portal, traffic(stack) as calls:
        while_all_is_well(stack, portal, calls)
        agents = Agents(stack)
        agents.begin()
        stack.break_model("mistral", error=500)
        stack.break_model("llama", delay_s=6.5)
        with spending(agents):
            the_right_alerts_fire_and_no_others(stack, calls)
            everybody_is_told(stack)
            the_portal_shows_them(stack, portal)
            asked_have_data(stack, [one for one in queries() if "annotation" not in one[0]])
            the_model_server_dies(stack, portal)
        agents.end()
        stack.programs["demo-model"].start()
        all_is_mended(stack, portal)
        asked_have_data(stack, [one for one in queries() if "annotation" in one[0]])


def while_all_is_well(stack: WatchedStack, portal: httpx.Client, calls: Traffic) -> None:
    """Traffic flows and nothing fires."""
    # What a panel shows of the portal's proxy, of refused requests, and of a call that a second try saved.
    assert portal.get("/api/proxy/prometheus/-/ready").status_code == 200
    refused = httpx.post(
        stack.settings["AGENTOPS_EXPORTER_ENDPOINT"],
        content=b"no spans",
        headers={"Content-Type": "application/x-protobuf"},
        timeout=60,
    )
    assert refused.status_code in (400, 401)
    assert stack.call("qwen-235b", "Saved [[demo:error=503,times=1]]").status_code == 200
    models = ("qwen-235b", "llama", "mistral")
    eventually(lambda: all(len(calls.statuses.get(model, [])) > 4 for model in models), 180, "calls")
    assert {status for model in models for status in calls.statuses[model]} == {200}
    assert firing(stack) <= really_slow(calls)


def really_slow(calls: Traffic) -> set[tuple[str, str]]:
    """Alerts that are right on a machine so busy that callers of a healthy model wait, too."""
    right = {*SLOW, "HighRequestLatency", "LowThroughput", "VeryLowThroughput", "RequestQueueBuilding"}
    return {(name, model) for model in calls.slow(limit_s=1.5) for name in right}


def the_right_alerts_fire_and_no_others(stack: WatchedStack, calls: Traffic) -> None:
    """Each trouble has its alerts, for its model only; healthy models have none."""
    expected = {
        *((name, "mistral") for name in FAILING),
        *((name, "llama") for name in SLOW),
        ("AgentLoop", ""),
        ("CostAnomaly", "planner-model"),
        ("LatencyAnomaly", "planner-model"),
        ("BudgetSpent", ""),
        ("BudgetBurning", ""),
    }
    found: set[tuple[str, str]] = set()

    def all_fire() -> bool:
        found.clear()
        found.update(firing(stack))
        return expected <= found

    try:
        eventually(all_fire, 240, "alerts")
    except AssertionError:
        raise AssertionError(f"missing: {expected - found}, firing: {found}") from None
    assert found - expected <= really_slow(calls)
    # Of the degrees of one trouble, only the worst speaks.
    inhibited = firing(stack, "inhibited")
    assert {(name, "mistral") for name in FAILING - {"FailureRateSpike"}} <= inhibited
    assert ("HighTTFT", "llama") in inhibited
    assert not {("FailureRateSpike", "mistral"), ("VeryHighTTFT", "llama")} & inhibited


def heard(stack: WatchedStack, status: str = "firing") -> dict[str, set[str]]:
    """Alerts that each channel was told of."""
    got, word = stack.hooks.got, status.upper()
    webhook = [body for _, body in list(got["/webhook"])]
    pages = [body for _, body in list(got["/pagerduty"]) if body["event_action"] == "trigger"]
    return {
        "webhook": {body["groupLabels"]["alertname"] for body in webhook if body["status"] == status},
        "slack": _titled([body["attachments"][0]["title"] for _, body in list(got["/slack"])], word),
        "discord": _titled([body["embeds"][0]["title"] for _, body in list(got["/discord"])], word),
        "pagerduty": {body["payload"]["class"] for body in pages},
        "email": _titled([str(mail["Subject"]) for mail in list(stack.mail.mails)], word),
    }


def _titled(titles: list[str], word: str) -> set[str]:
    """The alerts' names in titles like `[FIRING 1] CRITICAL LLMServiceDown · llama`."""
    return {title.split("] ", 1)[1].split()[1] for title in titles if title.startswith(f"[{word}")}


def everybody_is_told(stack: WatchedStack) -> None:
    """Every channel has what it is for, with links to the runbook and to the traces."""
    critical = {"FailureRateSpike", "VeryHighTTFT", "BudgetBurning", "CostAnomaly", "LatencyAnomaly"}
    warnings = {"AgentLoop", "BudgetSpent"}

    def missing() -> dict[str, set[str]]:
        wanted = {name: critical | (set() if name == "pagerduty" else warnings) for name in heard(stack)}
        return {name: wanted[name] - got for name, got in heard(stack).items() if wanted[name] - got}

    try:
        eventually(lambda: not missing(), 120, "notices")
    except AssertionError:
        raise AssertionError(missing()) from None
    channels = heard(stack)
    assert not channels["pagerduty"] & warnings
    # Inhibited from the beginning, so nobody was woken by it.
    assert not {"HighErrorVolume"} & channels["webhook"]
    public = stack.settings["PORTAL_PUBLIC_URL"]
    told_of = {body["groupLabels"]["alertname"]: body for _, body in stack.hooks.got["/webhook"]}
    notes = told_of["FailureRateSpike"]["alerts"][0]["annotations"]
    assert notes["runbook_url"] == f"{public}{RUNBOOKS}FailureRateSpike"
    assert notes["traces_url"].startswith(f"{public}/admin/monitoring/traces?status=ERROR&model=mistral")
    links = (f"{RUNBOOKS}FailureRateSpike", "/traces?status=ERROR&model=mistral&from=20")
    for path in ("/slack", "/discord", "/pagerduty"):
        texts = [_text(body) for _, body in stack.hooks.got[path] if "FailureRateSpike" in str(body)]
        assert any(all(link in text for link in links) for text in texts), (path, texts)
    (letter, *_) = [mail for mail in stack.mail.mails if "FailureRateSpike" in str(mail["Subject"])]
    html = letter.get_body(("html",))
    assert html is not None
    said = unescape(html.get_content())
    assert all(link in said for link in links), said


def _text(body: dict[str, Any]) -> str:
    """What a Slack, Discord or PagerDuty message says."""
    for kind, name in (("attachments", "text"), ("embeds", "description")):
        if kind in body:
            return str(body[kind][0][name])
    return str(body.get("payload", {}).get("custom_details", {}).get("summary"))


def the_portal_shows_them(stack: WatchedStack, portal: httpx.Client) -> None:
    """What fires, its runbooks, the traces behind it; somebody takes it on, somebody silences."""
    listed = portal.get("/api/alerts").json()
    assert (listed["sources"]["alertmanager"], listed["sources"]["prometheus"]) == ("ok", "ok")
    by_name = {one["name"]: one for one in listed["alerts"] if one["state"] != "pending"}
    assert by_name["HighErrorRate"]["state"] == "inhibited"
    spike, loop = by_name["FailureRateSpike"], by_name["AgentLoop"]
    assert (spike["state"], spike["severity"]) == ("firing", "critical")
    assert all(one["has_runbook"] for one in by_name.values())
    for language in ("en", "ko"):
        page = portal.get("/api/alerts/runbooks/FailureRateSpike", params={"language": language})
        assert page.status_code == 200
    behind = {"q": spike["traces"]["filter"], "start_time": spike["traces"]["start_time"]}
    found = portal.get("/api/agentops/traces", params=behind).json()["traces"]
    assert {(one["status"], *one["models"]) for one in found} == {("ERROR", "mistral")}
    behind = {"q": loop["traces"]["filter"], "project_id": loop["labels"]["project"]}
    (circles,) = portal.get("/api/agentops/traces", params=behind).json()["traces"]
    assert circles["span_count"] == 12

    path = f"/api/alerts/{loop['fingerprint']}/acknowledge"
    assert portal.post(path, json={"note": "on it"}).status_code == 200
    wanted = {"matchers": [{"name": "alertname", "value": "VeryHighTTFT"}], "minutes": 30, "comment": "known"}
    silence = portal.post("/api/alerts/silences", json=wanted)
    assert silence.status_code == 201, silence.text

    def seen() -> bool:
        listed = portal.get("/api/alerts").json()["alerts"]
        now = {one["name"]: one for one in listed if one["state"] != "pending"}
        taken = now["AgentLoop"]["acknowledged"] or {}
        return now["VeryHighTTFT"]["state"] == "silenced" and taken.get("note") == "on it"

    eventually(seen, 60, "acknowledgement and silence")
    # A figure of the proxy that changes, for its panel.
    assert portal.get("/api/proxy/prometheus/-/ready").status_code == 200
    # Otherwise its end would be told to nobody.
    assert portal.delete(f"/api/alerts/silences/{silence.json()['id']}").status_code == 204


def asked_have_data(stack: WatchedStack, asked: list[tuple[str, str]]) -> None:
    """Every query of the dashboards; annotations mark what happened to the models meanwhile."""
    api = stack.url("PROMETHEUS_PORT")
    missing = dict(asked)
    assert missing

    def none_missing() -> bool:
        for where, expr in list(missing.items()):
            if has_data(api, expr):
                del missing[where]
        return not missing

    try:
        eventually(none_missing, 120, "data")
    except AssertionError:
        raise AssertionError(missing) from None


def the_model_server_dies(stack: WatchedStack, portal: httpx.Client) -> None:
    """Its death is the news; what follows from it is inhibited."""
    stack.programs["demo-model"].stop()
    eventually(lambda: ("LLMServiceDown", "") in firing(stack), 120, "LLMServiceDown")
    eventually(lambda: all("LLMServiceDown" in one for one in heard(stack).values()), 120, "notices")

    def inhibited() -> bool:
        return not names(firing(stack, "active")) & FOLLOWING

    eventually(inhibited, 120, "inhibition")
    assert "LLMServiceUnhealthy" not in heard(stack)["webhook"]
    listed = portal.get("/api/alerts").json()["alerts"]
    (down,) = (one for one in listed if one["name"] == "LLMServiceDown")
    assert (down["severity"], down["state"], down["labels"]["job"]) == ("critical", "firing", "model-server")


def all_is_mended(stack: WatchedStack, portal: httpx.Client) -> None:
    """Nothing fires any more, and who was told of a trouble is told of its end."""

    def left_over() -> set[tuple[str, str]]:
        # What was spent stays spent: the long windows of the warning remember it for hours, here for minutes.
        return {
            (one["labels"]["alertname"], one["labels"]["severity"])
            for one in stack.alerts()
            if one["labels"].get("component") != "host"
        } - {("BudgetBurning", "warning")}

    try:
        eventually(lambda: not left_over(), 300, "the end of all alerts")
    except AssertionError:
        raise AssertionError(left_over()) from None
    troubles = {"LLMServiceDown", "FailureRateSpike", "AgentLoop", "BudgetSpent", "VeryHighTTFT"}

    def still_open() -> set[str]:
        pages = [body for _, body in list(stack.hooks.got["/pagerduty"])]
        ended = {body["dedup_key"] for body in pages if body["event_action"] == "resolve"}
        return {body["dedup_key"] for body in pages if body["event_action"] == "trigger"} - ended

    def resolved() -> bool:
        ended = heard(stack, "resolved")
        return not still_open() and all(
            troubles <= ended[name] for name in ("webhook", "slack", "discord", "email")
        )

    eventually(resolved, 120, "resolved notices")
    listed = portal.get("/api/alerts").json()["alerts"]
    left = {one["name"] for one in listed if one["state"] == "firing"}
    assert left <= {"HighCPUUsage", "HighMemoryUsage", "DiskSpaceLow", "BudgetBurning"}
    history = portal.get("/api/alerts/history").json()["episodes"]
    assert {"FailureRateSpike", "AgentLoop"} <= {one["name"] for one in history}
