"""`/api/audit`: who did what. For admins."""

from typing import Annotated, cast

import anyio.to_thread
from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import StreamingResponse

from kit.errors import describe_errors
from portal.audit.access import CurrentActor
from portal.audit.schemas import AuditEntry, AuditExport, AuditPage, AuditSearch
from portal.audit.service import AuditService
from portal.auth.access import AdminOfAll

router = APIRouter(prefix="/api/audit", tags=["audit"])


async def _service(request: Request) -> AuditService:
    return cast(AuditService, request.app.state.audit)


Service = Annotated[AuditService, Depends(_service)]


@router.get("", operation_id="list_audit", responses=describe_errors(401, 403, 422))
def list_audit(user: AdminOfAll, search: Annotated[AuditSearch, Query()], service: Service) -> AuditPage:
    """Acts, the latest first."""
    found = service.page(search, search.limit, int(search.cursor) if search.cursor else None)
    return AuditPage(
        events=[AuditEntry.model_validate(event) for event in found],
        next_cursor=str(found[-1].id) if len(found) == search.limit else None,
    )


@router.get(
    "/export",
    operation_id="export_audit",
    response_class=StreamingResponse,
    responses={
        200: {
            "description": "The acts, one a line",
            "content": {
                "text/csv": {"schema": {"type": "string"}},
                "application/x-ndjson": {"schema": {"type": "string"}},
            },
        },
        **describe_errors(401, 403, 422),
    },
)
async def export_audit(
    user: AdminOfAll, actor: CurrentActor, wanted: Annotated[AuditExport, Query()], service: Service
) -> StreamingResponse:
    """All acts that match as a file, streamed; the export is an act itself."""
    await anyio.to_thread.run_sync(service.note_export, actor, wanted)
    media_type = "text/csv" if wanted.format == "csv" else "application/x-ndjson"
    return StreamingResponse(
        # Starlette runs a plain iterator in worker threads, a chunk at a time.
        service.export(wanted, wanted.format),
        media_type=f"{media_type}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="audit.{wanted.format}"'},
    )
