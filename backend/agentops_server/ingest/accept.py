"""Taking an export in, whatever protocol it came by: who sends, is it sound, put it on disk."""

import time

from agentops_server.auth.callers import Caller, bearer
from agentops_server.ingest import counters as outcomes
from agentops_server.ingest.lanes import Lane
from agentops_server.ingest.otlp import Batch
from agentops_server.ingest.records import Record
from agentops_server.ingest.spool import SpoolFailed, SpoolFull
from agentops_server.services import Services

RETRY_AFTER_S = 2


class Refused(Exception):
    """An export that is not taken. `status`: of HTTP; `reason`: the label it is counted under."""

    def __init__(self, status: int, message: str, reason: str) -> None:
        super().__init__(message)
        self.status = status
        self.reason = reason


async def sender(authorization: str | None, parts: Services) -> Caller:
    """Who sends: the token's project, or the default one where the policy allows it.

    Raises `Refused`.
    """
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
) -> None:
    """Return once the batch is on disk, and count it. `received_ns`: when it arrived, if not now.

    Raises `Refused`.
    """
    project_id = caller.project_id or ""
    if batch.items:
        try:
            await lane.spool.append(
                Record(project_id, caller.key_id, received_ns or time.time_ns(), batch.payload)
            )
        except SpoolFull as full:
            raise Refused(503, f"the server is behind, send again later ({full})", "spool_full") from full
        except SpoolFailed as failed:
            raise Refused(503, f"the server cannot write to its disk ({failed})", "spool_failed") from failed
    signal = lane.signal.name
    parts.counters.count(signal, project_id, outcomes.ACCEPTED, batch.items)
    parts.counters.count(signal, project_id, outcomes.REJECTED, batch.rejected)


def count_refusal(refused: Refused, caller: Caller | None, parts: Services) -> None:
    """Count an export that was not taken; those without a token are counted where the policy is applied."""
    if refused.reason != "unauthenticated":
        parts.counters.refused(refused.reason, (caller.project_id or "") if caller else "")
