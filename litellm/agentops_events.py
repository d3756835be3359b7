"""One finished call of the gateway, and the figures that traces and metrics both take from it.

Pure: no clock, no network, no LiteLLM.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

T = TypeVar("T")
MAPPING = (dict, Mapping)
"""For isinstance(): asking for a dict first takes a tenth of the time of asking for a Mapping alone."""
_SECRETS = re.compile(
    r"\b(?:sk|pk|rk)-[A-Za-z0-9_\-]{6,}|(?i:bearer)\s+[A-Za-z0-9._\-]{8,}|//[^/\s:@]+:[^/\s@]+@"
)
_MODES = ("fast", "balanced", "creative")
_OPERATIONS = {
    "completion": "chat",
    "text_completion": "text_completion",
    "embedding": "embeddings",
    "responses": "chat",
    "anthropic_messages": "chat",
    "image_generation": "image_generation",
    "transcription": "transcription",
    "speech": "speech",
    "image_edit": "image_generation",
    "rerank": "rerank",
    "moderation": "moderation",
}


class _Once(Generic[T]):
    """A property that is reckoned once. functools' own takes a lock, which costs more than most of these."""

    def __init__(self, reckon: Callable[[Any], T]) -> None:
        self._reckon = reckon
        self.__doc__ = reckon.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, instance: Any, owner: type) -> T:
        found = instance.__dict__[self._name] = self._reckon(instance)
        return found


@dataclass(frozen=True)
class Attempt:
    """One failed try of a deployment. Times are epoch seconds."""

    start: float
    end: float
    group: str
    """The model group that was tried: another one than asked for after a fallback."""
    deployment: str
    """model_info.id of the deployment."""
    api_base: str
    fallback: int
    """0 for the model asked for, 1 for the first fallback, and so on."""
    error: Mapping[str, Any] = field(default_factory=dict)
    """error_class, error_code and error_message, as in LiteLLM's error_information."""
    cooldown: bool = False
    """True when the deployment was taken out of rotation for a while because of it."""


@dataclass(frozen=True)
class CallEvent:
    """One finished call, as the callback was told about it. Nothing here is changed after it is made."""

    failed: bool
    payload: Mapping[str, Any]
    """LiteLLM's standard_logging_object."""
    request: Mapping[str, Any] = field(default_factory=dict)
    """LiteLLM's proxy_server_request: headers, body, arrival_time (epoch seconds)."""
    metadata: Mapping[str, Any] = field(default_factory=dict)
    """The call's metadata, the caller's and LiteLLM's own keys together."""
    stream: bool = False
    cache_hit: bool = False
    cache_asked: bool = False
    """True when the gateway looked into its cache for this call."""
    attempts: tuple[Attempt, ...] = ()
    """What was tried without success before this outcome; empty when the first try was answered."""
    upstream_start: float | None = None
    """When the attempt that counts was sent to its deployment, epoch seconds."""

    @_Once
    def identity(self) -> str:
        """The same for the same event, however often LiteLLM tells it."""
        payload = self.payload
        return repr(
            (payload.get("litellm_call_id"), payload.get("id"), payload.get("startTime"), self.failed)
        )

    @_Once
    def call_id(self) -> str:
        """LiteLLM's id of the request, the same for all its attempts."""
        return str(self.payload.get("litellm_call_id") or self.payload.get("id") or "")

    @_Once
    def headers(self) -> Mapping[str, str]:
        """The caller's HTTP headers, lower-case names."""
        headers = self.request.get("headers")
        return headers if isinstance(headers, MAPPING) else {}

    @_Once
    def body(self) -> Mapping[str, Any]:
        """The caller's JSON body."""
        body = self.request.get("body")
        return body if isinstance(body, MAPPING) else {}

    @_Once
    def error(self) -> Mapping[str, Any]:
        """LiteLLM's error_information; empty when there is none."""
        information = self.payload.get("error_information")
        return information if isinstance(information, MAPPING) else {}

    @_Once
    def rejected(self) -> bool:
        """True when the gateway turned a stranger away (bad key): such a call is not reported."""
        return (
            self.failed
            and str(self.error.get("error_code")) in ("401", "403")
            and not self.error.get("llm_provider")
            and not (str(self.error.get("error_code")) == "403" and self.metadata.get("user_api_key_alias"))
        )

    @_Once
    def start(self) -> float:
        """When the request reached the gateway, epoch seconds (retries included in what follows)."""
        start = float(self.payload.get("startTime") or 0.0)
        arrival = self.request.get("arrival_time")
        return float(arrival) if isinstance(arrival, int | float) and 0 <= start - arrival < 3600 else start

    @_Once
    def end(self) -> float:
        """When the last byte was there, epoch seconds."""
        return max(self.start, float(self.payload.get("endTime") or 0.0))

    @_Once
    def time_to_first_token(self) -> float | None:
        """Seconds from arrival to the first streamed token; None for a call that was not streamed."""
        first = self.payload.get("completionStartTime")
        if not self.stream or not isinstance(first, int | float) or first <= 0:
            return None
        return max(0.0, float(first) - self.start)

    @_Once
    def model(self) -> str:
        """The model the caller asked for."""
        asked = self.payload.get("model_group") or self.body.get("model") or self.payload.get("model")
        return str(asked or "unknown")

    @_Once
    def operation(self) -> str:
        """gen_ai.operation.name."""
        kind = str(self.payload.get("call_type") or "completion")
        kind = kind[1:] if kind.startswith("a") and kind[1:] in _OPERATIONS else kind
        return _OPERATIONS.get(kind, kind)

    @_Once
    def mode(self) -> str:
        """fast, balanced, creative, or default (from metadata, a tag `mode:fast` or x-portal-mode)."""
        found = [self.metadata.get("mode"), self.headers.get("x-portal-mode")]
        found += [tag[5:] for tag in self.tags if tag.startswith("mode:")]
        return next((one for one in found if one in _MODES), "default")

    @_Once
    def tags(self) -> list[str]:
        """The caller's and the key's tags, without those that LiteLLM makes of the user agent."""
        tags = self.payload.get("request_tags") or []
        return [tag for tag in tags if isinstance(tag, str) and not tag.startswith("User-Agent:")]

    @_Once
    def usage(self) -> dict[str, int]:
        """Tokens: input, output, total; cached and reasoning where the model server reports them."""
        payload = self.payload
        counts = {
            "input": as_int(payload.get("prompt_tokens")),
            "output": as_int(payload.get("completion_tokens")),
            "total": as_int(payload.get("total_tokens")),
        }
        metadata = payload.get("metadata")
        reported = metadata.get("usage_object") if isinstance(metadata, MAPPING) else None
        if isinstance(reported, MAPPING):
            prompt = reported.get("prompt_tokens_details")
            completion = reported.get("completion_tokens_details")
            if isinstance(prompt, MAPPING) and prompt.get("cached_tokens") is not None:
                counts["cached"] = as_int(prompt["cached_tokens"])
            if isinstance(completion, MAPPING) and completion.get("reasoning_tokens"):
                counts["reasoning"] = as_int(completion["reasoning_tokens"])
        return counts

    @_Once
    def cost(self) -> float | None:
        """What the call cost in US dollars by LiteLLM's reckoning; None when its model has no price."""
        amount = self.payload.get("response_cost")
        if not isinstance(amount, int | float):
            return None
        if amount > 0:
            # Float noise (7.199999999999999e-06) would be cut to another price where decimals are kept.
            return round(float(amount), 12)
        if not self.usage["total"]:
            return None
        information = self.metadata.get("model_info")
        priced = isinstance(information, MAPPING) and any("cost_per" in str(name) for name in information)
        return 0.0 if priced or self.cache_hit else None


