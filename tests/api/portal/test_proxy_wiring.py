"""The proxy as a part of the running portal: who may use it, and what an unconfigured program answers."""

from pathlib import Path

import httpx
import pytest

from fixtures.portal import RunningPortal, portal_settings, running_portal


@pytest.mark.parametrize("name", ["grafana", "langfuse", "prometheus", "alertmanager", "realtime"])
def test_nobody_gets_401_and_an_unconfigured_program_names_its_setting(
    portal: RunningPortal, name: str
) -> None:
    with portal.client() as anyone:
        answer = anyone.get(f"/api/proxy/{name}/")
        assert answer.status_code == 401
        assert answer.json()["error"]["code"] == "unauthenticated"
    with portal.signed_in() as admin:
        answer = admin.get(f"/api/proxy/{name}/")
        assert answer.status_code == 404
        assert answer.json()["error"]["code"] == "not_configured"
        assert "_URL" in answer.json()["error"]["message"]


def test_a_configured_program_answers_through_the_portal(portal: RunningPortal, tmp_path: Path) -> None:
    # Another portal stands in for Prometheus: any program that answers HTTP will do.
    with portal.client() as direct:
        upstream = str(direct.base_url).rstrip("/")
    settings = portal_settings(tmp_path / "front", prometheus_url=upstream, portal_port=3902)
    with running_portal(settings) as front, front.signed_in() as admin:
        answer = admin.get("/api/proxy/prometheus/health/live")
        assert answer.status_code == 200, answer.text
        assert answer.json() == httpx.get(f"{upstream}/health/live").json()
        assert admin.get("/api/auth/me").status_code == 200
