"""The answers of v3 and v4, key by key and type by type, as AgentOps gives them."""

import re
import time
from typing import Any

import pytest

from fixtures.agentops_process import AgentOpsProcess, Project
from fixtures.spans import chat, request, span, trace_id

ISO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
Shape = Any


def text_of(pattern: str) -> Shape:
    return re.compile(pattern)


MONEY7, MONEY5 = text_of(r"\d+\.\d{7}"), text_of(r"\d+\.\d{5}")
METRICS: Shape = {
    **dict.fromkeys(
        (
            "span_count",
            "trace_count",
            "success_count",
            "fail_count",
            "indeterminate_count",
            "prompt_tokens",
            "completion_tokens",
            "cache_read_input_tokens",
            "reasoning_tokens",
            "total_tokens",
        ),
        int,
    ),
    **dict.fromkeys(("prompt_cost", "completion_cost", "average_cost_per_trace", "total_cost"), MONEY7),
}
LIST: Shape = {
    "traces": [
        {
            "freeplan_truncated": bool,
            "trace_id": text_of("[0-9a-f]{32}"),
            "root_service_name": str,
            "root_span_name": str,
            "start_time": ISO,
            "end_time": ISO,
            "duration": int,
            "span_count": int,
            "error_count": int,
            "tags": ([str], None),
            "total_cost": (float, None),
        }
    ],
    "metrics": METRICS,
    "total": int,
    "limit": int,
    "offset": int,
    "freeplan_truncated": bool,
}
SPAN: Shape = {
    "freeplan_truncated": bool,
    "span_id": text_of("[0-9a-f]{16}"),
    "parent_span_id": (text_of("[0-9a-f]{16}"), None),
    "span_name": str,
    "span_kind": text_of("Internal|Client|Server|Producer|Consumer|Unspecified"),
    "span_type": (text_of("request|agent|tool|other"), None),
    "service_name": str,
    "start_time": ISO,
    "end_time": ISO,
    "duration": int,
    "status_code": text_of("OK|ERROR|UNSET"),
    "status_message": str,
    "attributes": {},
    "resource_attributes": dict,
    "span_attributes": dict,
    "event_timestamps": [ISO],
    "event_names": [str],
    "event_attributes": [dict],
    "link_trace_ids": [str],
    "link_span_ids": [str],
    "link_trace_states": [str],
    "link_attributes": [dict],
    "metrics": (
        {
            **dict.fromkeys(
                (
                    "total_tokens",
                    "prompt_tokens",
                    "completion_tokens",
                    "cache_read_input_tokens",
                    "reasoning_tokens",
                    "success_tokens",
                    "fail_tokens",
                    "indeterminate_tokens",
                ),
                int,
            ),
            **dict.fromkeys(("prompt_cost", "completion_cost", "total_cost"), MONEY7),
        },
        None,
    ),
}
DETAIL: Shape = {
    "freeplan_truncated": bool,
    "project_id": str,
    "trace_id": text_of("[0-9a-f]{32}"),
    "tags": [str],
    "metrics": METRICS,
    "spans": [SPAN],
}
METERICS: Shape = {
    "project_id": str,
    "trace_count": int,
    "span_count": dict.fromkeys(("total", "success", "fail", "unknown", "indeterminate"), int),
    "token_metrics": {
        "total_cost": MONEY5,
        "average_cost_per_session": MONEY5,
        "prompt_tokens": int,
        "completion_tokens": int,
        "total_tokens": dict.fromkeys(("all", "success", "fail"), int),
        "avg_tokens": dict.fromkeys(("all", "success", "fail"), float),
    },
    "duration_metrics": {
        **dict.fromkeys(("min_duration_ns", "max_duration_ns", "avg_duration_ns", "total_duration_ns"), int),
        "trace_durations": [int],
    },
    "success_datetime": [ISO],
    "fail_datetime": [ISO],
    "indeterminate_datetime": [ISO],
    "spans_per_trace": dict,
    "trace_durations": [int],
    "trace_cost_dates": dict,
    "start_time": ISO,
    "end_time": ISO,
    "freeplan_truncated": bool,
}


def check(shape: Shape, value: Any, where: str = "body") -> None:
    """Assert that a value has exactly the keys and types of a shape."""
    match shape:
        case tuple():
            if value is not None or None not in shape:
                check(shape[0], value, where)
        case list():
            assert isinstance(value, list), where
            for index, one in enumerate(value):
                check(shape[0], one, f"{where}[{index}]")
        case dict():
            assert isinstance(value, dict), where
            assert set(value) == set(shape), where
            for key, inner in shape.items():
                check(inner, value[key], f"{where}.{key}")
        case re.Pattern():
            assert isinstance(value, str), where
            assert shape.fullmatch(value), (where, value)
        case _:
            assert type(value) is shape, (where, value)


