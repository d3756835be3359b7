"""`create_apps(settings)`: the only place where the parts of the server are put together."""

import contextlib
import fcntl
import logging
import os
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import IO

from fastapi import FastAPI, Request, Response
from fastapi.telemetry import TelemetryConfig
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy.exc import SQLAlchemyError
from starlette.types import ASGIApp, Receive, Scope, Send

from agentops_server import VERSION
from agentops_server.auth import endpoints as auth_endpoints
from agentops_server.auth.callers import Authenticator
from agentops_server.auth.tokens import Tokens
from agentops_server.fanout.forwarder import Forwarder, Langfuse
from agentops_server.ingest import dead_letter_endpoints
from agentops_server.ingest import endpoints as ingest_endpoints
from agentops_server.ingest.batch import BatchInsert
from agentops_server.ingest.counters import IngestCounters
from agentops_server.ingest.dead_letters import Bounds, DeadLetters
from agentops_server.ingest.ghosts import Ghosts
from agentops_server.ingest.grpc_server import GrpcReceiver
from agentops_server.ingest.keeper import Keeper
from agentops_server.ingest.lanes import Lane
from agentops_server.ingest.ledger import Ledger, LedgerBroken
from agentops_server.ingest.log_rows import LOG_TABLE
from agentops_server.ingest.point_rows import POINT_TABLE
from agentops_server.ingest.row_insert import RowInsert
from agentops_server.ingest.signals import LOGS, METRICS, TRACES
from agentops_server.ingest.spool import Spool
from agentops_server.ingest.writer import SpanWriter, Writer
from agentops_server.money import endpoints as money_endpoints
from agentops_server.policies import endpoints as policy_endpoints
from agentops_server.policies.letters import LetterRules
from agentops_server.policies.repository import PolicyRepository
from agentops_server.policies.retention import Retention
from agentops_server.policies.service import Policies
from agentops_server.prices import endpoints as price_endpoints
from agentops_server.prices.book import PriceBook
from agentops_server.prices.price_map import load_prices, read_all
from agentops_server.projects import endpoints as project_endpoints
from agentops_server.projects.repository import ProjectRepository
from agentops_server.projects.service import ProjectService
from agentops_server.public import endpoints as public_endpoints
from agentops_server.query.metrics import MetricsReader
from agentops_server.query.rollups import Roller
from agentops_server.query.traces import TraceReader
from agentops_server.running import Running
from agentops_server.services import Services
from agentops_server.settings import ConfigError, Settings, jwt_secret
from agentops_server.sql_endpoint.app import SqlApp
from agentops_server.sql_endpoint.setup import sql_app
from agentops_server.store.client import Store, StoreError
from agentops_server.store.migrate import SchemaTooNew
from agentops_server.telemetry import analysis as analysis_endpoints
from agentops_server.telemetry import anomalies as anomaly_endpoints
from agentops_server.telemetry import endpoints as telemetry_endpoints
from agentops_server.telemetry import insight as insight_endpoints
from agentops_server.telemetry import logs as log_endpoints
from agentops_server.telemetry import metric_points as metric_point_endpoints
from agentops_server.telemetry import streams as stream_endpoints
from agentops_server.telemetry import tree as tree_endpoints
from agentops_server.upstream.setup import importer
from agentops_server.v4 import endpoints as v4_endpoints
from agentops_server.v4 import errors, upload_endpoints
from agentops_server.watch.watcher import Watcher
from kit.asgi import (
    AccessLogMiddleware,
    BodyLimitMiddleware,
    CancelWhenGoneMiddleware,
    RequestIdMiddleware,
)
from kit.bodies import BodyBudget, BodyGuardMiddleware
from kit.errors import Unauthenticated, describe_errors
from kit.scraping import may_scrape

_log = logging.getLogger(__name__)

_BODY_BYTES = 2**20
_OWN_BOUND = ("/v1/", "/v4/logs/upload", "/v4/objects/upload", "/v3/auth/", "/public/v1/auth/")
# With AgentOps' own error bodies.
_AGENTOPS = (auth_endpoints, v4_endpoints, upload_endpoints, public_endpoints)
_ROUTED = (
    ingest_endpoints,
    dead_letter_endpoints,
    price_endpoints,
    money_endpoints,
    telemetry_endpoints,
    analysis_endpoints,
    insight_endpoints,
    anomaly_endpoints,
    stream_endpoints,
    tree_endpoints,
    log_endpoints,
    metric_point_endpoints,
    project_endpoints,
    policy_endpoints,
)


