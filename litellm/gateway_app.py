"""The gateway's ASGI application: LiteLLM's proxy, with our metrics page and the count of active calls.

`/metrics` and `/metrics/` show the gateway's own series, and LiteLLM's where its `prometheus` callback is on.
They want the master key, or PROMETHEUS_BEARER_TOKEN, as a Bearer token.
"""

import asyncio
import hmac
import os

from litellm.proxy.proxy_server import app as litellm_app
from prometheus_client import REGISTRY, CollectorRegistry, multiprocess
from prometheus_client.exposition import generate_latest
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from gateway_inflight import in_flight
from gateway_memory import FrozenStart
from gateway_metrics import shared_metrics


class GatewayApp:
    """Wraps the proxy; other paths than the metrics go through untouched."""

    def __init__(self, inner: ASGIApp) -> None:
        self._inner = inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one connection."""
        if scope["type"] != "http":
            await self._inner(scope, receive, send)
        elif scope["path"] in ("/metrics", "/metrics/"):
            await (await _metrics(scope))(scope, receive, send)
        else:
            with in_flight.request():
                await self._inner(scope, receive, send)


async def _metrics(scope: Scope) -> Response:
    given = dict(scope["headers"]).get(b"authorization", b"")
    token = given[7:].strip() if given[:7].lower() == b"bearer " else b""
    accepted = [os.environ.get(name) or "" for name in ("LITELLM_MASTER_KEY", "PROMETHEUS_BEARER_TOKEN")]
    if not any(one and hmac.compare_digest(token, one.encode()) for one in accepted):
        message = "Send LITELLM_MASTER_KEY or PROMETHEUS_BEARER_TOKEN as `Authorization: Bearer ...`."
        body = {"error": {"message": message, "type": "authentication_error", "param": None, "code": "401"}}
        return JSONResponse(body, 401, {"WWW-Authenticate": "Bearer"})
    text = await asyncio.to_thread(_page)
    return Response(text, media_type="text/plain; version=0.0.4; charset=utf-8")


def _page() -> str:
    registry = REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return shared_metrics().page() + generate_latest(registry).decode()


app = FrozenStart(GatewayApp(litellm_app))