@pytest.fixture(scope="module")
def filled(server: AgentOpsProcess) -> tuple[Project, list[bytes]]:
    """A good trace with a tool and a model call, a failed one, an indeterminate one."""
    project = server.new_project()
    good, failed, open_end = trace_id(), trace_id(), trace_id()
    root = span(
        good,
        "run.session",
        attributes={"agentops.span.kind": "session", "agentops.tags": ["prod", "blue"]},
        length_ms=400,
    )
    call = chat(
        good,
        parent=root.span_id,
        tokens=(100, 20),
        cost=0.0625,
        status=1,
        start_ms=10,
        attributes={
            "gen_ai.prompt.1.content": "second",
            "gen_ai.prompt.1.role": "user",
            "gen_ai.prompt.0.role": "system",
            "gen_ai.prompt.0.content": "first",
            "gen_ai.usage.cache_read_input_tokens": 40,
            "gen_ai.usage.reasoning_tokens": 5,
            "gen_ai.usage.prompt_cost": 0.05,
            "gen_ai.usage.completion_cost": 0.0125,
        },
    )
    tool = span(good, "search.tool", parent=call.span_id, attributes={"tool.name": "search"}, start_ms=20)
    event = tool.events.add()
    event.name, event.time_unix_nano = "note", tool.start_time_unix_nano
    link = tool.links.add()
    link.trace_id, link.span_id = b"L" * 16, b"l" * 8
    broken = chat(failed, tokens=(7, 0), cost=0.5, status=2, message="rate limited", start_ms=1000)
    vague = span(open_end, "vague", attributes={"agentops.session.end_state": "Indeterminate"}, start_ms=2000)
    for body in (request(root, call, tool), request(broken), request(vague)):
        assert project.send(body).status_code == 200
    project.settle()
    return project, [good, failed, open_end]


def test_health(server: AgentOpsProcess) -> None:
    for base in (server.url, server.otlp_url):
        assert server.http.get(f"{base}/health").json() == {"message": "Server Up"}


def test_list(filled: tuple[Project, list[bytes]]) -> None:
    project, traces = filled
    body = project.get(f"/v4/traces/list/{project.id}").json()
    check(LIST, body)
    assert [one["trace_id"] for one in body["traces"]] == [one.hex() for one in reversed(traces)]
    assert (body["total"], body["limit"], body["offset"]) == (3, 20, 0)
    metrics = body["metrics"]
    assert (metrics["success_count"], metrics["fail_count"], metrics["indeterminate_count"]) == (1, 1, 1)
    assert metrics["total_cost"] == "0.5625000"
    assert metrics["average_cost_per_trace"] == "0.1875000"
    assert metrics["prompt_cost"] == "0.0500000"
    good = body["traces"][2]
    assert (good["tags"], good["total_cost"], good["span_count"]) == (["blue", "prod"], 0.0625, 3)


@pytest.mark.parametrize(
    ("query", "found"),
    [("run.ses", 1), ("BLUE", 1), ("vague", 1), ("first", 0), ("rate limited", 0), ("%", 0), ("'", 0)],
)
def test_list_query_is_a_substring_of_id_name_and_tags(
    filled: tuple[Project, list[bytes]], query: str, found: int
) -> None:
    project, _ = filled
    body = project.get(f"/v4/traces/list/{project.id}", query=query).json()
    assert len(body["traces"]) == body["total"] == body["metrics"]["trace_count"] == found


def test_list_pages_and_sorts(filled: tuple[Project, list[bytes]]) -> None:
    project, traces = filled
    path = f"/v4/traces/list/{project.id}"
    first = project.get(path, limit=2, sort_order="ASC").json()
    rest = project.get(path, limit=2, offset=2, sort_order="asc").json()
    ids = [one["trace_id"] for one in first["traces"] + rest["traces"]]
    assert ids == [one.hex() for one in traces]
    dear = project.get(path, order_by="total_cost", limit=1).json()["traces"][0]
    assert dear["trace_id"] == traces[1].hex()
    for bad in (
        {"limit": 0},
        {"limit": 101},
        {"offset": -1},
        {"sort_order": "sideways"},
        {"start_time": "x"},
    ):
        answer = project.get(path, **bad)
        assert answer.status_code == 422
        assert set(answer.json()) == {"error"}
    assert project.get(path, end_time="2020-01-02", start_time="2020-01-01").json()["traces"] == []


