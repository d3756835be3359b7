"""The policies of all projects: looked up for every request, from memory."""

import asyncio
import logging
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass

from prometheus_client import Counter as Metric
from sqlalchemy.exc import SQLAlchemyError

from agentops_server.policies.limits import RateLimiter
from agentops_server.policies.model import Effective, Policy, RateLimits, Rates, resolve, resolve_rates
from agentops_server.policies.payload import Payload
from agentops_server.policies.repository import Deletion, PolicyRepository, StoredPolicy
from agentops_server.policies.requests import RequestMask, Tally
from agentops_server.policies.rules import Rules, names
from agentops_server.settings import Settings

_log = logging.getLogger(__name__)

# How long a lookup is believed: a change made on another replica takes this much longer.
_BELIEVED_S = 5.0
_DAY_NS = 86_400 * 10**9

MASKED = Metric(
    "agentops_masked_total", "Pieces of text masked before they were stored, by rule", ["project", "rule"]
)
WITHHELD = Metric(
    "agentops_payloads_withheld_total", "Payload attributes and bodies that were not stored", ["project"]
)


class PoliciesUnknown(Exception):
    """The policies could not be read: nothing may be stored before they are known."""


@dataclass(frozen=True)
class Applied:
    """A project's policy, ready to be applied."""

    project_id: str
    stored: StoredPolicy
    effective: Effective
    mask: RequestMask | None
    """None: everything is stored as it comes."""

    def oldest_ns(self, now_ns: int) -> int:
        """Spans that began before this are past keeping (Unix nanoseconds); 0: none is."""
        return cutoff_ns(self.effective.retention_days, now_ns)


def cutoff_ns(days: int, now_ns: int) -> int:
    """The midnight (UTC) before which nothing is kept any more; 0: everything is."""
    return (now_ns // _DAY_NS - days) * _DAY_NS if days else 0


def defaults_of(settings: Settings) -> Effective:
    """What applies where a project sets nothing."""
    limits = RateLimits(
        requests_per_second=settings.rate_requests_per_second,
        request_burst=settings.rate_request_burst,
        items_per_minute=settings.rate_items_per_minute,
        item_burst=settings.rate_item_burst,
    )
    return Effective(
        retention_days=settings.retention_days,
        payload_retention_days=settings.payload_retention_days,
        payload_mode=settings.payload_mode,
        patterns=settings.mask_pattern_names,
        rates=resolve_rates(limits, Rates()),
    )


def mask_of(policy: Policy, effective: Effective, salt: str) -> RequestMask | None:
    """What is done to requests; None: nothing. Raises `BadRule`."""
    if effective.payload_mode == "full":
        return None
    masking = policy.masking
    rules = Rules(effective.patterns, masking.custom, masking.attribute_keys)
    payload = Payload(names(masking.keep_attributes)) if effective.payload_mode == "none" else None
    return RequestMask(rules, payload, salt)


class Policies:
    """Looks policies up and changes them. `limiter` counts what came."""

    def __init__(self, repository: PolicyRepository, settings: Settings) -> None:
        self._repository = repository
        self.defaults = defaults_of(settings)
        self.limiter = RateLimiter()
        self._read_at = -1e9
        self._reading = asyncio.Lock()
        self._known: dict[str, Applied] = {}
        # Without a policy of its own a project has no salt that is kept: series begin anew with the process.
        self._salt = secrets.token_hex(16)
        self._unset: dict[str, Applied] = {}
        self._changed = asyncio.Event()

    def create_schema(self) -> None:
        """Create what is missing in the database. Blocks."""
        self._repository.create_schema()

    async def of(self, project_id: str) -> Applied:
        """The policy of a project. Raises `PoliciesUnknown` where none could be read yet."""
        if time.monotonic() - self._read_at > _BELIEVED_S:
            await self._read()
        return self._known.get(project_id) or self._plain(project_id)

    def _plain(self, project_id: str) -> Applied:
        """Of a project that never set one."""
        if project_id not in self._unset:
            if len(self._unset) > 10_000:  # projects are few; this is a seat belt
                self._unset.clear()
            self._unset[project_id] = self._applied(StoredPolicy(project_id, 0, self._salt, Policy(), None))
        return self._unset[project_id]

    async def _read(self) -> None:
        async with self._reading:
            if time.monotonic() - self._read_at <= _BELIEVED_S:
                return
            try:
                self._take(await asyncio.to_thread(self._repository.policies))
            except SQLAlchemyError as error:
                _log.warning("policies could not be read", extra={"reason": str(error)[:300]})
                if self._read_at < 0:
                    raise PoliciesUnknown("the policies of the projects cannot be read") from error
                # Those that were known go on: better than to refuse all, or to store what must not be.
            self._read_at = time.monotonic()

    def _take(self, stored: Mapping[str, StoredPolicy]) -> None:
        fresh: dict[str, Applied] = {}
        for project_id, one in stored.items():
            known = self._known.get(project_id)
            fresh[project_id] = known if known and known.stored == one else self._applied(one)
        self._known = fresh

    def _applied(self, stored: StoredPolicy) -> Applied:
        effective = resolve(stored.policy, self.defaults)
        return Applied(stored.project_id, stored, effective, mask_of(stored.policy, effective, stored.salt))

    async def change(self, project_id: str, policy: Policy, expected: int | None) -> Applied:
        """Set a project's policy; it holds from now on. Raises `PolicyChanged`, `BadRule`."""
        mask_of(policy, resolve(policy, self.defaults), "")
        stored = await asyncio.to_thread(
            self._repository.save, project_id, policy, secrets.token_hex(16), expected
        )
        self._known = {**self._known, project_id: self._applied(stored)}
        self._changed.set()
        return self._known[project_id]

    async def changed(self, seconds: float) -> None:
        """Wait until a policy is changed here, or so many seconds."""
        try:
            async with asyncio.timeout(seconds):
                await self._changed.wait()
        except TimeoutError:
            return
        finally:
            self._changed.clear()

    async def forget(self, project_id: str) -> None:
        """Delete what is kept of a project that is deleted."""
        await asyncio.to_thread(self._repository.forget, project_id)
        self._known.pop(project_id, None)

    async def deletions(self, project_id: str) -> list[Deletion]:
        """What retention has deleted of a project."""
        return await asyncio.to_thread(self._repository.deletions, project_id)

    def draft(self, project_id: str, policy: Policy) -> Applied:
        """A policy that is not saved. Raises `BadRule`."""
        return self._applied(StoredPolicy(project_id, 0, self._salt, policy, None))


def count(project_id: str, tally: Tally) -> None:
    """Count what was masked and left out."""
    for rule, found in tally.hits.items():
        MASKED.labels(project_id, rule).inc(found)
    if tally.dropped:
        WITHHELD.labels(project_id).inc(len(tally.dropped))
