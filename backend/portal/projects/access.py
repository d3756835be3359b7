"""Which project a call is about, and whether the caller may see it.

The one module of `portal.projects` that other features may import.
"""

from dataclasses import dataclass
from typing import Annotated, Protocol, cast

from fastapi import Depends, Query, Request

from portal.auth.access import CurrentUser, Principal


@dataclass(frozen=True)
class ReadableProject:
    """A project whose data the caller may see."""

    id: str


class ProjectPolicy(Protocol):
    """What decides which project a caller reads."""

    async def readable(self, user: Principal, project_id: str | None) -> ReadableProject:
        """The project asked for, or the first that `user` may see.

        Raises `Forbidden` for a project that is not theirs, whether it exists or not, and `NotFound`
        when none was asked for and they have none.
        """


async def project_reader(
    request: Request,
    user: CurrentUser,
    project_id: Annotated[
        str | None,
        Query(
            min_length=1,
            max_length=128,
            description="The project to read. Default: the first that the caller may see",
        ),
    ] = None,
) -> ReadableProject:
    """The project of this call: 401 without a session, 403 when it is not the caller's."""
    policy = cast(ProjectPolicy, request.app.state.projects)
    return await policy.readable(user, project_id)


ProjectReader = Annotated[ReadableProject, Depends(project_reader)]
