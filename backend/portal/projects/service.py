"""Which projects exist (the AgentOps server knows) and which of them a caller may see (the portal knows)."""

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from kit.errors import Forbidden, NotFound
from portal.auth.access import Principal
from portal.projects.access import ReadableProject


class KnownProject(Protocol):
    """What is needed of a project."""

    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def environment(self) -> str: ...  # noqa: D102
    @property
    def created_at(self) -> datetime: ...  # noqa: D102


class ProjectDirectory(Protocol):
    """Where the list of projects comes from."""

    async def list_projects(self) -> Sequence[KnownProject]:
        """All projects. Raises `ApiError` when they cannot be told."""


class ProjectService:
    """Lists projects and decides who reads which.

    The list is kept for `ttl_s` seconds, because a call without a project needs it; rights are never cached.
    """

    def __init__(
        self, directory: ProjectDirectory, ttl_s: float = 5.0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._directory = directory
        self._ttl_s = ttl_s
        self._clock = clock
        self._known: tuple[float, Sequence[KnownProject]] | None = None

    async def visible(self, user: Principal, *, fresh: bool = False) -> list[KnownProject]:
        """The projects that `user` may see, oldest first."""
        projects = await self._projects(fresh)
        return sorted(
            (project for project in projects if user.may_read_project(project.id)),
            key=lambda project: (project.created_at, project.id),
        )

    async def readable(self, user: Principal, project_id: str | None) -> ReadableProject:
        """See `ProjectPolicy.readable`."""
        if project_id is not None:
            if not user.may_read_project(project_id):
                raise Forbidden(
                    "This project is not among yours: ask an admin for access.", code="project_forbidden"
                )
            return ReadableProject(project_id)
        visible = await self.visible(user)
        if not visible:
            raise NotFound(
                "There is no project that you may see: ask an admin for access.", code="no_project"
            )
        return ReadableProject(visible[0].id)

    async def _projects(self, fresh: bool) -> Sequence[KnownProject]:
        now = self._clock()
        if not fresh and self._known is not None and now - self._known[0] < self._ttl_s:
            return self._known[1]
        projects = await self._directory.list_projects()
        self._known = (now, projects)
        return projects
