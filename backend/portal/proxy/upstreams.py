"""What stands behind the proxy: a fixed list, each with its address, its path rule and who may use it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import urlsplit

from portal.auth.access import Principal

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
    `frame_url` is the address of the separate listener that frames it: then pages under the prefix lead
    there. `frame_at_root`: it has that listener for itself, without the prefix. `frame_follows_host`: people
    may reach this machine under another name than the one in `frame_url`, and find the listener there too.
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
    frame_at_root: bool = False
    frame_follows_host: bool = False

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

    def frame_seen_at(self, host: str) -> str:
        """The address of its listener for somebody who reaches the portal under this Host; empty: none."""
        if not self.frame_url:
            return ""
        return as_reached(self.frame_url, host) if self.frame_follows_host else self.frame_url

    def is_shown_to(self, principal: Principal) -> bool:
        """Whether somebody with this role and these projects may look.

        None of these programs knows the portal's projects: who sees some would see all there.
        """
        return principal.has_role(self.read_role) and principal.project_ids is None

    @property
    def wants_own_host(self) -> bool:
        """Whether it must see its own name in Host.

        A server behind TLS is found by its name (certificate, virtual host). All others get the public Host,
        so that their own Origin checks and links work.
        """
        return self.url.startswith("https://")


_PORT = re.compile(r":[0-9]{1,5}$")


def as_reached(url: str, host: str) -> str:
    """The origin `url` with the name of a Host header (checked) in place of its own; the port stays."""
    parts = urlsplit(url)
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{_PORT.sub('', host)}{port}"


class Addresses(Protocol):
    """The settings this feature reads; empty means not configured."""

    @property
    def frames_url(self) -> str:
        """The public address of the listener that frames programs under their prefix; empty: none."""

    @property
    def frames_follow_host(self) -> bool:
        """Whether listeners of frames are found under the name that the portal is reached by."""

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
    framed: dict[str, Any] = {
        "frame_url": addresses.frames_url,
        "frame_follows_host": addresses.frames_follow_host,
    }
    listed = [
        Upstream(
            name="grafana",
            title="Grafana",
            setting="GRAFANA_URL",
            url=addresses.grafana_url,
            **framed,
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
            frame_at_root=True,
            frame_follows_host=addresses.frames_follow_host,
        ),
        Upstream(
            name="prometheus",
            title="Prometheus",
            setting="PROMETHEUS_URL",
            url=addresses.prometheus_url,
            **framed,
            # Its queries may be POSTs, so writing is told by path.
            admin_paths=("/api/v1/admin/", "/-/reload", "/-/quit", "/api/v1/write", "/api/v1/otlp/"),
            health_path="/-/healthy",
        ),
        Upstream(
            name="alertmanager",
            title="Alertmanager",
            setting="ALERTMANAGER_URL",
            url=addresses.alertmanager_url,
            **framed,
            write_role="operator",
            admin_paths=("/-/reload",),
            health_path="/-/healthy",
        ),
        Upstream(
            name="realtime",
            title="The realtime dashboard",
            setting="STREAMLIT_URL",
            url=addresses.streamlit_url,
            **framed,
            keeps_prefix=True,
            health_path="/_stcore/health",
        ),
    ]
    return {upstream.name: upstream for upstream in listed}
