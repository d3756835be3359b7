"""Sends a marked request through the gateway of the running stack and reads it back at every hop.

Prints a line a hop; a hop that fails says what was expected and where to look. Each capability adds its hops
to `HOPS`.
"""

import http.cookiejar
import json
import secrets
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from stack import infra
from stack.console import bad, good, note, say
from stack.envfile import reachable
from stack.supervisor import Stack

# From the gateway's answer to the screen's API; the promise of the README. Where the machine is so slow that
# the call itself takes its time, so many times that.
VISIBLE_WITHIN_S = 3.0
VISIBLE_WITHIN_CALLS = 10
# Four rounds of config/prometheus.yml.
SCRAPED_WITHIN_S = 62.0


class LeftOut(Exception):
    """This stack has no such part; the text says why."""


class HopFailed(Exception):
    """A hop did not answer as it must; the text says what it did."""


@dataclass
class Walk:
    """What one walk knows: the settings, the marked request, what earlier hops learned."""

    settings: Mapping[str, str]
    trace_id: str = field(default_factory=lambda: secrets.token_hex(16))
    marker: str = field(default_factory=lambda: f"hop-{secrets.token_hex(4)}")
    token: str = ""
    project_id: str = ""
    answered_at: float = 0.0
    visible_within_s: float = VISIBLE_WITHIN_S
    usage: dict[str, int] = field(default_factory=dict)
    failed: int = 0
    opener: urllib.request.OpenerDirector = field(
        default_factory=lambda: urllib.request.build_opener(
            # No proxy of the environment: every hop is one of this stack's own addresses.
            urllib.request.ProxyHandler({}),
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()),
        )
    )

    def url(self, port: str, path: str) -> str:
        """An address of this stack."""
        return f"http://{reachable(self.settings['BIND_HOST'])}:{self.settings[port]}{path}"

    def fetch(
        self, url: str, body: object = None, headers: Mapping[str, str] | None = None, timeout_s: float = 30
    ) -> tuple[int, str]:
        """Status and text of a GET, or of a POST of JSON. Raises `HopFailed` when nothing answers."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(url, data, {"Content-Type": "application/json", **(headers or {})})  # noqa: S310
        try:
            with self.opener.open(request, timeout=timeout_s) as answer:
                return answer.status, answer.read().decode("utf-8", "replace")
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode("utf-8", "replace")
        except OSError as error:
            raise HopFailed(f"{url} does not answer ({error})") from error

    def expect(self, url: str, **options: Any) -> str:
        """The text of a 200 answer. Raises `HopFailed` otherwise."""
        status, text = self.fetch(url, **options)
        if status != 200:
            raise HopFailed(f"{url} answered {status}: {text[:300]}")
        return text

    def expect_json(self, url: str, **options: Any) -> Any:
        """The JSON of a 200 answer."""
        text = self.expect(url, **options)
        try:
            return json.loads(text)
        except ValueError as error:
            raise HopFailed(f"{url} answered what is not JSON: {text[:100]!r}") from error


def _require(condition: object, text: str) -> None:
    if not condition:
        raise HopFailed(text)


def model_server(walk: Walk) -> str:
    """The gateway lists the models, so it is up and knows them."""
    key = {"Authorization": f"Bearer {walk.settings['LITELLM_MASTER_KEY']}"}
    models = [m["id"] for m in walk.expect_json(walk.url("LITELLM_PORT", "/v1/models"), headers=key)["data"]]
    _require("qwen-235b" in models, f"the gateway does not list qwen-235b, only {models}")
    return f"models {', '.join(models)}"


def gateway(walk: Walk) -> str:
    """The marked request is answered; its trace id is ours."""
    asked_at = time.monotonic()
    answer = walk.expect_json(
        walk.url("LITELLM_PORT", "/v1/chat/completions"),
        body={
            "model": "qwen-235b",
            "messages": [{"role": "user", "content": f"Hello {walk.marker}"}],
            "max_tokens": 10,
        },
        headers={
            "Authorization": f"Bearer {walk.settings['LITELLM_MASTER_KEY']}",
            "traceparent": f"00-{walk.trace_id}-{secrets.token_hex(8)}-01",
        },
        timeout_s=60,
    )
    walk.answered_at = time.monotonic()
    walk.visible_within_s = max(VISIBLE_WITHIN_S, VISIBLE_WITHIN_CALLS * (walk.answered_at - asked_at))
    walk.usage = answer["usage"]
    return f"answered with {walk.usage['total_tokens']} tokens"


def gateway_key(walk: Walk) -> str:
    """A wrong key is refused."""
    status, text = walk.fetch(
        walk.url("LITELLM_PORT", "/v1/chat/completions"),
        body={"model": "qwen-235b", "messages": [{"role": "user", "content": "x"}]},
        headers={"Authorization": "Bearer sk-wrong"},
    )
    _require(status == 401, f"a wrong key got {status} instead of 401: {text[:200]}")
    return "a wrong key gets 401"


def agentops_auth(walk: Walk) -> str:
    """The API key buys a token for a project."""
    answer = walk.expect_json(
        f"{walk.settings['AGENTOPS_API_ENDPOINT']}/v3/auth/token",
        body={"api_key": walk.settings["AGENTOPS_API_KEY"]},
    )
    walk.token, walk.project_id = answer["token"], answer["project_id"]
    return f"token for project {walk.project_id}"


def agentops_read(walk: Walk) -> str:
    """The trace comes out of ClickHouse through the v4 API, within the promised time of the answer."""
    url = f"{walk.settings['AGENTOPS_API_ENDPOINT']}/v4/traces/detail/{walk.trace_id}"
    while True:
        status, text = walk.fetch(url, headers={"Authorization": f"Bearer {walk.token}"})
        late = time.monotonic() - walk.answered_at
        if status == 200:
            break
        _require(status == 404, f"{url} answered {status}: {text[:300]}")
        _require(
            late < walk.visible_within_s + 7,
            f"the trace is not in the store {late:.0f} s after the gateway's answer",
        )
        time.sleep(0.1)
    _require(walk.marker in text, "the stored span lacks the text of the request")
    metrics = json.loads(text)["metrics"]
    _require(
        metrics["total_tokens"] == walk.usage["total_tokens"],
        f"the store has {metrics['total_tokens']} tokens, the gateway said {walk.usage['total_tokens']}",
    )
    _require(
        late < walk.visible_within_s,
        f"visible only after {late:.1f} s, promised are {walk.visible_within_s:.0f} s",
    )
    return f"visible {late:.1f} s after the answer, {metrics['total_tokens']} tokens"


def agentops_isolation(walk: Walk) -> str:
    """The trace is not shown without a token."""
    status, _ = walk.fetch(f"{walk.settings['AGENTOPS_API_ENDPOINT']}/v4/traces/detail/{walk.trace_id}")
    _require(status in (401, 403), f"reading without a token got {status} instead of 401")
    return f"reading without a token gets {status}"


def ingest_counters(walk: Walk) -> str:
    """The AgentOps server lost nothing."""
    url = f"{walk.settings['AGENTOPS_API_ENDPOINT']}/telemetry/v1/ingest?project_id={walk.project_id}"
    counters = walk.expect_json(url, headers={"Authorization": f"Bearer {walk.token}"})
    _require(counters["lost_spans"] == 0, f"{counters['lost_spans']} spans are lost")
    return f"{counters['stored_spans']} spans stored, 0 lost, {counters['dead_lettered_spans']} dead letters"


def portal_health(walk: Walk) -> str:
    """The portal is ready, with every component it depends on."""
    health = walk.expect_json(walk.url("BACKEND_PORT", "/health"))
    _require(health["status"] == "ok", f"the portal says {json.dumps(health)[:300]}")
    return "ok"


def portal_sign_in(walk: Walk) -> str:
    """The administrator of `.env` can sign in."""
    status, text = walk.fetch(
        walk.url("PORTAL_PORT", "/api/auth/login"),
        body={
            "email": walk.settings["PORTAL_ADMIN_EMAIL"],
            "password": walk.settings["PORTAL_ADMIN_PASSWORD"],
        },
        headers={"Origin": walk.settings["PORTAL_PUBLIC_URL"]},
    )
    _require(
        status == 200,
        f"signing in as {walk.settings['PORTAL_ADMIN_EMAIL']} got {status}: {text[:200]} "
        "(if that password was changed, run with PORTAL_ADMIN_PASSWORD=...)",
    )
    return walk.settings["PORTAL_ADMIN_EMAIL"]


def portal_trace(walk: Walk) -> str:
    """The portal shows the trace with tokens, cost, latency and text."""
    url = walk.url("PORTAL_PORT", f"/api/agentops/traces/{walk.trace_id}?project_id={walk.project_id}")
    detail = walk.expect_json(url)
    trace = detail["trace"]
    _require(trace["total_tokens"] == walk.usage["total_tokens"], f"tokens are {trace['total_tokens']}")
    _require(trace["cost_usd"] and trace["cost_usd"] > 0, f"cost is {trace['cost_usd']}")
    _require(trace["duration_ns"] > 0, "the duration is 0")
    _require(trace["status"] == "OK", f"the status is {trace['status']}")
    _require(walk.marker in json.dumps(detail["spans"]), "the text of the request is missing")
    return f"${trace['cost_usd']:.8f}, {trace['duration_ns'] / 1e6:.0f} ms, {trace['total_tokens']} tokens"


def portal_list(walk: Walk) -> str:
    """The list, filtered by the marker, has exactly this trace; the cards count it."""
    query = f"project_id={walk.project_id}"
    found = walk.expect_json(walk.url("PORTAL_PORT", f"/api/agentops/traces?{query}&q={walk.trace_id}"))
    ids = [trace["trace_id"] for trace in found["traces"]]
    _require(ids == [walk.trace_id], f"searching its id found {ids}")
    totals = walk.expect_json(walk.url("PORTAL_PORT", f"/api/agentops/metrics?{query}"))["totals"]
    _require(totals["trace_count"] >= 1, "the cards count no traces")
    return f"{totals['trace_count']} traces and ${totals['cost_usd']:.6f} in the last 24 h"


def screen(walk: Walk) -> str:
    """The screen is served, and so is the script that it loads."""
    page = walk.expect(walk.url("PORTAL_PORT", "/admin/monitoring"))
    start = page.find('src="/assets/')
    _require(start > 0, "the page loads no script: is the screen built?")
    script = page[start + 5 : page.index('"', start + 5)]
    size = len(walk.expect(walk.url("PORTAL_PORT", script)))
    return f"{script} ({size // 1024} KiB)"


def self_metrics(walk: Walk) -> str:
    """Both servers expose their own metrics."""
    bearer = walk.settings.get("PROMETHEUS_BEARER_TOKEN", "")
    headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
    text = walk.expect(f"{walk.settings['AGENTOPS_API_ENDPOINT']}/metrics", headers=headers)
    _require("spans" in text, "the AgentOps server's /metrics has no span counters")
    walk.expect(walk.url("BACKEND_PORT", "/health/metrics"), headers=headers)
    return "AgentOps server and portal"


def _part(walk: Walk, name: str) -> str:
    """The address of a part that watches the stack. Raises `LeftOut` where there is none."""
    part = next(part for part in infra.PARTS if part.name == name)
    if part.url_setting and (elsewhere := walk.settings.get(part.url_setting)):
        return elsewhere.rstrip("/")
    state = Stack(walk.settings).state()
    left_out = state.get("left_out")
    if isinstance(left_out, dict) and name in left_out:
        raise LeftOut(str(left_out[name]))
    return infra.url(walk.settings, part)


def prometheus(walk: Walk) -> str:
    """Prometheus scrapes every server of this stack and has counted the marked request's model."""
    base = _part(walk, "prometheus")
    wanted = {"gateway", "agentops-server", "portal", "model-server"}
    # What an earlier hop found broken will not be scraped either.
    deadline = time.monotonic() + (0 if walk.failed else SCRAPED_WITHIN_S)
    while True:
        found = walk.expect_json(f"{base}/api/v1/targets?state=active")["data"]["activeTargets"]
        up = {target["labels"]["job"] for target in found if target["health"] == "up"}
        query = f"{base}/api/v1/query?query=llm_requests_total%7Bmodel%3D%22qwen-235b%22%7D"
        counted = walk.expect_json(query)["data"]["result"]
        if wanted <= up and counted:
            return f"{len(up)} jobs up, the request's model counted"
        _require(
            time.monotonic() < deadline,
            f"{base} does not scrape {', '.join(sorted(wanted - up)) or 'the model'}",
        )
        time.sleep(0.5)


