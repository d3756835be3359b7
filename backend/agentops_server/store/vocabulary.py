"""Which attribute says what: OpenTelemetry's GenAI conventions (both generations), AgentOps, LiteLLM,
OpenInference, Traceloop.

`sql/stage.sql` looks every attribute up here once, however many names there are, and then asks for fields:
`{said_provider}` is the value of the first name of `provider` that the span has a value for.
"""

_AGENTOPS_KINDS = (
    "session", "agent", "task", "operation", "workflow", "tool", "llm", "chain", "text", "guardrail", "http",
    "unknown",
)  # fmt: skip

# By field, its attributes, the first one that is not empty counts. No attribute may stand in two fields.
FIELDS: dict[str, tuple[str, ...]] = {
    "agentops_kind": ("agentops.span.kind",),
    "openinference_kind": ("openinference.span.kind",),
    "traceloop_kind": ("traceloop.span.kind",),
    "operation": ("gen_ai.operation.name", "gen_ai.request.type", "llm.request.type"),
    "response_model": ("gen_ai.response.model",),
    "request_model": ("gen_ai.request.model",),
    "other_model": ("llm.model_name", "embedding.model_name", "llm.request.model"),
    "provider": ("gen_ai.provider.name", "gen_ai.system", "llm.provider", "llm.system"),
    "tool": ("gen_ai.tool.name", "tool.name"),
    "tool_call": ("gen_ai.tool.call.id",),
    "agent": ("gen_ai.agent.name", "agent.name", "agent_name"),
    "http": ("http.request.method", "http.method", "http.url", "url.full"),
    "own_name": ("agentops.entity.name", "operation.name", "traceloop.entity.name"),
    "end_state": ("agentops.session.end_state",),
    "error_type": ("error.type",),
    "response_id": ("gen_ai.response.id",),
    "user": (
        "enduser.id", "user.id", "gen_ai.user", "gen_ai.request.user", "llm.user", "langfuse.user.id",
        "trace.metadata.user_id",
    ),
    "session": (
        "session.id", "gen_ai.conversation.id", "langfuse.session.id",
        "traceloop.association.properties.session_id", "trace.metadata.session_id",
    ),
    "team": ("litellm.team_alias", "litellm.team_id", "team.id"),
    "key_alias": ("litellm.key_alias",),
    "agentops_tags": ("agentops.tags",),
    "openinference_tags": ("tag.tags",),
    "prompt_tokens": (
        "gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens", "llm.token_count.prompt",
        "llm.usage.prompt_tokens",
    ),
    "completion_tokens": (
        "gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens", "llm.token_count.completion",
        "llm.usage.completion_tokens",
    ),
    "cached_tokens": (
        "gen_ai.usage.cache_read_input_tokens", "gen_ai.usage.cache_read.input_tokens",
        "gen_ai.usage.cached_tokens", "llm.token_count.prompt_details.cache_read",
        "llm.usage.cache_read_input_tokens",
    ),
    "reasoning_tokens": (
        "gen_ai.usage.reasoning_tokens", "gen_ai.usage.reasoning.output_tokens",
        "llm.token_count.completion_details.reasoning", "llm.usage.reasoning_tokens",
    ),
    "total_tokens": ("gen_ai.usage.total_tokens", "llm.usage.total_tokens", "llm.token_count.total"),
    "cost": (
        "gen_ai.usage.total_cost", "gen_ai.usage.cost", "gen_ai.cost.total_cost", "litellm.response_cost",
        "llm.cost.total",
    ),
    "prompt_cost": (
        "gen_ai.usage.prompt_cost", "gen_ai.usage.input_cost", "gen_ai.cost.input_cost", "llm.cost.prompt",
    ),
    "completion_cost": (
        "gen_ai.usage.completion_cost", "gen_ai.usage.output_cost", "gen_ai.cost.output_cost",
        "llm.cost.completion",
    ),
    "ttft": (
        "gen_ai.server.time_to_first_token", "gen_ai.response.time_to_first_token",
        "gen_ai.streaming.time_to_first_token", "gen_ai.response.time_to_first_chunk",
    ),
    "input_messages": ("gen_ai.input.messages",),
    "output_messages": ("gen_ai.output.messages",),
    # One text, or messages in JSON.
    "whole_prompt": ("gen_ai.prompt",),
    "whole_completion": ("gen_ai.completion",),
    "input": (
        "agentops.entity.input", *(f"agentops.{kind}.input" for kind in _AGENTOPS_KINDS), "input.value",
        "traceloop.entity.input", "gen_ai.tool.call.arguments",
    ),
    "output": (
        "gen_ai.completion.0.content", "llm.output_messages.0.message.content", "agentops.entity.output",
        *(f"agentops.{kind}.output" for kind in _AGENTOPS_KINDS), "output.value", "traceloop.entity.output",
        "gen_ai.tool.call.result",
    ),
}  # fmt: skip

# What AgentOps' decorators report for a call without arguments: it says nothing.
_NOTHING = '{"args": [], "kwargs": {}}'
# Room for the order of a field's names, and for the place of an attribute in its span (see stage.sql).
_NAMES_BITS, _PLACE_BITS = 8, 16


def sql_parts() -> dict[str, str]:
    """What `sql/stage.sql` has placeholders for: all names, their ranks, and the text of each field."""
    numbers = {field: number for number, field in enumerate(FIELDS, 1)}
    ranks = {
        name: ((numbers[field] << _NAMES_BITS) + order) << _PLACE_BITS
        for field, names in FIELDS.items()
        for order, name in enumerate(names)
    }
    return {
        "names": ", ".join(f"'{name}'" for name in ranks),
        "ranks": ", ".join(str(rank) for rank in ranks.values()),
        "nothing": f"'{_NOTHING}'",
        **{f"said_{field}": f"texts[places[indexOf(fields, {number})]]" for field, number in numbers.items()},
    }
