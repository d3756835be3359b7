"""Client of the AgentOps server's telemetry API.

Every call names one project, carries the service token, the request id and the caller's traceparent, and ends
within `Timeouts.total_s`: with a checked answer, or with one of

    Unavailable 503 agentops_unavailable   nobody listens, the connection broke, or it says 503
    UpstreamTimeout 504 agentops_timeout   no complete answer in time
    UpstreamError 502 agentops_bad_answer  an answer that is not what the interface promises
    UpstreamError 502 agentops_wrong_token it refuses the service token
    NotFound 404, Unprocessable 422        passed on with the server's own words
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol, TypeVar

import httpx
from pydantic import BaseModel, ValidationError

from kit.errors import (
    ApiError,
    Conflict,
    ErrorBody,
    NotFound,
    TooManyRequests,
    Unavailable,
    Unprocessable,
    UpstreamError,
    UpstreamTimeout,
)
from kit.log import request_id_var
from portal.agentops.breaker import CircuitBreaker, CircuitState
from portal.agentops.detail import CheckedDetail, ShapeError, SpanObject, check_detail
from portal.agentops.schemas import (
    Capabilities,
    IngestStatus,
    Metrics,
    MetricsQuery,
    TraceList,
    TraceSearch,
    UpstreamProject,
    UpstreamProjects,
)
from portal.context import traceparent_var

_log = logging.getLogger("portal.agentops")
_Answer = TypeVar("_Answer", bound=BaseModel)
_Read = TypeVar("_Read")

_MEND = "Check that the AgentOps server runs and that AGENTOPS_API_ENDPOINT points to it."


@dataclass(frozen=True)
class Timeouts:
    """Seconds: to connect, and for a whole call with its retry."""

    connect_s: float = 1.0
    total_s: float = 4.0


class CallObserver(Protocol):
    """Told about every call, for the portal's own metrics."""

    def agentops_call(self, operation: str, outcome: str, seconds: float) -> None:
        """`outcome` is ok, rejected, unavailable, timeout, bad_answer or circuit_open."""


class _Nothing(BaseModel):
    """An answer that says no more than that it is done."""


