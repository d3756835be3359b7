"""Which attributes hold payload: what people and models wrote, what tools were told and answered.

Names that no convention knows may hold anything, so their texts count as payload: only what is known not to
be is kept. Numbers and truth values are kept, unless their name is that of a payload. The expressions are of
RE2's kind, and the engine uses the same ones for what is stored already (retention.py).
"""

import functools

import re2

from agentops_server.store.vocabulary import FIELDS

# Fields of the vocabulary that hold text of people, models and tools.
_PAYLOAD_FIELDS = frozenset(
    {"input_messages", "output_messages", "whole_prompt", "whole_completion", "input", "output"}
)
# Never touched by any rule: without them figures would be other figures, or a call would count twice.
_FIGURE_FIELDS = frozenset(
    {
        "agentops_kind", "openinference_kind", "traceloop_kind", "operation", "response_model",
        "request_model", "other_model", "provider", "end_state", "response_id", "prompt_tokens",
        "completion_tokens",
        "cached_tokens", "reasoning_tokens", "total_tokens", "cost", "prompt_cost", "completion_cost", "ttft",
        "agentops_tags", "openinference_tags",
    }
)  # fmt: skip
_NUMBER_FIELDS = frozenset(
    {
        "prompt_tokens", "completion_tokens", "cached_tokens", "reasoning_tokens", "total_tokens", "cost",
        "prompt_cost", "completion_cost", "ttft",
    }
)  # fmt: skip
# Tags are figures' labels but may hold an address: they are masked, and stay tags.
_MASKED_TOO = frozenset({"agentops_tags", "openinference_tags"})

PROTECTED = frozenset(
    name for field in _FIGURE_FIELDS - _NUMBER_FIELDS - _MASKED_TOO for name in FIELDS[field]
) | {"gen_ai.output.type", "gen_ai.response.finish_reasons", "litellm.call_id", "litellm.cache_hit",
    "portal.ledger", "agentops.project.id",
}  # fmt: skip
"""Attributes whose texts no rule touches."""
NUMBERS = frozenset(name for field in _NUMBER_FIELDS for name in FIELDS[field])
"""Attributes that are numbers, also where they are written as text."""

# Payload whatever the type of the value is.
PAYLOAD = (
    r"(?i)^(?:"
    r"gen_ai\.(?:prompt|completion|input\.messages|output\.messages|system_instructions|tool\.definitions"
    r"|tool\.call\.(?:arguments|result)|tool\.message|request\.tools|content)(?:\.|$)"
    r"|llm\.(?:input_messages|output_messages|prompts|completions|prompt_template|tools|function_call"
    r"|invocation_parameters|request\.functions)(?:\.|$)"
    r"|(?:input|output)\.value$|(?:traceloop\.entity|agentops\.[a-z_]+)\.(?:input|output)$"
    r"|(?:tool|tool_call)\.(?:parameters|arguments|result|input|output)(?:\.|$)"
    r"|(?:retrieval|reranker)\.|embedding\.(?:embeddings|text|vector)"
    r"|exception\.(?:message|stacktrace)$|agentops\.guardrail\.spec$"
    r"|(?:.*\.)?(?:prompt|prompts|completion|completions|messages|arguments|body|payload|content|response_text)$"
    r")"
)
# Not payload: names of conventions whose values are ids, names and settings.
KEPT = (
    r"(?i)^(?:"
    r"service\.|telemetry\.|host\.|process\.(?:pid|runtime|executable|parent_pid|owner)|os\.|k8s\.|container\."
    r"|cloud\.|faas\.|deployment\.|device\.|webengine\.|otel\.|thread\.|code\.|library\."
    r"|http\.(?:request\.method|response\.status_code|route|method|status_code|scheme|flavor)$"
    r"|(?:server|client|network|net|peer|rpc|messaging|source|destination)\.[a-z_.]+$"
    r"|db\.(?:system|system\.name|name|namespace|operation|operation\.name|collection\.name|sql\.table)$"
    r"|url\.(?:scheme|domain)$|error\.(?:type|code)$|exception\.(?:type|escaped)$"
    r"|gen_ai\.(?:system|provider\.name|operation\.name|response\.|request\.[a-z_.]+$|agent\.|tool\.(?:name|type"
    r"|call\.id)$|usage\.|token\.type|conversation\.id|output\.type|data_source\.id|server\.|embeddings\.|streaming\."
    r"|cost\.|user$|openai\.)"
    r"|llm\.(?:model_name|provider|system|token_count\.|usage\.|cost\.|request\.|response\.|user$|is_streaming"
    r"|headers$)"
    r"|litellm\.(?:api_base|attempt|attempt\.outcome|cache_hit|call_id|call_type|client_disconnected|cooldown"
    r"|fallbacks?|key_alias|model_group|model_id|overhead_ms|response_cost|retries|team_alias|team_id|user_id)$"
    r"|portal\.(?:ledger|mode|gateway|error_type|reported_[a-z_]+)$|enduser\.id$|user\.id$|session\.id$|team\.id$"
    r"|openinference\.span\.kind$|embedding\.model_name$|tool\.name$|agent\.name$|agent_name$|operation\.name$"
    r"|traceloop\.(?:span\.kind|entity\.name|entity\.path|workflow\.name|association\.properties\.[a-z_]*id)$"
    r"|langfuse\.(?:user|session)\.id$|trace\.metadata\.(?:user|session)_id$|tag\.tags$"
    r"|agentops\.(?:span\.kind|tags|entity\.name|entity\.version|session\.[a-z_]+|project\.id|swarm\.)"
    r"|event\.name$|log\.(?:level|logger|iostream)|logger\.name$|masked\.series$"
    r")"
)


class Payload:
    """Says which attributes are payload; `keep`: names of the project's own that are not, with `*`."""

    def __init__(self, keep: "re2._Regexp | None" = None) -> None:
        self._payload = re2.compile(PAYLOAD)
        self._kept = re2.compile(KEPT)
        self._own = keep
        self.holds = functools.lru_cache(8192)(self._holds)

    def _holds(self, key: str, is_text: bool) -> bool:
        """Whether this attribute is payload. `is_text`: its value is no number and no truth value."""
        if key in PROTECTED or key in NUMBERS:
            return False
        if self._own is not None and self._own.search(key):
            return False
        if self._payload.search(key) is not None:
            return True
        return is_text and self._kept.search(key) is None
