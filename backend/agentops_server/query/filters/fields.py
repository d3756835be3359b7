"""THE table of what can be filtered: field names, their kinds and the columns of `traces` they stand for.

Only names and columns written here ever become SQL text.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal["choice", "text", "list", "trace", "count", "money", "duration", "has", "content"]
Operator = Literal[":", "=", "!=", ">", ">=", "<", "<="]

MATCHING: tuple[Operator, ...] = (":", "=", "!=")
ORDERING: tuple[Operator, ...] = (">", ">=", "<", "<=")
OPERATORS: Mapping[Kind, tuple[Operator, ...]] = {
    "choice": MATCHING,
    "text": MATCHING,
    "list": MATCHING,
    "trace": MATCHING,
    "count": MATCHING + ORDERING,
    "money": MATCHING + ORDERING,
    "duration": MATCHING + ORDERING,
    "has": (":",),
    "content": (":",),
}
EXPECTED: Mapping[Kind, str] = {
    "choice": "a status",
    "text": "a text",
    "list": "a text",
    "trace": "a trace id of 32 hex digits, or its beginning and `*`",
    "count": "a whole number, like 3, 10k or 2M",
    "money": "an amount in US dollars, like 0.01 or $5",
    "duration": "a time with its unit, like 500ms, 2s or 1.5m",
    "has": "what to have",
    "content": "a text of at least one character",
}


@dataclass(frozen=True)
class Field:
    """Something a trace can be asked for. `column`: of the table `traces`; empty for `has` and `content`."""

    name: str
    kind: Kind
    column: str
    help: str
    aliases: tuple[str, ...] = ()

    @property
    def operators(self) -> tuple[Operator, ...]:
        """The operators that make sense for it."""
        return OPERATORS[self.kind]


FIELDS: tuple[Field, ...] = (
    Field("status", "choice", "status", "ok, error or indeterminate"),
    Field("model", "list", "models", "a model that was called"),
    Field("provider", "list", "providers", "the provider of a model that was called"),
    Field("user", "text", "user_id", "the user it was done for"),
    Field("session", "text", "session_id", "the conversation it belongs to"),
    Field("agent", "list", "agents", "an agent that took part"),
    Field("tool", "list", "tools", "a tool that was used"),
    Field("tag", "list", "tags", "a tag"),
    Field("team", "list", "teams", "the team of a gateway key that was used"),
    Field("key", "list", "key_aliases", "the name of a gateway key that was used"),
    Field("service", "text", "service_name", "the service that the root span ran in"),
    Field("name", "text", "name", "the root span's name"),
    Field("trace", "trace", "trace_id", "the trace id", ("trace_id",)),
    Field("message", "text", "error_message", "the first error message", ("error_message",)),
    Field("input", "text", "input_preview", "the first 200 characters of the question"),
    Field("output", "text", "output_preview", "the first 200 characters of the answer"),
    Field("cost", "money", "cost", "US dollars; traces without any price never match"),
    Field("tokens", "count", "total_tokens", "tokens, in and out", ("total_tokens",)),
    Field("input_tokens", "count", "prompt_tokens", "tokens in", ("prompt_tokens",)),
    Field("output_tokens", "count", "completion_tokens", "tokens out", ("completion_tokens",)),
    Field("cached_tokens", "count", "cached_tokens", "tokens in that came from a cache"),
    Field("reasoning_tokens", "count", "reasoning_tokens", "tokens out that were reasoning"),
    Field("latency", "duration", "duration_ns", "from the first start to the last end", ("duration",)),
    Field("ttft", "duration", "ttft_ns", "time to the first token"),
    Field("spans", "count", "span_count", "how many spans"),
    Field("errors", "count", "error_count", "how many failed spans"),
    Field("calls", "count", "llm_call_count", "how many model calls"),
    Field("unpriced", "count", "unpriced_calls", "how many model calls without a price"),
    Field("has", "has", "", "something is there at all"),
    Field("content", "content", "", "words anywhere in whole prompts, answers and tool data; reads them all"),
)

BY_NAME: Mapping[str, Field] = {name: one for one in FIELDS for name in (one.name, *one.aliases)}

STATUSES: Mapping[str, str] = {"ok": "OK", "error": "ERROR", "indeterminate": "INDETERMINATE"}

# What `has:` can ask for, as a condition without any value.
HAS: Mapping[str, str] = {
    "error": "status = 'ERROR'",
    "tool": "notEmpty(tools)",
    "agent": "notEmpty(agents)",
    "cost": "isNotNull(cost)",
    "unpriced": "unpriced_calls > 0",
    "call": "llm_call_count > 0",
    "model": "notEmpty(models)",
    "provider": "notEmpty(providers)",
    "user": "user_id != ''",
    "session": "session_id != ''",
    "tag": "notEmpty(tags)",
    "team": "notEmpty(teams)",
    "key": "notEmpty(key_aliases)",
    "ttft": "isNotNull(ttft_ns)",
    "tokens": "total_tokens > 0",
    "cached": "cached_tokens > 0",
    "reasoning": "reasoning_tokens > 0",
    "message": "error_message != ''",
    "input": "input_preview != ''",
    "output": "output_preview != ''",
}

# Where free text is looked for.
TEXT_COLUMNS: tuple[str, ...] = (
    "name",
    "service_name",
    "user_id",
    "session_id",
    "error_message",
    "input_preview",
    "output_preview",
)
TEXT_LISTS: tuple[str, ...] = ("tags", "models", "agents", "tools")
