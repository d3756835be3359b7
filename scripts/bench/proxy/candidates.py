"""The proxies that are compared, each an ASGI app in its own process: `candidates.py NAME PORT UPSTREAM`."""

import sys
import tempfile
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any

import uvicorn

_App = Callable[..., Awaitable[None]]
_COOKIE = b"portal_session_1="


def ours(upstream: str, port: int) -> _App:
    """The portal's proxy, with everything it checks; only who is calling is told by a cookie's value."""
    from types import SimpleNamespace

    from portal.auth.access import Principal
    from portal.proxy.app import PortalProxy
    from portal.proxy.upstreams import catalogue

    somebody = Principal("1", "somebody@example.com", "Somebody", "admin", None)

    class Callers:
        revision = object()

        async def authenticate(self, scope: MutableMapping[str, Any]) -> Principal | None:
            found = any(name == b"cookie" and _COOKIE in value for name, value in scope["headers"])
            return somebody if found else None

    addresses = SimpleNamespace(
        grafana_url=upstream,
        langfuse_url="",
        langfuse_frame_url="",
        frames_url="http://127.0.0.1:1",
        frames_follow_host=False,
        prometheus_url=upstream,
        alertmanager_url="",
        streamlit_url=upstream,
    )
    return PortalProxy(catalogue(addresses), Callers(), f"http://127.0.0.1:{port}")


def bare(upstream: str, _: int) -> _App:
    """The least: an aiohttp client in an ASGI app that checks nothing and rewrites nothing."""
    import aiohttp
    from yarl import URL

    hop = frozenset({b"host", b"connection", b"transfer-encoding", b"keep-alive", b"upgrade", b"date"})
    sessions: list[aiohttp.ClientSession] = []

    async def app(scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        if not sessions:
            sessions.append(
                aiohttp.ClientSession(
                    connector=aiohttp.TCPConnector(limit=0),
                    cookie_jar=aiohttp.DummyCookieJar(),
                    auto_decompress=False,
                    skip_auto_headers=("Accept", "Accept-Encoding", "User-Agent", "Content-Type"),
                )
            )
        headers = [
            (name.decode("latin-1"), value.decode("latin-1"))
            for name, value in scope["headers"]
            if name not in hop
        ]
        url = URL(upstream + scope["raw_path"].decode() + "?" + scope["query_string"].decode(), encoded=True)
        async with sessions[0].request(
            scope["method"], url, headers=headers, allow_redirects=False
        ) as answer:
            raw = [(name.lower(), value) for name, value in answer.raw_headers]
            kept = [(name, value) for name, value in raw if name not in hop]
            await send({"type": "http.response.start", "status": answer.status, "headers": kept})
            async for part in answer.content.iter_any():
                await send({"type": "http.response.body", "body": part, "more_body": True})
        await send({"type": "http.response.body", "body": b""})

    return app


def library(upstream: str, _: int) -> _App:
    """fastapi-proxy-lib, as its documentation shows it."""
    # In an environment of its own only, see proxy.sh.
    from fastapi_proxy_lib.fastapi.app import reverse_http_app  # type: ignore[import-not-found]

    app: _App = reverse_http_app(base_url=upstream + "/")
    return app


EMAIL, PASSWORD = "bench@example.com", "a password of the benchmark"


def serve_portal(upstream: str, port: int) -> None:
    """The portal as it is run, until SIGTERM: sessions, metrics, request ids and a log line a request."""
    from kit.garbage import collect_less_often
    from kit.log import configure_logging
    from kit.serve import Listener, serve_apps
    from portal.main import Parts, create_app
    from portal.settings import load_settings

    configure_logging("info", "portal")
    with tempfile.TemporaryDirectory() as folder:
        given = {
            "portal_data_dir": Path(folder),
            "portal_screen_dir": Path(folder) / "none",
            "agentops_api_endpoint": "http://127.0.0.1:9",
            "agentops_service_token": "x" * 40,
            "portal_admin_email": EMAIL,
            "portal_admin_password": PASSWORD,
            "portal_port": port,
            "portal_public_url": f"http://127.0.0.1:{port}",
            "streamlit_url": upstream,
        }
        parts = Parts(load_settings(given))
        parts.prepare()
        collect_less_often()
        serve_apps([Listener(create_app(parts.settings, parts=parts), "127.0.0.1", port, "PORTAL_PORT")])


CANDIDATES = {"ours": ours, "bare": bare, "fastapi-proxy-lib": library}


def main() -> None:
    """Serve one candidate as the portal is served: uvicorn with httptools and uvloop."""
    name, port, upstream = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    if name == "portal":
        serve_portal(upstream, port)
        return
    uvicorn.run(
        CANDIDATES[name](upstream, port),
        host="127.0.0.1",
        port=port,
        log_level="critical",
        access_log=False,
        server_header=False,
        lifespan="on" if name == "fastapi-proxy-lib" else "off",
        backlog=4096,
    )


if __name__ == "__main__":
    main()
