"""A framed app on a listener of its own: other port, root path, its own cookie.

The portal's pages frame it, nobody else's; the portal's session cookie never reaches it. A browser gets in
with a code that the portal hands out once (`portal.proxy.handover`).
"""

from urllib.parse import parse_qs, urlsplit

from starlette.datastructures import Headers
from starlette.responses import RedirectResponse
from starlette.types import Receive, Scope, Send

from kit.errors import ApiError, Forbidden, NotFound, Unauthenticated
from portal.auth.access import Principal
from portal.proxy.answers import refuse
from portal.proxy.app import ENTRANCE, PortalProxy
from portal.proxy.gate import check_role, relay
from portal.proxy.handover import SESSION_S, FrameSessions
from portal.proxy.headers import check_host
from portal.proxy.mount import Mount, check_path, origin_of
from portal.proxy.origin import check_method, check_origin
from portal.proxy.upstreams import Upstream
from portal.security import sent_cookies

_RESERVED = "/.portal/"


class FramedApp:
    """A pure ASGI app that serves one upstream at the root of its own address, `upstream.frame_url`."""

    def __init__(
        self,
        proxy: PortalProxy,
        upstream: Upstream,
        portal_url: str,
        sessions: FrameSessions | None = None,
    ) -> None:
        origin = origin_of(upstream.frame_url)
        portal = urlsplit(portal_url)
        if origin is None or not upstream.url:
            raise ValueError("a framed app needs the addresses of its listener and of its upstream")
        self._proxy = proxy
        self._upstream = upstream
        self._portal_url = portal_url
        self._sessions = sessions or FrameSessions(proxy.callers)
        self._secure = origin[0] == "https"
        # Over HTTPS the prefix keeps other hosts of the domain from setting it.
        self.cookie_name = ("__Host-" if self._secure else "") + f"portal_frame_{origin[2]}"
        self._ancestors = f"{portal.scheme}://{portal.netloc}"
        self._mount = Mount(upstream, "", upstream.frame_url, self._ancestors)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI entry point."""
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
            return
        try:
            await self._serve(scope, receive, send)
        except ApiError as error:
            back = f"{self._portal_url}{self._upstream.prefix}/"
            link = (back, f"Open {self._upstream.title} through the portal") if error.status == 401 else None
            await refuse(error, scope, receive, send, self._ancestors, link)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["proxy_target"] = self._upstream.name
        host = check_host(scope["headers"])
        if scope["type"] == "http":
            check_method(scope["method"])
            if scope["path"] == ENTRANCE:
                response = await self._enter(scope)
                await response(scope, receive, send)
                return
        tokens = sent_cookies(Headers(scope=scope).getlist("cookie"), self.cookie_name)
        # Two different ones: something else on this host has set one of them, and which cannot be told.
        token = tokens[0] if len(tokens) == 1 else ""
        principal = await self._sessions.principal(token) if token else None
        if principal is None:
            raise Unauthenticated(
                f"Nobody is signed in here, or the session has ended: open {self._upstream.title} through "
                "the portal."
            )
        if scope["path"].startswith(_RESERVED):
            raise NotFound("Nothing is served here.")
        check_origin(scope, self._mount, host)
        path = check_path(scope["raw_path"], "")
        watcher = _SessionCallers(self._sessions, token)
        await relay(self._proxy.client, self._mount, principal, watcher, (path, host), scope, receive, send)

    async def _enter(self, scope: Scope) -> RedirectResponse:
        """Spend the code, begin a session, lead to the page that was wanted."""
        codes = parse_qs(scope["query_string"].decode("latin-1")).get("code", [])
        grant = self._proxy.handovers.redeem(codes[0], self._upstream.name) if len(codes) == 1 else None
        if scope["method"] != "GET" or grant is None:
            raise Unauthenticated(
                "This way in has been used or is too old: open the page in the portal again."
            )
        # On the portal's own host its cookie comes along: a code that somebody else sent does not fit.
        present = await self._proxy.callers.authenticate(scope)
        if present is not None and present.user_id != grant.user_id:
            raise Forbidden("This way in was made for somebody else.", code="not_yours")
        token = await self._sessions.begin(grant)
        if token is None:
            raise Unauthenticated("The portal's session has ended: sign in to the portal again.")
        principal = await self._sessions.principal(token)
        if principal is not None:
            check_role(self._mount, principal, "GET", "/")
        response = RedirectResponse(
            grant.path, 303, {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
        )
        response.set_cookie(
            self.cookie_name,
            token,
            max_age=int(SESSION_S),
            path="/",
            secure=self._secure,
            httponly=True,
            samesite="lax",
        )
        return response


class _SessionCallers:
    """Answers for one session of the listener, while a WebSocket lasts."""

    def __init__(self, sessions: FrameSessions, token: str) -> None:
        self._sessions = sessions
        self._token = token

    async def authenticate(self, scope: Scope) -> Principal | None:
        """See `Callers`."""
        return await self._sessions.principal(self._token)


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": message["type"] + ".complete"})
        if message["type"] == "lifespan.shutdown":
            return
