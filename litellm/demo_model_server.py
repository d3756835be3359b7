"""Demo model server: a labelled simulator of vLLM's OpenAI server, for machines without a GPU.

    .venvs/servers/bin/python litellm/demo_model_server.py

Environment: DEMO_MODEL_PORT (8100), BIND_HOST (127.0.0.1), DEMO_SPEED (1; 10 makes everything ten times
faster), VLLM_API_KEY (when set, calls under /v1 need it as a Bearer token, as with vLLM), LOG_LEVEL (info).
Faults on demand are described in demo_model/faults.py. No answer of this server comes from a model.
"""

import json
import logging
import os
import signal
import socket
import sys
from datetime import UTC, datetime

import uvicorn

from demo_model.app import DemoServer
from demo_model.profiles import PROFILES


class _JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat().replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "service": "demo-model",
            "message": record.getMessage(),
        }
        if record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
        return json.dumps(entry, ensure_ascii=False)


def main() -> int:
    """Serves until SIGTERM or SIGINT; 1 and one sentence when it cannot start."""
    host = os.environ.get("BIND_HOST") or "127.0.0.1"
    try:
        port, speed = int(os.environ.get("DEMO_MODEL_PORT") or 8100), float(os.environ.get("DEMO_SPEED") or 1)
    except ValueError:
        port, speed = -1, 0.0
    if not 0 <= port <= 65535 or speed <= 0:
        return _fail("DEMO_MODEL_PORT must be a port number and DEMO_SPEED a number above 0: correct .env.")
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(_JsonLines())
    logging.basicConfig(level=(os.environ.get("LOG_LEVEL") or "info").upper(), handlers=[handler])
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        return _fail(
            f"The demo model server cannot listen on {host}:{port} ({error.strerror}): "
            "stop what uses the port or set another DEMO_MODEL_PORT in .env."
        )
    port = listener.getsockname()[1]
    server = DemoServer(speed, os.environ.get("VLLM_API_KEY") or None)
    logging.getLogger("demo_model").info(
        "demo model server (simulator, no real model) serves %s on http://%s:%d",
        ", ".join(PROFILES),
        host,
        port,
    )
    config = uvicorn.Config(
        server.app(), log_config=None, log_level="warning", access_log=False, timeout_graceful_shutdown=5
    )
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # uvicorn raises it again after its own shutdown
    uvicorn.Server(config).run(sockets=[listener])
    return 0


def _fail(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(0)
