"""What stands behind the proxy: a fixed list, each with its address, its path rule and who may use it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlsplit

PREFIX = "/api/proxy/"

# Portal roles as Grafana's organisation roles.
_GRAFANA_ROLES = {"viewer": "Viewer", "operator": "Editor", "admin": "Admin"}


class UpstreamError(Exception):
    """An upstream is described wrongly; the message is one sentence that names the setting and the mend."""


@dataclass(frozen=True)
class IdentityHeaders:
    """How an upstream is told who is calling. `roles` translates the portal's role."""

    user: str = "X-WEBAUTH-USER"
    role: str = "X-WEBAUTH-ROLE"
    roles: Mapping[str, str] = field(default_factory=lambda: dict(_GRAFANA_ROLES))

    def __post_init__(self) -> None:
        # The family of names that clients are never believed in (`portal.proxy.headers`).
        if not all(name.upper().startswith("X-WEBAUTH-") for name in (self.user, self.role)):
            raise ValueError("identity headers must begin with X-WEBAUTH-")


@dataclass(frozen=True)
class Upstream:
    """One server behind the proxy.

    `keeps_prefix`: it gets the public path whole (it is configured to live under the prefix); otherwise the
    prefix is taken off. `admin_paths` are prefixes of its own paths that need the role admin.
    `frame_url` is the address of its separate listener: then pages under the prefix lead there.
    """

    name: str
    title: str
    setting: str
    url: str
    keeps_prefix: bool = False
    read_role: str = "viewer"
    write_role: str = "viewer"
    admin_paths: tuple[str, ...] = ()
    health_path: str = "/"
    identity: IdentityHeaders | None = None
    frame_url: str = ""

    def __post_init__(self) -> None:
        if not self.url:
            return
        parts = urlsplit(self.url)
        base = parts.path.rstrip("/")
        if self.keeps_prefix and base not in ("", self.prefix):
            raise UpstreamError(
                f"{self.setting} must end after the port: {self.title} gets the path {self.prefix}/ whole; "
                f"configure it to serve there."
            )
        if "%" in base or "//" in base:
            raise UpstreamError(f"{self.setting} must have a plain path, without % and //.")

    @property
    def prefix(self) -> str:
        """The public path, without a slash at the end."""
        return PREFIX + self.name

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def base_path(self) -> str:
        """What stands before the caller's path when the prefix is taken off; no slash at the end."""
        return "" if self.keeps_prefix else urlsplit(self.url).path.rstrip("/")

    @property
    def health_url(self) -> str:
        """Where it tells its health; empty when it is not configured."""
        prefix = self.prefix if self.keeps_prefix else self.base_path
        return f"{self.origin}{prefix}{self.health_path}" if self.url else ""

    @property
    def wants_own_host(self) -> bool:
        """Whether it must see its own name in Host.

        A server behind TLS is found by its name (certificate, virtual host). All others get the public Host,
        so that their own Origin checks and links work.
        """
        return self.url.startswith("https://")


class Addresses(Protocol):
    """The settings this feature reads; empty means not configured."""

    @property
    def grafana_url(self) -> str:
        """Grafana."""

    @property
    def langfuse_url(self) -> str:
        """Langfuse."""

    @property
    def langfuse_frame_url(self) -> str:
        """The public address of Langfuse's own listener."""

    @property
    def prometheus_url(self) -> str:
        """Prometheus."""

    @property
    def alertmanager_url(self) -> str:
        """Alertmanager."""

    @property
    def streamlit_url(self) -> str:
        """The realtime dashboard."""


def catalogue(addresses: Addresses) -> dict[str, Upstream]:
    """Every upstream there can be, configured or not, by name. Raises `UpstreamError`."""
    listed = [
        Upstream(
            name="grafana",
            title="Grafana",
            setting="GRAFANA_URL",
            url=addresses.grafana_url,
            keeps_prefix=True,
            health_path="/api/health",
            identity=IdentityHeaders(),
        ),
        Upstream(
            name="langfuse",
            title="Langfuse",
            setting="LANGFUSE_URL",
            url=addresses.langfuse_url,
            # It shows prompts of all projects and cannot tell the portal's users apart.
            read_role="admin",
            write_role="admin",
            health_path="/api/public/health",
            frame_url=addresses.langfuse_frame_url,
        ),
        Upstream(
            name="prometheus",
            title="Prometheus",
            setting="PROMETHEUS_URL",
            url=addresses.prometheus_url,
            # Its queries may be POSTs, so writing is told by path.
            admin_paths=("/api/v1/admin/", "/-/reload", "/-/quit", "/api/v1/write", "/api/v1/otlp/"),
            health_path="/-/healthy",
        ),
        Upstream(
            name="alertmanager",
            title="Alertmanager",
            setting="ALERTMANAGER_URL",
            url=addresses.alertmanager_url,
            write_role="operator",
            admin_paths=("/-/reload",),
            health_path="/-/healthy",
        ),
        Upstream(
            name="realtime",
            title="The realtime dashboard",
            setting="STREAMLIT_URL",
            url=addresses.streamlit_url,
            keeps_prefix=True,
            health_path="/_stcore/health",
        ),
    ]
    return {upstream.name: upstream for upstream in listed}
