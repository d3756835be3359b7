"""What a server makes of AGENTOPS_API_KEY when it starts."""

import asyncio
import uuid
from collections.abc import Callable
from pathlib import Path

from agentops_server.projects.repository import ApiKey, ProjectRepository
from agentops_server.projects.service import DEFAULT_PROJECT_ID, ProjectService


class _Interrupted(ProjectRepository):
    """Lets something happen right after it was first asked for a key: what a second server does meanwhile."""

    meanwhile: Callable[[], None] | None = None

    def key_by_hash(self, hashed: str) -> ApiKey | None:
        answer = super().key_by_hash(hashed)
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile:
            meanwhile()
        return answer


def _project_of(service: ProjectService, key: str) -> str | None:
    found = asyncio.run(service.key_for(key))
    return found.project_id if found else None


def test_two_servers_that_start_together_leave_the_key_valid(tmp_path: Path) -> None:
    key = str(uuid.uuid4())
    url = f"sqlite:///{tmp_path / 'projects.db'}"
    second = ProjectService(ProjectRepository(url))
    repository = _Interrupted(url)
    repository.meanwhile = lambda: second.bootstrap(key)
    first = ProjectService(repository)
    first.bootstrap(key)
    assert repository.meanwhile is None
    assert _project_of(first, key) == _project_of(second, key) == DEFAULT_PROJECT_ID
    assert len(repository.keys(DEFAULT_PROJECT_ID)) == 1


def test_a_new_key_takes_the_place_of_the_old_one_and_an_old_one_can_come_back(tmp_path: Path) -> None:
    old, new = str(uuid.uuid4()), str(uuid.uuid4())
    for wanted, other in ((old, new), (new, old), (old, new), (old, new)):
        service = ProjectService(ProjectRepository.in_folder(tmp_path))
        service.bootstrap(wanted)
        assert _project_of(service, wanted) == DEFAULT_PROJECT_ID
        assert _project_of(service, other) is None
