"""Structured logging: one JSON object a line, each with the id of the request being served.

Secrets and prompts do not belong in a log. Callers pass facts as `extra={...}`; they come out as fields.
"""

import asyncio
import json
import logging
import sys
from contextvars import ContextVar
from datetime import UTC, datetime

request_id_var: ContextVar[str | None] = ContextVar("request_id", default=None)

_STANDARD = frozenset(logging.makeLogRecord({}).__dict__) | {
    "message",
    "asctime",
    "taskName",
    "color_message",
}


_JSON = json.JSONEncoder(ensure_ascii=False, default=str)
_quoted = json.encoder.encode_basestring


class JsonFormatter(logging.Formatter):
    """Renders a record as one JSON line: time (UTC), level, service, logger, message, request_id, extras."""

    def __init__(self, service: str) -> None:
        super().__init__()
        self._service = _quoted(service)

    def format(self, record: logging.LogRecord) -> str:
        """One line; a traceback goes into the field `exception`."""
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        # By hand, because a line is written for each request; what others said is quoted.
        said = _quoted(record.getMessage())
        line = (
            f'{{"time": "{moment}", "level": {_quoted(record.levelname.lower())}, '
            f'"service": {self._service}, "logger": {_quoted(record.name)}, "message": {said}'
        )
        request_id = request_id_var.get()
        if request_id:
            line += f', "request_id": {_quoted(request_id)}'
        facts = {key: value for key, value in record.__dict__.items() if key not in _STANDARD}
        if record.exc_info:
            facts["exception"] = self.formatException(record.exc_info)
        return f"{line}, {_JSON.encode(facts)[1:]}" if facts else line + "}"


def configure_logging(level: str, service: str) -> None:
    """Send every logger of this process to stdout as JSON lines, from `level` (name) upwards."""
    # No line shows them, and finding them takes a third of the time of a record.
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonFormatter(service))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    # uvicorn's own access log would repeat ours, without the request id.
    logging.getLogger("uvicorn.access").disabled = True
    server = logging.getLogger("uvicorn.error")
    # At debug it writes down the headers of WebSocket handshakes, cookies and all.
    server.setLevel(max(root.level, logging.INFO))
    server.filters[:] = [without_queries, without_cancelled]
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)


def without_queries(record: logging.LogRecord) -> bool:
    """A filter: lets every record pass, without the queries of paths. uvicorn logs those of WebSockets."""
    if isinstance(record.args, tuple):
        record.args = tuple(
            one.partition("?")[0] if isinstance(one, str) and one.startswith("/") else one
            for one in record.args
        )
    return True


def without_cancelled(record: logging.LogRecord) -> bool:
    """A filter: drops the tracebacks of requests that uvicorn cancels when a stop takes too long."""
    return not (record.exc_info and isinstance(record.exc_info[1], asyncio.CancelledError))


def get_logger(name: str) -> logging.Logger:
    """The logger of a module; a plain `logging.Logger`, so tests can capture it."""
    return logging.getLogger(name)
