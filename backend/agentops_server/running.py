"""Starts the parts that work beside the requests, and ends everything in order."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import IO

from agentops_server.fanout.forwarder import Forwarder
from agentops_server.ingest.grpc_server import GrpcReceiver
from agentops_server.ingest.keeper import Keeper
from agentops_server.ingest.writer import Writer
from agentops_server.policies.retention import Retention
from agentops_server.projects.repository import ProjectRepository
from agentops_server.query.rollups import Roller
from agentops_server.services import Services
from agentops_server.sql_endpoint.app import SqlApp
from agentops_server.upstream.importer import Importer
from agentops_server.watch.watcher import Watcher
from kit.tasks import Endings, end, in_background

_DRAIN_S = 5.0


@dataclass(frozen=True)
class Running:
    """What `create_apps` has put together, but for the apps."""

    services: Services
    repository: ProjectRepository
    lock: IO[str]
    writers: Sequence[Writer]
    keeper: Keeper
    roller: Roller
    retention: Retention
    watcher: Watcher
    receiver: GrpcReceiver
    forwarder: Forwarder | None
    following: Importer | None
    sql: SqlApp | None

    @contextlib.asynccontextmanager
    async def use(self) -> AsyncIterator[None]:
        """Everything runs until the block ends; each part ends, whatever became of the others."""
        settings = self.services.settings
        async with self._endings() as endings:
            for writer in self.writers:
                writer.start()
            self.keeper.start()
            if settings.rollup_seconds:
                self.roller.start()
            self.retention.start()
            self.watcher.start()
            if self.forwarder is not None:
                self.forwarder.start()
            if self.following is not None:
                follower = in_background(self.following.follow(), "following the upstream database")
                endings.add("what follows the upstream database", lambda: end(follower))
            if settings.otlp_grpc_port:
                await self.receiver.start(settings.bind_host, settings.otlp_grpc_port)
            yield

    def _endings(self) -> Endings:
        """From the last to the first: who works with something ends before it."""
        endings = Endings()
        endings.add("the lock", self.lock.close)
        endings.add("the accounts", self.repository.close)
        endings.add("the books", self.services.ledger.close)
        # In a thread: it waits for reads that run.
        endings.add("the database", lambda: asyncio.to_thread(self.services.store.close))
        for name, lane in self.services.lanes.items():
            endings.add(f"the spool of {name}", lane.spool.close)
        if self.forwarder is not None:
            endings.add("what sends to Langfuse", self.forwarder.stop)
        endings.add("the keeper of the books", self.keeper.stop)
        endings.add("retention", self.retention.stop)
        endings.add("rollups", self.roller.stop)
        endings.add("the writers", self._stop_writers)
        endings.add("gRPC", lambda: self.receiver.stop(_DRAIN_S))
        endings.add("watching", self.watcher.stop)
        if self.sql is not None:
            endings.add("the SQL port", self.sql.close)
        return endings

    async def _stop_writers(self) -> None:
        """All at once: together they have the patience of one."""
        ends = (writer.stop(_DRAIN_S) for writer in self.writers)
        for fault in await asyncio.gather(*ends, return_exceptions=True):
            if isinstance(fault, BaseException):
                raise fault
