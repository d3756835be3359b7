"""`/health`: for people, for orchestrators, for Prometheus."""

from collections.abc import Sequence
from typing import Annotated, Protocol, cast

from fastapi import APIRouter, Depends, Request, Response

from kit.errors import Unauthenticated, describe_errors
from kit.scraping import may_scrape
from portal import __version__
from portal.health.schemas import Alive, Component, Health, Metric, MetricsDocument, State
from portal.health.service import Finding, HealthService

router = APIRouter(prefix="/health", tags=["health"])


class MetricsSource(Protocol):
    """Where the portal's own metrics come from."""

    def render(self) -> tuple[bytes, str]:
        """The metrics as text, and its content type."""

    def families(self) -> Sequence[object]:
        """The same as objects with the fields of `portal.health.schemas.Metric`."""


class HealthGate:
    """What the routes of this module need."""

    def __init__(self, service: HealthService, metrics: MetricsSource, metrics_token: str) -> None:
        self.service = service
        self.metrics = metrics
        self._token = metrics_token

    def may_scrape(self, authorization: str) -> bool:
        """Whether this Authorization header may read the metrics."""
        return may_scrape(self._token, authorization)


async def _gate(request: Request) -> HealthGate:
    return cast(HealthGate, request.app.state.health)


Gate = Annotated[HealthGate, Depends(_gate)]


@router.get("", operation_id="health")
async def health(gate: Gate) -> Health:
    """The portal and what it depends on. Always 200: `status` tells."""
    return _health(await gate.service.findings())


@router.get("/live", operation_id="health_live")
async def health_live() -> Alive:
    """The process runs and answers."""
    return Alive()


@router.get(
    "/ready",
    operation_id="health_ready",
    responses={503: {"model": Health, "description": "Cannot serve now"}},
)
async def health_ready(gate: Gate, response: Response) -> Health:
    """Whether requests may be sent here: 503 when something the portal cannot do without is away.

    The AgentOps server is not among those: without it the portal serves, and says what is missing.
    """
    answer = _health(await gate.service.findings())
    if answer.status == "down":
        response.status_code = 503
    return answer


@router.get(
    "/metrics",
    operation_id="health_metrics",
    response_class=Response,
    responses={
        200: {"content": {"text/plain": {"schema": {"type": "string"}}}, "description": "Prometheus text"},
        **describe_errors(401),
    },
)
async def health_metrics(gate: Gate, request: Request) -> Response:
    """The portal's own metrics for Prometheus; needs the Bearer token when PROMETHEUS_BEARER_TOKEN is set."""
    _check(gate, request)
    await gate.service.findings()  # so that portal_component_up is of now
    body, content_type = gate.metrics.render()
    return Response(body, media_type=content_type)


@router.get("/metrics/json", operation_id="health_metrics_json", responses=describe_errors(401))
async def health_metrics_json(gate: Gate, request: Request) -> MetricsDocument:
    """The same metrics as JSON, under the same condition."""
    _check(gate, request)
    await gate.service.findings()
    return MetricsDocument(metrics=[Metric.model_validate(family) for family in gate.metrics.families()])


def _check(gate: HealthGate, request: Request) -> None:
    if not gate.may_scrape(request.headers.get("authorization", "")):
        raise Unauthenticated(
            "Metrics need the Bearer token of PROMETHEUS_BEARER_TOKEN.",
            headers={"WWW-Authenticate": "Bearer"},
        )


def _health(findings: list[Finding]) -> Health:
    down = [finding for finding in findings if finding.status == "down"]
    state: State = "ok" if not down else "down" if any(finding.required for finding in down) else "degraded"
    return Health(
        status=state,
        version=__version__,
        components=[Component.model_validate(found, from_attributes=True) for found in findings],
    )