class AgentOpsAdapter:
    """See the module. One instance serves the whole process; close it with `aclose`.

    `transport` replaces the network in tests; `clock` counts seconds and never goes back.
    """

    def __init__(
        self,
        base_url: str,
        service_token: str,
        *,
        timeouts: Timeouts | None = None,
        breaker: CircuitBreaker | None = None,
        observer: CallObserver | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._timeouts = timeouts or Timeouts()
        self._clock = clock
        self._breaker = breaker or CircuitBreaker(threshold=5, cooldown_s=2.0, clock=clock)
        self._observer = observer
        self._http = httpx.AsyncClient(
            base_url=f"{base_url.rstrip('/')}/telemetry/v1/",
            headers={"Authorization": f"Bearer {service_token}", "Accept": "application/json"},
            timeout=httpx.Timeout(self._timeouts.total_s, connect=self._timeouts.connect_s),
            limits=httpx.Limits(max_connections=100, max_keepalive_connections=20, keepalive_expiry=30),
            transport=transport,
            # Neither proxies from the environment nor redirects may carry the service token elsewhere.
            trust_env=False,
            follow_redirects=False,
        )

    @property
    def circuit(self) -> CircuitState:
        """The state of the circuit breaker."""
        return self._breaker.state

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def list_projects(self) -> list[UpstreamProject]:
        """All projects of the server."""
        return (await self.get("projects", "projects", {}, UpstreamProjects)).projects

    async def get_capabilities(self) -> Capabilities:
        """What the server can do."""
        return await self.get("capabilities", "capabilities", {}, Capabilities)

    async def list_traces(self, project_id: str, search: TraceSearch) -> TraceList:
        """One page of traces, by cursor. `search.page` and `search.size` play no part here."""
        params = search.model_dump(exclude_none=True, exclude={"page", "size"})
        return await self.get("list_traces", "traces", {**params, "project_id": project_id}, TraceList)

    async def get_trace(
        self, project_id: str, trace_id: str, *, each: Callable[[SpanObject], None] | None = None
    ) -> CheckedDetail:
        """A trace (32 hexadecimal digits, lower case); `each` is shown every span on the way."""

        async def read(content: bytes) -> CheckedDetail:
            return await check_detail(content, each)

        params = {"project_id": project_id}
        return await self._call("get_trace", _Call("GET", f"traces/{trace_id}", params), read)

    async def get_metrics(self, project_id: str, query: MetricsQuery) -> Metrics:
        """Figures over a window."""
        params = query.model_dump(exclude_none=True)
        return await self.get("get_metrics", "metrics", {**params, "project_id": project_id}, Metrics)

    async def get_ingest(self, project_id: str) -> IngestStatus:
        """What became of what was sent in."""
        return await self.get("get_ingest", "ingest", {"project_id": project_id}, IngestStatus)

    async def get(
        self, operation: str, path: str, params: Mapping[str, Any], model: type[_Answer]
    ) -> _Answer:
        """Any other answer, checked against `model`; `operation` is its name in metrics and logs."""
        return await self._call(operation, _Call("GET", path, params), _reader(model))

    async def ask(self, operation: str, path: str, body: Mapping[str, Any], model: type[_Answer]) -> _Answer:
        """The answer to a question that is too long for a URL: a POST that changes nothing."""
        return await self._call(operation, _Call("POST", path, {}, body), _reader(model))

    async def act(
        self,
        operation: str,
        method: Literal["POST", "PUT", "PATCH", "DELETE"],
        path: str,
        params: Mapping[str, Any],
        body: Mapping[str, Any] | None = None,
        model: type[_Answer] = _Nothing,  # type: ignore[assignment]
        *,
        patience_s: float | None = None,
    ) -> _Answer:
        """Change something; the answer as a `model`. Sent again only where it cannot have arrived.

        `patience_s` replaces the time a read may take. A refusal for what is there already: `Conflict`.
        """
        call = _Call(method, path, params, body, changes=True, patience_s=patience_s)
        return await self._call(operation, call, _reader(model))

    async def open_stream(
        self,
        operation: str,
        path: str,
        params: Mapping[str, Any],
        *,
        first_s: float,
        silence_s: float,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """An answer to be read piece by piece; its reader closes it (`aclose`).

        `first_s`: until it begins; `silence_s`: the longest pause between two pieces. Raises `ApiError`.
        """
        started = self._clock()
        outcome = "ok"
        # Compressed or not is for the reader to say: what passes through stays as it is.
        wants = {"Accept": "*/*", "Accept-Encoding": "identity"}
        request = self._http.build_request(
            "GET",
            path,
            params=params,
            timeout=httpx.Timeout(silence_s, connect=self._timeouts.connect_s),
            headers={**_carried(), **wants, **(headers or {})},
        )
        try:
            if not self._breaker.allow():
                raise _unavailable("it did not answer several times in a row", self._breaker.retry_after_s())
            response = await self._begin(request, first_s)
            self._breaker.succeeded()
        except ApiError as error:
            outcome = _OUTCOMES.get(error.code, "rejected")
            self._report(error)
            raise
        else:
            return response
        finally:
            if self._observer is not None:
                self._observer.agentops_call(operation, outcome, self._clock() - started)

    async def _begin(self, request: httpx.Request, first_s: float) -> httpx.Response:
        try:
            async with asyncio.timeout(first_s):
                response = await self._http.send(request, stream=True)
                if response.status_code != httpx.codes.OK:
                    try:
                        await response.aread()
                    finally:
                        await response.aclose()
                    raise_for_status(response)
                return response
        except (TimeoutError, httpx.TimeoutException) as error:
            raise _too_late(first_s) from error
        except (httpx.NetworkError, httpx.RemoteProtocolError) as error:
            raise _unavailable("nobody listens there, or the connection broke") from error

    async def _call(self, operation: str, call: "_Call", read: Callable[[bytes], Awaitable[_Read]]) -> _Read:
        started = self._clock()
        outcome = "bad_answer"
        try:
            if not self._breaker.allow():
                outcome = "circuit_open"
                raise _unavailable("it did not answer several times in a row", self._breaker.retry_after_s())
            try:
                response = await self._fetch(call)
                raise_for_status(response)
                answer = await read(response.content)
            except ApiError as error:
                outcome = _OUTCOMES.get(error.code, "rejected")
                self._report(error)
                raise
            except (ValidationError, ShapeError) as error:
                self._breaker.succeeded()
                raise _bad_answer(operation, error) from error
            self._breaker.succeeded()
            outcome = "ok"
            return answer
        finally:
            if self._observer is not None:
                self._observer.agentops_call(operation, outcome, self._clock() - started)

    def _report(self, error: ApiError) -> None:
        # Only silence trips the breaker: a server that answers, even wrongly, must stay visible as it is.
        if isinstance(error, Unavailable | UpstreamTimeout):
            self._breaker.failed()
        else:
            self._breaker.succeeded()

    async def _fetch(self, call: "_Call") -> httpx.Response:
        patience_s = call.patience_s or self._timeouts.total_s
        request = self._http.build_request(
            call.method,
            call.path,
            params=call.params,
            json=call.body,
            headers=_carried(),
            timeout=httpx.Timeout(patience_s, connect=self._timeouts.connect_s),
        )
        try:
            # httpx's own limits are per read: a server that drips bytes would hold the call for ever.
            async with asyncio.timeout(patience_s):
                try:
                    return await self._http.send(request)
                except (httpx.NetworkError, httpx.RemoteProtocolError) as error:
                    # Refused, or a kept connection died in a restart. Reading once more is safe; a change
                    # may have arrived, unless there was no connection at all.
                    if call.changes and not isinstance(error, httpx.ConnectError):
                        raise
                    return await self._http.send(request)
        except (TimeoutError, httpx.TimeoutException) as error:
            if isinstance(error, httpx.ConnectTimeout):
                raise _unavailable("it does not take the connection") from error
            raise _too_late(patience_s) from error
        except (httpx.NetworkError, httpx.RemoteProtocolError) as error:
            raise _unavailable("nobody listens there, or the connection broke") from error
        except (httpx.DecodingError, httpx.InvalidURL) as error:
            raise _bad_answer(call.path, error) from error


@dataclass(frozen=True)
class _Call:
    method: str
    path: str
    params: Mapping[str, Any]
    body: Mapping[str, Any] | None = None
    changes: bool = False
    patience_s: float | None = None


def _reader(model: type[_Answer]) -> Callable[[bytes], Awaitable[_Answer]]:
    async def read(content: bytes) -> _Answer:
        return model.model_validate_json(content or b"{}")

    return read


def _carried() -> dict[str, str]:
    headers = {"X-Request-ID": request_id_var.get() or "", "traceparent": traceparent_var.get() or ""}
    return {name: value for name, value in headers.items() if value}


_OUTCOMES = {
    "agentops_unavailable": "unavailable",
    "agentops_timeout": "timeout",
    "agentops_bad_answer": "bad_answer",
    "agentops_wrong_token": "bad_answer",
}


def _unavailable(reason: str, retry_after_s: float = 1.0) -> Unavailable:
    return Unavailable(
        f"The AgentOps server cannot be reached: {reason}. {_MEND}",
        code="agentops_unavailable",
        headers={"Retry-After": str(max(1, round(retry_after_s)))},
    )


def _too_late(seconds: float) -> UpstreamTimeout:
    return UpstreamTimeout(
        f"The AgentOps server did not answer within {seconds:g} s: "
        "ask for a shorter window, or see on its side what it is busy with.",
        code="agentops_timeout",
        headers={"Retry-After": "1"},
    )


def _bad_answer(operation: str, error: Exception) -> UpstreamError:
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


def raise_for_status(response: httpx.Response) -> None:
    """Pass on what the server refuses. Raises `ApiError`, unless the status says that it is done."""
    status = response.status_code
    if status in _DONE:
        return
    if status in _REFUSED:
        try:
            told = ErrorBody.model_validate_json(response.content).error
        except ValidationError as error:
            raise _bad_answer(response.request.url.path, error) from error
        raise _REFUSED[status](told.message, code=told.code, details=told.details)
    if status == httpx.codes.TOO_MANY_REQUESTS:
        raise TooManyRequests(
            "The AgentOps server has as many of these at work as it may: try again in a few seconds.",
            code="agentops_busy",
            headers={"Retry-After": "10"},
        )
    if status == httpx.codes.SERVICE_UNAVAILABLE:
        raise _unavailable("it says that it cannot serve now")
    if status in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
        _log.error("the AgentOps server refuses the service token", extra={"status": status})
        raise UpstreamError(
            "The AgentOps server refuses the portal's service token: "
            "AGENTOPS_SERVICE_TOKEN must be the same for both.",
            code="agentops_wrong_token",
        )
    _log.error("the AgentOps server failed", extra={"status": status, "path": response.request.url.path})
    raise UpstreamError(
        f"The AgentOps server failed with status {status}; its log has the reason by request id.",
        code="agentops_bad_answer",
    )
