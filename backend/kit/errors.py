"""One error shape for every API of ours: ``{"error": {"code", "message", "request_id", "details"?}}``.

Exception tree::

    ApiError
    ├── BadRequest 400          ├── TooManyRequests 429
    ├── Unauthenticated 401     ├── NotSupported 501
    ├── Forbidden 403           ├── UpstreamError 502
    ├── NotFound 404            ├── Unavailable 503
    ├── Conflict 409            └── UpstreamTimeout 504
    ├── TooLarge 413
    └── Unprocessable 422
"""

import logging
from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from kit.log import request_id_var

_log = logging.getLogger("kit.errors")

# Codes for errors that the framework raises itself (unknown path, wrong method).
_CODES = {
    400: "bad_request",
    401: "unauthenticated",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    409: "conflict",
    413: "too_large",
    415: "unsupported_media_type",
    422: "invalid_request",
    429: "too_many_requests",
    501: "not_supported",
    503: "unavailable",
}


class ApiError(Exception):
    """An answer other than success, with a message that says what happened and what to do about it.

    `code` is stable and machine-readable; `details` must never hold secrets, SQL or stack traces.
    """

    status = 500
    default_code = "internal_error"

    def __init__(
        self,
        message: str,
        *,
        code: str | None = None,
        status: int | None = None,
        details: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or self.default_code
        self.status = status or type(self).status
        self.details = dict(details) if details else None
        self.headers = dict(headers) if headers else None


class BadRequest(ApiError):
    """The request cannot be understood."""

    status = 400
    default_code = "bad_request"


class Unauthenticated(ApiError):
    """Who is calling is not known."""

    status = 401
    default_code = "unauthenticated"


class Forbidden(ApiError):
    """Who is calling is known, and may not."""

    status = 403
    default_code = "forbidden"


class NotFound(ApiError):
    """No such thing, or none that the caller may see."""

    status = 404
    default_code = "not_found"


class SlowRequest(ApiError):
    """The request took too long to arrive."""

    status = 408
    default_code = "slow_request"


class Conflict(ApiError):
    """The state of the thing does not allow it."""

    status = 409
    default_code = "conflict"


class TooLarge(ApiError):
    """The body is larger than the limit."""

    status = 413
    default_code = "too_large"


class Unprocessable(ApiError):
    """Understood, but one of the values cannot be used."""

    status = 422
    default_code = "invalid_request"


class TooManyRequests(ApiError):
    """Slow down; `Retry-After` says for how long."""

    status = 429
    default_code = "too_many_requests"


class NotSupported(ApiError):
    """Understood, but not something that this installation can do."""

    status = 501
    default_code = "not_supported"


class UpstreamError(ApiError):
    """A server behind this one answered wrongly."""

    status = 502
    default_code = "upstream_error"


class Unavailable(ApiError):
    """Cannot be served now; trying again later can help."""

    status = 503
    default_code = "unavailable"


class UpstreamTimeout(ApiError):
    """A server behind this one did not answer in time."""

    status = 504
    default_code = "upstream_timeout"


class ErrorInfo(BaseModel):
    """What went wrong."""

    code: str = Field(description="Stable, machine-readable", examples=["not_found"])
    message: str = Field(description="What happened and what to do", examples=["No trace with this id."])
    request_id: str | None = Field(description="Find this id in the server's log", examples=["5f0c1f1e9d"])
    details: dict[str, Any] | None = Field(default=None, description="More, by the code")


class ErrorBody(BaseModel):
    """The body of every error answer."""

    error: ErrorInfo


def error_body(code: str, message: str, details: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The error shape as a plain dict, with the id of the request being served."""
    error: dict[str, Any] = {"code": code, "message": message, "request_id": request_id_var.get()}
    if details:
        error["details"] = dict(details)
    return {"error": error}


def error_response(
    status: int,
    code: str,
    message: str,
    *,
    details: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """An error answer in the one shape; never cached."""
    return JSONResponse(
        error_body(code, message, details), status, {"Cache-Control": "no-store", **(headers or {})}
    )


def describe_errors(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The `responses=` of a route that can answer with these error statuses, for the OpenAPI document."""
    return {
        status: {
            "model": ErrorBody,
            "description": _CODES.get(status, "error").replace("_", " ").capitalize(),
        }
        for status in statuses
    }


def install_error_handlers(app: FastAPI) -> None:
    """Give every error of `app` the one shape. Unexpected ones are logged whole and answered blandly."""

    async def on_api_error(_: Request, exc: Exception) -> JSONResponse:
        assert isinstance(exc, ApiError)  # noqa: S101 -- narrows the type that Starlette's signature widens
        return error_response(exc.status, exc.code, exc.message, details=exc.details, headers=exc.headers)

    async def on_http_exception(_: Request, exc: Exception) -> JSONResponse:
        assert isinstance(exc, HTTPException)  # noqa: S101
        code = _CODES.get(exc.status_code, "error")
        return error_response(exc.status_code, code, str(exc.detail), headers=exc.headers)

    async def on_validation_error(_: Request, exc: Exception) -> JSONResponse:
        assert isinstance(exc, RequestValidationError)  # noqa: S101
        # The rejected input is left out on purpose: it may be a password.
        fields = [
            {"field": ".".join(str(part) for part in error["loc"]), "problem": error["msg"]}
            for error in exc.errors()[:20]
        ]
        first = f"{fields[0]['field']}: {fields[0]['problem']}" if fields else "see the documentation"
        return error_response(
            422, "invalid_request", f"The request is not valid: {first}.", details={"fields": fields}
        )

    async def on_unexpected(request: Request, exc: Exception) -> JSONResponse:
        # Starlette answers these outside of our middleware: the request's own context is gone by now.
        request_id = request.scope.get("state", {}).get("request_id")
        token = request_id_var.set(request_id)
        try:
            _log.error("unhandled error", exc_info=exc, extra={"path": request.url.path})
            return error_response(
                500,
                "internal_error",
                "Something went wrong on the server; its log has the reason by request id.",
                headers={"X-Request-ID": request_id} if request_id else None,
            )
        finally:
            request_id_var.reset(token)

    app.add_exception_handler(ApiError, on_api_error)
    app.add_exception_handler(HTTPException, on_http_exception)
    app.add_exception_handler(RequestValidationError, on_validation_error)
    app.add_exception_handler(Exception, on_unexpected)
