"""Looking policies up: nothing is stored before they are known; known once, they hold on."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from agentops_server.policies import service
from agentops_server.policies.model import Effective, Policy, RateLimits, Rates
from agentops_server.policies.repository import PolicyChanged, PolicyRepository, StoredPolicy
from agentops_server.policies.requests import Tally
from agentops_server.policies.service import Policies, PoliciesUnknown, cutoff_ns
from agentops_server.projects.repository import ProjectRepository
from agentops_server.settings import ConfigError, Settings, load_settings

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


def test_the_server_s_settings_apply_where_a_project_says_nothing(tmp_path: Path) -> None:
    given = {
        "PORTAL_DATA_DIR": tmp_path,
        "AGENTOPS_RETENTION_DAYS": 90,
        "AGENTOPS_PAYLOAD_RETENTION_DAYS": 7,
        "AGENTOPS_PAYLOAD_MODE": "masked",
        "AGENTOPS_MASK_PATTERNS": "ip, email,ip",
        "AGENTOPS_RATE_REQUESTS_PER_SECOND": 5,
        "AGENTOPS_RATE_ITEMS_PER_MINUTE": 600,
        "AGENTOPS_RATE_ITEM_BURST": 50,
    }
    settings = Settings(**given)  # type: ignore[arg-type]
    policies = Policies(PolicyRepository(ProjectRepository.in_folder(tmp_path).engine), settings)
    policies.create_schema()
    plain = asyncio.run(policies.of("p"))
    assert plain.effective == Effective(90, 7, "masked", ("ip", "email"), Rates(5, 10, 600, 50))
    assert plain.mask is not None
    tally = Tally()
    assert (
        plain.mask.text("a@b.io 10.0.0.7 010-1234-5678", tally) == "[masked:email] [masked:ip] 010-1234-5678"
    )
    own = Policy(retention_days=0, payload_mode="full", rate_limits=RateLimits(requests_per_second=0))
    mine = asyncio.run(policies.change("p", own, 0))
    assert mine.mask is None
    assert (mine.effective.retention_days, mine.effective.payload_retention_days) == (0, 7)
    assert mine.effective.rates == Rates(0, 0, 600, 50)


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("AGENTOPS_MASK_PATTERNS", "email,ssn", "'ssn' is no pattern"),
        ("AGENTOPS_PAYLOAD_MODE", "some", "'full', 'masked' or 'none'"),
        ("AGENTOPS_RETENTION_DAYS", "-1", "greater than or equal to 0"),
    ],
)
def test_a_wrong_setting_is_named(
    name: str, value: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORTAL_DATA_DIR", str(tmp_path))
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigError, match=name) as caught:
        load_settings()
    assert told in str(caught.value)
