"""Client of the AgentOps server: our own by its telemetry API, a genuine one by its v4 interface.

Every call names one project and raises what `portal.agentops.connection` lists. Which server it is shows at
the first call: one that does not know the telemetry API and answers `/health` as AgentOps does is a genuine
one. It is asked again once a minute, because servers are exchanged. What a genuine server cannot do raises
`NotSupported` 501 `capability_missing`, never an empty answer.
"""

import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any, Literal, NoReturn, TypeVar

import httpx
from pydantic import BaseModel

from portal.agentops.breaker import CircuitBreaker, CircuitState
from portal.agentops.connection import Call, CallObserver, Connection, Reader, Timeouts
from portal.agentops.detail import CheckedDetail, SpanObject, check_detail
from portal.agentops.refusals import NoSuchPath, bad_answer, not_served
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
from portal.agentops.v4.reader import GenuineServer, V4Access

_Answer = TypeVar("_Answer", bound=BaseModel)
_Found = TypeVar("_Found")

_TELEMETRY = "telemetry/v1/"
_REMEMBERED_S = 60.0


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
        v4: V4Access | None = None,
        timeouts: Timeouts | None = None,
        breaker: CircuitBreaker | None = None,
        observer: CallObserver | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._clock = clock
        self._connection = Connection(
            base_url,
            timeouts=timeouts or Timeouts(),
            breaker=breaker,
            observer=observer,
            transport=transport,
            clock=clock,
        )
        self._headers = {"Authorization": f"Bearer {service_token}"}
        self._genuine = GenuineServer(self._connection, v4 or V4Access())
        self._genuine_until: float | None = None

    @property
    def circuit(self) -> CircuitState:
        """The state of the circuit breaker."""
        return self._connection.circuit

    async def aclose(self) -> None:
        """Close the connections."""
        await self._connection.aclose()

    async def list_projects(self) -> list[UpstreamProject]:
        """All projects of the server; of a genuine one those that the portal has keys of."""

        async def ours() -> list[UpstreamProject]:
            found = await self._telemetry("projects", Call("GET", "projects", {}), _reader(UpstreamProjects))
            return found.projects

        return await self._either(ours, self._genuine.list_projects)

    async def get_capabilities(self) -> Capabilities:
        """What the server can do."""

        async def ours() -> Capabilities:
            call = Call("GET", "capabilities", {})
            return await self._telemetry("capabilities", call, _reader(Capabilities))

        return await self._either(ours, self._genuine.get_capabilities)

    async def list_traces(self, project_id: str, search: TraceSearch) -> TraceList:
        """One page of traces, by cursor. `search.page` and `search.size` play no part here."""

        async def ours() -> TraceList:
            params = search.model_dump(exclude_none=True, exclude={"page", "size"})
            call = Call("GET", "traces", {**params, "project_id": project_id})
            return await self._telemetry("list_traces", call, _reader(TraceList))

        return await self._either(ours, lambda: self._genuine.list_traces(project_id, search))

    async def get_trace(
        self, project_id: str, trace_id: str, *, each: Callable[[SpanObject], None] | None = None
    ) -> CheckedDetail:
        """A trace (32 hexadecimal digits, lower case); `each` is shown every span on the way."""

        async def read(content: bytes) -> CheckedDetail:
            return await check_detail(content, each)

        async def ours() -> CheckedDetail:
            call = Call("GET", f"traces/{trace_id}", {"project_id": project_id})
            return await self._telemetry("get_trace", call, read)

        async def theirs() -> CheckedDetail:
            return await read(await self._genuine.get_trace(project_id, trace_id))

        return await self._either(ours, theirs)

    async def get_metrics(self, project_id: str, query: MetricsQuery) -> Metrics:
        """Figures over a window."""

        async def ours() -> Metrics:
            call = Call("GET", "metrics", {**query.model_dump(exclude_none=True), "project_id": project_id})
            return await self._telemetry("get_metrics", call, _reader(Metrics))

        return await self._either(ours, lambda: self._genuine.get_metrics(project_id, query))

    async def get_ingest(self, project_id: str) -> IngestStatus:
        """What became of what was sent in."""
        return await self.get("get_ingest", "ingest", {"project_id": project_id}, IngestStatus)

    async def get(
        self,
        operation: str,
        path: str,
        params: Mapping[str, Any],
        model: type[_Answer],
        *,
        patience_s: float | None = None,
    ) -> _Answer:
        """Any other answer, checked against `model`; `operation` is its name in metrics and logs.

        `patience_s` replaces the time a read may take.
        """
        return await self._ours(operation, Call("GET", path, params, patience_s=patience_s), _reader(model))

    async def ask(self, operation: str, path: str, body: Mapping[str, Any], model: type[_Answer]) -> _Answer:
        """The answer to a question that is too long for a URL: a POST that changes nothing."""
        return await self._ours(operation, Call("POST", path, {}, body), _reader(model))

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
        call = Call(method, path, params, body, changes=True, patience_s=patience_s)
        return await self._ours(operation, call, _reader(model))

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

        `first_s`: until it begins; `silence_s`: the longest pause between two pieces.
        """
        call = Call("GET", _TELEMETRY + path, params, headers={**self._headers, **(headers or {})})

        async def ours() -> httpx.Response:
            return await self._connection.open_stream(operation, call, first_s=first_s, silence_s=silence_s)

        return await self._either(ours, lambda: _refused(operation))

    async def _telemetry(self, operation: str, call: Call, read: Reader[_Found]) -> _Found:
        """A call of the telemetry API. Raises also `NoSuchPath`."""
        known = replace(call, path=_TELEMETRY + call.path, headers=self._headers)
        return await self._connection.call(operation, known, read)

    async def _ours(self, operation: str, call: Call, read: Reader[_Found]) -> _Found:
        """The same of what only our own server can do."""
        return await self._either(lambda: self._telemetry(operation, call, read), lambda: _refused(operation))

    async def _either(
        self, ours: Callable[[], Awaitable[_Found]], theirs: Callable[[], Awaitable[_Found]]
    ) -> _Found:
        if self._genuine_until is None or self._clock() >= self._genuine_until:
            try:
                found = await ours()
            except NoSuchPath as error:
                if not await self._genuine.is_there():
                    raise bad_answer(str(error), error) from error
                self._genuine_until = self._clock() + _REMEMBERED_S
            else:
                self._genuine_until = None
                return found
        return await theirs()


async def _refused(operation: str) -> NoReturn:
    raise not_served(operation)


def _reader(model: type[_Answer]) -> Reader[_Answer]:
    async def read(content: bytes) -> _Answer:
        return model.model_validate_json(content or b"{}")

    return read
