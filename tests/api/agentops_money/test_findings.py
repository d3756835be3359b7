"""Each thing that a reconciliation can find is provoked, with known tokens and prices, and found alone."""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pytest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from agentops_server.money.findings import KINDS, MISSING
from fixtures.agentops_process import Project
from fixtures.spans import trace_id

from .sides import CACHED, IN, Call, behind, from_agent, from_gateway, reconcile, traces_of

PLAIN = Call(100, 50)
MIXED = Call(1000, 100, cached=400, reasoning=30)


@dataclass
class Case:
    """What both sides report, and what must be found in it."""

    code: str
    gateway: list[Span] = field(default_factory=list)
    agent: list[Span] = field(default_factory=list)
    guilty: list[Span] = field(default_factory=list)
    amount: Decimal | None = None
    model: str = "good"


def _pair(gateway: Decimal | None, agent: Decimal | None, call: Call = PLAIN) -> tuple[Span, Span]:
    """One call, told by the agent's SDK and by the gateway below it."""
    trace = trace_id()
    outer = call.span(agent, trace=trace, response_id="chatcmpl-1")
    inner = call.span(
        gateway, trace=trace, response_id="chatcmpl-1", parent=outer.span_id, start_ms=5, length_ms=50
    )
    return outer, inner


def gateway_differs() -> Case:
    outer, inner = _pair(PLAIN.price, PLAIN.price * 2)
    return Case("gateway_differs", [inner], [outer], [inner], PLAIN.price)


def gateway_unpriced() -> Case:
    one = PLAIN.span(None, key="k")
    return Case("gateway_unpriced", [one], guilty=[one], amount=PLAIN.price)


def cached_at_full_price() -> Case:
    one = MIXED.span(MIXED.price + 400 * (IN - CACHED))
    return Case("cached_at_full_price", [one], guilty=[one], amount=400 * (IN - CACHED))


def price_map_differs() -> Case:
    wrong, rounded = (
        MIXED.span(MIXED.price + Decimal("0.01")),
        MIXED.span(MIXED.price + Decimal("0.0000000001")),
    )
    return Case("price_map_differs", [wrong, rounded], guilty=[wrong], amount=Decimal("0.01"))


def cached_exceeds_prompt() -> Case:
    # Cached tokens beside the prompt: what is left of it is priced as cached.
    one = Call(100, 50, cached=300).span(100 * CACHED + 50 * 2 * IN)
    return Case("cached_exceeds_prompt", [one], guilty=[one])


def reasoning_exceeds_completion() -> Case:
    one = Call(100, 50, reasoning=300).span(100 * IN + 50 * 4 * IN)
    return Case("reasoning_exceeds_completion", [one], guilty=[one])


def zero_priced() -> Case:
    free, cached = PLAIN.span(0), PLAIN.span(0, attributes={"litellm.cache_hit": True})
    return Case("zero_priced", [free, cached], guilty=[free], amount=-PLAIN.price)


def unpriced() -> Case:
    one, failed = PLAIN.span(None, "nobody's"), Call(0, 0).span(None, "nobody's", status=2)
    return Case("unpriced", [one, failed], guilty=[one], model="nobody's")


def cost_on_failure() -> Case:
    one, plain = PLAIN.span(PLAIN.price, status=2), Call(0, 0).span(None, status=2)
    return Case("cost_on_failure", [one, plain], guilty=[one], amount=PLAIN.price)


def counted_twice() -> Case:
    outer, inner = _pair(PLAIN.price, None)
    for pair in list(outer.attributes):
        if pair.key == "gen_ai.response.id":
            outer.attributes.remove(pair)
    return Case("counted_twice", [inner], [outer], [inner], PLAIN.price)


def unknown_to_gateway() -> Case:
    through, past, other = PLAIN.span(PLAIN.price), PLAIN.span(PLAIN.price), PLAIN.span(PLAIN.price, "plain")
    return Case("unknown_to_gateway", [through], [past, other], [past], PLAIN.price)


CASES: list[Callable[[], Case]] = [
    gateway_differs,
    gateway_unpriced,
    cached_at_full_price,
    price_map_differs,
    cached_exceeds_prompt,
    reasoning_exceeds_completion,
    zero_priced,
    unpriced,
    cost_on_failure,
    counted_twice,
    unknown_to_gateway,
]
# What cannot be provoked without the other: the cost that the traces count instead, the caller's own span.
_ALSO = {"gateway_differs": {"price_map_differs"}, "counted_twice": {"unknown_to_gateway"}}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_it_is_found_and_nothing_else(project: Project, case: Callable[[], Case]) -> None:
    made = case()
    clean = PLAIN.span(PLAIN.price), MIXED.span(MIXED.price)
    if made.code != "unknown_to_gateway":
        from_gateway(project, *clean)
    for _ in range(2):  # sent again: it counts once
        if made.agent:
            from_agent(project, *made.agent)
        from_gateway(project, *made.gateway)
    answer = reconcile(project)
    found = {one["code"]: one for one in answer["findings"]}
    assert found.keys() - _ALSO.get(made.code, set()) == {made.code}
    one = found[made.code]
    assert one["severity"] == KINDS[made.code].severity
    assert (one["model"], one["key"]) == (made.model, "k" if made.code == "gateway_unpriced" else None)
    assert one["calls"] == len(made.guilty)
    assert one["amount_usd"] == (None if made.amount is None else f"{made.amount.normalize():f}")
    assert one["traces"]["exact"]
    assert behind(project, one["traces"]) == traces_of(*made.guilty)
    guilty = [row for row in answer["rows"] if made.code in row["findings"]]
    assert [row["model"] for row in guilty] == [made.model]


