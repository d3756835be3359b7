"""AgentOps' uploads: logs by trace, objects by id, of one project."""

import uuid
from typing import Any

import httpx
import pytest

from fixtures.agentops_process import AgentOpsProcess, Project
from fixtures.spans import trace_id

MOST = 25 * 2**20


def upload(project: Project, kind: str, text: str, trace: str, slash: str = "/") -> httpx.Response:
    return project.server.http.post(
        f"{project.server.url}/v4/{kind}/upload{slash}",
        json={"body": text},
        headers={**project.headers, "Trace-Id": trace},
    )


@pytest.mark.parametrize("slash", ["", "/"])
def test_a_log_is_read_under_every_way_to_write_its_trace(project: Project, slash: str) -> None:
    trace = trace_id()
    hexed, number = trace.hex(), int.from_bytes(trace, "big")
    answer = upload(project, "logs", "hello 한글 \x00", str(number), slash)
    assert answer.status_code == 200
    assert answer.json() == {"url": f"{project.server.url}/v4/logs/{hexed}", "size": 14}
    dashed = str(uuid.UUID(hexed))
    for name in (hexed, hexed.upper(), str(number), dashed):
        body = project.get(f"/v4/logs/{name}").json()
        assert body == {"freeplan_truncated": False, "content": "hello 한글 \x00", "trace_id": hexed}
    read = project.server.http.get(answer.json()["url"], headers=project.headers)
    assert read.json()["content"] == "hello 한글 \x00"


def test_a_decimal_id_that_looks_like_hex_is_found(project: Project) -> None:
    number = 12345678901234567890123456789012
    assert upload(project, "logs", "ambiguous", str(number)).status_code == 200
    for name in (str(number), f"{number:032x}"):
        assert project.get(f"/v4/logs/{name}").json()["content"] == "ambiguous"


def test_the_last_upload_is_the_one(project: Project) -> None:
    for text in ("one", "two" * 100_000, "three"):
        assert upload(project, "logs", text, "my-trace_1.x").status_code == 200
        assert project.get("/v4/logs/my-trace_1.x").json()["content"] == text


def test_objects_are_apart_and_harmless(project: Project) -> None:
    first, second = (upload(project, "objects", f"<script>{n}</script>", "7").json() for n in (1, 2))
    assert first["url"] != second["url"]
    assert first["size"] == 18
    answer = project.server.http.get(first["url"], headers=project.headers)
    assert answer.text == "<script>1</script>"
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-disposition"] == "attachment"


def test_no_other_project_reads_or_overwrites(project: Project) -> None:
    trace = trace_id().hex()
    other = project.server.new_project()
    url = upload(project, "objects", "mine", trace).json()["url"]
    upload(project, "logs", "mine", trace)
    assert upload(other, "logs", "theirs", trace).status_code == 200
    assert project.get(f"/v4/logs/{trace}").json()["content"] == "mine"
    assert other.get(f"/v4/logs/{trace}").json()["content"] == "theirs"
    http = project.server.http
    assert http.get(url, headers=other.headers).status_code == 404
    assert http.get(url).status_code == 401
    assert http.get(f"{project.server.url}/v4/logs/{trace}").status_code == 401
    assert other.get(f"/v4/logs/{trace}", project_id=project.id).status_code == 403
    service: dict[str, Any] = {
        "headers": project.server.service_headers,
        "params": {"project_id": project.id},
    }
    assert http.get(url, **service).text == "mine"


@pytest.mark.parametrize("trace", ["", "a b", "../x", "..", ".", "%2e", "x" * 129, "ü"])
def test_a_trace_id_of_other_letters_is_refused(project: Project, trace: str) -> None:
    answer = project.server.http.post(
        f"{project.server.url}/v4/logs/upload/",
        json={"body": "x"},
        headers=[
            (b"Trace-Id", trace.encode()),
            (b"Authorization", project.headers["Authorization"].encode()),
        ],
    )
    assert answer.status_code == 400
    assert set(answer.json()) == {"error"}


@pytest.mark.parametrize("body", [b"", b"text", b"[]", b"{}", b'{"body": 5}', b'{"body": "\\ud800"}'])
def test_a_body_of_another_form_is_refused(project: Project, body: bytes) -> None:
    answer = project.server.http.post(
        f"{project.server.url}/v4/logs/upload/", content=body, headers={**project.headers, "Trace-Id": "1"}
    )
    assert answer.status_code == 400
    assert set(answer.json()) == {"error"}


def test_without_a_token_nothing_is_taken(project: Project) -> None:
    for kind in ("logs", "objects"):
        answer = project.server.http.post(
            f"{project.server.url}/v4/{kind}/upload/", json={"body": "x"}, headers={"Trace-Id": "1"}
        )
        assert (answer.status_code, set(answer.json())) == (401, {"error"})


def test_25_megabytes_are_the_most(project: Project) -> None:
    fits = "x" * (MOST - len('{"body":""}'))
    assert upload(project, "logs", fits, "big").json()["size"] == len(fits)
    assert len(project.get("/v4/logs/big").json()["content"]) == len(fits)
    answer = upload(project, "logs", fits + "x", "big")
    assert (answer.status_code, set(answer.json())) == (413, {"error"})
    assert len(project.get("/v4/logs/big").json()["content"]) == len(fits)


@pytest.mark.parametrize(
    "path", ["/v4/logs/" + "ab" * 16, "/v4/logs/a%20b", "/v4/objects/x", "/v4/objects/%00"]
)
def test_what_is_unknown_is_404(project: Project, path: str) -> None:
    answer = project.get(path)
    assert (answer.status_code, set(answer.json())) == (404, {"error"})


def test_a_project_has_so_much_room(tmp_path_factory: pytest.TempPathFactory) -> None:
    settings = {"AGENTOPS_UPLOADS_MAX_BYTES": str(2**20)}
    with AgentOpsProcess(tmp_path_factory.mktemp("uploads"), settings) as server:
        project, other = server.default_project(), server.new_project()
        text = "x" * 600_000
        assert upload(project, "logs", text, "1").status_code == 200
        assert upload(project, "logs", text, "1").status_code == 200  # takes the place of the first
        answer = upload(project, "logs", text, "2")
        assert answer.status_code == 413
        assert "AGENTOPS_UPLOADS_MAX_BYTES" in answer.json()["error"]
        assert upload(other, "logs", text, "2").status_code == 200
        server.kill()
        server.start()
        assert project.get("/v4/logs/1").json()["content"] == text
        name = {"confirm": "default"}
        gone = server.http.delete(
            f"{server.url}/telemetry/v1/projects/{project.id}", params=name, headers=server.service_headers
        )
        assert gone.status_code == 204
        service: dict[str, Any] = {"headers": server.service_headers, "params": {"project_id": project.id}}
        assert server.http.get(f"{server.url}/v4/logs/1", **service).status_code == 404
