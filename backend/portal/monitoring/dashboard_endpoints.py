"""`/api/dashboards`: the dashboards, and what Prometheus says for their panels."""

from datetime import timedelta
from typing import Annotated, cast

from fastapi import APIRouter, Depends, Path, Query, Request

from kit.errors import describe_errors
from kit.timerange import resolve_range
from portal.auth.access import CurrentUser
from portal.monitoring.dashboard_schemas import DashboardDocument, DashboardList, LabelValues, QueryResult
from portal.monitoring.dashboards import Dashboards, Questions
from portal.monitoring.of_projects import check_question

router = APIRouter(prefix="/api/dashboards", tags=["dashboards"])

_LONGEST = timedelta(days=90)
_HOUR = timedelta(hours=1)
_ERRORS = describe_errors(400, 401, 403, 404, 422, 502, 503, 504)


async def _dashboards(request: Request) -> Dashboards:
    return cast(Dashboards, request.app.state.dashboards)


async def _questions(request: Request) -> Questions:
    return cast(Questions, request.app.state.questions)


Books = Annotated[Dashboards, Depends(_dashboards)]
Prometheus = Annotated[Questions, Depends(_questions)]
_Moment = Annotated[str | None, Query(max_length=40, description="ISO 8601, or seconds since 1970")]
_PromQL = Annotated[
    str, Query(min_length=1, max_length=4_000, description="PromQL", examples=["llm_requests_per_second"])
]


@router.get("", operation_id="list_dashboards", responses=describe_errors(401))
async def list_dashboards(_: CurrentUser, dashboards: Books) -> DashboardList:
    """The dashboards of this release."""
    return dashboards.list()


@router.get("/query", operation_id="query_prometheus", responses=_ERRORS)
async def query_prometheus(
    user: CurrentUser,
    prometheus: Prometheus,
    query: _PromQL,
    start_time: _Moment = None,
    end_time: _Moment = None,
    step_seconds: Annotated[int | None, Query(ge=1, le=604_800, description="Default: by the window")] = None,
    instant: Annotated[bool, Query(description="Only the values at end_time")] = False,
) -> QueryResult:
    """Ask Prometheus; the last hour by default, 90 days and 2,000 points a line at most. 400: bad PromQL.

    403 `all_projects_required`: who sees some projects cannot ask for the AgentOps server's figures, nor
    without the name of a metric.
    """
    check_question(user, query)
    window = resolve_range(start_time, end_time, default=_HOUR, longest=_LONGEST)
    if instant:
        return await prometheus.at(query, window.end)
    return await prometheus.over_time(query, window, step_seconds)


@router.get("/labels/{label}", operation_id="label_values", responses=_ERRORS)
async def label_values(
    user: CurrentUser,
    prometheus: Prometheus,
    label: Annotated[str, Path(pattern=r"^[a-zA-Z_][a-zA-Z0-9_]{0,99}$", description="The label's name")],
    metric: Annotated[
        str,
        Query(
            pattern=r"^[a-zA-Z_:][a-zA-Z0-9_:]{0,199}$",
            description="The metric whose label it is",
            examples=["llm_requests_total"],
        ),
    ],
    start_time: _Moment = None,
    end_time: _Moment = None,
) -> LabelValues:
    """The values that a label of a metric has had: the choices of a dashboard's variable. 403: as a query."""
    check_question(user, metric)
    window = resolve_range(start_time, end_time, default=_HOUR, longest=_LONGEST)
    return await prometheus.values(label, metric, window)


@router.get("/{uid}", operation_id="get_dashboard", responses=describe_errors(401, 404, 422))
async def get_dashboard(
    _: CurrentUser,
    dashboards: Books,
    uid: Annotated[str, Path(pattern=r"^[a-zA-Z0-9_-]{1,40}$", description="The dashboard's uid")],
) -> DashboardDocument:
    """A dashboard as Grafana has it: panels, variables, annotations."""
    return DashboardDocument(dashboards.get(uid))