def alert_rules(walk: Walk) -> str:
    """The alert rules are loaded, each evaluates, and Alertmanager is where their alerts go."""
    base = _part(walk, "prometheus")
    groups = walk.expect_json(f"{base}/api/v1/rules?type=alert")["data"]["groups"]
    rules = [rule for group in groups for rule in group["rules"]]
    _require(rules, "no alert rule is loaded")
    broken = [rule["name"] for rule in rules if rule["health"] == "err"]
    _require(not broken, f"these rules fail: {', '.join(broken)}")
    _part(walk, "alertmanager")
    managers = walk.expect_json(f"{base}/api/v1/alertmanagers")["data"]["activeAlertmanagers"]
    _require(managers, "Prometheus knows no Alertmanager")
    return f"{len(rules)} alerts, to {len(managers)} Alertmanager"


HOPS: tuple[tuple[str, Callable[[Walk], str]], ...] = (
    ("gateway: models", model_server),
    ("gateway: marked request", gateway),
    ("gateway: wrong key", gateway_key),
    ("AgentOps: sign-in", agentops_auth),
    ("AgentOps: trace in ClickHouse", agentops_read),
    ("AgentOps: no token, no trace", agentops_isolation),
    ("AgentOps: nothing lost", ingest_counters),
    ("portal: health", portal_health),
    ("portal: sign-in", portal_sign_in),
    ("portal: trace", portal_trace),
    ("portal: list and cards", portal_list),
    ("portal: screen", screen),
    ("metrics of the servers", self_metrics),
    ("Prometheus: scrapes them", prometheus),
    ("Prometheus: alert rules", alert_rules),
)


def walk_hops(settings: Mapping[str, str]) -> int:
    """Walk all hops, also after one has failed; returns the number of hops that failed."""
    walk, left_out = Walk(settings), 0
    say(f"trace {walk.trace_id}")
    for name, hop in HOPS:
        try:
            good(f"{name:<30} {hop(walk)}")
        except LeftOut as reason:
            left_out += 1
            note(f"{name:<30} left out: {reason}")
        except HopFailed as error:
            walk.failed += 1
            bad(f"{name:<30} {error}")
        except (KeyError, TypeError, ValueError) as error:
            # An answer of another shape is a broken hop, not a broken check.
            walk.failed += 1
            bad(f"{name:<30} unexpected answer ({type(error).__name__}: {error})")
    there = len(HOPS) - left_out
    say(f"{there - walk.failed} of {there} hops work" + (": see the lines with ✗" if walk.failed else ""))
    return walk.failed
