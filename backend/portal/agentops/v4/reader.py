"""Reads a genuine AgentOps server: with a key's token, and for upstream's v4 its dashboard's cookie."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar

from pydantic import BaseModel

from kit.errors import ApiError, NotFound, Unprocessable, UpstreamError
from kit.timerange import iso, resolve_range
from portal.agentops.connection import Call, Connection, Reader
from portal.agentops.refusals import not_served, raise_for_v4_status
from portal.agentops.schemas import (
    Capabilities,
    Metrics,
    MetricsQuery,
    TraceList,
    TraceSearch,
    UpstreamProject,
)
from portal.agentops.v4.figures import metrics_of
from portal.agentops.v4.shapes import (
    ProjectMetrics,
    PublicProject,
    ServerUp,
    Token,
    TraceItem,
    TraceItemDetail,
    TraceItems,
)
from portal.agentops.v4.traces import detail_of, summary_of_item

_Shape = TypeVar("_Shape", bound=BaseModel)

CAPABILITIES = ["traces.search", "traces.detail", "traces.replay", "metrics"]
MISSING = {
    "traces": [
        *("llm_call_count", "models", "providers", "agents", "user", "session_id", "prompt_tokens"),
        *("completion_tokens", "cached_tokens", "reasoning_tokens", "total_tokens", "unpriced_calls"),
        *("ttft_ms", "error_message", "input_preview", "output_preview"),
    ],
    "trace": ["ttft_ms"],
    "metrics": [
        *("totals.llm_call_count", "totals.unpriced_calls", "totals.cached_tokens"),
        *("totals.reasoning_tokens", "totals.avg_ttft_ms", "totals.p95_ttft_ms", "series.span_count"),
        *("series.llm_call_count", "series.cost_usd", "series.total_tokens", "series.avg_latency_ms"),
        *("series.p95_latency_ms", "by_model"),
    ],
}
_UP = "Server Up"
_PAGE = 100
# The interface does not say when a project was made.
_UNKNOWN = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class V4Access:
    """What the portal shows a genuine AgentOps server: a key of each project, and perhaps a cookie."""

    keys: Sequence[str] = ()
    cookie: str = field(default="", repr=False)


class GenuineServer:
    """See the module. Tokens are fetched once and again when they are refused."""

    def __init__(self, connection: Connection, access: V4Access) -> None:
        self._connection = connection
        self._access = access
        self._tokens: dict[str, Token] = {}
        self._lock = asyncio.Lock()

    async def is_there(self) -> bool:
        """Whether an AgentOps server answers at the address. Raises `ApiError` when nobody does."""
        try:
            found = await self._call("v4_health", Call("GET", "health", {}), ServerUp)
        except (UpstreamError, NotFound, Unprocessable):
            return False
        return found.message == _UP

    async def get_capabilities(self) -> Capabilities:
        """What it can do, and which fields of answers it does not tell."""
        return Capabilities(server="agentops", version="v4", capabilities=CAPABILITIES, missing=MISSING)

    async def list_projects(self) -> list[UpstreamProject]:
        """The projects that the keys are of, in the order of the keys."""
        return [await self._project(token) for token in (await self._all_tokens()).values()]

    async def list_traces(self, project_id: str, search: TraceSearch) -> TraceList:
        """One page of the list, latest or earliest first; `q` is a plain text. Raises `NotSupported`."""
        for name in ("status", "model"):
            if getattr(search, name) is not None:
                raise not_served("list_traces", "traces.filter")
        if search.sort != "start_time":
            raise not_served("list_traces", "traces.sort")
        text = _plain(search.q)
        offset = _offset(search.cursor)
        params = {
            "start_time": search.start_time,
            "end_time": search.end_time,
            "query": text,
            "order_by": "start_time",
            "sort_order": search.order.upper(),
        }
        rows: list[TraceItem] = []
        total = 0
        while len(rows) < search.limit:
            limit = min(_PAGE, search.limit - len(rows))
            asked = {**params, "limit": limit, "offset": offset + len(rows)}
            found = await self._of_project(project_id, f"v4/traces/list/{project_id}", asked, TraceItems)
            rows += found.traces
            total = found.total
            if len(found.traces) < limit:
                break
        following = offset + len(rows)
        return TraceList(
            traces=[summary_of_item(row, project_id) for row in rows],
            next_cursor=str(following) if rows and following < total else None,
            total=total,
        )

    async def get_trace(self, project_id: str, trace_id: str) -> bytes:
        """The JSON of a `TraceDetail`. Raises `NotFound`, also for a trace of another project."""
        path = f"v4/traces/detail/{trace_id}"
        found = await self._of_project(project_id, path, {"project_id": project_id}, TraceItemDetail)
        if found.project_id != project_id:
            raise NotFound("No trace with this id in this project.", code="trace_not_found")
        made = await asyncio.to_thread(detail_of, found)
        return made.model_dump_json().encode()

    async def get_metrics(self, project_id: str, query: MetricsQuery) -> Metrics:
        """Figures of a window, as far as it tells them. Raises `NotSupported` for a filter."""
        if query.q:
            raise not_served("get_metrics", "traces.filter")
        window = resolve_range(query.start_time, query.end_time)
        now = await self._figures(project_id, window.start, window.end)
        before = None
        if query.compare == "previous":
            earlier = window.previous()
            before = await self._figures(project_id, earlier.start, earlier.end)
        return metrics_of(now, before, project_id, window, query)

    async def _figures(self, project_id: str, start: datetime, end: datetime) -> ProjectMetrics:
        params = {"start_time": iso(start), "end_time": iso(end)}
        return await self._of_project(project_id, f"v4/meterics/project/{project_id}", params, ProjectMetrics)

    async def _project(self, token: Token) -> UpstreamProject:
        call = Call("GET", "public/v1/project", {}, headers=self._headers(token))
        try:
            told = await self._call("v4_project", call, PublicProject)
        except (NotFound, UpstreamError):  # an older server: the project is known by its id alone
            told = PublicProject(id=token.project_id, name=token.project_id)
        return UpstreamProject(
            id=token.project_id, name=told.name, environment=told.environment, created_at=_UNKNOWN
        )

    async def _of_project(
        self, project_id: str, path: str, params: Mapping[str, Any], shape: type[_Shape]
    ) -> _Shape:
        async def ask() -> _Shape:
            token = (await self._all_tokens()).get(project_id)
            if token is None:
                raise NotFound("The portal has no key of a project with this id.", code="project_not_found")
            given = {name: value for name, value in params.items() if value is not None}
            return await self._call("v4", Call("GET", path, given, headers=self._headers(token)), shape)

        return await self._again_with_new_tokens(ask)

    async def _again_with_new_tokens(self, ask: Callable[[], Awaitable[_Shape]]) -> _Shape:
        had_tokens = bool(self._tokens)
        try:
            return await ask()
        except ApiError as error:
            if error.code != "agentops_wrong_token" or not had_tokens:
                raise
        self._tokens = {}  # they end some day
        return await ask()

    async def _all_tokens(self) -> Mapping[str, Token]:
        """A token for each key, by project. Raises `UpstreamError` when there is no key, or a wrong one."""
        async with self._lock:
            if not self._tokens:
                if not self._access.keys:
                    raise UpstreamError(
                        "The AgentOps server behind the portal is not the portal's own: set AGENTOPS_V4_KEYS "
                        "to a key of each of its projects that the portal is to show.",
                        code="agentops_wrong_token",
                    )
                calls = (Call("POST", "v3/auth/token", {}, {"api_key": key}) for key in self._access.keys)
                found = [await self._call("v4_token", call, Token) for call in calls]
                self._tokens = {token.project_id: token for token in found}
            return self._tokens

    def _headers(self, token: Token) -> dict[str, str]:
        cookie = {"Cookie": self._access.cookie} if self._access.cookie else {}
        return {"Authorization": f"Bearer {token.token}", **cookie}

    async def _call(self, operation: str, call: Call, shape: type[_Shape]) -> _Shape:
        known = Call(
            call.method, call.path, call.params, call.body, headers=call.headers, check=raise_for_v4_status
        )
        return await self._connection.call(operation, known, _reader(shape))


def _reader(shape: type[_Shape]) -> Reader[_Shape]:
    async def read(content: bytes) -> _Shape:
        return shape.model_validate_json(content)

    return read


def _plain(q: str | None) -> str | None:
    """The text of a filter that is nothing but text. Raises `NotSupported` for any other."""
    text = (q or "").strip()
    words = text.lower().split()
    if any(sign in text for sign in ':=<>()"*') or {"and", "or", "not"} & set(words):
        raise not_served("list_traces", "traces.filter")
    if any(word.startswith("-") for word in words) or len(text) > 200:
        raise not_served("list_traces", "traces.filter")
    return text or None


def _offset(cursor: str | None) -> int:
    if cursor is None:
        return 0
    if not cursor.isascii() or not cursor.isdigit() or len(cursor) > 9:
        raise Unprocessable("This cursor cannot be used: begin with the first page.", code="bad_cursor")
    return int(cursor)
