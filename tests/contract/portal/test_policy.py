"""A project's policy through the portal, on a real AgentOps server."""

import json

import httpx

from fixtures.agentops_process import AgentOpsProcess, Project
from fixtures.spans import chat, request, trace_id

URL = "/api/agentops/policy"


def made(admin: httpx.Client, server: AgentOpsProcess, name: str) -> Project:
    answer = admin.post("/api/projects", json={"name": name})
    assert answer.status_code == 201, answer.text
    found = answer.json()
    key = found["key"]["api_key"]
    return Project(server, found["project"]["id"], key, server.token(key)["token"])


def test_a_policy_is_tried_set_applied_and_noted(admin: httpx.Client, server: AgentOpsProcess) -> None:
    project = made(admin, server, "policies")
    of = {"project_id": project.id}
    first = admin.get(URL, params=of).json()
    assert (first["version"], first["effective"]["payload_mode"]) == (0, "full")
    assert [one["name"] for one in first["named_patterns"]][:2] == ["email", "phone"]
    secret = r"Project-Nightingale-\d+"
    policy = {
        "retention_days": 30,
        "payload_mode": "masked",
        "masking": {"custom": [{"name": "codename", "pattern": secret}]},
        "rate_limits": {"requests_per_second": 100},
    }
    sample = {"policy": policy, "text": "Project-Nightingale-7 for kim@example.com", "attributes": {"a": "x"}}
    tried = admin.post(f"{URL}/preview", params=of, json=sample)
    assert tried.json() == {
        "payload_mode": "masked",
        "text": "[masked:codename] for [masked:email]",
        "attributes": {"a": "x"},
        "hits": [{"rule": "codename", "count": 1}, {"rule": "email", "count": 1}],
        "dropped": [],
    }
    assert admin.get(URL, params=of).json() == first

    answer = admin.put(URL, params=of, json={**policy, "version": 0})
    assert answer.status_code == 200, answer.text
    done = answer.json()
    assert (done["version"], done["effective"]["retention_days"]) == (1, 30)
    assert done["policy"]["masking"]["custom"] == policy["masking"]["custom"]  # type: ignore[index]
    assert admin.get(URL, params=of).json() == done
    trace = trace_id()
    words = json.dumps([{"role": "user", "content": "write to kim@example.com"}])
    assert project.send(request(chat(trace, attributes={"gen_ai.input.messages": words}))).status_code == 200
    project.settle()
    shown = admin.get(f"/api/agentops/traces/{trace.hex()}", params=of)
    assert "kim@example.com" not in shown.text
    assert "[masked:email]" in shown.text

    (event,) = admin.get("/api/audit", params={"action": "policy."}).json()["events"]
    assert (event["action"], event["target"]) == ("policy.set", project.id)
    assert event["details"]["custom_rules"] == 1
    assert "Nightingale" not in json.dumps(event)


def test_the_server_s_refusals_reach_the_screen_whole(admin: httpx.Client, server: AgentOpsProcess) -> None:
    of = {"project_id": made(admin, server, "refusals").id}
    assert admin.put(URL, params=of, json={"retention_days": 3}).status_code == 200
    late = admin.put(URL, params=of, json={"retention_days": 4, "version": 0})
    assert (late.status_code, late.json()["error"]["code"]) == (409, "policy_changed")
    rules = {"custom": [{"name": "bad", "pattern": "a(?=b)"}]}
    bad = admin.put(URL, params=of, json={"payload_mode": "masked", "masking": rules})
    error = bad.json()["error"]
    assert (bad.status_code, error["code"]) == (422, "invalid_rule")
    assert error["details"]["field"] == "masking.custom.0.pattern"
    assert error["details"]["position"] == 1
    idle = admin.put(URL, params=of, json={"masking": {"attribute_keys": ["x"]}})
    assert (idle.status_code, idle.json()["error"]["code"]) == (422, "rules_without_effect")
    nothing = admin.post(f"{URL}/preview", params=of, json={})
    assert nothing.status_code == 422
    assert admin.get(URL, params=of).json()["policy"]["retention_days"] == 3
    elsewhere = admin.get(URL, params={"project_id": "../prices"})
    assert elsewhere.status_code in (403, 404)
