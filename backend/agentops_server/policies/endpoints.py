"""A project's policy: read, change, try out. For the service token and keys with the scope `admin`."""

from typing import Any

import orjson
from fastapi import APIRouter, Request
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, ArrayValue, KeyValue, KeyValueList

from agentops_server.policies.model import CustomRule, Policy
from agentops_server.policies.patterns import PATTERNS
from agentops_server.policies.repository import Deletion, PolicyChanged
from agentops_server.policies.requests import Tally
from agentops_server.policies.rules import BadRule, compile_custom
from agentops_server.policies.schemas import (
    DeletedOut,
    EffectiveOut,
    Hit,
    NamedPattern,
    PolicyChange,
    PolicyOut,
    PreviewIn,
    PreviewOut,
)
from agentops_server.policies.service import Applied, Policies
from agentops_server.query.values import any_value
from agentops_server.services import Parts, Services
from kit.errors import Conflict, NotFound, Unprocessable, describe_errors
from kit.timerange import iso

router = APIRouter(
    prefix="/telemetry/v1/projects/{project_id}/policy",
    tags=["projects"],
    responses=describe_errors(401, 403, 404, 422),
)

_NAMED = [
    NamedPattern(name=one.name, description=one.description, example=one.example) for one in PATTERNS.values()
]
_PROTOBUF_INTEGERS = range(-(2**63), 2**63)


@router.get("", summary="The policy of a project")
async def read_policy(project_id: str, request: Request, parts: Parts) -> PolicyOut:
    """As it is set, as it applies, and what retention has deleted. Needs the scope `admin`."""
    await _require_admin(request, parts, project_id)
    return await _out(parts.policies, project_id, await parts.policies.of(project_id))


@router.put("", summary="Set the policy of a project", responses=describe_errors(409))
async def set_policy(project_id: str, wanted: PolicyChange, request: Request, parts: Parts) -> PolicyOut:
    """Replaces it whole. Masking, payload mode and limits hold for what comes from now on, retention for all.

    409 `policy_changed` where `version` is not the one that is stored.
    """
    await _require_admin(request, parts, project_id)
    policy = wanted.policy()
    _check(policy, parts.policies)
    try:
        applied = await parts.policies.change(project_id, policy, wanted.version)
    except PolicyChanged as changed:
        raise Conflict(
            f"Somebody changed the policy meanwhile ({changed}): read it again.", code="policy_changed"
        ) from changed
    return await _out(parts.policies, project_id, applied)


@router.post("/preview", summary="Try a policy on a sample")
async def preview(project_id: str, sample: PreviewIn, request: Request, parts: Parts) -> PreviewOut:
    """What would be stored of it, and which rules found something. Nothing of the sample is kept."""
    await _require_admin(request, parts, project_id)
    if sample.policy is not None:
        _check(sample.policy, parts.policies)
        applied = parts.policies.draft(project_id, sample.policy)
    else:
        applied = await parts.policies.of(project_id)
    tally = Tally()
    text, attributes = _tried(applied, sample, tally)
    return PreviewOut(
        payload_mode=applied.effective.payload_mode,
        text=text,
        attributes=attributes,
        hits=[Hit(rule=rule, count=count) for rule, count in tally.hits.most_common()],
        dropped=tally.dropped,
    )


def _tried(applied: Applied, sample: PreviewIn, tally: Tally) -> tuple[str | None, dict[str, Any] | None]:
    text, attributes, mask = sample.text, sample.attributes, applied.mask
    if mask is None:
        return text, attributes
    if text is not None:
        if mask.keeps_payloads:
            text = mask.text(text, tally)
        else:
            text = None
            tally.dropped.append("text")
    if attributes is not None:
        pairs = KeyValueList(values=[KeyValue(key=k, value=_value(v)) for k, v in attributes.items()])
        mask.attributes(pairs.values, tally)
        attributes = {pair.key: any_value(pair.value) for pair in pairs.values}
    return text, attributes


def _value(value: Any) -> AnyValue:
    """A value of JSON as OTLP has it."""
    match value:
        case str():
            return AnyValue(string_value=value)
        case bool():
            return AnyValue(bool_value=value)
        case int() if value in _PROTOBUF_INTEGERS:
            return AnyValue(int_value=value)
        case int() | float():
            return AnyValue(double_value=float(value))
        case list():
            return AnyValue(array_value=ArrayValue(values=[_value(one) for one in value]))
        case dict():
            # As programs send it: attributes of spans hold no objects.
            return AnyValue(string_value=orjson.dumps(value).decode())
        case _:
            return AnyValue()


def _check(policy: Policy, policies: Policies) -> None:
    """Raises `Unprocessable` for what cannot work, and for rules that nothing would apply."""
    names: set[str] = set()
    for place, rule in enumerate(policy.masking.custom):
        field = f"masking.custom.{place}"
        if rule.name in names or rule.name in PATTERNS or rule.name == "key":
            raise Unprocessable(
                f"The rule's name {rule.name!r} is taken.",
                code="invalid_rule",
                details={"field": f"{field}.name"},
            )
        names.add(rule.name)
        _check_rule(rule, f"{field}.pattern")
    mode = policy.payload_mode or policies.defaults.payload_mode
    if mode == "full" and policy.masking.has_rules:
        raise Unprocessable(
            "In the mode 'full' everything is stored as it comes: choose 'masked' or 'none', "
            "or leave the rules out.",
            code="rules_without_effect",
            details={"field": "payload_mode"},
        )


def _check_rule(rule: CustomRule, field: str) -> None:
    try:
        compile_custom(rule)
    except BadRule as bad:
        where = f" at character {bad.position + 1}" if bad.position is not None else ""
        raise Unprocessable(
            f"The expression of {rule.name!r} cannot be used{where}: {bad.reason}.",
            code="invalid_rule",
            details={"field": field, "position": bad.position, "reason": bad.reason},
        ) from bad


async def _require_admin(request: Request, parts: Services, project_id: str) -> None:
    await parts.authenticator.project_of(request, project_id, "admin")
    if await parts.projects.project(project_id) is None:
        raise NotFound("No project with this id.")


async def _out(policies: Policies, project_id: str, applied: Applied) -> PolicyOut:
    stored = applied.stored
    return PolicyOut(
        project_id=project_id,
        version=stored.version,
        updated_at=iso(stored.updated_at) if stored.updated_at else None,
        policy=stored.policy,
        effective=EffectiveOut.of(applied.effective),
        defaults=EffectiveOut.of(policies.defaults),
        deleted=_deleted(await policies.deletions(project_id)),
        named_patterns=_NAMED,
    )


def _deleted(found: list[Deletion]) -> DeletedOut:
    counts = {one.what: one.count for one in found}
    last = max((one.last_at for one in found), default=None)
    return DeletedOut(
        spans=counts.get("spans", 0),
        traces=counts.get("traces", 0),
        log_records=counts.get("logs", 0),
        metric_points=counts.get("metric_points", 0),
        uploads=counts.get("uploads", 0),
        payloads=counts.get("payloads", 0),
        last_at=iso(last) if last else None,
    )
