"""The gateway as it is run, with a callback that can be exchanged: GET /switch/none, noop, ours.

Two processes of the same candidate differ by more than what is measured, as long as they run: by the places
of their memory and the seeds of their hashes. In one process both are the same.
"""

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "litellm"))

import uvicorn

import run_gateway

_LISTS = (
    "callbacks",
    "success_callback",
    "failure_callback",
    "_async_success_callback",
    "_async_failure_callback",
)


class Switch:
    """Wraps the gateway's application. Without our callback its own wrapper is left out, too."""

    def __init__(self) -> None:
        from litellm.integrations.custom_logger import CustomLogger
        from litellm.proxy.proxy_server import app as plain

        from gateway_app import app as ours

        self._plain, self._ours, self._serving = plain, ours, ours
        self._idle = CustomLogger()
        self._before: dict[str, list[Any]] = {}

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answers one connection."""
        if scope["type"] == "http" and scope["path"].startswith("/switch/"):
            self._choose(scope["path"].rpartition("/")[2])
            await send({"type": "http.response.start", "status": 204, "headers": []})
            await send({"type": "http.response.body", "body": b""})
        else:
            await self._serving(scope, receive, send)

    def _choose(self, name: str) -> None:
        import litellm

        if not self._before:
            self._before = {one: list(getattr(litellm, one)) for one in _LISTS}
        kept = {"none": [], "noop": [self._idle], "ours": None}[name]
        for one, callbacks in self._before.items():
            chosen: list[Any] = []
            for callback in callbacks:
                recorder = type(callback).__name__ == "AgentOpsCallback"
                chosen += kept if recorder and kept is not None else [callback]
            getattr(litellm, one)[:] = chosen
        self._serving = self._ours if name == "ours" else self._plain


def main() -> None:
    """Serves until SIGTERM."""
    serve = uvicorn.run

    def run(**settings: Any) -> None:
        serve(**{**settings, "app": Switch()})

    uvicorn.run = run
    run_gateway.main()


if __name__ == "__main__":
    main()