def create_apps(settings: Settings) -> tuple[FastAPI, FastAPI, SqlApp | None]:
    """The API with everything, the plain OTLP receiver, and the SQL port where it is wanted.

    They share one lifespan, the first one's.

    Takes the data folder and recovers what is in it. Raises `ConfigError`.
    """
    lock = _lock(settings)
    services, writers, repository = _put_together(settings)
    _prepare(services, repository)
    receiver = GrpcReceiver(services)
    sql = sql_app(settings, services.store, services.projects) if settings.sql_port else None
    retention = Retention(
        services.store,
        services.policies,
        services.projects,
        PolicyRepository(repository.engine),
        LetterRules(services.dead_letters, services.policies, services.projects),
        settings.retention_seconds,
    )
    watcher = Watcher(
        services.store,
        services.projects,
        settings.budget_list,
        settings.watch_seconds,
        settings.anomaly_seconds,
    )
    running = Running(
        services=services,
        repository=repository,
        lock=lock,
        writers=writers,
        keeper=Keeper(services.ledger, services.dead_letters),
        roller=Roller(services.store, settings.rollup_seconds),
        retention=retention,
        watcher=watcher,
        receiver=receiver,
        forwarder=_forwarder(settings),
        following=importer(settings, services) if settings.upstream_url else None,
        sql=sql,
    )

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with running.use():
            yield

    token = settings.metrics_token.get_secret_value() if settings.metrics_token else ""
    api, otlp = api_app(token), _app("OTLP receiver", token)
    otlp.include_router(ingest_endpoints.router)
    for app in (api, otlp):
        app.add_middleware(
            BodyGuardMiddleware,
            budget=services.bodies,
            seconds=settings.body_seconds,
            on_refused=services.counters.refused,
        )
    api.router.lifespan_context = lifespan
    api.state.services = otlp.state.services = services
    return api, otlp, sql


def api_app(metrics_token: str = "") -> FastAPI:
    """The API without its parts: enough to describe it."""
    app = _app("AgentOps-compatible server", metrics_token)
    for module in _AGENTOPS:
        errors_there = errors.describe_agentops_errors(400, 401, 403, 404, 413, 422, 429, 503)
        app.include_router(module.router, responses=errors_there)
    for module in _ROUTED:
        responses = {} if module is ingest_endpoints else describe_errors(413, 503)
        app.include_router(module.router, responses=responses)
    return app


