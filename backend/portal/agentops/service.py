"""Paging by number on top of a server that pages by cursor."""

from datetime import datetime

from kit.errors import Unprocessable
from kit.timerange import iso, resolve_range
from portal.agentops.adapter import AgentOpsAdapter
from portal.agentops.schemas import TraceList, TracePage, TraceSearch, TraceSummary

# Reaching page n means reading all pages before it; deeper than this, cursors are the way.
DEEPEST_ROW = 5_000
_CHUNK = 200
_DEFAULT_SIZE = 50


async def find_traces(
    adapter: AgentOpsAdapter, project_id: str, search: TraceSearch, now: datetime
) -> TracePage:
    """One page of traces, by cursor or by number; `now` ends the window where `search` does not.

    Raises `Unprocessable` when both ways are mixed, a page is too deep, or the window is not one.
    """
    # The window is fixed here, so that every chunk of a numbered page speaks of the same one.
    window = resolve_range(search.start_time, search.end_time, now=now)
    fixed = search.model_copy(update={"start_time": iso(window.start), "end_time": iso(window.end)})
    if search.page is None and search.size is None:
        found = await adapter.list_traces(project_id, fixed)
        return TracePage(traces=found.traces, next_cursor=found.next_cursor, total=found.total)
    if search.cursor is not None:
        raise Unprocessable("Page by cursor or by page and size, not both.", details={"field": "cursor"})
    page, size = search.page or 1, search.size or _DEFAULT_SIZE
    if page * size > DEEPEST_ROW:
        raise Unprocessable(
            f"Pages by number end at row {DEEPEST_ROW}: narrow the search, or page by cursor.",
            details={"field": "page"},
        )
    return await _numbered_page(adapter, project_id, fixed, page, size)


async def _numbered_page(
    adapter: AgentOpsAdapter, project_id: str, search: TraceSearch, page: int, size: int
) -> TracePage:
    skip = (page - 1) * size
    rows: list[TraceSummary] = []
    cursor: str | None = None
    passed = 0
    while True:
        # While skipping, chunks end exactly where the page begins; its own rows are then one call.
        limit = min(_CHUNK, skip - passed) if passed < skip else size
        found: TraceList = await adapter.list_traces(
            project_id, search.model_copy(update={"limit": limit, "cursor": cursor})
        )
        if passed >= skip:
            rows = found.traces
        passed += limit
        cursor = found.next_cursor
        if passed > skip or cursor is None:
            return TracePage(traces=rows, next_cursor=cursor, total=found.total, page=page, size=size)
