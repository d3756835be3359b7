"""Framed apps on a listener apart from the portal: another port, another cookie, hence another origin.

The portal's pages frame them, nobody else's; the portal's session cookie never reaches them. A browser gets
in with a code that the portal hands out once (`portal.proxy.handover`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from starlette.datastructures import Headers
from starlette.responses import RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from kit.errors import ApiError, Forbidden, NotFound, Unauthenticated
from portal.auth.access import Principal
from portal.proxy.answers import Audience, entered, refuse
from portal.proxy.app import ENTRANCE, PortalProxy, add_slash
from portal.proxy.gate import check_role, relay
from portal.proxy.handover import SESSION_S, FrameSessions
from portal.proxy.headers import Checked, Fields, check_host, fields, is_host
from portal.proxy.mount import Mount, check_path, origin_of
from portal.proxy.origin import check_method, check_origin
from portal.proxy.upstreams import PREFIX, Upstream, as_reached
from portal.security import sent_cookies

_RESERVED = "/.portal/"
_MOST_NAMES = 64


@dataclass(frozen=True)
class _Seen:
    """The listener as somebody sees it who reaches this machine by one name."""

    portal: str
    """The portal's origin."""
    ancestors: str
    """Who may frame the pages: a CSP value."""
    mounts: Mapping[str, Mount]


class FramedApps:
    """A pure ASGI app that serves upstreams at their own address `frame_url`, which must be the same for all.

    One alone may have the whole listener (`frame_at_root`); others stand under the prefix that they have at
    the portal. Raises `ValueError` when they do not fit together.
    """

    def __init__(
        self,
        proxy: PortalProxy,
        upstreams: Sequence[Upstream],
        portal_url: str,
        sessions: FrameSessions | None = None,
    ) -> None:
        addresses = {upstream.frame_url for upstream in upstreams}
        origin = origin_of(next(iter(addresses), ""))
        if len(addresses) != 1 or origin is None or not all(upstream.url for upstream in upstreams):
            raise ValueError(
                "framed apps need one address of their listener, and the addresses of themselves"
            )
        if len(upstreams) > 1 and any(upstream.frame_at_root for upstream in upstreams):
            raise ValueError("an app at the root has its listener for itself")
        self._proxy = proxy
        self._upstreams = {upstream.name: upstream for upstream in upstreams}
        self._portal_url = portal_url
        self._sessions = sessions or FrameSessions(proxy.callers)
        self._secure = origin[0] == "https"
        # Over HTTPS the prefix keeps other hosts of the domain from setting it.
        self.cookie_name = ("__Host-" if self._secure else "") + f"portal_frame_{origin[2]}"
        self._only = upstreams[0] if upstreams[0].frame_at_root else None
        self._follows_host = upstreams[0].frame_follows_host
        self._views: dict[str, _Seen] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI entry point."""
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
            return
        seen = self._seen("")
        upstream = self._upstream_of(scope["path"])
        if upstream is not None:
            scope["proxy_target"] = upstream.name
        try:
            found = fields(scope["headers"])
            host = check_host(scope["headers"], found)
            seen = self._seen(host)
            await self._serve(scope, receive, send, (host, found), seen, upstream)
        except ApiError as error:
            link = None
            if error.status == 401 and upstream is not None:
                link = (f"{seen.portal}{upstream.prefix}/", f"Open {upstream.title} through the portal")
            name = upstream.name if upstream is not None else ""
            await refuse(error, scope, receive, send, Audience(seen.ancestors, seen.portal, name), link)

    async def _serve(
        self,
        scope: Scope,
        receive: Receive,
        send: Send,
        asked: tuple[str, Fields],
        seen: _Seen,
        upstream: Upstream | None,
    ) -> None:
        if scope["type"] == "http":
            check_method(scope["method"])
            if scope["path"] == ENTRANCE:
                response = await self._enter(scope, seen)
                await response(scope, receive, send)
                return
        tokens = sent_cookies(Headers(scope=scope).getlist("cookie"), self.cookie_name)
        # Two different ones: something else on this host has set one of them, and which cannot be told.
        token = tokens[0] if len(tokens) == 1 else ""
        principal = await self._sessions.principal(token) if token else None
        if principal is None:
            raise Unauthenticated(
                "Nobody is signed in here, or the session has ended: open "
                f"{upstream.title if upstream else 'the page'} through the portal."
            )
        if upstream is None or scope["path"].startswith(_RESERVED):
            raise NotFound("Nothing is served here.")
        mount = seen.mounts[upstream.name]
        host, found = asked
        check_origin(scope, found, mount, host)
        if mount.prefix and scope["raw_path"] == mount.prefix.encode() and scope["type"] == "http":
            await add_slash(upstream, scope)(scope, receive, send)
            return
        path = check_path(scope["raw_path"], mount.prefix)
        watcher = _SessionCallers(self._sessions, token)
        checked = Checked(path, host, found)
        await relay(self._proxy.client, mount, principal, watcher, checked, scope, receive, send)

    def _upstream_of(self, path: str) -> Upstream | None:
        if self._only is not None:
            return self._only
        if not path.startswith(PREFIX):
            return None
        return self._upstreams.get(path[len(PREFIX) :].partition("/")[0])

    def _seen(self, host: str) -> _Seen:
        name = host if self._follows_host and is_host(host) else ""
        found = self._views.get(name)
        if found is None:
            if len(self._views) >= _MOST_NAMES:
                # Somebody invents names; those of real people are made again.
                self._views.clear()
            found = self._views[name] = self._see(name)
        return found

    def _see(self, host: str) -> _Seen:
        portal = as_reached(self._portal_url, host) if host else _origin(self._portal_url)
        mounts = {}
        for name, upstream in self._upstreams.items():
            here = upstream.frame_seen_at(host) if host else upstream.frame_url
            prefix = "" if upstream.frame_at_root else upstream.prefix
            known = (self._portal_url, upstream.frame_url)
            mounts[name] = Mount(upstream, prefix, here, portal, known)
        return _Seen(portal, portal, mounts)

    async def _enter(self, scope: Scope, seen: _Seen) -> Response:
        """Spend the code, begin a session, lead to the page that was wanted."""
        codes = parse_qs(scope["query_string"].decode("latin-1")).get("code", [])
        grant = self._proxy.handovers.redeem(codes[0], self._upstreams) if len(codes) == 1 else None
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
            mount = seen.mounts[grant.upstream]
            check_role(mount, principal, "GET", f"{mount.prefix}/")
        response: Response
        if Headers(scope=scope).get("sec-fetch-dest") in ("iframe", "frame"):
            response = entered(Audience(seen.ancestors, seen.portal, grant.upstream), grant.path)
        else:
            headers = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
            response = RedirectResponse(grant.path, 303, headers)
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


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


class _SessionCallers:
    """Answers for one session of the listener, while a WebSocket lasts."""

    def __init__(self, sessions: FrameSessions, token: str) -> None:
        self._sessions = sessions
        self._token = token

    @property
    def revision(self) -> object:
        """See `Callers`."""
        return self._sessions.revision

    async def authenticate(self, scope: Scope) -> Principal | None:
        """See `Callers`."""
        return await self._sessions.principal(self._token)


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": message["type"] + ".complete"})
        if message["type"] == "lifespan.shutdown":
            return
