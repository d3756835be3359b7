"""`python -m agentops_server`: serve until SIGTERM or SIGINT."""

import os
import sys

from agentops_server.main import create_apps
from agentops_server.settings import ConfigError, load_settings
from kit.connections import ConnectionLimits
from kit.garbage import collect_less_often
from kit.log import configure_logging
from kit.serve import Listener, serve_apps

# Longer than requests in flight and the draining of the spools may take.
_LEAVE_S = 15


def main() -> None:
    """Read the environment, serve the API and the OTLP receiver."""
    try:
        settings = load_settings()
        configure_logging(settings.log_level, "agentops-server")
        # The embedded engine keeps its cache of format schemas in the working folder, whatever it is told.
        settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.chdir(settings.home)
        api, otlp, sql = create_apps(settings)
    except ConfigError as error:
        sys.exit(str(error))
    listeners = [
        Listener(api, settings.bind_host, settings.api_port, "AGENTOPS_API_PORT"),
        Listener(otlp, settings.bind_host, settings.otlp_http_port, "OTLP_HTTP_PORT"),
    ]
    if sql is not None:
        listeners.append(Listener(sql, settings.bind_host, settings.sql_port, "AGENTOPS_SQL_PORT"))
    collect_less_often()
    # Beyond the time in which a slow body is answered 408.
    limits = ConnectionLimits(settings.max_connections, request_s=settings.body_seconds + 5)
    # All that was acknowledged is on disk: leaving early loses nothing.
    serve_apps(listeners, limits=limits, leave_s=_LEAVE_S)


if __name__ == "__main__":
    main()
