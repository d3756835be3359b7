"""The connection to the AgentOps server: time limits, one repeat, the circuit breaker.

Every call carries the request id and the caller's traceparent, and ends within its time: with an answer that
its reader has checked, or with one of

    Unavailable 503 agentops_unavailable   nobody listens, the connection broke, or it says 503
    UpstreamTimeout 504 agentops_timeout   no complete answer in time
    UpstreamError 502 agentops_bad_answer  an answer that is not what the interface promises
    UpstreamError 502 agentops_wrong_token it refuses the portal's credentials
    NotFound 404, Conflict 409, Unprocessable 422, TooManyRequests 429   passed on
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

import httpx
from pydantic import ValidationError

from kit.connections import REUSED_FOR_S
from kit.errors import ApiError, Unavailable, UpstreamTimeout
from kit.log import request_id_var
from portal.agentops.breaker import CircuitBreaker, CircuitState
from portal.agentops.detail import ShapeError
from portal.agentops.refusals import (
    OUTCOMES,
    NoSuchPath,
    bad_answer,
    raise_for_status,
    too_late,
    unavailable,
)
from portal.context import traceparent_var

_Read = TypeVar("_Read")


@dataclass(frozen=True)
class Timeouts:
    """Seconds: to connect, and for a whole call with its retry."""

    connect_s: float = 1.0
    total_s: float = 4.0


class CallObserver(Protocol):
    """Told about every call, for the portal's own metrics."""

    def agentops_call(self, operation: str, outcome: str, seconds: float) -> None:
        """`outcome` is ok, rejected, unavailable, timeout, bad_answer or circuit_open."""


@dataclass(frozen=True)
class Call:
    """What is asked. `path` is relative to the server; `changes`: sending it twice would do it twice.

    `patience_s` replaces the time that a read may take.
    """

    method: str
    path: str
    params: Mapping[str, Any]
    body: Mapping[str, Any] | None = None
    changes: bool = False
    patience_s: float | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    check: Callable[[httpx.Response], None] = raise_for_status
    """Raises what the status of the answer means."""


Reader = Callable[[bytes], Awaitable[_Read]]


class Connection:
    """See the module.

    `transport` replaces the network in tests; `clock` counts seconds and never goes back.
    """

    def __init__(
        self,
        base_url: str,
        *,
        timeouts: Timeouts,
        breaker: CircuitBreaker | None,
        observer: CallObserver | None,
        transport: httpx.AsyncBaseTransport | None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._timeouts = timeouts
        self._clock = clock
        self._breaker = breaker or CircuitBreaker(threshold=5, cooldown_s=2.0, clock=clock)
        self._observer = observer
        self._http = httpx.AsyncClient(
            base_url=f"{base_url.rstrip('/')}/",
            headers={"Accept": "application/json"},
            timeout=httpx.Timeout(self._timeouts.total_s, connect=self._timeouts.connect_s),
            limits=httpx.Limits(
                max_connections=100, max_keepalive_connections=20, keepalive_expiry=REUSED_FOR_S
            ),
            transport=transport,
            # Neither proxies from the environment nor redirects may carry credentials elsewhere.
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

    async def open_stream(
        self, operation: str, call: Call, *, first_s: float, silence_s: float
    ) -> httpx.Response:
        """An answer to be read piece by piece; its reader closes it (`aclose`).

        `first_s`: until it begins; `silence_s`: the longest pause between two pieces. Raises `ApiError`, and
        `NoSuchPath`.
        """
        started = self._clock()
        outcome = "circuit_open"
        # Compressed or not is for the reader to say: what passes through stays as it is.
        wants = {"Accept": "*/*", "Accept-Encoding": "identity"}
        request = self._http.build_request(
            call.method,
            call.path,
            params=call.params,
            timeout=httpx.Timeout(silence_s, connect=self._timeouts.connect_s),
            headers={**_carried(), **wants, **call.headers},
        )
        try:
            # Not told to the breaker: those who try while it is open must not keep it open.
            if not self._breaker.allow():
                raise unavailable("it did not answer several times in a row", self._breaker.retry_after_s())
            try:
                response = await self._begin(request, first_s)
            except ApiError as error:
                outcome = OUTCOMES.get(error.code, "rejected")
                self._report(error)
                raise
            except NoSuchPath:
                outcome = "rejected"
                self._breaker.succeeded()
                raise
            self._breaker.succeeded()
            outcome = "ok"
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
            raise too_late(first_s) from error
        except (httpx.NetworkError, httpx.RemoteProtocolError) as error:
            raise unavailable("nobody listens there, or the connection broke") from error

    async def call(self, operation: str, call: Call, read: Reader[_Read]) -> _Read:
        """The answer, read by `read`. Raises `ApiError`, and `NoSuchPath`."""
        started = self._clock()
        outcome = "bad_answer"
        try:
            if not self._breaker.allow():
                outcome = "circuit_open"
                raise unavailable("it did not answer several times in a row", self._breaker.retry_after_s())
            try:
                response = await self._fetch(call)
                call.check(response)
                answer = await read(response.content)
            except ApiError as error:
                outcome = OUTCOMES.get(error.code, "rejected")
                self._report(error)
                raise
            except NoSuchPath:
                self._breaker.succeeded()
                outcome = "rejected"
                raise
            except (ValidationError, ShapeError) as error:
                self._breaker.succeeded()
                raise bad_answer(operation, error) from error
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

    async def _fetch(self, call: Call) -> httpx.Response:
        patience_s = call.patience_s or self._timeouts.total_s
        request = self._http.build_request(
            call.method,
            call.path,
            params=call.params,
            json=call.body,
            headers={**_carried(), **call.headers},
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
                raise unavailable("it does not take the connection") from error
            raise too_late(patience_s) from error
        except (httpx.NetworkError, httpx.RemoteProtocolError) as error:
            raise unavailable("nobody listens there, or the connection broke") from error
        except (httpx.DecodingError, httpx.InvalidURL) as error:
            raise bad_answer(call.path, error) from error


def _carried() -> dict[str, str]:
    headers = {"X-Request-ID": request_id_var.get() or "", "traceparent": traceparent_var.get() or ""}
    return {name: value for name, value in headers.items() if value}
