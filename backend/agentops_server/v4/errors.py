"""AgentOps' own error body, `{"error": "..."}`, for the paths of its interface; ours elsewhere."""

import json
import logging
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from agentops_server.auth.endpoints import AgentOpsError
from agentops_server.store.client import QueryTooBig, StoreError, StoreUnavailable
from kit.errors import ApiError, describe_errors, error_response, install_error_handlers

_log = logging.getLogger(__name__)

_AGENTOPS_PATHS = ("/v3/", "/v4/", "/public/")


def describe_agentops_errors(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """As `describe_errors` of kit, for routes with AgentOps' body."""
    return {
        status: {**described, "model": AgentOpsError}
        for status, described in describe_errors(*statuses).items()
    }


def install(app: FastAPI) -> None:
    """Install the handlers of kit, those of the store's errors, and AgentOps' body on top of both."""
    install_error_handlers(app)
    app.add_exception_handler(StoreError, _on_store_error)
    for kind in (ApiError, HTTPException, RequestValidationError, StoreError, Exception):
        inner = app.exception_handlers[kind]

        async def handle(request: Request, error: Exception, inner=inner) -> Response:  # type: ignore[no-untyped-def]
            response: Response = await inner(request, error)
            if not request.url.path.startswith(_AGENTOPS_PATHS):
                return response
            message = json.loads(bytes(response.body))["error"]["message"]
            headers = {
                name: value
                for name, value in response.headers.items()
                if name not in ("content-length", "content-type")
            }
            return JSONResponse({"error": message}, response.status_code, headers)

        app.add_exception_handler(kind, handle)


async def _on_store_error(_: Request, error: Exception) -> Response:
    if isinstance(error, QueryTooBig):
        return error_response(
            422,
            "query_too_big",
            "The question reads too much at once: choose a shorter window or a narrower filter.",
            details={"bound": error.bound},
        )
    if isinstance(error, StoreUnavailable):
        return error_response(
            503,
            "store_unavailable",
            "The database does not answer; try again shortly.",
            headers={"Retry-After": "2"},
        )
    _log.error("the database refused a question", exc_info=error)
    return error_response(
        500, "internal_error", "Something went wrong on the server; its log has the reason by request id."
    )
