"""A project's policy over HTTP: masking before storage, no payloads, limits; over both kinds of store."""

import json
import secrets
from typing import Any

import grpc
import pytest
from google.rpc.error_details_pb2 import RetryInfo
from google.rpc.status_pb2 import Status

from fixtures.agentops_process import Project
from fixtures.gateway import wait_until
from fixtures.policies import found_on_disk, path, preview, put_policy, read_policy, set_policy
from fixtures.signals import gauge, log, log_request, metric_request, settle
from fixtures.spans import chat, request, span, trace_id

ALL = ["email", "phone", "kr_rrn", "credit_card", "api_key", "ip"]


def post(project: Project, signal: str, body: bytes) -> Any:
    headers = {"Content-Type": "application/x-protobuf", **project.headers}
    return project.server.http.post(f"{project.server.otlp_url}/v1/{signal}", content=body, headers=headers)


# -- who may, and what is refused -----------------------------------------------------------------


def test_a_policy_is_for_admins_of_the_project(project: Project) -> None:
    http = project.server.http
    other = project.server.new_project()
    for method, url, body in (
        ("GET", path(project), None),
        ("PUT", path(project), {"retention_days": 3}),
        ("POST", path(project) + "/preview", {"text": "x"}),
    ):
        assert http.request(method, url, json=body).status_code == 401
        # The scopes of these keys are ingest and read.
        assert http.request(method, url, json=body, headers=project.headers).status_code == 403
        assert http.request(method, url, json=body, headers=other.headers).status_code == 403
        unknown = url.replace(project.id, "nobody")
        assert (
            http.request(method, unknown, json=body, headers=project.server.service_headers).status_code
            == 404
        )
    assert read_policy(project)["version"] == 0


def test_a_key_with_the_scope_admin_sets_its_own_project_s_policy(project: Project) -> None:
    http, url = project.server.http, project.server.url
    made = http.post(
        f"{url}/telemetry/v1/projects/{project.id}/keys",
        json={"name": "admin", "scopes": ["admin"]},
        headers=project.server.service_headers,
    ).json()
    token = project.server.token(made["api_key"])["token"]
    headers = {"Authorization": f"Bearer {token}"}
    done = http.put(path(project), json={"retention_days": 7}, headers=headers)
    assert (done.status_code, done.json()["effective"]["retention_days"]) == (200, 7)
    assert http.get(path(project), headers=headers).json() == done.json()
    other = project.server.new_project()
    assert http.put(path(other), json={"retention_days": 7}, headers=headers).status_code == 403
    assert read_policy(other)["version"] == 0


def test_a_policy_is_replaced_whole_and_only_over_the_version_that_was_read(project: Project) -> None:
    first = read_policy(project)
    assert first["policy"]["retention_days"] is None
    assert first["effective"] == first["defaults"]
    assert [one["name"] for one in first["named_patterns"]] == ALL
    one = set_policy(project, retention_days=30, payload_mode="masked", version=0)
    assert (one["version"], one["effective"]["retention_days"]) == (1, 30)
    assert one["effective"]["patterns"] == ALL
    two = set_policy(project, rate_limits={"requests_per_second": 2.5}, version=1)
    assert (two["version"], two["effective"]["retention_days"], two["effective"]["payload_mode"]) == (
        2,
        0,
        "full",
    )
    assert two["effective"]["rate_limits"] == {
        "requests_per_second": 2.5,
        "request_burst": 10,
        "items_per_minute": 0,
        "item_burst": 0,
    }
    late = put_policy(project, retention_days=1, version=1)
    assert (late.status_code, late.json()["error"]["code"]) == (409, "policy_changed")
    assert read_policy(project) == two


