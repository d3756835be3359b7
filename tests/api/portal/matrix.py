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
    # Not for API tokens.
    session_only: bool = False
    # Reads the data of a project.
    of_project: bool = False
    query: dict[str, str] = field(default_factory=dict)
    # The answer never ends.
    endless: bool = False

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
    Route("GET", "/api/auth/me", "viewer", session_only=True),
    Route("GET", "/api/auth/session", "nobody"),
    # 403 only for tokens; the current password is wrong here, which only the caller can be told.
    Route(
        "POST",
        "/api/auth/password",
        "viewer",
        body={"current_password": "not it", "new_password": "another password"},
        allowed=(403,),
        session_only=True,
    ),
    Route("GET", "/api/auth/sessions", "viewer", session_only=True),
    Route("DELETE", "/api/auth/sessions", "viewer", allowed=(204,), session_only=True),
    Route(
        "DELETE",
        "/api/auth/sessions/{session_id}",
        "viewer",
        call="/api/auth/sessions/unknown",
        allowed=(404,),
        session_only=True,
    ),
    Route("GET", "/api/auth/tokens", "viewer", session_only=True),
    Route("POST", "/api/auth/tokens", "viewer", body={"name": "script"}, allowed=(201,), session_only=True),
    Route(
        "DELETE",
        "/api/auth/tokens/{token_id}",
        "viewer",
        call="/api/auth/tokens/unknown",
        allowed=(404,),
        session_only=True,
    ),
    Route("GET", "/api/users", "admin"),
    # 422: an empty body, so nothing is made however often the table is run.
    Route("POST", "/api/users", "admin", body={}, allowed=(422,)),
    Route("GET", "/api/users/{user_id}", "admin", call="/api/users/unknown", allowed=(404,)),
    Route("PATCH", "/api/users/{user_id}", "admin", call="/api/users/unknown", body={}, allowed=(404,)),
    Route("DELETE", "/api/users/{user_id}", "admin", call="/api/users/unknown", allowed=(404,)),
    Route(
        "DELETE", "/api/users/{user_id}/sessions", "admin", call="/api/users/unknown/sessions", allowed=(404,)
    ),
    Route("GET", "/api/audit", "admin"),
    Route("GET", "/api/audit/export", "admin"),
    Route("GET", "/api/projects", "viewer"),
    # 422: an empty body, or none of what is needed, so nothing is made or lost.
    Route("POST", "/api/projects", "admin", body={}, allowed=(422,)),
    Route(
        "PATCH",
        "/api/projects/{project_id}",
        "admin",
        call="/api/projects/p-one",
        body={"x": 1},
        allowed=(422,),
    ),
    Route("DELETE", "/api/projects/{project_id}", "admin", call="/api/projects/p-one", allowed=(422,)),
    Route("GET", "/api/projects/{project_id}/keys", "admin", call="/api/projects/p-one/keys"),
    Route(
        "POST",
        "/api/projects/{project_id}/keys",
        "admin",
        call="/api/projects/p-one/keys",
        body={},
        allowed=(422,),
    ),
    Route(
        "POST",
        "/api/projects/{project_id}/keys/{key_id}/rotate",
        "admin",
        call="/api/projects/p-one/keys/unknown/rotate",
        allowed=(404,),
    ),
    Route(
        "DELETE",
        "/api/projects/{project_id}/keys/{key_id}",
        "admin",
        call="/api/projects/p-one/keys/unknown",
        allowed=(404,),
    ),
    Route("GET", "/api/agentops/prices", "viewer", of_project=True),
    Route(
        "PUT",
        "/api/agentops/prices",
        "admin",
        body={"model": "m", "input": "1", "output": "2"},
        allowed=(204,),
        of_project=True,
    ),
    Route("DELETE", "/api/agentops/prices", "admin", query={"model": "m"}, allowed=(204,), of_project=True),
    Route("GET", "/api/agentops/prices/unpriced", "viewer", of_project=True),
    Route("POST", "/api/agentops/prices/reprice", "admin", of_project=True),
    Route("GET", "/api/agentops/policy", "operator", of_project=True),
    Route("PUT", "/api/agentops/policy", "admin", body={"retention_days": 30}, of_project=True),
    Route("POST", "/api/agentops/policy/preview", "admin", body={"text": "kim@example.com"}, of_project=True),
    Route("GET", "/api/agentops/dead-letters", "operator", of_project=True),
    Route(
        "GET",
        "/api/agentops/dead-letters/{letter_id}",
        "operator",
        call="/api/agentops/dead-letters/unknown",
        allowed=(404,),
        of_project=True,
    ),
    Route("POST", "/api/agentops/dead-letters/replay", "operator", body={"all": True}, of_project=True),
    Route("POST", "/api/agentops/dead-letters/discard", "admin", body={"all": True}, of_project=True),
    Route(
        "POST",
        "/api/agentops/dead-letters/{letter_id}/replay",
        "operator",
        call="/api/agentops/dead-letters/unknown/replay",
        allowed=(404,),
        of_project=True,
    ),
    Route(
        "DELETE",
        "/api/agentops/dead-letters/{letter_id}",
        "admin",
        call="/api/agentops/dead-letters/unknown",
        allowed=(404,),
        of_project=True,
    ),
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
    Route(
        "GET",
        "/api/agentops/replay/{trace_id}",
        "viewer",
        call=f"/api/agentops/replay/{trace_id_of(0)}",
        of_project=True,
    ),
    Route(
        "GET",
        "/api/agentops/timeline/{trace_id}",
        "viewer",
        call=f"/api/agentops/timeline/{trace_id_of(0)}",
        of_project=True,
    ),
    Route("POST", "/api/agentops/export", "viewer", body={}, of_project=True),
    Route(
        "POST",
        "/api/agentops/share",
        "operator",
        body={"trace_id": trace_id_of(0)},
        allowed=(201,),
        of_project=True,
    ),
    Route("GET", "/api/agentops/share", "operator", of_project=True),
    Route(
        "DELETE",
        "/api/agentops/share/{share_id}",
        "operator",
        call="/api/agentops/share/unknown",
        allowed=(404,),
    ),
    Route("GET", "/api/agentops/shared", "nobody", allowed=(404,)),
    Route("GET", "/api/agentops/views", "viewer", of_project=True),
    Route(
        "POST",
        "/api/agentops/views",
        "viewer",
        body={"name": "mine", "state": {"q": "status:error"}},
        allowed=(201,),
        of_project=True,
    ),
    Route(
        "PATCH",
        "/api/agentops/views/{view_id}",
        "viewer",
        call="/api/agentops/views/unknown",
        body={},
        allowed=(404,),
    ),
    Route(
        "DELETE",
        "/api/agentops/views/{view_id}",
        "viewer",
        call="/api/agentops/views/unknown",
        allowed=(404,),
    ),
    Route("GET", "/api/agentops/live", "viewer", of_project=True, endless=True),
    Route("GET", "/api/agentops/facets", "viewer", of_project=True),
    Route("GET", "/api/agentops/filter/complete", "viewer", of_project=True),
    Route("GET", "/api/agentops/sessions", "viewer", of_project=True),
    Route("GET", "/api/agentops/money", "viewer", of_project=True),
    Route("GET", "/api/chat/models", "operator"),
    Route(
        "POST",
        "/api/chat/completions",
        "operator",
        body={"model": "qwen-235b", "messages": [{"role": "user", "content": "hello"}]},
    ),
    Route("GET", "/api/agentops/analytics/agent-flow", "viewer", of_project=True),
    Route("GET", "/api/agentops/analytics/breakdown", "viewer", of_project=True),
    Route("GET", "/api/agentops/analytics/cost-trend", "viewer", of_project=True),
    Route("GET", "/api/agentops/analytics/errors", "viewer", of_project=True),
    Route("GET", "/api/agentops/analytics/guardrails", "viewer", of_project=True),
    Route("GET", "/api/agentops/analytics/histogram", "viewer", of_project=True),
    Route(
        "GET",
        "/api/agentops/traces/{trace_id}/tree",
        "viewer",
        call=f"/api/agentops/traces/{trace_id_of(0)}/tree",
        of_project=True,
    ),
    Route(
        "GET",
        "/api/agentops/traces/{trace_id}/spans/{span_id}",
        "viewer",
        call=f"/api/agentops/traces/{trace_id_of(0)}/spans/{'0' * 16}",
        allowed=(404,),
        of_project=True,
    ),
    Route(
        "GET",
        "/api/agentops/traces/{trace_id}/logs",
        "viewer",
        call=f"/api/agentops/traces/{trace_id_of(0)}/logs",
        of_project=True,
    ),
    Route("GET", "/api/agentops/analytics/performance", "viewer", of_project=True),
    Route("GET", "/api/agentops/analytics/token-usage", "viewer", of_project=True),
    Route("GET", "/api/agentops/anomalies", "viewer", of_project=True),
    Route("GET", "/api/agentops/agents/usage", "viewer", of_project=True),
    Route("GET", "/api/agentops/capabilities", "viewer"),
    Route("GET", "/api/alerts", "viewer"),
    # 503: the portal of these tests has neither Prometheus nor Alertmanager.
    Route("GET", "/api/alerts/history", "viewer", allowed=(503,)),
    Route("POST", "/api/alerts/test", "operator", body={}, allowed=(503,)),
    Route("GET", "/api/alerts/silences", "viewer", allowed=(503,)),
    Route("POST", "/api/alerts/silences", "operator", body={}, allowed=(422,)),
    Route(
        "DELETE",
        "/api/alerts/silences/{silence_id}",
        "operator",
        call="/api/alerts/silences/0",
        allowed=(503,),
    ),
    Route("GET", "/api/alerts/runbooks", "viewer"),
    Route(
        "GET",
        "/api/alerts/runbooks/{name}",
        "viewer",
        call="/api/alerts/runbooks/NoSuchAlert",
        allowed=(404,),
    ),
    Route(
        "POST",
        "/api/alerts/{fingerprint}/acknowledge",
        "operator",
        call="/api/alerts/0/acknowledge",
        body={},
        allowed=(503,),
    ),
    Route(
        "DELETE",
        "/api/alerts/{fingerprint}/acknowledge",
        "operator",
        call="/api/alerts/0/acknowledge",
        allowed=(204,),
    ),
    Route("GET", "/api/proxy", "viewer"),
    Route("GET", "/api/dashboards", "viewer"),
    Route("GET", "/api/dashboards/{uid}", "viewer", call="/api/dashboards/llm-dashboard"),
    Route("GET", "/api/dashboards/query", "viewer", query={"query": "up"}, allowed=(503,)),
    Route(
        "GET",
        "/api/dashboards/labels/{label}",
        "viewer",
        call="/api/dashboards/labels/model",
        query={"metric": "up"},
        allowed=(503,),
    ),
    Route("GET", "/health", "nobody"),
    Route("GET", "/health/live", "nobody"),
    Route("GET", "/health/ready", "nobody"),
    Route("GET", "/health/metrics", "nobody"),
    Route("GET", "/health/metrics/json", "nobody"),
]
