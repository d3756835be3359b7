"""Facets, search by filter and completion."""

from collections import Counter
from typing import Any

from api.agentops_query.world import World


def ids(answer: Any) -> set[str]:
    return {one["trace_id"] for one in answer["traces"]}


def test_facets_count_the_traces_of_the_filter(world: World) -> None:
    kept = [trace for trace in world.traces if "prod" in trace.tags]
    answer = world.get("facets", q="tag:prod", limit=100)
    found = {
        facet["field"]: {value["value"]: value["count"] for value in facet["values"]}
        for facet in answer["facets"]
    }
    assert found["status"] == Counter(trace.status for trace in kept)
    assert found["tag"] == Counter(tag for trace in kept for tag in trace.tags)
    assert found["model"] == Counter(
        model for trace in kept for model in {call.model for call in trace.calls}
    )
    assert found["team"] == Counter(
        team for trace in kept for team in {call.team for call in trace.calls if call.team}
    )
    assert found["user"] == Counter(trace.user for trace in kept if trace.user)
    assert all(facet["complete"] for facet in answer["facets"])


def test_facets_are_limited_and_it_is_said(world: World) -> None:
    (facet,) = world.get("facets", fields="session", limit=3)["facets"]
    counts = Counter(trace.session for trace in world.traces if trace.session)
    assert [value["count"] for value in facet["values"]] == sorted(counts.values(), reverse=True)[:3]
    assert facet["complete"] is False


def test_search_pages_through_exactly_what_matches(world: World) -> None:
    expected = {
        trace.id.hex()
        for trace in world.traces
        if (trace.cost is not None and trace.cost > 0 and trace.duration_ns > 2_000_000_000)
        or any(call.model == "한국어" for call in trace.calls)
    }
    for sort in ("start_time", "duration", "cost", "tokens"):
        for order in ("asc", "desc"):
            found: list[str] = []
            cursor: str | None = None
            while True:
                page = world.get(
                    "traces",
                    q='(cost>0 latency>2s) or model:"한국*"',
                    sort=sort,
                    order=order,
                    limit=17,
                    **({"cursor": cursor} if cursor else {}),
                )
                assert page["total"] == len(expected)
                found += [one["trace_id"] for one in page["traces"]]
                cursor = page["next_cursor"]
                if cursor is None:
                    break
            assert len(found) == len(set(found))
            assert set(found) == expected


def test_metrics_take_the_filter(world: World) -> None:
    kept = [trace for trace in world.traces if trace.failed]
    totals = world.get("metrics", q="status:error", compare="previous")["totals"]
    assert (totals["trace_count"], totals["error_count"]) == (len(kept), len(kept))


def test_a_filter_of_one_project_finds_nothing_of_another(world: World, project: Any) -> None:
    assert (
        project.get("/telemetry/v1/traces", **world.window, q="-user:nobody or user:nobody").json()["total"]
        == 0
    )
    for facet in project.get("/telemetry/v1/facets", **world.window).json()["facets"]:
        assert facet["values"] == []
    made = project.get("/telemetry/v1/filter/complete", **world.window, text="model:").json()
    assert made["suggestions"] == []


def test_completion_offers_values_of_the_project(world: World) -> None:
    def offered(text: str) -> list[str]:
        return [one["text"] for one in world.get("filter/complete", text=text)["suggestions"]]

    assert set(offered("model:")) == {"local-a", "local-b", '"remote c"', "한국어"}
    assert offered("status:error model:rem") == ['"remote c"']
    assert offered("-tag:(prod,5") == ["50%"]
    assert offered("lat")[0] == "latency:"
    wrong = world.get("filter/complete", text="stats:error ")
    assert (wrong["error"]["position"], wrong["error"]["suggestion"]) == (0, "status")
    assert world.get("filter/complete", text="status:error")["error"] is None
