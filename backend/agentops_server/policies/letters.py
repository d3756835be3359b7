"""Policies for dead letters, which lie beside the store: later rules and retention hold for them too."""

import asyncio
import logging
import time
from dataclasses import replace

from google.protobuf.message import DecodeError

from agentops_server.ingest.dead_letters import DeadLetters, Refusal
from agentops_server.policies.requests import NOT_STORED, RequestMask, Tally
from agentops_server.policies.service import Applied, Policies
from agentops_server.projects.service import ProjectService

_log = logging.getLogger(__name__)


class LetterRules:
    """Applies every project's policy to its dead letters on this server."""

    def __init__(self, letters: DeadLetters, policies: Policies, projects: ProjectService) -> None:
        self._letters = letters
        self._policies = policies
        self._projects = projects
        # By project, the policy that its letters were masked by: those that come later are masked already.
        self._done: dict[str, Applied] = {}

    async def apply(self) -> None:
        """Let go what is past its time, and mask what was refused before there were rules.

        Raises `LedgerFailed`, `PoliciesUnknown`.
        """
        now = time.time_ns()
        for project in await self._projects.projects():
            policy = await self._policies.of(project.id)
            oldest = policy.oldest_ns(now)
            if oldest:
                await asyncio.to_thread(self._letters.expire_of, project.id, oldest)
            if policy.mask is not None and self._done.get(project.id) is not policy:
                changed = await asyncio.to_thread(self._mask, project.id, policy.mask)
                self._done[project.id] = policy
                if changed:
                    _log.info("masked dead letters", extra={"project": project.id, "letters": changed})

    def _mask(self, project_id: str, mask: RequestMask) -> int:
        def change(refusal: Refusal, signal: str) -> Refusal:
            tally = Tally()
            try:
                payload = mask.apply(signal, refusal.record.payload, tally)
            except DecodeError:
                # Refused because it is no request: it cannot be masked, so nothing of it is kept.
                payload = b""
            if payload == refusal.record.payload:
                return refusal
            # The store quotes values where it says why.
            reason = mask.text(refusal.fault.reason, tally) if mask.keeps_payloads else NOT_STORED
            return replace(
                refusal,
                record=replace(refusal.record, payload=payload),
                fault=replace(refusal.fault, reason=reason),
                name=mask.text(refusal.name, tally),
            )

        return self._letters.rewrite(project_id, change)
