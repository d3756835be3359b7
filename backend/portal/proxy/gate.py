"""What every request passes before an upstream hears of it, on the portal and on separate listeners alike."""

from starlette.types import Receive, Scope, Send

from kit.errors import Forbidden
from portal.auth.access import Principal
from portal.proxy.callers import Callers
from portal.proxy.client import UpstreamClient
from portal.proxy.exchange import relay_http
from portal.proxy.headers import Checked
from portal.proxy.mount import Mount
from portal.proxy.origin import SAFE
from portal.proxy.websocket import relay_websocket


def check_role(mount: Mount, principal: Principal, method: str, raw_path: str) -> None:
    """Raises `Forbidden` when this user may not do this there."""
    upstream = mount.upstream
    needed = upstream.read_role if method in SAFE else upstream.write_role
    if upstream.admin_paths:
        path = mount.own_path(raw_path)
        if path.startswith(upstream.admin_paths):
            needed = "admin"
    if not principal.has_role(needed):
        raise Forbidden(
            f"{upstream.title} needs the role {needed} for this; yours is {principal.role}. Ask an admin."
        )
    if not upstream.is_shown_to(principal):
        raise Forbidden(
            f"{upstream.title} shows all projects, and your account sees some of them: ask an admin for all.",
            code="all_projects_required",
        )


async def relay(
    client: UpstreamClient,
    mount: Mount,
    principal: Principal,
    callers: Callers,
    checked: Checked,
    scope: Scope,
    receive: Receive,
    send: Send,
) -> None:
    """Check the role, then pass on. Raises `ApiError`."""
    if scope["type"] == "websocket":
        check_role(mount, principal, "GET", checked.path)
        await relay_websocket(client, mount, principal, callers, checked, scope, receive, send)
    else:
        check_role(mount, principal, scope["method"], checked.path)
        await relay_http(client, mount, principal, checked, scope, receive, send)
