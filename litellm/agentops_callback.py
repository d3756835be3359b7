"""LiteLLM callback: records every call of the gateway as a span on the AgentOps server.

    litellm_settings:
      callbacks: ["agentops_callback.instance"]

Takes the place of LiteLLM's built-in "agentops" callback, whose endpoints are fixed to AgentOps' cloud.
Environment: AGENTOPS_API_KEY, AGENTOPS_API_ENDPOINT, AGENTOPS_EXPORTER_ENDPOINT, AGENTOPS_CAPTURE_CONTENT
(true, false, or the characters kept of each message), AGENTOPS_SPOOL_MAX_MB (1024), PORTAL_DATA_DIR.
"""

import atexit
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

# LiteLLM loads this file by its path; the modules beside it are found through sys.path.
if (_here := str(Path(__file__).resolve().parent)) not in sys.path:
    sys.path.append(_here)

from litellm.integrations.custom_logger import CustomLogger

from agentops_events import CallEvent
from agentops_exporter import Exporter, close_shared_exporter, shared_exporter


class AgentOpsCallback(CustomLogger):  # type: ignore[misc]
    """Hands each finished call to the exporter. Runs on the event loop, so it only takes references."""

    def __init__(self, exporter: Exporter) -> None:
        super().__init__()
        self._exporter = exporter
        exporter.start()

    async def async_log_success_event(
        self, kwargs: dict[str, Any], response_obj: Any, start_time: datetime, end_time: datetime
    ) -> None:
        """A call that was answered (also one whose client left in the middle)."""
        self._take(kwargs, failed=False)

    async def async_log_failure_event(
        self, kwargs: dict[str, Any], response_obj: Any, start_time: datetime, end_time: datetime
    ) -> None:
        """A call that failed, upstream or in the gateway itself."""
        self._take(kwargs, failed=True)

    def _take(self, kwargs: dict[str, Any], failed: bool) -> None:
        payload = kwargs.get("standard_logging_object")
        if not isinstance(payload, dict):
            return
        parameters = kwargs.get("litellm_params") or {}
        request = parameters.get("proxy_server_request") or {}
        event = CallEvent(
            failed=failed,
            payload=payload,
            request=request,
            metadata=parameters.get("metadata") or parameters.get("litellm_metadata") or {},
            stream=bool(kwargs.get("stream") or payload.get("stream")),
            cache_hit=bool(kwargs.get("cache_hit") or payload.get("cache_hit")),
        )
        # Whoever has no key must not be able to fill the store or to spoil the fail rate.
        if not event.rejected:
            self._exporter.put(event)


instance = AgentOpsCallback(shared_exporter())
atexit.register(close_shared_exporter)
