"""Projects and keys. The service token may do all, a key with the scope `admin` all within its project."""

import asyncio
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from agentops_server.projects.repository import ApiKey, Project
from agentops_server.projects.schemas import (
    KeyIn,
    KeyList,
    KeyOut,
    NewKeyOut,
    NewProjectOut,
    ProjectChange,
    ProjectIn,
    ProjectList,
    ProjectOut,
)
from agentops_server.projects.service import NameTaken, NewKey
from agentops_server.services import Parts, Services
from kit.errors import Conflict, Forbidden, NotFound, Unprocessable, describe_errors
from kit.timerange import iso

router = APIRouter(
    prefix="/telemetry/v1/projects", tags=["projects"], responses=describe_errors(401, 403, 422)
)


@router.get("", summary="All projects (service token)")
async def list_projects(request: Request, parts: Parts) -> ProjectList:
    """Oldest first."""
    await _require_service(request, parts)
    return ProjectList(projects=[_project(one) for one in await parts.projects.projects()])


@router.post(
    "", status_code=201, summary="Create a project (service token)", responses=describe_errors(409, 422)
)
async def create_project(wanted: ProjectIn, request: Request, parts: Parts) -> NewProjectOut:
    """Answers its first API key, which is shown this once."""
    await _require_service(request, parts)
    try:
        project = await parts.projects.create(wanted.name, wanted.environment)
    except NameTaken as taken:
        raise Conflict("Another project has this name.", code="name_taken") from taken
    key, secret = await parts.projects.add_key(project.id, NewKey("first key"))
    return NewProjectOut(project=_project(project), key=_new_key(key, secret))


@router.patch("/{project_id}", summary="Rename a project", responses=describe_errors(404, 409, 422))
async def change_project(
    project_id: str, change: ProjectChange, request: Request, parts: Parts
) -> ProjectOut:
    """Sets what is given, leaves the rest."""
    await _require_admin(request, parts, project_id)
    values = change.model_dump(exclude_none=True)
    try:
        if values:
            await parts.projects.change(project_id, **values)
    except NameTaken as taken:
        raise Conflict("Another project has this name.", code="name_taken") from taken
    return _project(await _existing(parts, project_id))


@router.delete(
    "/{project_id}",
    status_code=204,
    summary="Delete a project, its keys and all it stored (service token)",
    responses=describe_errors(404, 409, 422),
)
async def delete_project(
    project_id: str,
    request: Request,
    parts: Parts,
    confirm: Annotated[str, Query(max_length=200, description="The project's name, against accidents")] = "",
) -> Response:
    """Nothing of it can be brought back."""
    await _require_service(request, parts)
    project = await _existing(parts, project_id)
    if confirm != project.name:
        raise Unprocessable("confirm must be the project's name: deleting a project deletes all it stored.")
    if len(await parts.projects.projects()) == 1:
        raise Conflict("The last project cannot be deleted.", code="last_project")
    await parts.projects.delete(project_id)
    await parts.policies.forget(project_id)
    await asyncio.to_thread(parts.store.delete_project, project_id)
    # What is still in the spool is dropped by the writers, which know the project for deleted from now on.
    await asyncio.to_thread(parts.dead_letters.discard_all, project_id)
    return Response(status_code=204)


@router.get("/{project_id}/keys", summary="The keys of a project", responses=describe_errors(404))
async def list_keys(project_id: str, request: Request, parts: Parts) -> KeyList:
    """Revoked and expired ones too; never their text."""
    await _require_admin(request, parts, project_id)
    return KeyList(keys=[_key(one) for one in await parts.projects.keys(project_id)])


@router.post(
    "/{project_id}/keys", status_code=201, summary="Create a key", responses=describe_errors(404, 422)
)
async def create_key(project_id: str, wanted: KeyIn, request: Request, parts: Parts) -> NewKeyOut:
    """The key's text is in this answer and nowhere else."""
    await _require_admin(request, parts, project_id)
    expires = wanted.expires_at
    if expires is not None:
        expires = expires.replace(tzinfo=UTC) if expires.tzinfo is None else expires.astimezone(UTC)
        if expires <= datetime.now(UTC):
            raise Unprocessable("expires_at has passed already.", details={"field": "expires_at"})
    key, secret = await parts.projects.add_key(
        project_id, NewKey(wanted.name, frozenset(wanted.scopes), expires)
    )
    return _new_key(key, secret)


@router.post(
    "/{project_id}/keys/{key_id}/rotate",
    status_code=201,
    summary="Replace a key by a new one",
    responses=describe_errors(404),
)
async def rotate_key(project_id: str, key_id: str, request: Request, parts: Parts) -> NewKeyOut:
    """The old key and its tokens stop working at once; name, scopes and expiry stay."""
    await _require_admin(request, parts, project_id)
    old = await _existing_key(parts, project_id, key_id)
    key, secret = await parts.projects.add_key(project_id, NewKey(old.name, old.scopes, old.expires_at))
    await parts.projects.revoke(old.id)
    return _new_key(key, secret)


@router.delete(
    "/{project_id}/keys/{key_id}", status_code=204, summary="Revoke a key", responses=describe_errors(404)
)
async def revoke_key(project_id: str, key_id: str, request: Request, parts: Parts) -> Response:
    """The key and its tokens stop working at once."""
    await _require_admin(request, parts, project_id)
    key = await _existing_key(parts, project_id, key_id)
    await parts.projects.revoke(key.id)
    return Response(status_code=204)


async def _require_service(request: Request, parts: Services) -> None:
    caller = await parts.authenticator.require(request)
    if not caller.is_service:
        raise Forbidden("Only the service token may do this.")


async def _require_admin(request: Request, parts: Services, project_id: str) -> None:
    await parts.authenticator.project_of(request, project_id, "admin")
    await _existing(parts, project_id)


async def _existing(parts: Services, project_id: str) -> Project:
    project = await parts.projects.project(project_id)
    if project is None:
        raise NotFound("No project with this id.")
    return project


async def _existing_key(parts: Services, project_id: str, key_id: str) -> ApiKey:
    keys = await parts.projects.keys(project_id)
    key = next((one for one in keys if one.id == key_id and one.revoked_at is None), None)
    if key is None:
        raise NotFound("No key with this id in this project.")
    return key


def _project(project: Project) -> ProjectOut:
    return ProjectOut(
        id=project.id,
        name=project.name,
        environment=project.environment,
        created_at=iso(project.created_at),
    )


def _key(key: ApiKey) -> KeyOut:
    return KeyOut(
        id=key.id,
        name=key.name,
        hint=key.hint,
        scopes=sorted(key.scopes),
        created_at=iso(key.created_at),
        expires_at=iso(key.expires_at) if key.expires_at else None,
        revoked_at=iso(key.revoked_at) if key.revoked_at else None,
    )


def _new_key(key: ApiKey, secret: str) -> NewKeyOut:
    return NewKeyOut(**_key(key).model_dump(), api_key=secret)
