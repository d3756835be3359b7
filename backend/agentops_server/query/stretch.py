"""Where the spans of a trace lie, for statements that read them."""

from typing import Any

from agentops_server.store.client import Store
from agentops_server.store.statements import statement


async def stretch(store: Store, project_id: str, trace_id: str) -> dict[str, Any] | None:
    """What sql/trace_stretch.sql binds, or None: nothing is stored of this trace (32 hex digits)."""
    asked = {"project": project_id, "trace_id": trace_id}
    rows = await store.read("traces.stretch", statement("stretch"), asked)
    return {**asked, **rows[0]} if rows else None