def test_detail(filled: tuple[Project, list[bytes]]) -> None:
    project, traces = filled
    body = project.get(f"/v4/traces/detail/{traces[0].hex()}").json()
    check(DETAIL, body)
    assert body["tags"] == ["blue", "prod"]
    root, call, tool = body["spans"]
    assert (root["parent_span_id"], call["parent_span_id"]) == (None, root["span_id"])
    assert [one["span_type"] for one in body["spans"]] == ["other", "request", "tool"]
    prompt = call["span_attributes"]["gen_ai"]["prompt"]
    assert prompt == [{"role": "system", "content": "first"}, {"role": "user", "content": "second"}]
    assert call["span_attributes"]["gen_ai"]["usage"]["input_tokens"] == "100"
    assert call["span_kind"] == "Client"
    assert call["metrics"]["success_tokens"] == call["metrics"]["total_tokens"] == 120
    assert call["metrics"]["cache_read_input_tokens"] == 40
    assert call["metrics"]["total_cost"] == "0.0625000"
    assert root["metrics"] is None
    assert (tool["event_names"], tool["link_trace_ids"]) == (["note"], ["4c" * 16])
    dashed = "-".join((traces[0].hex()[:8], traces[0].hex()[8:]))
    assert project.get(f"/v4/traces/detail/{dashed}").status_code == 200


@pytest.mark.parametrize("unknown", ["ab" * 16, "nonsense", "0", "ab" * 40, "zz" * 16, "%00"])
def test_detail_of_an_unknown_trace(filled: tuple[Project, list[bytes]], unknown: str) -> None:
    project, _ = filled
    answer = project.get(f"/v4/traces/detail/{unknown}")
    assert answer.status_code == 404
    assert set(answer.json()) == {"error"}


def test_project_metrics_under_both_spellings(filled: tuple[Project, list[bytes]]) -> None:
    project, _ = filled
    window = {"start_time": str(time.time() - 43_200), "end_time": str(time.time() + 3600)}
    body = project.get(f"/v4/meterics/project/{project.id}", **window).json()
    check(METERICS, body)
    assert body == project.get(f"/v4/metrics/project/{project.id}", **window).json()
    assert body["span_count"] == {"total": 5, "success": 1, "fail": 1, "unknown": 0, "indeterminate": 3}
    assert body["token_metrics"]["total_tokens"] == {"all": 127, "success": 120, "fail": 7}
    assert body["token_metrics"]["avg_tokens"]["all"] == pytest.approx(127 / 3)
    assert body["spans_per_trace"] == {"1-10": 3}
    assert [len(body[f"{state}_datetime"]) for state in ("success", "fail", "indeterminate")] == [1, 1, 1]
    assert list(body["trace_cost_dates"].values()) == [0.5625]
    assert sum(body["trace_durations"]) == body["duration_metrics"]["total_duration_ns"]


def test_an_empty_project_has_figures_of_nothing(server: AgentOpsProcess) -> None:
    project = server.new_project()
    check(METERICS, project.get(f"/v4/meterics/project/{project.id}").json())
    body = project.get(f"/v4/traces/list/{project.id}").json()
    check(LIST, body)
    assert (body["traces"], body["total"]) == ([], 0)


def flags(value: Any) -> list[Any]:
    """Every `freeplan_truncated` in an answer."""
    if isinstance(value, dict):
        own = [value["freeplan_truncated"]] if "freeplan_truncated" in value else []
        return own + [flag for inner in value.values() for flag in flags(inner)]
    return [flag for inner in value for flag in flags(inner)] if isinstance(value, list) else []


def test_nothing_is_ever_truncated_by_a_plan(filled: tuple[Project, list[bytes]]) -> None:
    project, traces = filled
    for path, count in (
        (f"/v4/traces/list/{project.id}", 4),
        (f"/v4/traces/detail/{traces[0].hex()}", 4),
        (f"/v4/meterics/project/{project.id}", 1),
    ):
        assert flags(project.get(path).json()) == [False] * count


@pytest.mark.parametrize("order_by", ["span_name", "cost; DROP TABLE spans", "", "{x:String}"])
def test_an_order_that_is_not_known_is_by_start_time(
    filled: tuple[Project, list[bytes]], order_by: str
) -> None:
    project, traces = filled
    body = project.get(f"/v4/traces/list/{project.id}", order_by=order_by).json()
    assert [one["trace_id"] for one in body["traces"]] == [one.hex() for one in reversed(traces)]


def test_an_unknown_project_is_404_for_the_service(server: AgentOpsProcess) -> None:
    for path in ("/v4/traces/list/nobody", "/v4/meterics/project/nobody"):
        answer = server.http.get(f"{server.url}{path}", headers=server.service_headers)
        assert (answer.status_code, set(answer.json())) == (404, {"error"})
