"""The portal's API as routes and documentation, without the parts behind it."""

import logging
from collections.abc import Callable
from typing import Any, ClassVar

from fastapi import Depends, FastAPI, Request, Response
from sqlalchemy.exc import DataError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.types import ASGIApp, Receive, Scope, Send

from kit.errors import describe_errors, error_response, install_error_handlers
from portal import __version__
from portal.agentops.analytics.endpoints import router as analytics
from portal.agentops.anomalies.endpoints import router as anomalies
from portal.agentops.endpoints import router as agentops
from portal.agentops.manage.endpoints import router as manage
from portal.agentops.manage.policy_endpoints import router as policy
from portal.agentops.manage.projects import router as manage_projects
from portal.agentops.money.endpoints import router as money
from portal.agentops.piece_endpoints import router as pieces
from portal.agentops.replay.endpoints import router as replay
from portal.agentops.search_endpoints import router as search
from portal.agentops.sharing.endpoints import router as sharing
from portal.agentops.streams.endpoints import router as streams
from portal.agentops.views.endpoints import router as views
from portal.audit.endpoints import router as audit
from portal.auth.endpoints import router as auth
from portal.auth.oidc.endpoints import router as oidc
from portal.auth.tokens.endpoints import router as tokens
from portal.auth.users.endpoints import router as users
from portal.chat.endpoints import router as chat
from portal.health.endpoints import router as health
from portal.monitoring.alert_endpoints import router as alerts
from portal.monitoring.dashboard_endpoints import router as dashboards
from portal.parameters import refuse_unknown_parameters
from portal.projects.endpoints import router as projects
from portal.proxy.endpoints import router as proxy
from portal.proxy.upstreams import PREFIX

_DESCRIPTION = """
The API of the Agent Portal, which its own screen uses.

Sign in with `POST /api/auth/login`; the session travels in a cookie. Requests other than GET, HEAD and
OPTIONS must come from the portal's own origin (`Origin`, `Referer` or `Sec-Fetch-Site`), else they are
refused with 403.
Every error has one shape: `{"error": {"code", "message", "request_id", "details"?}}`.
"""


# The connection is refused or breaks, a lock is not had in time, no connection is free. Other database errors
# are faults of ours and stay 500.
_DATABASE_IS_AWAY = (OperationalError, InterfaceError, PoolTimeout)
_log = logging.getLogger("portal.db")


async def _on_database_error(request: Request, exc: Exception) -> Response:
    _log.error("the database does not answer", exc_info=exc, extra={"path": request.url.path})
    return error_response(
        503,
        "database_unavailable",
        "The portal's database does not answer: try again in a moment; /health tells its state.",
        headers={"Retry-After": "1"},
    )


async def _on_value_error(_: Request, __: Exception) -> Response:
    return error_response(
        422, "invalid_request", "The request holds a value that cannot be stored, such as the character NUL."
    )


_AGENTOPS = (
    *(agentops, manage_projects, manage, policy, search, analytics, anomalies),
    *(pieces, replay, streams, sharing, views, money),
)
_ROUTERS = (auth, oidc, tokens, users, projects, *_AGENTOPS, chat, alerts, dashboards, proxy, audit)


class _Api(FastAPI):
    """FastAPI, wrapped whole.

    `add_middleware` would leave the handler of unexpected errors outside, and its answers without the request
    id and the security headers.
    """

    around: Callable[[ASGIApp], ASGIApp] | None = None
    # Making it takes a second, and no setting changes a route: the apps of a process share one.
    _document: ClassVar[dict[str, Any] | None] = None

    def openapi(self) -> dict[str, Any]:
        """The document, with how callers prove who they are: a session, or an API token."""
        if _Api._document is None:
            _Api._document = self._documented()
        return _Api._document

    def _documented(self) -> dict[str, Any]:
        document = super().openapi()
        document["components"]["securitySchemes"] = {
            # The cookie's name holds the port and, over HTTPS, a prefix: this is the default one.
            "session": {"type": "apiKey", "in": "cookie", "name": "portal_session_3001"},
            "token": {"type": "http", "scheme": "bearer"},
        }
        for path, operations in document["paths"].items():
            for operation in operations.values():
                if path.startswith("/api/") and "401" in operation["responses"]:
                    operation["security"] = [{"session": []}, {"token": []}]
        document["paths"]["/api/auth/login"]["post"].pop("security")
        return document

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI entry point. What is proxied is not for FastAPI, which looks for its own tracing first."""
        if scope["type"] == "http" and self.middleware_stack and scope["path"].startswith(PREFIX):
            scope["app"] = self
            await self.middleware_stack(scope, receive, send)
            return
        await super().__call__(scope, receive, send)

    def build_middleware_stack(self) -> ASGIApp:
        """See `starlette.applications.Starlette`."""
        inner = super().build_middleware_stack()
        return self.around(inner) if self.around is not None else inner


def create_api(around: Callable[[ASGIApp], ASGIApp] | None = None) -> FastAPI:
    """Routes, error shape and OpenAPI document; `portal.main` adds the parts.

    `around` wraps the whole application: it sees every request first and every answer last.
    """
    app = _Api(
        title="Agent Portal",
        version=__version__,
        description=_DESCRIPTION.strip(),
        openapi_url="/api/openapi.json",
        # Swagger UI comes from a CDN, which the content security policy refuses, and rightly.
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.around = around
    install_error_handlers(app)
    for error in _DATABASE_IS_AWAY:
        app.add_exception_handler(error, _on_database_error)
    app.add_exception_handler(DataError, _on_value_error)
    for router in _ROUTERS:
        app.include_router(
            router,
            dependencies=[Depends(refuse_unknown_parameters)],
            # An unknown query parameter; the database is away.
            responses=describe_errors(422, 503),
        )
    app.include_router(health)
    return app
