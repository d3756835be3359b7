"""`/api/projects/...`: creating, changing and deleting projects and their keys. For admins; audited."""

from typing import Annotated, Any

import anyio.to_thread
from fastapi import APIRouter, Depends, Path, Query, status

from kit.errors import Forbidden, describe_errors
from portal.agentops.calls import Adapter
from portal.agentops.manage.schemas import (
    KeyCreate,
    KeyList,
    NewKey,
    NewProject,
    ProjectCreate,
    ProjectUpdate,
)
from portal.agentops.schemas import UpstreamProject
from portal.audit.access import Action, CurrentActor, CurrentJournal
from portal.auth.access import Admin, AdminOfAll

router = APIRouter(prefix="/api/projects", tags=["projects"])

_ERRORS = describe_errors(401, 403, 404, 409, 422, 501, 502, 503, 504)
_Id = Annotated[str, Path(min_length=1, max_length=128, pattern=r"^[A-Za-z0-9._-]+$")]
_ProjectId = Annotated[_Id, Path(description="The project's id")]
_KeyId = Annotated[_Id, Path(description="The key's id")]


async def _managed(admin: Admin, project_id: _ProjectId) -> str:
    """A project of the caller's, who is an admin. Raises `Forbidden`, whether it exists or not."""
    if not admin.may_read_project(project_id):
        raise Forbidden("This project is not among yours: ask an admin for access.", code="project_forbidden")
    return project_id


Managed = Annotated[str, Depends(_managed)]


class _Notes:
    """Notes an act in the audit log, off the event loop."""

    def __init__(self, actor: CurrentActor, journal: CurrentJournal) -> None:
        self._actor, self._journal = actor, journal

    async def __call__(self, action: Action, target: str, **details: Any) -> None:
        await anyio.to_thread.run_sync(lambda: self._journal.note(self._actor, action, target, **details))


Notes = Annotated[_Notes, Depends(_Notes)]


@router.post("", operation_id="create_project", status_code=status.HTTP_201_CREATED, responses=_ERRORS)
async def create_project(wanted: ProjectCreate, _: AdminOfAll, adapter: Adapter, note: Notes) -> NewProject:
    """A new project with its first key, whose text is in this answer and nowhere else. 409 `name_taken`."""
    made = await adapter.act("create_project", "POST", "projects", {}, wanted.model_dump(), NewProject)
    await note("project.create", made.project.id, name=made.project.name)
    return made


@router.patch("/{project_id}", operation_id="update_project", responses=_ERRORS)
async def update_project(
    project: Managed, change: ProjectUpdate, adapter: Adapter, note: Notes
) -> UpstreamProject:
    """Rename it, or say for what it is. 409 `name_taken`."""
    values = change.model_dump(exclude_none=True)
    path = f"projects/{project}"
    changed = await adapter.act("update_project", "PATCH", path, {}, values, UpstreamProject)
    await note("project.update", project, changed=values)
    return changed


@router.delete(
    "/{project_id}",
    operation_id="delete_project",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=_ERRORS,
)
async def delete_project(
    project: Managed,
    _: AdminOfAll,
    confirm: Annotated[str, Query(max_length=200, description="The project's name, against accidents")],
    adapter: Adapter,
    note: Notes,
) -> None:
    """Delete a project with its keys and all that it stored; nothing brings it back. 409 `last_project`."""
    await adapter.act("delete_project", "DELETE", f"projects/{project}", {"confirm": confirm}, patience_s=60)
    await note("project.delete", project, name=confirm)


@router.get("/{project_id}/keys", operation_id="list_keys", responses=_ERRORS)
async def list_keys(project: Managed, adapter: Adapter) -> KeyList:
    """The project's keys, revoked and expired ones too; never their text."""
    return await adapter.get("list_keys", f"projects/{project}/keys", {}, KeyList)


@router.post(
    "/{project_id}/keys",
    operation_id="create_key",
    status_code=status.HTTP_201_CREATED,
    responses=_ERRORS,
)
async def create_key(project: Managed, wanted: KeyCreate, adapter: Adapter, note: Notes) -> NewKey:
    """A new key; its text is in this answer and nowhere else."""
    body = wanted.model_dump(mode="json")
    return await _new_key("key.create", f"projects/{project}/keys", project, adapter, note, body)


@router.post(
    "/{project_id}/keys/{key_id}/rotate",
    operation_id="rotate_key",
    status_code=status.HTTP_201_CREATED,
    responses=_ERRORS,
)
async def rotate_key(project: Managed, key_id: _KeyId, adapter: Adapter, note: Notes) -> NewKey:
    """A key in place of this one, which stops working at once with all its tokens."""
    path = f"projects/{project}/keys/{key_id}/rotate"
    return await _new_key("key.rotate", path, project, adapter, note)


@router.delete(
    "/{project_id}/keys/{key_id}",
    operation_id="revoke_key",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=_ERRORS,
)
async def revoke_key(project: Managed, key_id: _KeyId, adapter: Adapter, note: Notes) -> None:
    """The key and its tokens stop working at once."""
    await adapter.act("revoke_key", "DELETE", f"projects/{project}/keys/{key_id}", {})
    await note("key.revoke", project, key_id=key_id)


async def _new_key(
    action: Action,
    path: str,
    project: str,
    adapter: Adapter,
    note: _Notes,
    body: dict[str, Any] | None = None,
) -> NewKey:
    made = await adapter.act(action.replace(".", "_"), "POST", path, {}, body, NewKey)
    await note(action, project, key_id=made.id, name=made.name, scopes=made.scopes)
    return made
