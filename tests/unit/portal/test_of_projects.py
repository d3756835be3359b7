"""What of Prometheus is for people who see some projects."""

import pytest

from kit.errors import Forbidden
from portal.auth.access import Principal
from portal.monitoring.of_projects import check_question, may_see

ALL = Principal("1", "kim@example.com", "Kim", "viewer", None)
SOME = Principal("2", "lee@example.com", "Lee", "admin", frozenset({"p1"}))


@pytest.mark.parametrize(
    "query",
    [
        "up",
        "1",
        "llm_requests_per_second",
        'sum by (model) (rate(llm_tokens_used_total{token_type=~"prompt|completion"}[5m]))',
        "model:llm_cost_usd:rate5m or vector(0)",
        'llm_errors_total { model = "agentops_spans_total{" } # {',
        "agentops_callback_spans_total{outcome='dropped'}",
        "rate(portal_agentops_calls_total[5m])",
        "histogram_quantile(0.95, sum by (le) (rate(llm_response_latency_seconds_bucket{model=`a{b`}[5m])))",
    ],
)
def test_figures_of_nobodys_project_are_told(query: str) -> None:
    check_question(SOME, query)


@pytest.mark.parametrize(
    "query",
    [
        "agentops_spans_total",
        'sum(agentops_agent_loop_calls{project="p1"})',
        "outcome:agentops_spans:rate5m",
        "max by (name) (scope_name:agentops_budget_spent:ratio)",
        'ALERTS{alertstate="firing"}',
        "ALERTS_FOR_STATE",
        '{__name__=~"agentops_.*"}',
        'sum({"agentops_spans_total"})',
        r'{"\u005f_name__"=~"agent.*"}',
        'up or {job="agentops-server"}',
        'up OR {job="agentops-server"}',
        'up # a name {\n or {job="agentops-server"}',
        'up * on (job) group_left {job="agentops-server"}',
        '"it\'s" == bool {job="agentops-server"} or "\'"',
        'up{"__name__"=~"agentops.*"}',
        "up or\nagentops_masked_total",
    ],
)
def test_figures_of_projects_are_for_who_sees_all(query: str) -> None:
    check_question(ALL, query)
    with pytest.raises(Forbidden) as refused:
        check_question(SOME, query)
    assert refused.value.code == "all_projects_required"


def test_an_alert_about_a_project_is_for_who_sees_it() -> None:
    assert may_see(SOME, {"alertname": "DiskSpaceLow"})
    assert may_see(SOME, {"project": "p1"})
    assert not may_see(SOME, {"project": "p2"})
    assert may_see(ALL, {"project": "p2"})
