"""Policies hold for what the store refused before they were made: masked, and replayed masked."""

import json
import secrets
import time
from pathlib import Path

import httpx
import pytest

from fixtures.agentops_process import Project
from fixtures.books import settled, wait_for_letters
from fixtures.policies import found_on_disk, set_policy
from fixtures.refusing import refusing
from fixtures.spans import chat, request, trace_id

pytestmark = pytest.mark.faults


def refused(project: Project, secret: str, name: str = "refused") -> bytes:
    words = json.dumps([{"role": "user", "content": f"write to {secret}"}])
    one = chat(trace_id(), attributes={"gen_ai.input.messages": words})
    one.name = f"{name} for {secret}"
    assert project.send(request(one)).status_code == 200
    return one.trace_id


def detail(project: Project, letter_id: str) -> str:
    server = project.server
    url = f"{server.url}/telemetry/v1/dead-letters/{letter_id}"
    return server.http.get(url, headers=server.service_headers, params={"project_id": project.id}).text


def test_rules_that_come_later_mask_what_was_refused_before(tmp_path: Path) -> None:
    with refusing("http", tmp_path) as place:
        server = place.server
        project, other = server.new_project(), server.new_project()
        secret = f"canary-{secrets.token_hex(6)}@example.com"
        open_secret = f"canary-{secrets.token_hex(6)}@example.com"
        trace = refused(project, secret)
        refused(other, open_secret)
        (letter,) = wait_for_letters(project, 1)
        wait_for_letters(other, 1)
        assert secret in detail(project, letter["id"])
        assert set(found_on_disk(server, secret)) == {secret}

        set_policy(project, payload_mode="masked")
        deadline = time.monotonic() + 120
        while secret in detail(project, letter["id"]):
            assert time.monotonic() < deadline
            time.sleep(0.1)
        shown = detail(project, letter["id"])
        assert "write to [masked:email]" in shown
        assert json.loads(shown)["name"] == "refused for [masked:email]"
        # Not in the ledger's log either; the other project's is where it was.
        found = found_on_disk(server, secret, open_secret)
        assert set(found) == {open_secret}, found

        place.allow()
        answer = httpx.post(
            f"{server.url}/telemetry/v1/dead-letters/replay",
            json={"all": True},
            headers=server.service_headers,
            params={"project_id": project.id},
            trust_env=False,
            timeout=60,
        )
        assert answer.json()["dead_letters"] == 1
        settled(project)
        stored = json.dumps(project.trace(trace.hex()))
        assert "[masked:email]" in stored
        assert secret not in stored
        assert set(found_on_disk(server, secret, open_secret)) == {open_secret}
