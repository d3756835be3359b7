"""`/telemetry/v1/money`: whether the figures of gateway, traces and price map agree."""

from datetime import timedelta
from decimal import Decimal
from typing import Annotated, cast

from fastapi import APIRouter, Query

from agentops_server.money.reconcile import MoneyQuestion, Reconciler
from agentops_server.money.schemas import Dimension, Reconciliation, Tolerance
from agentops_server.query.filters.compiler import condition
from agentops_server.query.metrics import zone
from agentops_server.query.question import Filter
from agentops_server.services import Parts
from agentops_server.telemetry.scope import EndTime, FilterText, ReadableProject, StartTime
from kit.errors import Unprocessable, describe_errors
from kit.timerange import resolve_range

router = APIRouter(
    prefix="/telemetry/v1/money", tags=["money"], responses=describe_errors(401, 403, 404, 422)
)

LONGEST = timedelta(days=93)
DIMENSIONS: tuple[Dimension, ...] = ("day", "model", "key")


@router.get("/reconciliation", summary="What the gateway, the traces and the price map say of the same calls")
async def reconciliation(
    parts: Parts,
    project: ReadableProject,
    start_time: StartTime = None,
    end_time: EndTime = None,
    q: FilterText = "",
    time_zone: Annotated[str, Query(max_length=64, description="IANA name; where days begin")] = "UTC",
    group_by: Annotated[
        str, Query(max_length=40, description="Of day, model and key, with commas between")
    ] = "day,model,key",
    tolerance_usd: Annotated[
        Decimal,
        Query(ge=0, le=1_000_000, decimal_places=12, description="Apart by more than this, of one call"),
    ] = Decimal("0.000000001"),
    tolerance_ratio: Annotated[
        float, Query(ge=0, le=1, description="And by more than this share of the larger amount")
    ] = 0.001,
    limit: Annotated[int, Query(ge=1, le=5000, description="Rows")] = 1000,
) -> Reconciliation:
    """Of the traces that began in the window (at most 93 days), each call once; then what does not agree.

    Amounts are exact decimals. The gateway's count is of the window, whatever the filter.
    """
    window = resolve_range(start_time, end_time, longest=LONGEST)
    question = MoneyQuestion(
        wanted=Filter(project, window, condition=condition(q)),
        q=q,
        local=zone(time_zone),
        group_by=_dimensions(group_by),
        tolerance=Tolerance(usd=tolerance_usd, ratio=tolerance_ratio),
        limit=limit,
    )
    return await Reconciler(parts.store).reconcile(question)


def _dimensions(text: str) -> tuple[Dimension, ...]:
    asked = [name.strip() for name in text.split(",") if name.strip()]
    if not set(asked) <= set(DIMENSIONS) or len(set(asked)) != len(asked):
        raise Unprocessable(
            "group_by is of day, model and key, each at most once, with commas between.",
            details={"field": "group_by", "known": list(DIMENSIONS)},
        )
    return cast(tuple[Dimension, ...], tuple(asked))
