"""Taking an export in, whatever protocol it came by: who sends, is it sound, put it on disk."""

import time

from agentops_server.auth.callers import Caller, bearer
from agentops_server.ingest import account as outcomes
from agentops_server.ingest.lanes import Lane
from agentops_server.ingest.otlp import Batch
from agentops_server.ingest.records import Record
from agentops_server.ingest.spool import SpoolFailed, SpoolFull
from agentops_server.policies.admission import as_allowed
from agentops_server.policies.limits import OverLimit
from agentops_server.policies.service import Applied, PoliciesUnknown
from agentops_server.services import Services

RETRY_AFTER_S = 2


class Refused(Exception):
    """An export that is not taken. `status`: of HTTP; `reason`: the label it is counted under."""

    def __init__(
        self, status: int, message: str, reason: str, retry_after_s: int = 0, project_id: str = ""
    ) -> None:
        super().__init__(message)
        self.status = status
        self.reason = reason
        self.retry_after_s = retry_after_s or (RETRY_AFTER_S if status == 503 else 0)
        """When to send again; 0: never."""
        self.project_id = project_id


async def sender(authorization: str | None, parts: Services) -> Caller:
    """Who sends: the token's project, or the default one where the policy allows it.

    Raises `Refused`, also where the project may send no more requests now.
    """
    caller = await _sender(authorization, parts)
    project_id = caller.project_id or ""
    policy = await _policy(project_id, parts)
    try:
        parts.policies.limiter.take_request(project_id, policy.effective.rates)
    except OverLimit as over:
        raise _too_much(over, project_id) from over
    return caller


async def _policy(project_id: str, parts: Services) -> Applied:
    try:
        return await parts.policies.of(project_id)
    except PoliciesUnknown as unknown:
        raise Refused(503, str(unknown), "policies_unknown", project_id=project_id) from unknown


def _too_much(over: OverLimit, project_id: str) -> Refused:
    return Refused(429, str(over), "rate_limited", over.retry_after_s, project_id)


async def _sender(authorization: str | None, parts: Services) -> Caller:
    token = bearer(authorization)
    if token is None:
        taken = await _takes_unauthenticated(parts)
        parts.counters.unauthenticated(accepted=taken)
        if not taken:
            raise Refused(
                401,
                "send 'Authorization: Bearer' with the project's API key or a token of POST /v3/auth/token",
                "unauthenticated",
            )
        return Caller(await parts.projects.default_project_id(), "", frozenset({"ingest"}))
    caller = await parts.authenticator.caller(token)
    if caller is None:
        raise Refused(401, "the token is not valid, has expired or its key was revoked", "bad_token")
    if "ingest" not in caller.scopes:
        raise Refused(403, "this key may not send telemetry", "forbidden")
    if caller.project_id is None:
        raise Refused(403, "the service token belongs to no project: send a project's token", "forbidden")
    return caller


async def _takes_unauthenticated(parts: Services) -> bool:
    policy = parts.settings.unauthenticated_ingest
    if policy == "auto":
        return parts.settings.is_loopback and len(await parts.projects.projects()) == 1
    return policy == "default"


async def keep(
    caller: Caller, batch: Batch, lane: Lane, parts: Services, received_ns: int | None = None
) -> Batch:
    """Return once the batch is on disk, and counted there. `received_ns`: when it arrived, if not now.

    What goes to disk is what the project's policy leaves of it: the answer. Raises `Refused`.
    """
    project_id = caller.project_id or ""
    policy = await _policy(project_id, parts)
    if received_ns is None:
        try:
            parts.policies.limiter.take_items(project_id, batch.items, policy.effective.rates)
        except OverLimit as over:
            raise _too_much(over, project_id) from over
    batch = await as_allowed(policy, batch, lane.signal.name, time.time_ns())
    if batch.items:
        try:
            await lane.spool.append(
                Record(project_id, caller.key_id, received_ns or time.time_ns(), batch.payload, batch.items)
            )
        except SpoolFull as full:
            raise Refused(503, f"the server is behind, send again later ({full})", "spool_full") from full
        except SpoolFailed as failed:
            raise Refused(503, f"the server cannot write to its disk ({failed})", "spool_failed") from failed
    parts.counters.count(lane.signal.name, project_id, outcomes.REJECTED, batch.rejected)
    return batch


def count_refusal(refused: Refused, caller: Caller | None, parts: Services) -> None:
    """Count an export that was not taken; those without a token are counted where the policy is applied."""
    if refused.reason != "unauthenticated":
        known = (caller.project_id or "") if caller else refused.project_id
        parts.counters.refused(refused.reason, known)
