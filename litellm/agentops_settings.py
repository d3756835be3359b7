"""The gateway's own log and the settings of its trace exporter."""

import json
import logging
import os
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path


class _JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        time_text = datetime.fromtimestamp(record.created, UTC).isoformat().replace("+00:00", "Z")
        entry = {"time": time_text, "level": record.levelname.lower(), "service": "gateway"}
        entry |= {"logger": record.name, "message": record.getMessage()}
        if record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
        return json.dumps(entry, ensure_ascii=False)


def gateway_logger() -> logging.Logger:
    """The gateway's own logger: JSON lines on stdout, whatever LiteLLM does with its own."""
    logger = logging.getLogger("portal.gateway")
    if not logger.handlers:
        handler = logging.StreamHandler(sys.stdout)
        handler.setFormatter(_JsonLines())
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
        logger.propagate = False
    return logger


@dataclass(frozen=True)
class ExporterSettings:
    """Where spans go and what may be in them. `api_key` None: calls are served, nothing is recorded."""

    api_key: str | None
    endpoint: str = "http://127.0.0.1:8003"
    exporter_endpoint: str = "http://127.0.0.1:4318/v1/traces"
    capture: str = "true"
    spool: Path = Path(".data/gateway/spool")
    spool_max_bytes: int = 1024**3
    memory_bytes: int = 32_000_000
    """Bytes of encoded spans kept in memory while the disk refuses to take them."""
    queue_size: int = 20_000
    linger_s: float = 0.25
    """How long a call waits for others, so that one request carries many. Each batch takes some twenty
    changes from thread to thread, which slow the event loop down more than the work itself."""
    retry_first_s: float = 0.5
    retry_max_s: float = 15.0

    @classmethod
    def from_environment(cls) -> "ExporterSettings":
        """Reads AGENTOPS_*, PORTAL_DATA_DIR and AGENTOPS_SPOOL_MAX_MB."""
        env = os.environ
        megabytes = env.get("AGENTOPS_SPOOL_MAX_MB", "")
        return cls(
            api_key=env.get("AGENTOPS_API_KEY") or None,
            endpoint=env.get("AGENTOPS_API_ENDPOINT") or cls.endpoint,
            exporter_endpoint=env.get("AGENTOPS_EXPORTER_ENDPOINT") or cls.exporter_endpoint,
            capture=env.get("AGENTOPS_CAPTURE_CONTENT") or cls.capture,
            spool=Path(env.get("PORTAL_DATA_DIR") or ".data") / "gateway" / "spool",
            spool_max_bytes=int(megabytes) * 1024**2 if megabytes.isdigit() else cls.spool_max_bytes,
        )