@pytest.mark.parametrize(
    ("pattern", "position"),
    [("(abc", 4), ("a(?=b)", 1), (r"(a)\1", 3), ("abc)", 3), ("x{1,5000}", 1), ("a*", 0), ("[z-a]", 1)],
)
def test_a_bad_expression_is_refused_with_its_place(project: Project, pattern: str, position: int) -> None:
    rules = {"custom": [{"name": "good", "pattern": "EMP-[0-9]+"}, {"name": "bad", "pattern": pattern}]}
    answer = put_policy(project, payload_mode="masked", masking=rules)
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (422, "invalid_rule")
    assert error["details"]["field"] == "masking.custom.1.pattern"
    assert error["details"]["position"] == position
    assert "bad" in error["message"]
    assert read_policy(project)["version"] == 0


@pytest.mark.parametrize(
    ("policy", "code"),
    [
        ({"masking": {"attribute_keys": ["password"]}}, "rules_without_effect"),
        ({"payload_mode": "full", "masking": {"patterns": ["email"]}}, "rules_without_effect"),
        (
            {"payload_mode": "masked", "masking": {"custom": [{"name": "email", "pattern": "x"}]}},
            "invalid_rule",
        ),
        ({"payload_mode": "masked", "masking": {"patterns": ["ssn"]}}, None),
        ({"retention_days": -1}, None),
        ({"retention": 3}, None),
        ({"payload_mode": "masked", "masking": {"custom": [{"name": "X]", "pattern": "x"}]}}, None),
    ],
)
def test_what_makes_no_sense_is_refused(project: Project, policy: dict[str, Any], code: str | None) -> None:
    answer = put_policy(project, **policy)
    assert answer.status_code == 422
    assert code is None or answer.json()["error"]["code"] == code
    assert read_policy(project)["version"] == 0


def test_a_preview_says_what_would_be_stored_and_keeps_nothing(project: Project) -> None:
    draft = {
        "payload_mode": "masked",
        "masking": {
            "custom": [{"name": "employee", "pattern": r"EMP-\d{6}"}],
            "attribute_keys": ["customer.*"],
        },
    }
    found = preview(
        project,
        policy=draft,
        text="EMP-123456 wrote to kim@example.com and lee@example.com",
        attributes={"customer.name": "Kim", "gen_ai.usage.input_tokens": 12, "note": "call 010-1234-5678"},
    ).json()
    assert found == {
        "payload_mode": "masked",
        "text": "[masked:employee] wrote to [masked:email] and [masked:email]",
        "attributes": {
            "customer.name": "[masked:key]",
            "gen_ai.usage.input_tokens": 12,
            "note": "call [masked:phone]",
        },
        "hits": [
            {"rule": "email", "count": 2},
            {"rule": "employee", "count": 1},
            {"rule": "key", "count": 1},
            {"rule": "phone", "count": 1},
        ],
        "dropped": [],
    }
    # Without a draft the project's own: it has none, so all would be stored.
    plain = preview(project, text="kim@example.com").json()
    assert (plain["payload_mode"], plain["text"], plain["hits"]) == ("full", "kim@example.com", [])
    nothing = preview(
        project,
        policy={"payload_mode": "none"},
        text="secret",
        attributes={"input.value": "x", "user.id": "u"},
    ).json()
    assert nothing["text"] is None
    assert nothing["attributes"] == {"user.id": "u"}
    assert set(nothing["dropped"]) == {"text", "input.value"}
    assert preview(project).status_code == 422
    assert read_policy(project)["version"] == 0


# -- masking before storage -----------------------------------------------------------------------


def canaries() -> dict[str, str]:
    """A secret of each kind, unlike any other."""
    mark = secrets.token_hex(6)
    digits = f"{secrets.randbelow(10**8):08d}"
    card = f"411111{digits[:4]}{digits[4:]}7"
    while not _luhn(card + "0") and not any(_luhn(card + str(last)) for last in range(10)):
        raise AssertionError("some digit always fits")
    card += next(str(last) for last in range(10) if _luhn(card + str(last)))
    return {
        "email": f"canary-{mark}@example.com",
        "phone": f"010-{digits[:4]}-{digits[4:]}",
        "kr_rrn": f"900101-1{digits[:6]}",
        "credit_card": card,
        "api_key": f"sk-proj-{mark}{secrets.token_hex(8)}",
        "ip": f"203.0.113.{secrets.randbelow(200) + 20}",
        "employee": f"EMP-{digits}",
    }


