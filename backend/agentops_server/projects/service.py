"""The rules of projects and keys: bootstrapping, looking keys up."""

import asyncio
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.exc import IntegrityError

from agentops_server.projects.repository import ApiKey, Project, ProjectRepository, hash_key

DEFAULT_PROJECT = "default"
# The same everywhere: data that outlives the list of projects (a restored backup) finds its project again.
DEFAULT_PROJECT_ID = str(uuid.uuid5(uuid.NAMESPACE_URL, "urn:agent-portal:project:default"))
SCOPES = frozenset({"ingest", "read", "admin"})
_ENVIRONMENT_KEY = "AGENTOPS_API_KEY"
# How long a lookup is believed: a key revoked by another replica works this much longer.
_BELIEVED_S = 5.0


@dataclass(frozen=True)
class NewKey:
    """What a key shall be like."""

    name: str
    scopes: frozenset[str] = frozenset({"ingest", "read"})
    expires_at: datetime | None = None


class NameTaken(Exception):
    """Another project has this name."""


class ProjectService:
    """Answers who a key belongs to, from memory where it can."""

    def __init__(self, repository: ProjectRepository) -> None:
        self._repository = repository
        self._keys: dict[str, tuple[float, ApiKey | None]] = {}
        self._key_ids: dict[str, str] = {}
        self._projects: tuple[float, list[Project]] = (-1e9, [])

    def bootstrap(self, environment_key: str | None) -> None:
        """Make the default project, and the key from the environment its key in place of an earlier one."""
        self._repository.create_schema()
        now = datetime.now(UTC)
        if not self._repository.project(DEFAULT_PROJECT_ID) and not self._repository.projects():
            _ignore_taken(
                self._repository.add_project, Project(DEFAULT_PROJECT_ID, DEFAULT_PROJECT, "production", now)
            )
        if environment_key is None:
            return
        wanted = hash_key(environment_key)
        if self._repository.key_by_hash(wanted) is None:
            _ignore_taken(
                self._repository.add_key,
                _key(self._default_id(), environment_key, NewKey(_ENVIRONMENT_KEY)),
                wanted,
            )
        # Asked again, and only then the others are revoked: another replica that starts at this moment may
        # have been the one to add it.
        known = self._repository.key_by_hash(wanted)
        if known is None:
            raise RuntimeError(
                "the key of AGENTOPS_API_KEY was deleted while it was being added; start again"
            )
        if known.revoked_at is not None and known.name == _ENVIRONMENT_KEY:
            self._repository.set_revoked(known.id, None)
        for key in self._repository.keys(known.project_id):
            if key.name == _ENVIRONMENT_KEY and key.revoked_at is None and key.id != known.id:
                self._repository.set_revoked(key.id, now)

    def _default_id(self) -> str:
        projects = self._repository.projects()
        ids = [project.id for project in projects]
        return DEFAULT_PROJECT_ID if DEFAULT_PROJECT_ID in ids else ids[0]

    async def projects(self) -> list[Project]:
        """All projects, oldest first."""
        moment, projects = self._projects
        if time.monotonic() - moment > _BELIEVED_S:
            projects = await asyncio.to_thread(self._repository.projects)
            self._projects = (time.monotonic(), projects)
        return projects

    async def project(self, project_id: str) -> Project | None:
        """The project with this id."""
        known = next((project for project in await self.projects() if project.id == project_id), None)
        # Another server of the same database may have made it a moment ago.
        return known or await asyncio.to_thread(self._repository.project, project_id)

    async def default_project_id(self) -> str:
        """Where unauthenticated spans go when the policy takes them."""
        ids = [project.id for project in await self.projects()]
        return DEFAULT_PROJECT_ID if DEFAULT_PROJECT_ID in ids else ids[0]

    async def key_for(self, secret: str) -> ApiKey | None:
        """The valid key with this text (a UUID)."""
        hashed = hash_key(secret)
        if known := self._key_ids.get(hashed):
            return await self.key(known)
        key = await asyncio.to_thread(self._repository.key_by_hash, hashed)
        if key is None or not key.is_valid(datetime.now(UTC)):
            return None
        # Only keys that exist come here, so it stays small; whether one is still valid, `key` asks again.
        self._key_ids[hashed] = key.id
        return key

    async def key(self, key_id: str) -> ApiKey | None:
        """The valid key with this id."""
        moment, key = self._keys.get(key_id, (-1e9, None))
        if time.monotonic() - moment > _BELIEVED_S:
            key = await asyncio.to_thread(self._repository.key, key_id)
            if len(self._keys) > 10_000:  # tokens are signed, so ids are few; this is a seat belt
                self._keys.clear()
            self._keys[key_id] = (time.monotonic(), key)
        return key if key is not None and key.is_valid(datetime.now(UTC)) else None

    # -- changes -------------------------------------------------------------------------------

    async def create(self, name: str, environment: str) -> Project:
        """A new project without keys. Raises `NameTaken`."""
        project = Project(str(uuid.uuid4()), name, environment, datetime.now(UTC))
        try:
            await asyncio.to_thread(self._repository.add_project, project)
        except IntegrityError as error:
            raise NameTaken(name) from error
        self._forget()
        return project

    async def adopt(self, project: Project) -> None:
        """Add a project that has its id already; one that is there stays as it is."""
        await asyncio.to_thread(_ignore_taken, self._repository.add_project, project)
        self._forget()

    async def change(self, project_id: str, **values: str) -> None:
        """Set `name` or `environment`. Raises `NameTaken`."""
        try:
            await asyncio.to_thread(lambda: self._repository.change_project(project_id, **values))
        except IntegrityError as error:
            raise NameTaken(values.get("name", "")) from error
        self._forget()

    async def delete(self, project_id: str) -> None:
        """Delete a project with its keys; what it stored is deleted by the caller."""
        await asyncio.to_thread(self._repository.delete_project, project_id)
        self._forget()

    async def keys(self, project_id: str) -> list[ApiKey]:
        """All keys of a project, revoked ones too."""
        return await asyncio.to_thread(self._repository.keys, project_id)

    async def add_key(self, project_id: str, wanted: NewKey) -> tuple[ApiKey, str]:
        """A new key and its text, which is not kept."""
        secret = str(uuid.uuid4())
        key = _key(project_id, secret, wanted)
        await asyncio.to_thread(self._repository.add_key, key, hash_key(secret))
        return key, secret

    async def revoke(self, key_id: str) -> None:
        """Make a key and the tokens asked with it worthless."""
        await asyncio.to_thread(self._repository.set_revoked, key_id, datetime.now(UTC))
        self._forget()

    def _forget(self) -> None:
        self._keys.clear()
        self._projects = (-1e9, [])


def _key(project_id: str, secret: str, wanted: NewKey) -> ApiKey:
    return ApiKey(
        id=str(uuid.uuid4()),
        project_id=project_id,
        name=wanted.name,
        hint=secret[-4:],
        scopes=wanted.scopes,
        created_at=datetime.now(UTC),
        expires_at=wanted.expires_at,
        revoked_at=None,
    )


def _ignore_taken(add: Callable[..., None], *arguments: object) -> None:
    try:
        add(*arguments)
    except IntegrityError:
        return  # another replica was faster