def test_the_cases_are_all_there_are() -> None:
    # The two others have tests of their own below.
    assert {case.__name__ for case in CASES} == KINDS.keys() - {"price_changed", MISSING}


def _set_price(project: Project, **price: Any) -> None:
    url = f"{project.server.url}/telemetry/v1/prices"
    answer = project.server.http.put(
        url, params={"project_id": project.id}, json=price, headers=project.server.service_headers
    )
    assert answer.status_code == 204, answer.text


def test_a_price_that_was_set_afterwards(project: Project) -> None:
    unpriced, priced = PLAIN.span(None, "later"), PLAIN.span(None, "plain")
    from_agent(project, unpriced, priced)
    assert [one["code"] for one in reconcile(project)["findings"]] == ["unpriced"]
    _set_price(project, model="later", input=10, output=10)
    _set_price(project, model="plain", input=20, output=20)
    found = {(one["code"], one["model"]): one for one in reconcile(project)["findings"]}
    assert found.keys() == {("price_changed", "later"), ("price_changed", "plain")}
    assert found["price_changed", "later"]["amount_usd"] == "-0.0015"
    assert found["price_changed", "plain"]["amount_usd"] == "-0.001"  # 0.002 - 0.003
    assert behind(project, found["price_changed", "plain"]["traces"]) == traces_of(priced)
    done = project.server.http.post(
        f"{project.server.url}/telemetry/v1/prices/reprice",
        params={"project_id": project.id},
        headers=project.server.service_headers,
    )
    assert done.json() == {"calls": 2}
    after = reconcile(project)
    assert after["findings"] == []
    assert after["totals"]["map_difference_usd"] == "0"


def test_differences_do_not_cancel_out(project: Project) -> None:
    more, less = PLAIN.span(PLAIN.price + Decimal("0.0015")), PLAIN.span(PLAIN.price - Decimal("0.001"))
    other = PLAIN.span(PLAIN.price - Decimal("0.0005"))
    from_gateway(project, more, less, other)
    answer = reconcile(project)
    assert answer["totals"]["map_difference_usd"] == "0"
    (found,) = answer["findings"]
    assert (found["code"], found["calls"], found["amount_usd"]) == ("price_map_differs", 3, "0")


@pytest.mark.parametrize(
    ("tolerance", "codes"),
    [
        ({}, ["price_map_differs"]),
        ({"tolerance_usd": "0.0001"}, []),
        ({"tolerance_usd": "0.00009", "tolerance_ratio": 0}, ["price_map_differs"]),
        ({"tolerance_ratio": "0.05"}, []),
    ],
)
def test_the_tolerance(project: Project, tolerance: dict[str, Any], codes: list[str]) -> None:
    from_gateway(project, PLAIN.span(PLAIN.price + Decimal("0.0001")))  # 5 % of 0.002
    answer = reconcile(project, **tolerance)
    assert [one["code"] for one in answer["findings"]] == codes
    assert answer["totals"]["map_difference_usd"] == "0.0001"


def test_more_traces_than_can_be_named(project: Project) -> None:
    spans = [PLAIN.span(None, "nobody's", start_ms=number) for number in range(60)]
    from_gateway(project, *spans)
    (found,) = reconcile(project)["findings"]
    assert (found["calls"], found["traces"]["exact"], found["traces"]["q"]) == (60, False, "model=nobody's")
    assert behind(project, found["traces"]) == traces_of(*spans)


def test_a_paid_step_that_is_no_call(project: Project) -> None:
    trace = trace_id()
    rerank = PLAIN.span(0.004, "ranker", trace=trace, attributes={"gen_ai.operation.name": "rerank"})
    from_gateway(project, rerank)
    totals = reconcile(project)["totals"]
    assert (totals["calls"], totals["gateway_cost_usd"], totals["stored_cost_usd"]) == (0, "0.004", "0.004")


def test_pairs_without_an_id_of_the_answer_count_once(project: Project) -> None:
    """An embedding: the SDK's span is the caller's view of the gateway's."""
    trace = trace_id()
    operation = {"gen_ai.operation.name": "embeddings"}
    outer = PLAIN.span(None, trace=trace, attributes=operation)
    inner = PLAIN.span(PLAIN.price, trace=trace, attributes=operation, parent=outer.span_id, start_ms=1)
    from_agent(project, outer)
    from_gateway(project, inner)
    answer = reconcile(project)
    assert answer["findings"] == []
    totals = answer["totals"]
    assert [totals[name] for name in ("calls", "gateway_calls", "agent_calls", "both_calls")] == [1, 1, 1, 1]
    assert totals["stored_cost_usd"] == "0.002"
