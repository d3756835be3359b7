"""`python -m agentops_server.upstream --from URL`: bring an upstream database over, once, and end.

The server must not run meanwhile (it holds the data folder). A running server does the same, and goes on
following, with AGENTOPS_UPSTREAM_URL.
"""

import argparse
import asyncio
import os
import signal
import sys

from fastapi import FastAPI
from pydantic import SecretStr

from agentops_server.main import create_apps
from agentops_server.services import Services
from agentops_server.settings import ConfigError, Settings, load_settings
from agentops_server.store.errors import StoreError
from agentops_server.upstream.importer import Importer
from agentops_server.upstream.setup import importer
from kit.log import configure_logging
from kit.serve import leave_after

_LEAVE_S = 15
_THREADS_S = 1
_STOPPED = "stopped before everything was brought over: start it again, and it goes on from there.\n"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m agentops_server.upstream", description=__doc__)
    parser.add_argument("--from", dest="url", help="http(s)://user:password@host:port/otel_2")
    parser.add_argument("--project", action="append", default=[], metavar="THEIRS[=OURS]")
    parser.add_argument("--since", default="", help="ISO 8601; only spans that began then or later")
    return parser.parse_args()


def _settings(arguments: argparse.Namespace) -> Settings:
    settings = load_settings()
    url = arguments.url or (settings.upstream_url and settings.upstream_url.get_secret_value())
    if not url:
        raise ConfigError("name the database with --from or AGENTOPS_UPSTREAM_URL.")
    changes = {
        "upstream_url": SecretStr(url),
        "upstream_projects": ",".join(arguments.project) or settings.upstream_projects,
        "upstream_since": arguments.since or settings.upstream_since,
        "otlp_grpc_port": 0,
        "sql_port": 0,
    }
    return settings.model_copy(update=changes)


async def _bring(api: FastAPI, work: Importer) -> None:
    parts: Services = api.state.services
    async with api.router.lifespan_context(api):
        done = await work.once()
        while parts.spool.size:  # noqa: ASYNC110  # the spool tells nobody
            await asyncio.sleep(0.05)
    for project, spans in sorted(done.by_project.items()):
        sys.stdout.write(f"project {project}: {spans} spans\n")
    sys.stdout.write(f"{done.spans} spans brought over, {done.broken} rows without valid ids left out\n")


async def _unless_stopped(api: FastAPI, work: Importer) -> bool:
    """Whether everything was brought over; False: asked to stop before."""
    bringing = asyncio.create_task(_bring(api, work))
    is_stopping = False

    def stop() -> None:
        nonlocal is_stopping
        if not is_stopping:
            is_stopping = True
            leave_after(_LEAVE_S, 1)
            bringing.cancel()

    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop)
    await asyncio.wait([bringing])
    if not bringing.cancelled():
        bringing.result()
        return True
    sys.stderr.write(_STOPPED)
    # A question to the upstream database, which nobody can take back, may still run for minutes.
    leave_after(_THREADS_S, 1)
    return False


def main() -> None:
    """Import once."""
    try:
        settings = _settings(_arguments())
        configure_logging(settings.log_level, "agentops-upstream")
        settings.home.mkdir(parents=True, exist_ok=True)
        os.chdir(settings.home)
        api, _, _ = create_apps(settings.model_copy(update={"upstream_url": None}))
        is_whole = asyncio.run(_unless_stopped(api, importer(settings, api.state.services)))
    except (ConfigError, StoreError) as error:
        sys.exit(str(error))
    if not is_whole:
        sys.exit(1)


if __name__ == "__main__":
    main()