def _check_port(host: str, port: int) -> None:
    """gRPC binds late and says little: find a taken port before anything starts."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise ConfigError(
                f"{host}:{port} cannot be listened on ({error.strerror}): stop what listens there or set "
                "OTLP_GRPC_PORT to a free port (0: no gRPC)."
            ) from error


def _prepare(services: Services, repository: ProjectRepository) -> None:
    """All that can fail for a reason that the operator must mend, before any port is open."""
    settings = services.settings
    if settings.otlp_grpc_port:
        _check_port(settings.bind_host, settings.otlp_grpc_port)
    try:
        repository.create_schema()
        services.policies.create_schema()
        services.projects.bootstrap(settings.api_key.get_secret_value() if settings.api_key else None)
        found = [lane.spool.recover() for lane in services.lanes.values()]
        services.dead_letters.adopt(settings.home / "dead_letters")
    except (OSError, SQLAlchemyError) as error:
        raise ConfigError(f"cannot use the data in {settings.home}: {error}") from error
    try:
        if settings.prices_file is not None or settings.gateway_config is not None:
            prices = read_all(settings.prices_file, settings.gateway_config)
            services.store.when_ready(lambda store: load_prices(store, prices))
        services.store.ensure_schema()
    except SchemaTooNew as error:
        raise ConfigError(str(error)) from error
    except StoreError as error:
        if services.store.is_embedded:
            raise ConfigError(f"cannot open the database in {settings.home}: {error}") from error
        # Spans are taken into the spool meanwhile; the writer tries again.
        _log.warning("the database does not answer yet", extra={"reason": str(error)[:300]})
    _log.info(
        "ready to start",
        extra={
            "recovered_records": sum(one.records for one in found),
            "torn_bytes": sum(one.torn_bytes for one in found),
            "damaged_bytes": sum(one.damaged_bytes for one in found),
        },
    )


def _put_together(settings: Settings) -> tuple[Services, list[Writer], ProjectRepository]:
    store = Store(settings)
    ledger = _ledger(settings)
    counters = IngestCounters(ledger)
    lanes = {}
    for signal in (TRACES, LOGS, METRICS):
        on = _langfuse_folder(settings) if signal is TRACES and settings.sends_to_langfuse else None
        folder, account = settings.home / signal.folder, ledger.account(signal)
        lanes[signal.name] = Lane(signal, Spool(folder, settings.spool_max_bytes, account, on))
    bounds = Bounds(settings.dead_letters_max, settings.dead_letters_max_bytes, settings.dead_letters_days)
    dead_letters = DeadLetters(ledger, bounds)
    if settings.database_url is not None:
        repository = ProjectRepository(settings.database_url.get_secret_value())
    else:
        repository = ProjectRepository.in_folder(settings.home)
    projects = ProjectService(repository)
    policies = PolicyRepository(repository.engine)
    tokens = Tokens(jwt_secret(settings), settings.token_days)
    service_token = settings.service_token.get_secret_value() if settings.service_token else None
    insert = BatchInsert(store, PriceBook(), settings.home / "spool")
    interval_s = settings.flush_interval_ms / 1000
    ghosts = Ghosts(repository, store)
    writer = SpanWriter(lanes["traces"], insert, dead_letters, interval_s, ghosts)
    writers = [
        writer,
        *(
            Writer(lane, RowInsert(store, table), dead_letters, interval_s, ghosts)
            for lane, table in ((lanes["logs"], LOG_TABLE), (lanes["metrics"], POINT_TABLE))
        ),
    ]
    services = Services(
        settings=settings,
        store=store,
        spool=lanes["traces"].spool,
        ledger=ledger,
        counters=counters,
        dead_letters=dead_letters,
        projects=projects,
        policies=Policies(policies, settings),
        tokens=tokens,
        authenticator=Authenticator(tokens, projects, service_token),
        traces=TraceReader(store),
        metrics=MetricsReader(store),
        writer=writer,
        bodies=BodyBudget(max(settings.bodies_max_bytes, settings.max_body_bytes)),
        lanes=lanes,
    )
    return services, writers, repository


def _langfuse_folder(settings: Settings) -> Path:
    return settings.home / "langfuse"


def _forwarder(settings: Settings) -> Forwarder | None:
    if not settings.sends_to_langfuse:
        return None
    langfuse = Langfuse(
        settings.langfuse_url,
        settings.langfuse_public_key.get_secret_value(),
        settings.langfuse_secret_key.get_secret_value(),
    )
    return Forwarder(langfuse, _langfuse_folder(settings), settings.langfuse_max_bytes)


def _ledger(settings: Settings) -> Ledger:
    path = settings.home / "ingest.db"
    try:
        return Ledger(path)
    except LedgerBroken as broken:
        raise ConfigError(
            f"{broken}: put it back from a backup, or move it away (counts and dead letters are then gone)."
        ) from broken
    except OSError as failed:
        raise ConfigError(
            f"cannot use {path} ({failed}): make it writable, or end what holds it."
        ) from failed


def _app(title: str, metrics_token: str) -> FastAPI:
    # It would send spans of its own to itself; and to ask for each request whether to do so takes time.
    telemetry: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False}
    app = FastAPI(title=title, version=VERSION, docs_url=None, redoc_url=None, telemetry=telemetry)
    errors.install(app)

    @app.get("/health", summary="Whether the server is up", tags=["health"])
    async def health() -> dict[str, str]:
        return {"message": "Server Up"}

    @app.get(
        "/metrics",
        summary="Prometheus metrics of this server",
        tags=["health"],
        response_class=Response,
        responses=describe_errors(401),
    )
    async def metrics(request: Request) -> Response:
        """Needs the Bearer token of PROMETHEUS_BEARER_TOKEN where that is set: they name projects."""
        if not may_scrape(metrics_token, request.headers.get("authorization", "")):
            raise Unauthenticated(
                "Metrics need the Bearer token of PROMETHEUS_BEARER_TOKEN.",
                headers={"WWW-Authenticate": "Bearer"},
            )
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    app.add_middleware(_BodyLimit)
    # Outside of what may refuse a body: it reads ahead of the routes.
    app.add_middleware(CancelWhenGoneMiddleware, questions=frozenset({"/telemetry/v1/aggregate"}))
    app.add_middleware(
        AccessLogMiddleware, quiet=frozenset({"/health", "/metrics", "/v1/traces", "/v1/logs", "/v1/metrics"})
    )
    app.add_middleware(RequestIdMiddleware)
    return app


class _BodyLimit:
    """Bounds the bodies of questions and settings, which are read before anyone asks who sends them.

    Exports and uploads may be larger, sign-ins must be smaller: those are bounded where they are read.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._bounded = BodyLimitMiddleware(app, _BODY_BYTES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        own_bound = scope["type"] != "http" or scope["path"].startswith(_OWN_BOUND)
        await (self._app if own_bound else self._bounded)(scope, receive, send)


def _lock(settings: Settings) -> IO[str]:
    """Hold the data folder alone: the embedded engine and the spool belong to one process."""
    settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = (settings.home / "lock").open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        raise ConfigError(
            f"another AgentOps server uses {settings.home}: stop it, or set another PORTAL_DATA_DIR."
        ) from None
    file.write(str(os.getpid()))
    file.flush()
    return file
