"""Projects, keys and prices through the portal, on a real AgentOps server."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from fixtures.agentops_process import AgentOpsProcess, Project
from fixtures.spans import chat, request, trace_id


def _token(server: AgentOpsProcess, api_key: str) -> httpx.Response:
    return server.http.post(f"{server.url}/v3/auth/token", json={"api_key": api_key})


def _made(admin: httpx.Client, name: str, **more: Any) -> dict[str, Any]:
    answer = admin.post("/api/projects", json={"name": name, **more})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def _acts(admin: httpx.Client, prefix: str) -> list[str]:
    found = admin.get("/api/audit", params={"action": prefix}).json()["events"]
    return [event["action"] for event in reversed(found)]


def test_a_project_from_its_first_key_to_its_end(admin: httpx.Client, server: AgentOpsProcess) -> None:
    made = _made(admin, "research", environment="staging")
    project, key = made["project"], made["key"]
    assert (project["name"], project["environment"]) == ("research", "staging")
    assert _token(server, key["api_key"]).json()["project_id"] == project["id"]
    assert project in admin.get("/api/projects").json()["projects"]
    again = admin.post("/api/projects", json={"name": "research"})
    assert (again.status_code, again.json()["error"]["code"]) == (409, "name_taken")

    renamed = admin.patch(f"/api/projects/{project['id']}", json={"name": "lab"})
    assert renamed.json() == {**project, "name": "lab"}
    wrong = admin.delete(f"/api/projects/{project['id']}", params={"confirm": "research"})
    assert wrong.status_code == 422
    assert admin.delete(f"/api/projects/{project['id']}", params={"confirm": "lab"}).status_code == 204
    assert project["id"] not in {one["id"] for one in admin.get("/api/projects").json()["projects"]}
    assert _token(server, key["api_key"]).status_code == 403
    assert _acts(admin, "project.") == ["project.create", "project.update", "project.delete"]


def test_keys_are_shown_once_rotated_and_revoked(admin: httpx.Client, server: AgentOpsProcess) -> None:
    made = _made(admin, "keys")
    path = f"/api/projects/{made['project']['id']}/keys"
    ends = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    new = admin.post(path, json={"name": "reader", "scopes": ["read"], "expires_at": ends}).json()
    assert (new["name"], new["scopes"], new["hint"]) == ("reader", ["read"], new["api_key"][-4:])
    listed = admin.get(path)
    assert new["api_key"] not in listed.text
    assert [key["name"] for key in listed.json()["keys"]] == ["first key", "reader"]
    next_one = admin.post(f"{path}/{new['id']}/rotate").json()
    assert next_one["api_key"] != new["api_key"]
    assert _token(server, new["api_key"]).status_code == 403
    assert _token(server, next_one["api_key"]).status_code == 200
    assert admin.delete(f"{path}/{next_one['id']}").status_code == 204
    assert _token(server, next_one["api_key"]).status_code == 403
    assert admin.delete(f"{path}/{next_one['id']}").status_code == 404
    past = admin.post(path, json={"name": "late", "expires_at": "2020-01-01T00:00:00Z"})
    assert past.status_code == 422
    log = admin.get("/api/audit").text
    assert new["api_key"] not in log
    assert next_one["api_key"] not in log
    assert _acts(admin, "key.") == ["key.create", "key.rotate", "key.revoke"]


def test_an_unpriced_model_gets_a_price_also_for_the_past(
    admin: httpx.Client, server: AgentOpsProcess
) -> None:
    made = _made(admin, "prices")
    token = _token(server, made["key"]["api_key"]).json()["token"]
    project = Project(server, made["project"]["id"], made["key"]["api_key"], token)
    of = {"project_id": project.id}
    call = chat(trace_id(), model="llama-unknown", tokens=(1_000_000, 500_000), cost=None)
    assert project.send(request(call)).status_code == 200
    project.settle()
    found = admin.get("/api/agentops/prices/unpriced", params=of).json()["models"]
    assert [(one["model"], one["calls"], one["total_tokens"]) for one in found] == [
        ("llama-unknown", 1, 1_500_000)
    ]
    wanted = {"model": "llama-unknown", "input": "0.6", "output": "2.4"}
    assert admin.put("/api/agentops/prices", params=of, json=wanted).status_code == 204
    prices = admin.get("/api/agentops/prices", params=of).json()["prices"]
    assert [(one["model"], one["input"], one["output"], one["is_own"]) for one in prices] == [
        ("llama-unknown", "0.6", "2.4", True)
    ]
    assert admin.post("/api/agentops/prices/reprice", params=of).json() == {"calls": 1}
    totals = admin.get("/api/agentops/metrics", params=of).json()["totals"]
    assert (totals["cost_usd"], totals["unpriced_calls"]) == (1.8, 0)
    gone = admin.delete("/api/agentops/prices", params={**of, "model": "llama-unknown"})
    assert gone.status_code == 204
    assert admin.get("/api/agentops/prices", params=of).json() == {"prices": []}
    page = admin.get("/api/agentops/dead-letters", params=of).json()
    assert (page["dead_letters"], page["total"], page["next_cursor"]) == ([], 0, None)
    assert page["limits"] == {"dead_letters": 10_000, "bytes": 2**28, "days": 90}
    done = {"dead_letters": 0, "spans": 0, "remaining": 0}
    for act in ("replay", "discard"):
        assert admin.post(f"/api/agentops/dead-letters/{act}", params=of, json={"all": True}).json() == done
        both = admin.post(f"/api/agentops/dead-letters/{act}", params=of, json={"all": True, "ids": ["x"]})
        assert both.status_code == 422
    assert admin.get(f"/api/agentops/dead-letters/{'0' * 32}", params=of).status_code == 404
    assert _acts(admin, "letter.") == ["letter.replay", "letter.discard"]
    assert _acts(admin, "price.") == ["price.set", "price.reprice", "price.delete"]
