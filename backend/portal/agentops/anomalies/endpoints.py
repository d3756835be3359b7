"""`/api/agentops/anomalies`."""

from typing import Annotated

from fastapi import APIRouter, Query

from portal.agentops.anomalies.schemas import Anomalies, AnomaliesQuery
from portal.agentops.calls import ERRORS, Adapter, Now
from portal.agentops.search_endpoints import parameters
from portal.projects.access import ProjectReader

router = APIRouter(prefix="/api/agentops", tags=["analytics"])


@router.get("/anomalies", operation_id="list_anomalies", responses=ERRORS)
async def list_anomalies(
    project: ProjectReader, query: Annotated[AnomaliesQuery, Query()], adapter: Adapter, now: Now
) -> Anomalies:
    """Hours of the window (a week at most) in which cost, latency, failures or volume of a model or agent
    were out of the ordinary, against its own past: medians and their scatter by the hour of the week, no less
    than 30 calls, and the numbers with each finding.
    """
    return await adapter.get("list_anomalies", "anomalies", parameters(project, query, now), Anomalies)
