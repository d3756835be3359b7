"""What the endpoints work with, put together once in `main.py`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Depends, Request

from agentops_server.auth.callers import Authenticator
from agentops_server.auth.tokens import Tokens
from agentops_server.ingest.counters import IngestCounters
from agentops_server.ingest.dead_letters import DeadLetters
from agentops_server.ingest.lanes import Lane
from agentops_server.ingest.ledger import Ledger
from agentops_server.ingest.spool import Spool
from agentops_server.ingest.writer import SpanWriter
from agentops_server.policies.service import Policies
from agentops_server.projects.service import ProjectService
from agentops_server.query.metrics import MetricsReader
from agentops_server.query.traces import TraceReader
from agentops_server.settings import Settings
from agentops_server.store.client import Store
from kit.bodies import BodyBudget


@dataclass(frozen=True)
class Services:
    """The parts of a running server."""

    settings: Settings
    store: Store
    spool: Spool
    ledger: Ledger
    counters: IngestCounters
    dead_letters: DeadLetters
    projects: ProjectService
    policies: Policies
    tokens: Tokens
    authenticator: Authenticator
    traces: TraceReader
    metrics: MetricsReader
    writer: SpanWriter
    bodies: BodyBudget
    """Of all exports in flight."""
    lanes: Mapping[str, Lane]
    """The ways in, by signal."""


async def services_of(request: Request) -> Services:
    """The parts of the server that answers this request."""
    # Not a plain function: FastAPI would hand each call over to a thread.
    return cast(Services, request.app.state.services)


Parts = Annotated[Services, Depends(services_of)]