def _luhn(digits: str) -> bool:
    total = 0
    for place, sign in enumerate(reversed(digits)):
        value = int(sign) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def test_what_is_masked_is_nowhere_in_the_data_folder(project: Project) -> None:
    secret = canaries()
    # The address is too common to be looked for on disk.
    looked_for = [text for name, text in secret.items() if name != "ip"]
    control = f"control {secrets.token_hex(8)}"
    set_policy(
        project,
        payload_mode="masked",
        masking={"custom": [{"name": "employee", "pattern": r"EMP-\d{8}"}], "attribute_keys": ["hidden.*"]},
    )
    every = " | ".join(secret.values())
    hidden = f"hidden {secrets.token_hex(8)}"
    trace = trace_id()
    messages = [{"role": "user", "content": f'한글 {every}\nnext "line"', "extra": {"password": hidden}}]
    call = chat(
        trace,
        tokens=(1234567890, 5),
        cost=0.25,
        response_id="resp-0123456789",
        attributes={
            "gen_ai.input.messages": json.dumps(messages),
            "gen_ai.output.messages": json.dumps(messages, ensure_ascii=False),
            "gen_ai.tool.call.arguments": json.dumps({"inner": json.dumps({"to": secret["email"]})}),
            "hidden.name": hidden,
            "list": [every, {"deep": every}],
            "object": {"key": every, secret["email"]: 1},
            "blob": every.encode(),
            "number": int(secret["credit_card"]),
            "plain": control,
            secret["email"]: "a name may be one",
        },
        status=2,
        message=f"failed for {every}",
    )
    call.name = f"chat {secret['email']}"
    event = call.events.add(time_unix_nano=call.end_time_unix_nano, name="exception")
    event.attributes.extend(span(trace, attributes={"exception.message": every}).attributes)
    call.links.add(trace_id=trace, span_id=b"12345678", trace_state=f"a={secret['api_key']}")
    call.links[0].attributes.extend(span(trace, attributes={"why": every}).attributes)
    # Fields that this version of OTLP does not know are not stored.
    unknown = b"\xfa\x3f" + bytes([len(secret["email"])]) + secret["email"].encode()
    body = request(call, resource={"host.owner": every}, scope=f"scope {secret['email']}") + unknown
    assert project.send(body).status_code == 200
    record = log({"text": every}, trace=trace, attributes={"said": every})
    assert post(project, "logs", log_request(record, log(every, at_ns=1))).status_code == 200
    assert (
        post(project, "metrics", metric_request(gauge("warm", 1.5, attributes={"who": every}))).status_code
        == 200
    )
    uploaded = project.server.http.post(
        f"{project.server.url}/v4/logs/upload/",
        json={"body": f"printed {every}"},
        headers={**project.headers, "Trace-Id": trace.hex()},
    )
    assert uploaded.status_code == 200
    settle(project)

    on_disk = found_on_disk(project.server, *looked_for, hidden, control)
    assert set(on_disk) == {control}
    detail = project.get(f"/telemetry/v1/traces/{trace.hex()}").json()
    (stored,) = detail["spans"]
    text = json.dumps(detail, ensure_ascii=False)
    for raw in (*secret.values(), hidden):
        assert raw not in text
    for name in secret:
        assert f"[masked:{name}]" in stored["status_message"]
    # What the figures are made of is as it came, and what was JSON is JSON.
    assert (stored["prompt_tokens"], stored["cost_usd"], stored["model"]) == (1234567890, 0.25, "qwen-235b")
    assert stored["attributes"]["gen_ai.response.id"] == "resp-0123456789"
    assert stored["attributes"]["hidden.name"] == "[masked:key]"
    assert stored["attributes"]["plain"] == control
    (asked,) = stored["input"]["messages"]
    assert (asked["role"], asked["content"].startswith("한글 [masked:email] | ")) == ("user", True)
    sent = json.loads(stored["attributes"]["gen_ai.input.messages"])
    assert sent[0]["extra"] == {"password": "[masked:api_key]"}
    inner = json.loads(json.loads(stored["attributes"]["gen_ai.tool.call.arguments"])["inner"])
    assert inner == {"to": "[masked:email]"}
    logs = project.get("/telemetry/v1/logs").text
    assert logs.count("[masked:email]") >= 3
    assert secret["email"] not in logs
    printed = project.get(f"/v4/logs/{trace.hex()}").json()["content"]
    assert printed.startswith("printed [masked:email]")
    counted = project.server.http.get(f"{project.server.url}/metrics").text
    assert f'agentops_masked_total{{project="{project.id}",rule="email"}}' in counted


