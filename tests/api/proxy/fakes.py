"""FAKES that behave as Grafana and Langfuse do towards a browser: simulators, not the real programs.

What they imitate: prefix redirects, login cookies, frame headers, live WebSocket with its Origin check,
/_next assets, a page that streams.
"""

from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket


class FakeGrafana:
    """FAKE Grafana with serve_from_sub_path, auth.proxy, allow_embedding and csrf_always_check."""

    prefix = "/api/proxy/grafana"

    def __init__(self, root_url: str = "", script: str = "app()") -> None:
        # As configured in root_url; without it, links follow Host as Grafana's do.
        self.root_url = root_url
        self.script = script
        self.live_hosts: list[str] = []
        p = self.prefix
        self.app = Starlette(
            routes=[
                Route(p, self._to_slash),
                Route(f"{p}/", self._home),
                Route(f"{p}/d/{{uid}}", self._home),
                Route(f"{p}/login", self._login),
                Route(f"{p}/api/user", self._user),
                Route(f"{p}/api/ds/query", self._query, methods=["POST"]),
                Route(f"{p}/public/build/app.js", self._asset),
                WebSocketRoute(f"{p}/api/live/ws", self._live),
                Route("/{path:path}", self._from_root),
            ]
        )

    async def _to_slash(self, request: Request) -> Response:
        return RedirectResponse(f"{self._root(request)}/", 301)

    async def _from_root(self, request: Request) -> Response:
        # Grafana leads requests outside of its sub-path there.
        return RedirectResponse(f"{self._root(request)}/", 302)

    def _root(self, request: Request) -> str:
        return self.root_url or f"http://{request.headers['host']}{self.prefix}"

    async def _home(self, request: Request) -> Response:
        if not request.headers.get("x-webauth-user"):
            return RedirectResponse(f"{self._root(request)}/login", 302)
        page = f'<base href="{self.prefix}/"><script src="public/build/app.js"></script>Welcome'
        response = Response(page, media_type="text/html")
        response.headers["Content-Security-Policy"] = (
            "script-src 'self' 'unsafe-eval'; frame-ancestors https://elsewhere.example; object-src 'none'"
        )
        response.headers["X-Frame-Options"] = "deny"
        response.set_cookie("grafana_session", "abc", path=f"{self.prefix}/", httponly=True, samesite="lax")
        response.set_cookie("grafana_session_expiry", "1", path=self.prefix)
        return response

    async def _login(self, request: Request) -> Response:
        return Response("login", media_type="text/html")

    async def _user(self, request: Request) -> Response:
        if request.headers.get("cookie", "").count("grafana_session") < 1:
            return JSONResponse({"message": "no session"}, 401)
        named = request.headers
        return JSONResponse({"login": named["x-webauth-user"], "role": named["x-webauth-role"]})

    async def _query(self, request: Request) -> Response:
        # csrf_always_check: Origin's host and port must be those of Host.
        if urlsplit(request.headers.get("origin", "")).netloc != request.headers["host"]:
            return JSONResponse({"message": "origin not allowed"}, 403)
        return JSONResponse({"received": len(await request.body())})

    async def _asset(self, request: Request) -> Response:
        return Response(
            self.script,
            media_type="text/javascript",
            headers={"Cache-Control": "public, max-age=31536000, immutable"},
        )

    async def _live(self, socket: WebSocket) -> None:
        host = socket.headers["host"]
        self.live_hosts.append(host)
        if urlsplit(socket.headers.get("origin", "")).netloc != host:
            await socket.close()
            return
        await socket.accept()
        await socket.send_text(f"live for {socket.headers['x-webauth-user']}")
        async for text in socket.iter_text():
            await socket.send_text(text)


class FakeLangfuse:
    """FAKE Langfuse: a Next.js app that lives at `/` only and forbids framing, with NextAuth's cookies."""

    def __init__(self, script: str = "chunk()") -> None:
        self.script = script
        self.cookies: list[str] = []
        self.app = Starlette(
            routes=[
                Route("/", self._home),
                Route("/auth/sign-in", self._page),
                Route("/project/{id}", self._page),
                Route("/_next/static/chunks/main.js", self._chunk),
                Route("/_next/image", self._image),
                Route("/api/auth/csrf", self._csrf),
                Route("/api/auth/callback/credentials", self._sign_in, methods=["POST"]),
                Route("/api/public/health", self._health),
                Route("/api/events", self._events),
            ]
        )

    @staticmethod
    def _framed(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = (
            "default-src 'self'; frame-ancestors 'none'; script-src 'self' 'unsafe-inline'"
        )
        response.headers["X-Frame-Options"] = "SAMEORIGIN"
        return response

    async def _home(self, request: Request) -> Response:
        self.cookies.append(request.headers.get("cookie", ""))
        return self._framed(RedirectResponse(f"http://{request.headers['host']}/auth/sign-in", 307))

    async def _page(self, request: Request) -> Response:
        self.cookies.append(request.headers.get("cookie", ""))
        return self._framed(
            Response('<script src="/_next/static/chunks/main.js"></script>', media_type="text/html")
        )

    async def _chunk(self, request: Request) -> Response:
        return Response(self.script, media_type="text/javascript")

    async def _image(self, request: Request) -> Response:
        return PlainTextResponse(request.query_params["url"])

    async def _csrf(self, request: Request) -> Response:
        response = JSONResponse({"csrfToken": "t"})
        response.set_cookie("next-auth.csrf-token.agent-portal", "t%7Chash", httponly=True, samesite="lax")
        return response

    async def _sign_in(self, request: Request) -> Response:
        if "next-auth.csrf-token.agent-portal" not in request.cookies:
            return JSONResponse({"url": "/auth/error"}, 401)
        response = RedirectResponse("/project/1", 302)
        response.set_cookie("next-auth.session-token.agent-portal", "s", httponly=True, samesite="lax")
        response.set_cookie("portal_session_3001", "stolen")
        return response

    async def _health(self, request: Request) -> Response:
        return JSONResponse({"status": "OK", "version": "3"})

    async def _events(self, request: Request) -> Response:
        async def events() -> object:
            yield b"data: 1\n\n"

        return StreamingResponse(events(), media_type="text/event-stream")  # type: ignore[arg-type]
