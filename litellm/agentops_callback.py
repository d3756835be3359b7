"""LiteLLM callback: records every call of the gateway as a span on the AgentOps server, and as metrics.

    litellm_settings:
      callbacks: ["agentops_callback.instance"]

Takes the place of LiteLLM's built-in "agentops" callback, whose endpoints are fixed to AgentOps' cloud; works
beside its `otel`, `langfuse_otel` and `prometheus` callbacks.
Environment: AGENTOPS_API_KEY, AGENTOPS_API_ENDPOINT, AGENTOPS_EXPORTER_ENDPOINT, AGENTOPS_CAPTURE_CONTENT
(true, false, or the characters kept of each message), AGENTOPS_SPOOL_MAX_MB (1024), PORTAL_DATA_DIR, and
those of gateway_metrics.
"""

import atexit
import sys
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

# LiteLLM loads this file by its path; the modules beside it are found through sys.path.
if (_here := str(Path(__file__).resolve().parent)) not in sys.path:
    sys.path.append(_here)

import litellm
from litellm.integrations.custom_logger import CustomLogger

from agentops_attempts import CallTracker
from agentops_events import MAPPING, Attempt, CallEvent
from agentops_exporter import Exporter, before_close, close_shared_exporter, shared_exporter
from agentops_ledger import Ledger
from gateway_inflight import in_flight
from gateway_metrics import GatewayMetrics, shared_metrics


class AgentOpsCallback(CustomLogger):  # type: ignore[misc]
    """Hands each finished call to the exporter. Runs on the event loop, so it only takes references."""

    def __init__(self, exporter: Exporter, metrics: GatewayMetrics) -> None:
        super().__init__()
        self._exporter = exporter
        self._metrics = metrics
        self._tracker = CallTracker()
        self._ledger = Ledger()
        exporter.start()
        metrics.start(exporter, _router, lambda: _cache() is not None)

    async def async_pre_call_hook(
        self, user_api_key_dict: Any, cache: Any, data: dict[str, Any], call_type: Any
    ) -> None:
        """A call that begins: it counts as active until its answer has been sent."""
        in_flight.model(str(data.get("model") or ""))

    async def async_log_success_event(
        self, kwargs: dict[str, Any], response_obj: Any, start_time: datetime, end_time: datetime
    ) -> None:
        """A call that was answered (also one whose client left in the middle)."""
        if (event := _event(kwargs, failed=False)) is not None:
            self._done(self._tracker.succeeded(event))

    async def async_log_failure_event(
        self, kwargs: dict[str, Any], response_obj: Any, start_time: datetime, end_time: datetime
    ) -> None:
        """A call that failed, upstream or in the gateway itself; perhaps only its first attempt did."""
        if (event := _event(kwargs, failed=True)) is None:
            return
        if (final := self._tracker.failed(event)) is not None:
            self._done(final)

    async def async_post_call_failure_deployment_hook(
        self,
        request_data: Mapping[str, object],
        exception: Exception,
        call_type: Any,
        fallback_depth: int | None = None,
    ) -> None:
        """One try of one deployment that failed."""
        call_id = str(request_data.get("litellm_call_id") or "")
        self._tracker.attempt(call_id, _attempt(request_data, exception, fallback_depth or 0))

    async def async_post_call_failure_hook(
        self,
        request_data: dict[str, Any],
        original_exception: Exception,
        user_api_key_dict: Any,
        traceback_str: str | None = None,
    ) -> None:
        """The end of a request that failed for its caller."""
        call_id = str(request_data.get("litellm_call_id") or "")
        event = self._tracker.ended(call_id, _error(original_exception), time.time())
        if event is not None:
            self._done(event)

    def close(self) -> None:
        """Hands over what is still held. For the end of the process."""
        for event in self._tracker.close(time.time()):
            self._done(event)

    def _done(self, event: CallEvent) -> None:
        # Whoever has no key must not be able to fill the store or to spoil the fail rate.
        if not event.rejected:
            if event.attempts:
                event = replace(event, attempts=tuple(map(_with_cooldown, event.attempts)))
            self._metrics.record(event)
            self._exporter.put(event, self._ledger.entry(event))
        for late in self._tracker.overdue(time.time()):
            self._done(late)


def _event(kwargs: dict[str, Any], failed: bool) -> CallEvent | None:
    payload = kwargs.get("standard_logging_object")
    if not isinstance(payload, dict):
        return None
    parameters = kwargs.get("litellm_params") or {}
    request = parameters.get("proxy_server_request") or {}
    sent = kwargs.get("api_call_start_time")
    return CallEvent(
        failed=failed,
        payload=payload,
        request=request,
        metadata=parameters.get("metadata") or parameters.get("litellm_metadata") or {},
        stream=bool(kwargs.get("stream") or payload.get("stream")),
        cache_hit=bool(kwargs.get("cache_hit") or payload.get("cache_hit")),
        cache_asked=_cache_asked(str(payload.get("call_type") or ""), request.get("body")),
        upstream_start=sent.timestamp() if isinstance(sent, datetime) else None,
    )


def _cache() -> Any:
    """LiteLLM's response cache, None where none is configured."""
    return litellm.cache  # type: ignore[attr-defined]


def _cache_asked(call_type: str, body: Any) -> bool:
    cache = _cache()
    if cache is None or call_type not in (cache.supported_call_types or ()):
        return False
    control = body.get("cache") if isinstance(body, MAPPING) else None
    control = control if isinstance(control, MAPPING) else {}
    if str(getattr(cache.mode, "value", cache.mode)) == "default_off":
        return control.get("use-cache") is True
    return control.get("no-cache") is not True


def _attempt(data: Mapping[str, object], exception: Exception, fallback: int) -> Attempt:
    metadata = data.get("litellm_metadata") or data.get("metadata")
    metadata = metadata if isinstance(metadata, MAPPING) else {}
    information = metadata.get("model_info")
    deployment = str(information.get("id") or "") if isinstance(information, MAPPING) else ""
    details = getattr(data.get("litellm_logging_obj"), "model_call_details", {})
    now, sent = time.time(), details.get("api_call_start_time")
    start = sent.timestamp() if isinstance(sent, datetime) else now
    return Attempt(
        start=min(start, now),
        end=now,
        group=str(metadata.get("model_group") or ""),
        deployment=deployment,
        api_base=str(data.get("api_base") or ""),
        fallback=fallback,
        error=_error(exception),
    )


def _with_cooldown(attempt: Attempt) -> Attempt:
    """The attempt with what has become of its deployment; asks only the memory of this process."""
    router = _router()
    if router is None or not attempt.deployment:
        return attempt
    key = router.cooldown_cache.get_cooldown_cache_key(attempt.deployment)
    return replace(attempt, cooldown=router.cooldown_cache.in_memory_cache.get_cache(key) is not None)


def _error(exception: Exception) -> dict[str, str]:
    """The exception as LiteLLM's error_information."""
    code = getattr(exception, "status_code", None) or getattr(exception, "code", None)
    provider = getattr(exception, "llm_provider", None)
    message = str(getattr(exception, "message", None) or exception)
    found = {"error_class": type(exception).__name__, "error_code": str(code or ""), "error_message": message}
    return found | ({"llm_provider": str(provider)} if provider else {})


def _router() -> Any:
    from litellm.proxy import proxy_server

    return proxy_server.llm_router


instance = AgentOpsCallback(shared_exporter(), shared_metrics())
before_close.append(instance.close)
atexit.register(shared_metrics().stop)
atexit.register(close_shared_exporter)
