"""The portal's API as routes and documentation, without the parts behind it."""

from fastapi import FastAPI
from fastapi.routing import APIRoute

from kit.errors import install_error_handlers
from portal import __version__
from portal.agentops.endpoints import router as agentops
from portal.auth.endpoints import router as auth
from portal.health.endpoints import router as health
from portal.projects.endpoints import router as projects

_DESCRIPTION = """
The API of the Agent Portal, which its own screen uses.

Sign in with `POST /api/auth/login`; the session travels in a cookie. Requests other than GET, HEAD and
OPTIONS must come from the portal's own origin (`Origin`, `Referer` or `Sec-Fetch-Site`), else they are refused
with 403.
Every error has one shape: `{"error": {"code", "message", "request_id", "details"?}}`.
"""


def create_api() -> FastAPI:
    """Routes, error shape and OpenAPI document; `portal.main` adds the parts and the middleware."""
    app = FastAPI(
        title="Agent Portal",
        version=__version__,
        description=_DESCRIPTION.strip(),
        openapi_url="/api/openapi.json",
        # Swagger UI comes from a CDN, which the content security policy refuses, and rightly.
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    install_error_handlers(app)
    for router in (auth, projects, agentops, health):
        app.include_router(router)
    return app


def operation_ids(app: FastAPI) -> list[str]:
    """The stable names that generated clients call the routes by."""
    return [route.operation_id or "" for route in app.routes if isinstance(route, APIRoute)]
