"""Reading log records and metric points."""

from typing import Any

import pytest
from opentelemetry.proto.metrics.v1.metrics_pb2 import AggregationTemporality, Metric

from fixtures.agentops_process import Project
from fixtures.signals import gauge, log, log_request, metric_request, settle
from fixtures.spans import BASE_NS, MS, pairs, trace_id

SECOND = 10**9
DELTA = AggregationTemporality.AGGREGATION_TEMPORALITY_DELTA
CUMULATIVE = AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE


def send(project: Project, signal: str, *bodies: bytes) -> None:
    for body in bodies:
        answer = project.server.http.post(
            f"{project.server.otlp_url}/v1/{signal}",
            content=body,
            headers={"Content-Type": "application/x-protobuf", **project.headers},
        )
        assert answer.status_code == 200, answer.text
    settle(project)


def found(project: Project, path: str = "/telemetry/v1/logs", **params: Any) -> list[dict[str, Any]]:
    answer = project.get(path, **params)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["logs"])


def test_a_record_comes_back_as_it_was_sent(project: Project) -> None:
    trace = trace_id()
    body = {"question": "왜?", "parts": [1, 2.5, True, None, {"deep": ["x"]}]}
    attributes = {
        "text": "한글 \x00 '",
        "int": -(2**63),
        "list": ["a", {"k": 1}],
        "map": {"a": [1]},
        "b": b"\xff",
    }
    one = log(body, trace=trace, span_id=b"12345678", severity=17, attributes=attributes)
    one.severity_text, one.event_name = "Error", "gen_ai.choice"
    send(project, "logs", log_request(one, resource={"host": "h1"}))
    (read,) = found(project)
    assert read["body"] == body
    assert read["attributes"] == {**attributes, "b": "/w=="}
    assert read["resource_attributes"] == {"service.name": "test-service", "host": "h1"}
    assert (read["severity"], read["severity_number"], read["severity_text"]) == ("ERROR", 17, "Error")
    assert (read["trace_id"], read["span_id"]) == (trace.hex(), b"12345678".hex())
    assert (read["event_name"], read["service_name"], read["scope_name"]) == (
        "gen_ai.choice",
        "test-service",
        "tests",
    )


def test_search(project: Project) -> None:
    trace = trace_id()
    send(
        project,
        "logs",
        log_request(
            log("Connection refused", at_ns=1, severity=17, trace=trace),
            log("all is well", at_ns=2, attributes={"peer": "DB-7"}),
        ),
        log_request(log("careful", at_ns=3, severity=13), resource={"service.name": "other"}),
    )

    def bodies(**params: Any) -> list[str]:
        return [one["body"] for one in found(project, **params)]

    assert bodies() == ["careful", "all is well", "Connection refused"]
    assert bodies(order="asc")[0] == "Connection refused"
    assert bodies(severity="WARN") == ["careful", "Connection refused"]
    assert bodies(text="REFUSED") == ["Connection refused"]
    assert bodies(text="db-7") == ["all is well"]
    assert bodies(text="%") == []
    assert bodies(service="other") == ["careful"]
    assert bodies(trace_id=trace.hex()) == ["Connection refused"]
    assert bodies(end_time="2020-01-02", start_time="2020-01-01") == []
    for bad in ({"trace_id": "x"}, {"severity": "LOUD"}, {"limit": 0}, {"limit": 1001}, {"start_time": "x"}):
        assert project.get("/telemetry/v1/logs", **bad).status_code == 422
    assert project.get("/telemetry/v1/logs", cursor="nonsense").status_code == 400


