"""Deleted projects whose telemetry is still on its way: it is dropped, and nothing of it may stay behind."""

import logging
from collections.abc import Collection

from sqlalchemy.exc import SQLAlchemyError

from agentops_server.projects.repository import ProjectRepository
from agentops_server.store.client import Store

_log = logging.getLogger(__name__)


class Ghosts:
    """Knows deleted projects by the mark that their deletion left.

    A project that is merely not there (its database came from an older backup, say) is none: dropping what
    was acknowledged needs a reason. Blocking; call it from a thread.
    """

    def __init__(self, repository: ProjectRepository, store: Store) -> None:
        self._repository = repository
        self._store = store

    def among(self, project_ids: Collection[str]) -> set[str]:
        """Which of these were deleted. Raises `OSError` when that cannot be told now."""
        try:
            return self._repository.deleted_among(project_ids)
        except SQLAlchemyError as error:
            raise OSError(f"the database of projects does not answer: {str(error)[:300]}") from error

    def lay(self, project_ids: Collection[str]) -> set[str]:
        """Delete what was stored for projects that have been deleted meanwhile; returns which.

        Raises as `among`, and `StoreError`.

        Asked after an insert, no other order is left: the deletion either came before this question, or will
        find the insert.
        """
        gone = self.among(project_ids)
        for project_id in gone:
            self._store.delete_project(project_id)
            _log.info("deleted what came for a deleted project", extra={"project": project_id})
        return gone
