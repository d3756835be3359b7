"""`GET /api/proxy`: the programs that the portal can show, how they are, and how to switch them on."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal, Protocol, cast

from fastapi import APIRouter, Depends, Request

from kit.errors import describe_errors
from portal.auth.access import CurrentUser, Principal
from portal.proxy.app import PortalProxy
from portal.proxy.headers import is_host
from portal.proxy.schemas import ProgramInfo, ProgramList, SwitchOnStep
from portal.proxy.switch_on import steps
from portal.proxy.upstreams import Upstream

router = APIRouter(prefix="/api/proxy", tags=["proxy"])


class State(Protocol):
    """How a program is."""

    @property
    def status(self) -> Literal["ok", "down"]:
        """Whether it answers."""

    @property
    def since(self) -> datetime:
        """Since when."""

    @property
    def detail(self) -> str:
        """What is wrong and what to do."""

    @property
    def trouble(self) -> str | None:
        """The same for programs."""


@dataclass(frozen=True)
class Board:
    """What is known of the programs. `states` asks those that are configured, by name.

    `langfuse_address`: of Langfuse's own listener, also while there is none.
    """

    proxy: PortalProxy
    public_url: str
    langfuse_address: str
    states: Callable[[], Awaitable[Mapping[str, State]]]

    async def programs(self, user: Principal, host: str) -> ProgramList:
        """All of them, as this user sees them who reaches the portal under this Host."""
        states = await self.states()
        name = host if is_host(host) else ""
        upstreams = self.proxy.upstreams.values()
        return ProgramList(programs=[self._info(one, user, name, states.get(one.name)) for one in upstreams])

    def _info(self, upstream: Upstream, user: Principal, host: str, state: State | None) -> ProgramInfo:
        frame = upstream.frame_seen_at(host) if host else upstream.frame_url
        return ProgramInfo(
            name=upstream.name,
            title=upstream.title,
            setting=upstream.setting,
            configured=bool(upstream.url),
            role=upstream.read_role,
            allowed=upstream.is_shown_to(user),
            refused_for=_refusal(upstream, user),
            status=state.status if state else "off",
            trouble=state.trouble if state else None,
            detail=state.detail if state else "",
            since=state.since if state else None,
            path=f"{upstream.prefix}/",
            frame_origin=frame or None,
            switch_on=[
                SwitchOnStep.model_validate(step)
                for step in steps(upstream, self.public_url, self.langfuse_address)
            ],
        )


def _refusal(upstream: Upstream, user: Principal) -> Literal["role", "projects"] | None:
    if upstream.is_shown_to(user):
        return None
    return "projects" if user.has_role(upstream.read_role) else "role"


async def _board(request: Request) -> Board:
    return cast(Board, request.app.state.programs)


@router.get("", operation_id="list_programs", responses=describe_errors(401))
async def list_programs(
    user: CurrentUser, board: Annotated[Board, Depends(_board)], request: Request
) -> ProgramList:
    """Grafana, Langfuse, Prometheus, Alertmanager and the realtime dashboard, configured or not."""
    return await board.programs(user, request.headers.get("host", ""))
