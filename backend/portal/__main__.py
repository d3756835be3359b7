"""`python -m portal`: serves the screen with the API on PORTAL_PORT and the API alone on BACKEND_PORT."""

import sys

from kit.garbage import collect_less_often
from kit.log import configure_logging, get_logger
from kit.serve import Listener, serve_apps
from portal import __version__
from portal.db.engine import DatabaseError
from portal.main import Parts, create_app
from portal.metrics import MetricsMiddleware
from portal.proxy.listener import FramedApps
from portal.proxy.upstreams import UpstreamError
from portal.settings import SettingsError, load_settings

# Longer than requests in flight get. What then still runs waits for a database that hangs.
_LEAVE_S = 12


def main() -> None:
    """Serve until SIGTERM. A wrong setting, database or port ends it with one sentence on stderr."""
    try:
        settings = load_settings()
        configure_logging(settings.log_level, "portal")
        parts = Parts(settings)
        parts.prepare()
    except (SettingsError, DatabaseError, UpstreamError) as error:
        sys.exit(str(error))
    collect_less_often()
    with_screen = create_app(settings, parts=parts)
    api_only = create_app(settings, parts=parts, screen=False)
    listeners = [
        Listener(with_screen, settings.bind_host, settings.portal_port, "PORTAL_PORT"),
        Listener(api_only, settings.bind_host, settings.backend_port, "BACKEND_PORT"),
    ]
    # Programs whose code is not ours get an origin apart from the portal's, and never see its cookie.
    for upstreams, port, name in parts.framed():
        framed = MetricsMiddleware(FramedApps(parts.proxy, upstreams, settings.public_url), parts.metrics)
        listeners.append(Listener(framed, settings.bind_host, port, name))
    serve_apps(
        listeners,
        on_ready=lambda: get_logger("portal").info(
            "ready", extra={"url": settings.public_url, "version": __version__}
        ),
        trusted_proxies=settings.portal_trusted_proxies,
        leave_s=_LEAVE_S,
    )


if __name__ == "__main__":
    main()
