"""What failures of the AgentOps server mean to the portal's callers."""

import logging
from collections.abc import Mapping
from typing import NoReturn

import httpx
from pydantic import ValidationError

from kit.errors import (
    ApiError,
    Conflict,
    ErrorBody,
    NotFound,
    NotSupported,
    TooManyRequests,
    Unavailable,
    Unprocessable,
    UpstreamError,
    UpstreamTimeout,
)
from portal.agentops.detail import ShapeError

_log = logging.getLogger("portal.agentops")

_MEND = "Check that the AgentOps server runs and that AGENTOPS_API_ENDPOINT points to it."
# What the portal's metrics call them.
OUTCOMES = {
    "agentops_unavailable": "unavailable",
    "agentops_timeout": "timeout",
    "agentops_bad_answer": "bad_answer",
    "agentops_wrong_token": "bad_answer",
}


def unavailable(reason: str, retry_after_s: float = 1.0) -> Unavailable:
    """Nobody answers."""
    return Unavailable(
        f"The AgentOps server cannot be reached: {reason}. {_MEND}",
        code="agentops_unavailable",
        headers={"Retry-After": str(max(1, round(retry_after_s)))},
    )


def too_late(seconds: float) -> UpstreamTimeout:
    """No answer in time."""
    return UpstreamTimeout(
        f"The AgentOps server did not answer within {seconds:g} s: "
        "ask for a shorter window, or see on its side what it is busy with.",
        code="agentops_timeout",
        headers={"Retry-After": "1"},
    )


def bad_answer(operation: str, error: Exception) -> UpstreamError:
    """An answer that cannot be understood; the log says where, never what."""
    # Where it is wrong goes to the log; the values themselves may be prompts and stay out of it.
    places: object = str(type(error).__name__)
    if isinstance(error, ValidationError):
        places = [
            {"at": ".".join(map(str, problem["loc"])), "problem": problem["type"]}
            for problem in error.errors(include_url=False, include_input=False, include_context=False)[:5]
        ]
    elif isinstance(error, ShapeError):
        places = str(error)
    _log.error("the AgentOps server gave a wrong answer", extra={"operation": operation, "problems": places})
    return UpstreamError(
        "The AgentOps server gave an answer that the portal does not understand: "
        "check that both are of the same release; the portal's log says what is wrong with it.",
        code="agentops_bad_answer",
    )


_DONE = {httpx.codes.OK, httpx.codes.CREATED, httpx.codes.ACCEPTED, httpx.codes.NO_CONTENT}
_REFUSED: Mapping[int, type[ApiError]] = {
    httpx.codes.BAD_REQUEST: Unprocessable,
    httpx.codes.NOT_FOUND: NotFound,
    httpx.codes.CONFLICT: Conflict,
    httpx.codes.UNPROCESSABLE_ENTITY: Unprocessable,
}


class NoSuchPath(Exception):
    """The server does not know the path at all: 404 without the error shape of the telemetry API."""


def raise_for_status(response: httpx.Response) -> None:
    """Pass on what the telemetry API refuses. Raises `ApiError` or `NoSuchPath`, unless it is done."""
    status = response.status_code
    if status in _DONE:
        return
    if status in _REFUSED:
        try:
            told = ErrorBody.model_validate_json(response.content).error
        except ValidationError as error:
            if status == httpx.codes.NOT_FOUND:
                raise NoSuchPath(response.request.url.path) from error
            raise bad_answer(response.request.url.path, error) from error
        raise _REFUSED[status](told.message, code=told.code, details=told.details)
    if status in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
        _log.error("the AgentOps server refuses the service token", extra={"status": status})
        raise UpstreamError(
            "The AgentOps server refuses the portal's service token: "
            "AGENTOPS_SERVICE_TOKEN must be the same for both.",
            code="agentops_wrong_token",
        )
    raise_for_trouble(response)


def raise_for_v4_status(response: httpx.Response) -> None:
    """The same of the interface of a genuine AgentOps server, whose errors have shapes of their own."""
    status = response.status_code
    if status in _DONE:
        return
    if status == httpx.codes.NOT_FOUND:
        raise NotFound("The AgentOps server knows no such thing in this project.")
    if status in (httpx.codes.BAD_REQUEST, httpx.codes.UNPROCESSABLE_ENTITY):
        raise Unprocessable("The AgentOps server cannot use one of these values.")
    if status in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
        raise UpstreamError(
            "The AgentOps server refuses the portal: AGENTOPS_V4_KEYS must hold a key of the project; where "
            "the server wants a session of its dashboard for /v4, AGENTOPS_V4_COOKIE must hold its cookie.",
            code="agentops_wrong_token",
        )
    raise_for_trouble(response)


def raise_for_trouble(response: httpx.Response) -> NoReturn:
    """Of a status that says neither that it is done nor what is wrong with the question."""
    status = response.status_code
    if status == httpx.codes.TOO_MANY_REQUESTS:
        raise TooManyRequests(
            "The AgentOps server has as many of these at work as it may: try again in a few seconds.",
            code="agentops_busy",
            headers={"Retry-After": "10"},
        )
    if status == httpx.codes.SERVICE_UNAVAILABLE:
        raise unavailable("it says that it cannot serve now")
    _log.error("the AgentOps server failed", extra={"status": status, "path": response.request.url.path})
    raise UpstreamError(
        f"The AgentOps server failed with status {status}; its log has the reason by request id.",
        code="agentops_bad_answer",
    )


# What operations of the portal need of the server, by the names of its capabilities.
_NEEDS: Mapping[str, str] = {
    "list_facets": "traces.facets",
    "complete_filter": "traces.filter",
    "list_sessions": "sessions",
    "get_flow": "flow",
    "get_guardrails": "guardrails",
    "get_tree": "traces.tree",
    "get_span": "traces.tree",
    "list_trace_logs": "logs",
    "list_errors": "errors",
    "list_anomalies": "anomalies",
    "get_ingest": "ingest",
    "export": "traces.export",
    "live": "traces.live",
}


def not_served(operation: str, capability: str | None = None) -> NotSupported:
    """The server behind the portal is a genuine AgentOps server, which cannot do this."""
    missing = capability or _NEEDS.get(operation, operation)
    return NotSupported(
        f"The AgentOps server behind the portal cannot do this ({missing}): it speaks AgentOps' own "
        "interface only. The AgentOps server that comes with the portal can.",
        code="capability_missing",
        details={"capability": missing, "server": "agentops"},
    )
