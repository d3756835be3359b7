"""What the routes below `/api/agentops` have in common."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, cast

from fastapi import Depends, Path, Request

from kit.errors import describe_errors
from portal.agentops.adapter import AgentOpsAdapter


async def _adapter(request: Request) -> AgentOpsAdapter:
    return cast(AgentOpsAdapter, request.app.state.agentops)


async def _now(request: Request) -> datetime:
    clock = cast(Callable[[], datetime], request.app.state.clock)
    return clock()


Adapter = Annotated[AgentOpsAdapter, Depends(_adapter)]
Now = Annotated[datetime, Depends(_now)]
TraceIdPath = Annotated[
    str,
    Path(
        pattern="^[0-9a-fA-F]{32}$",
        description="32 hexadecimal digits",
        examples=["4bf92f3577b34da6a3ce929d0e0e4736"],
    ),
]

# 404: no project may be seen; 501 `capability_missing`: the server behind the portal is a genuine AgentOps
# server, which cannot do this; 502-504: it answers wrongly, not at all, or too late.
ERRORS = describe_errors(401, 403, 404, 422, 501, 502, 503, 504)
