"""Looking policies up: nothing is stored before they are known; known once, they hold on."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from agentops_server.policies import service
from agentops_server.policies.model import Policy
from agentops_server.policies.repository import PolicyChanged, PolicyRepository, StoredPolicy
from agentops_server.policies.service import Policies, PoliciesUnknown, cutoff_ns
from agentops_server.projects.repository import ProjectRepository
from agentops_server.settings import Settings

DAY_NS = 86_400 * 10**9


class Repository(PolicyRepository):
    is_away = False

    def policies(self) -> dict[str, StoredPolicy]:
        if self.is_away:
            raise OperationalError("SELECT", {}, Exception("away"))
        return super().policies()


def made(folder: Path) -> tuple[Policies, Repository]:
    repository = Repository(ProjectRepository.in_folder(folder).engine)
    policies = Policies(repository, Settings(PORTAL_DATA_DIR=folder))  # type: ignore[call-arg]
    policies.create_schema()
    return policies, repository


def test_while_policies_are_unknown_nothing_may_be_stored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "_BELIEVED_S", 0)
    policies, repository = made(tmp_path)
    repository.is_away = True
    with pytest.raises(PoliciesUnknown):
        asyncio.run(policies.of("p"))
    repository.is_away = False
    repository.save("p", Policy(payload_mode="none"), "salt", None)
    assert asyncio.run(policies.of("p")).effective.payload_mode == "none"
    # Known once, it holds on.
    repository.is_away = True
    assert asyncio.run(policies.of("p")).effective.payload_mode == "none"


def test_what_another_server_sets_is_found_and_what_did_not_change_is_not_compiled_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "_BELIEVED_S", 0)
    policies, _ = made(tmp_path)
    other, _ = made(tmp_path)
    assert asyncio.run(policies.of("p")).mask is None
    asyncio.run(other.change("p", Policy(payload_mode="masked"), 0))
    first = asyncio.run(policies.of("p"))
    assert first.mask is not None
    assert asyncio.run(policies.of("p")) is first
    with pytest.raises(PolicyChanged):
        asyncio.run(policies.change("p", Policy(), 0))
    asyncio.run(other.change("p", Policy(retention_days=3), 1))
    assert asyncio.run(policies.of("p")).effective.retention_days == 3
    assert asyncio.run(policies.of("p")).stored.salt == first.stored.salt
    asyncio.run(other.forget("p"))
    assert asyncio.run(policies.of("p")).stored.version == 0


def test_days_end_at_midnight() -> None:
    noon = 20_000 * DAY_NS + DAY_NS // 2
    assert cutoff_ns(1, noon) == 19_999 * DAY_NS
    assert cutoff_ns(1, 20_001 * DAY_NS - 1) == 19_999 * DAY_NS
    assert cutoff_ns(0, noon) == 0