def test_masked_labels_keep_their_series_apart(project: Project) -> None:
    set_policy(project, payload_mode="masked")
    points = [
        gauge("load", value, attributes={"who": f"{name}@example.com"})
        for name, value in (("a", 1.0), ("b", 2.0))
    ]
    assert post(project, "metrics", metric_request(*points)).status_code == 200
    settle(project)
    answer = project.get("/telemetry/v1/metric-points/series", name="load", group_by="who")
    assert answer.status_code == 200, answer.text
    assert "@example.com" not in answer.text
    (named,) = project.get("/telemetry/v1/metric-points").json()["metrics"]
    assert named["series"] == 2
    (shown,) = answer.json()["series"]
    assert shown["labels"] == {"who": "[masked:email]"}


# -- no payloads ----------------------------------------------------------------------------------


def test_without_payloads_the_figures_are_the_same(project: Project) -> None:
    other = project.server.new_project()
    set_policy(project, payload_mode="none", masking={"keep_attributes": ["customer.*"]})
    word, theirs_word = (f"payload {secrets.token_hex(8)}" for _ in range(2))
    trace = trace_id()

    def spans(word: str) -> list[Any]:
        prompt = [{"role": "user", "content": word}]
        call = chat(
            trace,
            tokens=(100, 50),
            response_id="r1",
            attributes={
                "gen_ai.input.messages": json.dumps(prompt),
                "gen_ai.output.messages": json.dumps(prompt),
                "gen_ai.prompt.0.content": word,
                "llm.input_messages.0.message.content": word,
                "unknown.to.everybody": word,
                "customer.tier": "gold",
                "enduser.id": "kim",
                "agentops.tags": '["prod"]',
                "temperature": 0.5,
            },
            span_id=b"aaaaaaaa",
        )
        tool = span(
            trace,
            "execute_tool search",
            attributes={
                "gen_ai.operation.name": "execute_tool",
                "gen_ai.tool.name": "search",
                "gen_ai.tool.call.arguments": word,
                "gen_ai.tool.call.result": 42,
                "input.value": word,
            },
            parent=b"aaaaaaaa",
            span_id=b"bbbbbbbb",
            status=2,
            message=f"no result for {word}",
        )
        event = tool.events.add(time_unix_nano=tool.end_time_unix_nano, name="exception")
        given = {"exception.type": "ValueError", "exception.message": word}
        event.attributes.extend(span(trace, attributes=given).attributes)
        return [call, tool]

    for one, text in ((project, word), (other, theirs_word)):
        assert one.send(request(*spans(text))).status_code == 200
    assert (
        post(project, "logs", log_request(log(word, trace=trace, attributes={"said": word}))).status_code
        == 200
    )
    headers = {**project.headers, "Trace-Id": trace.hex()}
    upload = project.server.http.post(
        f"{project.server.url}/v4/logs/upload/", json={"body": word}, headers=headers
    )
    assert upload.status_code == 403
    assert "stores no payloads" in upload.json()["error"]
    settle(project)
    settle(other)

    (mine,), (theirs,) = project.traces(), other.traces()
    texts = {"input_preview", "output_preview", "error_message", "project_id"}
    assert {k: v for k, v in mine.items() if k not in texts} == {
        k: v for k, v in theirs.items() if k not in texts
    }
    assert theirs["input_preview"] == theirs_word
    assert (mine["input_preview"], mine["output_preview"], mine["error_message"]) == (
        None,
        None,
        "[not stored]",
    )
    cards = [one.get("/telemetry/v1/metrics").json()["totals"] for one in (project, other)]
    assert cards[0] == cards[1]
    detail = project.get(f"/telemetry/v1/traces/{trace.hex()}").json()
    assert word not in json.dumps(detail)
    call, tool = sorted(detail["spans"], key=lambda one: str(one["span_id"]))
    assert call["attributes"]["customer.tier"] == "gold"
    assert call["attributes"]["temperature"] == 0.5
    assert (call["user"], call["tags"]) == ("kim", ["prod"])
    assert "gen_ai.tool.call.result" not in tool["attributes"]
    assert tool["events"][0]["attributes"] == {"exception.type": "ValueError"}
    (record,) = project.get("/telemetry/v1/logs").json()["logs"]
    assert word not in json.dumps(record)
    assert record["severity"] == "INFO"
    assert set(found_on_disk(project.server, word, theirs_word)) == {theirs_word}


