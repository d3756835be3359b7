"""Puts the parts together. Nothing else does."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import anyio.to_thread
import httpx
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from sqlalchemy.exc import SQLAlchemyError
from starlette.types import ASGIApp

from kit.asgi import AccessLogMiddleware, BodyLimitMiddleware, RequestIdMiddleware, SecurityHeadersMiddleware
from kit.errors import Unavailable
from kit.tasks import Endings
from portal.agentops.adapter import AgentOpsAdapter
from portal.agentops.connection import Timeouts
from portal.agentops.sharing.service import ShareService
from portal.agentops.streams.hub import LiveHub
from portal.agentops.v4.reader import V4Access
from portal.agentops.views.service import ViewService
from portal.api import create_api
from portal.audit.service import AuditService
from portal.auth.endpoints import AuthGate
from portal.auth.oidc.endpoints import OidcGate
from portal.auth.oidc.provider import Client, Provider
from portal.auth.oidc.service import NewAccounts, OidcAccounts
from portal.auth.passwords import Passwords
from portal.auth.schemas import OidcSignIn, SignInWays
from portal.auth.service import AuthService
from portal.auth.sessions import SessionCookie, SessionLimits
from portal.auth.tokens.service import TokenService
from portal.auth.users.service import UserService
from portal.chat.gateway import ChatGateway
from portal.chat.limits import ChatLimits
from portal.context import TraceContextMiddleware
from portal.db.engine import Database, database_url
from portal.db.migrate import migrate
from portal.health.endpoints import HealthGate
from portal.health.programs import Program, Programs
from portal.health.service import Finding, HealthService, Probe, Word
from portal.metrics import MetricsMiddleware, SelfMetrics
from portal.monitoring.alert_service import AlertService
from portal.monitoring.dashboards import Dashboards, Questions
from portal.monitoring.runbooks import Runbooks
from portal.monitoring.sources import Source
from portal.parameters import known_parameters
from portal.projects.service import ProjectService
from portal.proxy.app import PortalProxy, ProxyMiddleware
from portal.proxy.callers import SessionCallers
from portal.proxy.endpoints import Board
from portal.proxy.upstreams import Upstream, catalogue
from portal.roles import parse_roles
from portal.screen.static import Screen
from portal.security import API_CSP, SameOriginMiddleware
from portal.settings import Settings, SettingsError

MAX_BODY_BYTES = 1_000_000
MIN_PASSWORD = 8
OIDC_PATIENCE_S = 10.0
MONITORING_PATIENCE_S = 10.0
_ROOT = Path(__file__).resolve().parents[2]


def utc_now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


@dataclass
class Seams:
    """What tests put in place of the world: time, the network, slow hashes."""

    clock: Callable[[], datetime] = utc_now
    seconds: Callable[[], float] = time.monotonic
    agentops_transport: httpx.AsyncBaseTransport | None = None
    timeouts: Timeouts | None = None
    passwords: Passwords | None = None
    probe_s: float = 2.0
    """How long a program may take to tell its health."""


class Parts:
    """Everything with a state, shared by the apps of one process."""

    def __init__(self, settings: Settings, seams: Seams | None = None) -> None:
        seams = seams or Seams()
        self.settings = settings
        self.clock = seams.clock
        self.metrics = SelfMetrics()
        self.database = Database(database_url(settings.database_url.get_secret_value(), settings.data_dir))
        limits = SessionLimits(
            idle=timedelta(hours=settings.portal_session_idle_hours),
            absolute=timedelta(days=settings.portal_session_max_days),
        )
        passwords = seams.passwords or Passwords()
        self.auth = AuthService(self.database, passwords, limits, seams.clock, self.metrics.login)
        self.tokens = TokenService(self.database, seams.clock)
        self.users = UserService(self.database, passwords, seams.clock)
        self.audit = AuditService(self.database, seams.clock)
        self.auth_gate = AuthGate(
            self.auth,
            self.tokens,
            SessionCookie.of(port=settings.portal_port, secure=settings.is_https, max_age=limits.absolute),
            _ways(settings),
        )
        self._oidc_http = httpx.AsyncClient(timeout=OIDC_PATIENCE_S, follow_redirects=False)
        self.oidc = self._sign_in_provider(settings) if settings.oidc_issuer else None
        self.agentops = AgentOpsAdapter(
            settings.agentops_url,
            settings.agentops_service_token.get_secret_value(),
            v4=V4Access(settings.v4_keys, settings.agentops_v4_cookie.get_secret_value()),
            timeouts=seams.timeouts or Timeouts(total_s=settings.portal_agentops_timeout_s),
            observer=self.metrics,
            transport=seams.agentops_transport,
            clock=seams.seconds,
        )
        callers = SessionCallers(self.auth_gate, lambda: self.database.revision)
        self.proxy = PortalProxy(catalogue(settings), callers, settings.public_url)
        self.shares = ShareService(
            self.database,
            self.users,
            settings.agentops_service_token.get_secret_value(),
            settings.public_url,
            seams.clock,
        )
        self.views = ViewService(self.database, self.users, seams.clock)
        self._monitoring_http = httpx.AsyncClient(timeout=MONITORING_PATIENCE_S, trust_env=False)
        self.runbooks = Runbooks(_ROOT / "docs/runbooks")
        prometheus = Source("Prometheus", "PROMETHEUS_URL", settings.prometheus_url, self._monitoring_http)
        self.dashboards = Dashboards(_ROOT / "config/grafana-dashboards")
        self.questions = Questions(prometheus)
        self.alerts = AlertService(
            Source("Alertmanager", "ALERTMANAGER_URL", settings.alertmanager_url, self._monitoring_http),
            prometheus,
            self.runbooks,
            self.database,
            seams.clock,
        )
        self.live = LiveHub(self.agentops, self.metrics)
        self.projects = ProjectService(self.agentops, clock=seams.seconds)
        chat_key = settings.portal_chat_key or settings.litellm_master_key
        self.chat_gateway = ChatGateway(
            settings.litellm_url, chat_key.get_secret_value(), silence_s=settings.portal_chat_timeout_s
        )
        self.chat_limits = ChatLimits(
            settings.portal_chat_at_once, settings.portal_chat_per_minute, seams.seconds
        )
        self.programs = Programs(_programs(settings), seams.probe_s)
        own = [
            Probe("database", self._database_answers, required=True, setting="DATABASE_URL"),
            Probe("agentops-server", self._agentops_answers, required=False, setting="AGENTOPS_API_ENDPOINT"),
        ]
        # Asked apart from the rest: a page about Grafana must not wait for a database that hangs.
        shown = [probe for probe in self.programs.probes() if probe.name in self.proxy.upstreams]
        self._shown = HealthService(shown, seams.clock, timeout_s=seams.probe_s)
        self.board = Board(
            self.proxy, settings.public_url, settings.langfuse_frame_address, self._program_states
        )
        self.health = HealthGate(
            HealthService([*own, *self.programs.probes()], seams.clock, self.metrics, seams.probe_s),
            self.metrics,
            settings.prometheus_bearer_token.get_secret_value(),
        )
        self._is_prepared = False
        self._users = 0
        self._starting = asyncio.Lock()

    def _sign_in_provider(self, settings: Settings) -> OidcGate:
        if not settings.oidc_client_id:
            raise SettingsError("OIDC_CLIENT_ID is not set: set it in .env, or leave OIDC_ISSUER empty.")
        client = Client(
            issuer=settings.oidc_issuer,
            client_id=settings.oidc_client_id,
            client_secret=settings.oidc_client_secret.get_secret_value(),
            scopes=settings.oidc_scopes,
            groups_claim=settings.oidc_groups_claim,
            redirect_uri=f"{settings.public_url}/api/auth/oidc/callback",
        )
        rules = NewAccounts(parse_roles(settings.oidc_roles), settings.oidc_project_ids)
        return OidcGate(
            Provider(client, self._oidc_http),
            OidcAccounts(self.database, self.auth, rules, self.clock),
            self.auth_gate,
            settings.agentops_service_token.get_secret_value(),
            settings.public_url,
        )

    def prepare(self) -> None:
        """Bring the database up to date and create the first account. Blocking; once is enough.

        Raises `DatabaseError` or `SettingsError`, each one sentence that names the mend.
        """
        if self._is_prepared:
            return
        migrate(self.database)
        password = self.settings.portal_admin_password.get_secret_value()
        if not self.auth.has_accounts() and len(password) < MIN_PASSWORD:
            raise SettingsError(
                f"PORTAL_ADMIN_PASSWORD must have at least {MIN_PASSWORD} characters, because there is no "
                "account yet: run ./scripts/setup.sh, or set it in .env."
            )
        if password:
            self.auth.bootstrap(self.settings.portal_admin_email, password)
        self._is_prepared = True

    def framed(self) -> list[tuple[list[Upstream], int, str]]:
        """The listeners of framed programs: what each serves, its port, and the setting of that."""
        apart = [one for one in self.proxy.upstreams.values() if one.url and one.frame_url]
        under = [one for one in apart if not one.frame_at_root]
        at_root = [one for one in apart if one.frame_at_root]
        found = [([one], self.settings.langfuse_frame_port, "LANGFUSE_FRAME_PORT") for one in at_root]
        if under:
            found.append((under, self.settings.portal_frames_port, "PORTAL_FRAMES_PORT"))
        return found

    @asynccontextmanager
    async def in_use(self, _: FastAPI) -> AsyncIterator[None]:
        """The lifespan of each app: the first one in prepares, the last one out closes."""
        async with self._starting:
            await anyio.to_thread.run_sync(self.prepare)
            self._users += 1
        try:
            yield
        finally:
            self._users -= 1
            if self._users == 0:
                await self._endings().aclose()

    def _endings(self) -> Endings:
        """From the last to the first."""
        endings = Endings()
        endings.add("the database", self.database.close)
        endings.add("the AgentOps server's client", self.agentops.aclose)
        endings.add("live traces", self.live.aclose)
        endings.add("chat", self.chat_gateway.aclose)
        endings.add("health", self.programs.aclose)
        endings.add("monitoring", self._monitoring_http.aclose)
        endings.add("sign-in", self._oidc_http.aclose)
        endings.add("the proxy", self.proxy.aclose)
        return endings

    async def _program_states(self) -> Mapping[str, Finding]:
        return {finding.name: finding for finding in await self._shown.findings()}

    async def _database_answers(self) -> Word:
        try:
            await anyio.to_thread.run_sync(self.database.ping)
        except SQLAlchemyError as error:
            raise Unavailable(
                "The portal's database does not answer: check DATABASE_URL and that its server runs.",
                code="database_unavailable",
            ) from error
        return Word("answers")

    async def _agentops_answers(self) -> Word:
        server = await self.agentops.get_capabilities()
        if server.missing:
            return Word(
                "A genuine AgentOps server answers: lists, traces and figures are shown, and nothing else. "
                "The AgentOps server that comes with the portal can do the rest.",
                "limited",
            )
        return Word(f"{server.server} {server.version} answers")


def _programs(settings: Settings) -> list[Program]:
    """The programs around the portal, and where each tells its health."""
    models = urlsplit(settings.model_server_url)
    gateway = settings.litellm_url
    return [
        Program("gateway", "The gateway", "LITELLM_URL", gateway and f"{gateway}/health/liveliness"),
        Program(
            "model-server",
            "The model server",
            "MODEL_SERVER_URL",
            # Its own path is that of the OpenAI interface; vLLM and its like tell their health at the root.
            settings.model_server_url and f"{models.scheme}://{models.netloc}/health",
        ),
        *(Program(one.name, one.title, one.setting, one.health_url) for one in catalogue(settings).values()),
    ]


def _ways(settings: Settings) -> SignInWays:
    if not settings.oidc_issuer:
        return SignInWays()
    return SignInWays(oidc=OidcSignIn(name=settings.oidc_name, url="/api/auth/oidc/start"))


def create_app(
    settings: Settings, *, screen: bool = True, parts: Parts | None = None, seams: Seams | None = None
) -> FastAPI:
    """The portal with its screen, or the API alone. Apps that share `parts` share all state."""
    parts = parts or Parts(settings, seams)
    app = create_api(_around(settings, parts))
    app.router.lifespan_context = parts.in_use
    app.state.authenticator = parts.auth_gate
    app.state.oidc = parts.oidc
    app.state.tokens = parts.tokens
    app.state.users = parts.users
    app.state.audit = parts.audit
    app.state.projects = parts.projects
    app.state.agentops = parts.agentops
    app.state.shares = parts.shares
    app.state.views = parts.views
    app.state.live = parts.live
    app.state.alerts = parts.alerts
    app.state.runbooks = parts.runbooks
    app.state.dashboards = parts.dashboards
    app.state.questions = parts.questions
    app.state.chat_gateway = parts.chat_gateway
    app.state.chat_limits = parts.chat_limits
    app.state.health = parts.health
    app.state.programs = parts.board
    app.state.clock = parts.clock
    # Made now, not by the first requests: the table of routes, and the document.
    for _ in iter_route_contexts(app.routes):
        pass
    app.state.known_parameters = known_parameters(app)
    if screen:
        # Not a mount: that would also take requests with a wrong method away from the API's routes.
        app.router.default = Screen(settings.screen_dir, parts.proxy.frame_origins)
    return app


def _around(settings: Settings, parts: Parts) -> Callable[[ASGIApp], ASGIApp]:
    """What every request passes before it reaches the routes, the outermost last."""
    extra = {"Cache-Control": "no-store", "Cross-Origin-Resource-Policy": "same-origin"}
    if settings.is_https:
        extra["Strict-Transport-Security"] = "max-age=31536000"
    quiet = frozenset({"/health", "/health/live", "/health/ready", "/health/metrics"})

    def wrap(app: ASGIApp) -> ASGIApp:
        app = SameOriginMiddleware(app, public_url=settings.public_url)
        app = BodyLimitMiddleware(app, max_bytes=MAX_BODY_BYTES)
        app = TraceContextMiddleware(app)
        app = SecurityHeadersMiddleware(app, csp=API_CSP, extra=extra)
        # Outside of what limits bodies and sets a Content-Security-Policy: upstreams have their own.
        app = ProxyMiddleware(app, parts.proxy)
        app = MetricsMiddleware(app, metrics=parts.metrics)
        app = AccessLogMiddleware(app, quiet=quiet)
        return RequestIdMiddleware(app)

    return wrap