ERROR_TYPES = (
    *("timeout", "oom", "rate_limit", "budget", "auth", "context_window", "not_found", "bad_request"),
    *("guardrail", "connection", "unavailable", "inference_error"),
)
"""Every value of error_type()."""


def error_type(event: CallEvent) -> str:
    """The class of a failed call, one of ERROR_TYPES."""
    if any(one.get("guardrail_status") == "guardrail_intervened" for one in guardrails(event)):
        return "guardrail"
    return error_class(event.error)


def error_class(error: Mapping[str, Any]) -> str:
    """The class of an error_information, one of ERROR_TYPES."""
    code, name = str(error.get("error_code") or ""), str(error.get("error_class") or "")
    text = str(error.get("error_message") or "").lower()
    if "out of memory" in text:
        return "oom"
    if "timeout" in name.lower() or code in ("408", "504"):
        return "timeout"
    if name == "RouterRateLimitError":  # no deployment is left: all of them rest after failures
        return "unavailable"
    if name == "BudgetExceededError":  # of a virtual key, a team or a user
        return "budget"
    if code == "429" or "ratelimit" in name.lower():
        return "rate_limit"
    if code in ("401", "403"):
        return "auth"
    if "contextwindow" in name.lower():
        return "context_window"
    if code == "404" or "notfound" in name.lower():
        return "not_found"
    if code in ("400", "413", "422"):
        return "bad_request"
    if name in ("ReadError", "APIConnectionError") or "connection" in name.lower():
        return "connection"
    if code in ("502", "503"):
        return "unavailable"
    return "inference_error"


def guardrails(event: CallEvent) -> list[Mapping[str, Any]]:
    """What LiteLLM's guardrails said about the call, each with guardrail_name, guardrail_status and times."""
    information = event.payload.get("guardrail_information")
    if not information:
        information = event.metadata.get("standard_logging_guardrail_information")
    found = information if isinstance(information, list) else [information]
    return [one for one in found if isinstance(one, MAPPING)]


def redact(text: str) -> str:
    """`text` without anything that looks like a key, a bearer token or a password in a URL."""
    return _SECRETS.sub("[redacted]", text)


def as_int(value: Any) -> int:
    """`value` as an int, 0 for what is no number."""
    return int(value) if isinstance(value, int | float) else 0
