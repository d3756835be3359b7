"""`/api/agentops/replay` and `/api/agentops/timeline`."""

from collections.abc import Callable
from typing import TypeVar

import anyio.to_thread
from fastapi import APIRouter, Response
from pydantic import BaseModel

from portal.agentops.adapter import AgentOpsAdapter
from portal.agentops.calls import ERRORS, Adapter, TraceIdPath
from portal.agentops.replay.schemas import Replay, Timeline
from portal.agentops.replay.service import replay_of, timeline_of
from portal.agentops.replay.steps import Step, step_of
from portal.agentops.schemas import TraceSummary
from portal.projects.access import ProjectReader

router = APIRouter(prefix="/api/agentops", tags=["agentops"])
_Made = TypeVar("_Made", bound=BaseModel)


async def _made(
    adapter: AgentOpsAdapter,
    project_id: str,
    trace_id: str,
    make: Callable[[TraceSummary, list[Step], bool], _Made],
) -> Response:
    steps: list[Step] = []
    detail = await adapter.get_trace(project_id, trace_id, each=lambda span: steps.append(step_of(span)))

    # In a thread: plain Python, which lets others have their turn.
    def work() -> str:
        return make(detail.trace, steps, detail.truncated).model_dump_json()

    return Response(await anyio.to_thread.run_sync(work), media_type="application/json")


@router.get("/replay/{trace_id}", operation_id="get_replay", response_model=Replay, responses=ERRORS)
async def get_replay(project: ProjectReader, trace_id: TraceIdPath, adapter: Adapter) -> Response:
    """A trace moment by moment: starts, ends, messages, tool calls, with tokens and cost so far."""
    return await _made(adapter, project.id, trace_id.lower(), replay_of)


@router.get("/timeline/{trace_id}", operation_id="get_timeline", response_model=Timeline, responses=ERRORS)
async def get_timeline(project: ProjectReader, trace_id: TraceIdPath, adapter: Adapter) -> Response:
    """What held a trace up: its critical path, each span's own time, and the pauses."""
    return await _made(adapter, project.id, trace_id.lower(), timeline_of)
