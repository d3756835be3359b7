"""Who may call what: one row a route. A test fails when a route of the portal is missing here."""

from dataclasses import dataclass, field
from typing import Any, Literal

from fixtures.fake_agentops import trace_id_of

# Who may: everybody, whoever is signed in, or a role and those above it.
Needs = Literal["nobody", "viewer", "operator", "admin"]


@dataclass(frozen=True)
class Route:
    """A route with a request that succeeds when the caller may make it."""

    method: str
    path: str
    needs: Needs
    # The path with its parameters filled in.
    call: str = ""
    body: dict[str, Any] | None = None
    # Statuses that prove the caller was let in.
    allowed: tuple[int, ...] = (200,)
    # Reads the data of a project.
    of_project: bool = False
    query: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """The path to call."""
        return self.call or self.path

    @property
    def unsafe(self) -> bool:
        """Whether it may change something."""
        return self.method not in ("GET", "HEAD")


ROUTES = [
    # 422: the body is missing, so the request got past who is asking.
    Route("POST", "/api/auth/login", "nobody", body={}, allowed=(422,)),
    Route("POST", "/api/auth/logout", "nobody", allowed=(204,)),
    Route("GET", "/api/auth/me", "viewer"),
    Route("GET", "/api/projects", "viewer"),
    Route("GET", "/api/agentops/traces", "viewer", of_project=True),
    Route(
        "GET",
        "/api/agentops/traces/{trace_id}",
        "viewer",
        call=f"/api/agentops/traces/{trace_id_of(0)}",
        of_project=True,
    ),
    Route("GET", "/api/agentops/metrics", "viewer", of_project=True),
    Route("GET", "/api/agentops/ingest", "viewer", of_project=True),
    Route("GET", "/api/agentops/capabilities", "viewer"),
    Route("GET", "/health", "nobody"),
    Route("GET", "/health/live", "nobody"),
    Route("GET", "/health/ready", "nobody"),
    Route("GET", "/health/metrics", "nobody"),
]
