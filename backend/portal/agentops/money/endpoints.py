"""`/api/agentops/money`: whether gateway, traces and price map agree."""

from typing import Annotated

from fastapi import APIRouter, Query

from portal.agentops.calls import ERRORS, Adapter, Now
from portal.agentops.money.schemas import MoneyQuery, Reconciliation
from portal.agentops.search_endpoints import parameters
from portal.projects.access import ProjectReader

router = APIRouter(prefix="/api/agentops", tags=["analytics"])

# Every call of the window is looked at; the AgentOps server gives up after 15 s of its own.
_PATIENCE_S = 20.0


@router.get("/money", operation_id="get_money", responses=ERRORS)
async def get_money(
    project: ProjectReader, query: Annotated[MoneyQuery, Query()], adapter: Adapter, now: Now
) -> Reconciliation:
    """What the gateway, the traces and the price map say that the same calls cost, and what does not agree.

    Of the traces that began in the window (at most 93 days), each call once.
    """
    asked = parameters(project, query, now)
    asked["tolerance_usd"] = f"{query.tolerance_usd:f}"
    path = "money/reconciliation"
    return await adapter.get("get_money", path, asked, Reconciliation, patience_s=_PATIENCE_S)
