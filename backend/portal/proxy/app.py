"""`/api/proxy/{name}/...`: the proxy on the portal's own origin."""

from collections.abc import Mapping
from typing import NamedTuple

from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from kit.errors import ApiError, NotFound, Unauthenticated
from portal.auth.access import Principal
from portal.proxy.answers import Audience, refuse, wants_page
from portal.proxy.callers import Callers, credentials
from portal.proxy.client import UpstreamClient
from portal.proxy.gate import check_role, relay
from portal.proxy.handover import Grant, Handovers
from portal.proxy.headers import Checked, check_host, fields, is_host
from portal.proxy.mount import Mount, check_path
from portal.proxy.origin import check_method, check_origin
from portal.proxy.upstreams import PREFIX, Upstream

ENTRANCE = "/.portal/enter"


class _Route(NamedTuple):
    """What the portal's metrics name a request by."""

    path: str


class PortalProxy:
    """A pure ASGI app for everything under `/api/proxy/`. Who is calling is asked of `callers`."""

    def __init__(
        self,
        upstreams: Mapping[str, Upstream],
        callers: Callers,
        public_url: str,
        client: UpstreamClient | None = None,
        handovers: Handovers | None = None,
    ) -> None:
        self.upstreams = upstreams
        self.callers = callers
        self.client = client or UpstreamClient()
        self.handovers = handovers or Handovers()
        self._mounts = {
            name: Mount(upstream, upstream.prefix, public_url)
            for name, upstream in upstreams.items()
            if upstream.url
        }
        self._routes = {name: _Route(f"{PREFIX}{name}/{{path}}") for name in upstreams}

    def frame_origins(self, host: str) -> tuple[str, ...]:
        """Where pages of framed apps come from, for somebody who reaches the portal under this Host."""
        if not is_host(host):
            return ()
        configured = (self.upstreams[name] for name in self._mounts)
        return tuple(sorted({one.frame_seen_at(host) for one in configured if one.frame_url}))

    async def aclose(self) -> None:
        """Close the connections to the upstreams."""
        await self.client.aclose()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI entry point."""
        try:
            await self._serve(scope, receive, send)
        except ApiError as error:
            name = scope["path"][len(PREFIX) :].partition("/")[0]
            known = name if name in self.upstreams else ""
            await refuse(error, scope, receive, send, Audience(name=known))

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = fields(scope["headers"])
        host = check_host(scope["headers"], found)
        name = scope["path"][len(PREFIX) :].partition("/")[0]
        principal = await self.callers.authenticate(scope)
        if principal is None:
            raise Unauthenticated("Nobody is signed in, or the session has ended: sign in to the portal.")
        upstream = self.upstreams.get(name)
        if upstream is None:
            raise NotFound("There is no server of this name behind the proxy.", code="unknown_upstream")
        scope["route"] = self._routes[name]
        scope["proxy_target"] = name
        mount = self._mounts.get(name)
        if mount is None:
            raise NotFound(
                f"{upstream.title} is not configured: set {upstream.setting} to its address and restart.",
                code="not_configured",
                details={"setting": upstream.setting},
            )
        if scope["type"] == "http":
            check_method(scope["method"])
        check_origin(scope, found, mount, host)
        raw_path: bytes = scope["raw_path"]
        if raw_path == upstream.prefix.encode() and scope["type"] == "http":
            await add_slash(upstream, scope)(scope, receive, send)
            return
        path = check_path(raw_path, upstream.prefix)
        if upstream.frame_url and wants_page(scope, found):
            await self._lead_in(mount, principal, path, host, scope)(scope, receive, send)
            return
        checked = Checked(path, host, found)
        await relay(self.client, mount, principal, self.callers, checked, scope, receive, send)

    def _lead_in(
        self, mount: Mount, principal: Principal, path: str, host: str, scope: Scope
    ) -> RedirectResponse:
        """Into the app's own listener, with a code that works once."""
        upstream = mount.upstream
        check_role(mount, principal, scope["method"], path)
        query = scope["query_string"].decode("latin-1")
        there = path[len(mount.prefix) :] if upstream.frame_at_root else path
        grant = Grant(
            principal.user_id, upstream.name, there + (f"?{query}" if query else ""), credentials(scope)
        )
        code = self.handovers.issue(grant)
        return RedirectResponse(
            f"{upstream.frame_seen_at(host)}{ENTRANCE}?code={code}",
            303,
            {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"},
        )


def add_slash(upstream: Upstream, scope: Scope) -> RedirectResponse:
    """From the prefix without a slash to the one with it."""
    query = scope["query_string"].decode("latin-1")
    return RedirectResponse(f"{upstream.prefix}/" + (f"?{query}" if query else ""), 308)


class ProxyMiddleware:
    """Sends `/api/proxy/...` to the proxy and everything else, lifespan too, to the app.

    It must stand outside of middleware that limits bodies or adds a Content-Security-Policy: upstreams have
    their own.
    """

    def __init__(self, app: ASGIApp, proxy: ASGIApp) -> None:
        self.app = app
        self.proxy = proxy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI entry point."""
        is_ours = scope["type"] in ("http", "websocket") and scope["path"].startswith(PREFIX)
        await (self.proxy if is_ours else self.app)(scope, receive, send)
