"""`/api/agentops/policy`: how long a project's data stays, what is masked, how much may come in."""

from urllib.parse import quote

from fastapi import APIRouter

from kit.errors import describe_errors
from portal.agentops.calls import Adapter
from portal.agentops.manage.policy_schemas import (
    PolicyPreview,
    PolicySample,
    PolicySet,
    ProjectPolicyAnswer,
)
from portal.agentops.manage.projects import Notes
from portal.auth.access import Admin, Operator
from portal.projects.access import ProjectReader

router = APIRouter(
    prefix="/api/agentops/policy",
    tags=["agentops"],
    responses=describe_errors(401, 403, 404, 422, 502, 503, 504),
)


@router.get("", operation_id="get_policy")
async def get_policy(_: Operator, project: ProjectReader, adapter: Adapter) -> ProjectPolicyAnswer:
    """As it is set, as it applies with the server's defaults, and what retention has deleted."""
    return await adapter.get("get_policy", _path(project.id), {}, ProjectPolicyAnswer)


@router.put("", operation_id="set_policy", responses=describe_errors(409))
async def set_policy(
    _: Admin, project: ProjectReader, wanted: PolicySet, adapter: Adapter, note: Notes
) -> ProjectPolicyAnswer:
    """Replace it whole. Masking, payload mode and limits hold from now on, retention for what is stored too.

    409 `policy_changed`; 422 `invalid_rule` with `details.field`, `details.position` (of the character, from
    0) and `details.reason`; 422 `rules_without_effect` for rules in the mode `full`.
    """
    body = wanted.model_dump(mode="json")
    path = _path(project.id)
    done = await adapter.act("set_policy", "PUT", path, {}, body, ProjectPolicyAnswer)
    masking = wanted.masking
    # Expressions and names of attributes may tell what is looked for: the log says only how many there are.
    await note(
        "policy.set",
        project.id,
        version=done.version,
        retention_days=wanted.retention_days,
        payload_retention_days=wanted.payload_retention_days,
        payload_mode=wanted.payload_mode,
        patterns=masking.patterns,
        custom_rules=len(masking.custom),
        masked_keys=len(masking.attribute_keys),
        kept_attributes=len(masking.keep_attributes),
        rate_limits=wanted.rate_limits.model_dump(exclude_none=True),
    )
    return done


@router.post("/preview", operation_id="preview_policy")
async def preview_policy(
    _: Admin, project: ProjectReader, sample: PolicySample, adapter: Adapter
) -> PolicyPreview:
    """What would be stored of a sample, under the project's policy or one that is not saved yet."""
    path = f"{_path(project.id)}/preview"
    return await adapter.ask("preview_policy", path, sample.model_dump(mode="json"), PolicyPreview)


def _path(project_id: str) -> str:
    return f"projects/{quote(project_id, safe='')}/policy"
