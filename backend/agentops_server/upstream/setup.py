"""Puts an import together from the settings."""

from agentops_server.services import Services
from agentops_server.settings import ConfigError, Settings
from agentops_server.store.address import BadAddress
from agentops_server.upstream.importer import Importer, Wishes
from agentops_server.upstream.reader import Upstream
from kit.timerange import parse_time


def importer(settings: Settings, parts: Services) -> Importer:
    """What AGENTOPS_UPSTREAM_* ask for. Raises `ConfigError`."""
    url = settings.upstream_url.get_secret_value() if settings.upstream_url else ""
    if not url.startswith(("http://", "https://")):
        raise ConfigError("AGENTOPS_UPSTREAM_URL is not usable: it must start with http:// or https://.")
    try:
        upstream = Upstream(url)
    except BadAddress as error:
        raise ConfigError(f"AGENTOPS_UPSTREAM_URL is not usable: it {error}.") from None
    try:
        since = parse_time(settings.upstream_since) if settings.upstream_since else None
    except ValueError as error:
        raise ConfigError(f"AGENTOPS_UPSTREAM_SINCE is not usable: {error}.") from None
    wishes = Wishes(
        projects=_projects(settings.upstream_projects),
        since_ns=int(since.timestamp() * 1_000_000) * 1000 if since else 0,
        overlap_s=settings.upstream_overlap_s,
        poll_s=settings.upstream_poll_s,
    )
    return Importer(upstream, parts, wishes, settings.home / "upstream.json")


def _projects(text: str) -> dict[str, str]:
    """`theirs=ours,other`: which projects, and as which here."""
    pairs = [part.strip().partition("=") for part in text.split(",") if part.strip()]
    return {theirs.strip(): ours.strip() or theirs.strip() for theirs, _, ours in pairs}