@pytest.mark.parametrize("order", ["asc", "desc"])
def test_pages_meet_without_gap_or_overlap(project: Project, order: str) -> None:
    # All at one moment in pairs: the id decides.
    send(project, "logs", log_request(*(log(str(number), at_ns=number // 2) for number in range(25))))
    bodies: list[str] = []
    cursor = None
    while True:
        params = {"limit": 4, "order": order, **({"cursor": cursor} if cursor else {})}
        page = project.get("/telemetry/v1/logs", **params).json()
        bodies += [one["body"] for one in page["logs"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert len(bodies) == 25
    assert set(bodies) == {str(number) for number in range(25)}
    other = {"asc": "desc", "desc": "asc"}[order]
    first = project.get("/telemetry/v1/logs", limit=4, order=order).json()["next_cursor"]
    assert project.get("/telemetry/v1/logs", order=other, cursor=first).status_code == 400


def test_logs_of_a_trace(project: Project) -> None:
    trace = trace_id()
    records = [log(str(n), at_ns=n * SECOND, trace=trace, span_id=bytes([n]) * 8) for n in range(1, 6)]
    send(project, "logs", log_request(*records, log("elsewhere", trace=trace_id())))
    path = f"/telemetry/v1/traces/{trace.hex()}/logs"
    assert [one["body"] for one in found(project, path)] == ["1", "2", "3", "4", "5"]
    assert [one["body"] for one in found(project, path, span_id="03" * 8)] == ["3"]
    page = project.get(path, limit=2).json()
    assert [one["body"] for one in found(project, path, cursor=page["next_cursor"])] == ["3", "4", "5"]
    assert found(project, f"/telemetry/v1/traces/{'ab' * 16}/logs") == []
    assert project.get("/telemetry/v1/traces/nonsense/logs").status_code == 404
    other = project.server.new_project()
    assert found(other, path) == []
    assert other.get(path, project_id=project.id).status_code == 403


def counter(name: str, values: list[tuple[int, float]], temporality: int, *, start_s: int = 0) -> Metric:
    made = Metric(name=name, unit="{token}")
    made.sum.is_monotonic = True
    made.sum.aggregation_temporality = temporality  # type: ignore[assignment]
    for second, value in values:
        point = made.sum.data_points.add(
            start_time_unix_nano=BASE_NS + start_s * SECOND,
            time_unix_nano=BASE_NS + second * SECOND,
            attributes=pairs({"model": "llama"}),
        )
        point.as_double = value
    return made


def series(project: Project, name: str, **params: Any) -> list[dict[str, Any]]:
    answer = project.get("/telemetry/v1/metric-points/series", name=name, interval="day", **params)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["series"])


def total(one: dict[str, Any]) -> float:
    return float(sum(value["value"] for value in one["values"]))


def test_gauges(project: Project) -> None:
    send(
        project,
        "metrics",
        metric_request(
            gauge("warm", 20, 30.5, attributes={"room": "a"}), gauge("warm", 10.0, attributes={"room": "b"})
        ),
    )
    (name,) = project.get("/telemetry/v1/metric-points").json()["metrics"]
    assert (name["name"], name["unit"], name["type"], name["description"]) == (
        "warm",
        "Cel",
        "gauge",
        "how warm",
    )
    assert (name["points"], name["series"], name["attribute_keys"]) == (3, 2, ["room"])
    by_room = {
        one["labels"]["room"]: one for one in series(project, "warm", group_by="room", aggregation="max")
    }
    assert {room: one["values"][-1]["value"] for room, one in by_room.items()} == {"a": 30.5, "b": 10.0}
    (only,) = series(project, "warm", where="room=a")
    assert only["aggregation"] == "avg"
    assert total(only) in (25.25, 50.5)  # midnight may lie between the two
    assert series(project, "warm", where="service.name=nobody") == []
    assert project.get("/telemetry/v1/metric-points", q="COLD").json()["metrics"] == []


def test_counters_answer_what_was_added(project: Project) -> None:
    """Cumulative: differences, and all of the value after a restart. Delta: the values."""
    send(
        project,
        "metrics",
        metric_request(counter("cumulative", [(1, 10), (2, 15)], CUMULATIVE)),
        metric_request(counter("cumulative", [(3, 4), (4, 6)], CUMULATIVE, start_s=2)),
        metric_request(counter("delta", [(1, 10), (2, 15)], DELTA)),
    )
    (cumulative,) = series(project, "cumulative")
    assert (cumulative["aggregation"], total(cumulative)) == ("increase", 21)
    (delta,) = series(project, "delta", where="model=llama")
    assert total(delta) == 25
    # A series that began before the window: what its first point added is not known.
    (later,) = series(project, "cumulative", start_time=str((BASE_NS + 1500 * MS) / SECOND))
    assert total(later) == 6


def test_histograms_and_summaries(project: Project) -> None:
    histogram = Metric(name="took", unit="s")
    histogram.histogram.aggregation_temporality = CUMULATIVE
    for second, count, amount in ((1, 2, 3.0), (2, 6, 11.0)):
        histogram.histogram.data_points.add(
            start_time_unix_nano=BASE_NS,
            time_unix_nano=BASE_NS + second * SECOND,
            count=count,
            sum=amount,
            min=0.5,
            max=4,
            bucket_counts=[count, 0],
            explicit_bounds=[5],
        )
    exponential = Metric(name="exponential")
    exponential.exponential_histogram.aggregation_temporality = DELTA
    point = exponential.exponential_histogram.data_points.add(
        time_unix_nano=BASE_NS, count=4, sum=10, scale=2, zero_count=1
    )
    point.positive.bucket_counts.extend([1, 2])
    summary = Metric(name="summary")
    quantile = summary.summary.data_points.add(time_unix_nano=BASE_NS, count=2, sum=9)
    quantile.quantile_values.add(quantile=0.5, value=4)
    send(project, "metrics", metric_request(histogram, exponential, summary))
    kinds = {one["name"]: one["type"] for one in project.get("/telemetry/v1/metric-points").json()["metrics"]}
    assert kinds == {"took": "histogram", "exponential": "exponential_histogram", "summary": "summary"}
    assert total(series(project, "took", aggregation="count")[0]) == 6
    assert total(series(project, "took", aggregation="sum")[0]) == 11
    assert series(project, "took", aggregation="max")[0]["values"][-1]["value"] == 4
    assert total(series(project, "exponential")[0]) == 2.5
    assert total(series(project, "summary")[0]) == 4.5


def test_values_that_are_no_numbers(project: Project) -> None:
    ended = gauge("odd", float("nan"), float("inf"))
    ended.gauge.data_points.add(time_unix_nano=BASE_NS + 1, flags=1)  # no recorded value
    send(project, "metrics", metric_request(ended))
    (one,) = series(project, "odd")
    assert sum(value["points"] for value in one["values"]) == 3
    assert all(value["value"] is None for value in one["values"])


def test_series_are_bounded(project: Project) -> None:
    path = "/telemetry/v1/metric-points/series"
    for bad in (
        {},
        {"name": ""},
        {"name": "x", "where": "no equals"},
        {"name": "x", "group_by": ["a", "b", "c", "d"]},
        {"name": "x", "interval": "minute", "start_time": "2026-01-01", "end_time": "2026-02-01"},
        {"name": "x", "aggregation": "median"},
    ):
        assert project.get(path, **bad).status_code == 422, bad
    assert project.get(path, name="it's {x:String}").json()["series"] == []
