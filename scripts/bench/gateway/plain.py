"""LiteLLM alone, with the launcher's settings and its frozen start but without anything else of ours.

What the launcher adds for the callback is measured with the callback.
"""

import os
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "litellm"))

import uvicorn

import run_gateway


def main() -> None:
    """Serves until SIGTERM."""
    arguments = run_gateway.prepare(os.environ)
    from litellm.proxy.proxy_cli import run_server

    serve = uvicorn.run

    def run(**settings: Any) -> None:
        from litellm.proxy.proxy_server import app

        from gateway_memory import FrozenStart

        serve(**{**settings, "app": FrozenStart(app)})

    uvicorn.run = run
    run_server.main(args=arguments, prog_name="litellm")


if __name__ == "__main__":
    main()
