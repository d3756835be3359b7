"""The proxy as a part of the running portal: who may use it, and what an unconfigured program answers."""

from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from fixtures.live_server import LiveServer
from fixtures.portal import RunningPortal, portal_settings, running_portal
from portal.settings import Settings


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
        assert answer.json() == httpx.get(f"{upstream}/health/live", timeout=60).json()
        assert admin.get("/api/auth/me").status_code == 200


def test_signing_out_reaches_the_proxy_at_once(portal: RunningPortal, tmp_path: Path) -> None:
    with portal.client() as direct:
        upstream = str(direct.base_url).rstrip("/")
    settings = portal_settings(tmp_path / "front", prometheus_url=upstream, portal_port=3906)
    path = "/api/proxy/prometheus/health/live"
    with running_portal(settings) as front, front.signed_in() as admin, front.client() as thief:
        cookie = {"Cookie": f"{front.cookie_name}={admin.cookies[front.cookie_name]}"}
        assert thief.get(path, headers=cookie).status_code == 200
        assert admin.post("/api/auth/logout").status_code == 204
        assert thief.get(path, headers=cookie).status_code == 401


def _programs(client: httpx.Client) -> dict[str, dict[str, Any]]:
    answer = client.get("/api/proxy")
    assert answer.status_code == 200
    return {program["name"]: program for program in answer.json()["programs"]}


def test_the_list_says_how_to_switch_on_what_is_not_there(portal: RunningPortal) -> None:
    with portal.client() as anyone:
        assert anyone.get("/api/proxy").status_code == 401
    with portal.signed_in() as admin:
        programs = _programs(admin)
    assert set(programs) == {"grafana", "langfuse", "prometheus", "alertmanager", "realtime"}
    for name, program in programs.items():
        assert (program["configured"], program["status"], program["since"]) == (False, "off", None)
        assert program["path"] == f"/api/proxy/{name}/"
        first, second = program["switch_on"]
        assert (first["place"], first["text"].partition("=")[0]) == ("portal", program["setting"])
        assert portal.parts.settings.public_url in second["text"] or name in ("realtime", "langfuse")
    assert "GF_AUTH_PROXY_HEADER_NAME=X-WEBAUTH-USER" in programs["grafana"]["switch_on"][1]["text"]
    assert programs["prometheus"]["switch_on"][1]["place"] == "program_flags"
    assert ":3002\n" in programs["langfuse"]["switch_on"][1]["text"]


def test_the_list_says_who_may_look_and_how_each_is(tmp_path: Path) -> None:
    away = "http://127.0.0.1:9"
    healthy = Route("/-/healthy", lambda _: PlainTextResponse("healthy"))
    with LiveServer(Starlette(routes=[healthy])) as program:
        settings = portal_settings(
            tmp_path / "front", prometheus_url=program.url, langfuse_url=away, portal_port=3904
        )
        programs, theirs = _as_admin_and_viewer(settings)
    assert programs["prometheus"]["status"] == "ok"
    assert programs["prometheus"]["frame_origin"].endswith(":3003")
    assert (programs["langfuse"]["status"], programs["langfuse"]["trouble"]) == ("down", "unreachable")
    assert programs["langfuse"]["since"]
    assert (programs["langfuse"]["allowed"], theirs["langfuse"]["allowed"]) == (True, False)
    assert (theirs["langfuse"]["role"], theirs["prometheus"]["allowed"]) == ("admin", True)
    assert (programs["langfuse"]["refused_for"], theirs["langfuse"]["refused_for"]) == (None, "role")


def _as_admin_and_viewer(settings: Settings) -> tuple[dict[str, Any], dict[str, Any]]:
    with running_portal(settings) as front:
        with front.signed_in() as admin:
            body: dict[str, Any] = {
                "email": "v@example.com",
                "name": "V",
                "role": "viewer",
                "password": "a long password",
            }
            body |= {"all_projects": True}
            assert admin.post("/api/users", json=body).status_code == 201
            programs = _programs(admin)
        with front.signed_in("v@example.com", "a long password") as viewer:
            theirs = _programs(viewer)
    return programs, theirs


def test_the_screen_may_frame_what_is_configured_and_nothing_else(
    portal: RunningPortal, tmp_path: Path
) -> None:
    def frames(more: dict[str, Any], host: str | None = None) -> str:
        settings = portal_settings(tmp_path / "x", portal_screen_dir=tmp_path, portal_port=3905, **more)
        (tmp_path / "index.html").write_text("<!doctype html>")
        with running_portal(settings) as front, front.client() as anyone:
            headers = {"Host": host} if host else {}
            policy = anyone.get("/", headers=headers).headers["content-security-policy"]
        return next(part for part in policy.split("; ") if part.startswith("frame-src"))

    prometheus = {"prometheus_url": portal.url}
    assert frames({}) == "frame-src 'self'"
    assert frames(prometheus, "localhost:3905") == "frame-src 'self' http://localhost:3003"
    assert frames({**prometheus, "portal_frames_port": 0}) == "frame-src 'self'"
    told = {"portal_public_url": "https://portal.example", "langfuse_url": "http://127.0.0.1:9"}
    assert frames({**prometheus, **told}) == (
        "frame-src 'self' https://portal.example:3002 https://portal.example:3003"
    )