# -- limits ---------------------------------------------------------------------------------------


def test_requests_over_the_limit_are_told_when_to_come_again(project: Project) -> None:
    # So slow that no room comes back while a busy machine gets through this.
    set_policy(project, rate_limits={"requests_per_second": 0.002, "request_burst": 2})
    answers = [project.send(request(span(trace_id()))) for _ in range(4)]
    assert [one.status_code for one in answers] == [200, 200, 429, 429]
    assert 1 <= int(answers[2].headers["retry-after"]) <= 500
    upload = project.server.http.post(
        f"{project.server.url}/v4/logs/upload/",
        json={"body": "x"},
        headers={**project.headers, "Trace-Id": "1"},
    )
    assert upload.status_code == 429
    assert int(upload.headers["retry-after"]) >= 1
    # Another project is not held up.
    other = project.server.new_project()
    assert other.send(request(span(trace_id()))).status_code == 200
    found = project.ingest()
    assert (found["accepted_spans"], found["rejected_requests"]) == (2, 3)
    project.settle()
    assert len(project.traces()) == 2
    # Room comes back with time.
    set_policy(project, rate_limits={"requests_per_second": 0.5, "request_burst": 2})
    wait_until(lambda: project.send(request(span(trace_id()))).status_code == 200)


def test_grpc_says_when_to_come_again(project: Project) -> None:
    set_policy(project, rate_limits={"items_per_minute": 1, "item_burst": 1})
    metadata = [("authorization", f"Bearer {project.token}")]
    with grpc.insecure_channel(f"127.0.0.1:{project.server.grpc_port}") as channel:
        call = channel.unary_unary("/opentelemetry.proto.collector.trace.v1.TraceService/Export")
        call(request(span(trace_id())), metadata=metadata, timeout=60)
        with pytest.raises(grpc.RpcError) as caught:
            call(request(span(trace_id())), metadata=metadata, timeout=60)
    error = caught.value
    assert error.code() == grpc.StatusCode.RESOURCE_EXHAUSTED
    told = dict(error.trailing_metadata())
    status = Status.FromString(told["grpc-status-details-bin"])
    (detail,) = status.details
    info = RetryInfo()
    assert detail.Unpack(info)
    assert 1 <= info.retry_delay.seconds <= 60
    assert RetryInfo.FromString(told["google.rpc.retryinfo-bin"]) == info
    project.settle()
    assert len(project.traces()) == 1


def test_a_batch_over_the_limit_is_taken_whole_or_not_at_all(project: Project) -> None:
    set_policy(project, rate_limits={"items_per_minute": 1, "item_burst": 10})
    first = project.send(request(*(span(trace_id()) for _ in range(11))))
    assert first.status_code == 200  # there was room when it came
    second = project.send(request(span(trace_id())))
    assert second.status_code == 429
    assert 60 <= int(second.headers["retry-after"]) <= 180
    third = post(project, "logs", log_request(log("x")))
    assert third.status_code == 429
    project.settle()
    assert len(project.traces()) == 11
    found = project.ingest()
    assert (found["accepted_spans"], found["logs"]["accepted"]) == (11, 0)
