"""OTLP over gRPC: `Export` of TraceService, LogsService and MetricsService.

Bodies stay bytes, so that they reach the spool as they came.
"""

import asyncio
import functools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import grpc
import grpc.aio

from agentops_server.auth.callers import Caller
from agentops_server.ingest.accept import Refused, count_refusal, keep, sender
from agentops_server.ingest.lanes import Lane
from agentops_server.ingest.otlp import PROTOBUF, BadBody, Batch, error_body, retry_info
from agentops_server.ingest.signals import Signal
from agentops_server.services import Services
from agentops_server.settings import ConfigError

_STATUS = {
    400: grpc.StatusCode.INVALID_ARGUMENT,
    401: grpc.StatusCode.UNAUTHENTICATED,
    403: grpc.StatusCode.PERMISSION_DENIED,
    408: grpc.StatusCode.DEADLINE_EXCEEDED,
    429: grpc.StatusCode.RESOURCE_EXHAUSTED,
    503: grpc.StatusCode.UNAVAILABLE,
}


# How long an export waits for its turn.
_PATIENCE_S = 5.0


class GrpcReceiver:
    """The OTLP/gRPC listener; it lives in the event loop of the HTTP servers."""

    def __init__(self, parts: Services) -> None:
        self._parts = parts
        settings = parts.settings
        self._most = max(1, settings.bodies_max_bytes // settings.max_body_bytes)
        self._room = asyncio.Semaphore(self._most)
        self._server: grpc.aio.Server | None = None

    async def start(self, host: str, port: int) -> None:
        """Listen. Raises `ConfigError` when the port is taken."""
        self._server = grpc.aio.server(options=_options(self._parts.settings.max_body_bytes))
        self._server.add_generic_rpc_handlers(
            [
                grpc.method_handlers_generic_handler(
                    lane.signal.service,
                    {"Export": grpc.stream_unary_rpc_method_handler(functools.partial(self._export, lane))},
                )
                for lane in self._parts.lanes.values()
            ]
        )
        address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        try:
            self._server.add_insecure_port(address)
        except RuntimeError as error:
            raise ConfigError(
                f"{address} is taken: stop what listens there or set OTLP_GRPC_PORT to a free port (0: off)."
            ) from error
        await self._server.start()

    async def stop(self, grace_s: float) -> None:
        """Finish the exports under way."""
        if self._server is not None:
            await self._server.stop(grace_s)

    async def _export(
        self, lane: Lane, messages: AsyncIterator[bytes], context: "grpc.aio.ServicerContext[bytes, bytes]"
    ) -> bytes:
        caller: Caller | None = None
        try:
            caller = await sender(_authorization(context), self._parts)
            async with self._turn():
                body = await self._message(messages)
                batch = await keep(caller, _validated(lane.signal, body), lane, self._parts)
        except Refused as refused:
            count_refusal(refused, caller, self._parts)
            await context.abort(_STATUS[refused.status], str(refused), _details(refused))
        return lane.signal.answer(batch, PROTOBUF)

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        """One of the exports whose bodies are in memory; others are with their senders. Raises `Refused`."""
        try:
            async with asyncio.timeout(_PATIENCE_S):
                await self._room.acquire()
        except TimeoutError:
            raise Refused(
                503, f"the server takes {self._most} exports at a time: send again later", "too_many_bodies"
            ) from None
        try:
            yield
        finally:
            self._room.release()

    async def _message(self, messages: AsyncIterator[bytes]) -> bytes:
        """The one message of an export. Raises `Refused`."""
        seconds = self._parts.settings.body_seconds
        try:
            async with asyncio.timeout(seconds):
                return await anext(messages)
        except TimeoutError:
            raise Refused(408, f"the export was not whole after {seconds:g} s", "slow_request") from None
        except StopAsyncIteration:
            raise Refused(400, "the export has no message", "malformed") from None


def _options(most_bytes: int) -> list[tuple[str, int]]:
    """Bounds of connections: see https://grpc.github.io/grpc/core/group__grpc__arg__keys.html."""
    return [
        ("grpc.max_receive_message_length", most_bytes),
        ("grpc.max_metadata_size", 16 * 1024),
        ("grpc.max_concurrent_streams", 32),
        ("grpc.so_reuseport", 0),
        ("grpc.server_handshake_timeout_ms", 10_000),
        # Who is gone without a word is noticed; who says nothing for long is let go.
        ("grpc.keepalive_time_ms", 60_000),
        ("grpc.keepalive_timeout_ms", 20_000),
        ("grpc.max_connection_idle_ms", 600_000),
        # Exporters may ask every ten seconds whether we are there.
        ("grpc.keepalive_permit_without_calls", 1),
        ("grpc.http2.min_recv_ping_interval_without_data_ms", 10_000),
    ]


def _details(refused: Refused) -> tuple[tuple[str, bytes], ...]:
    """When to send again, as OTLP asks for it: without it exporters drop what was RESOURCE_EXHAUSTED."""
    seconds = refused.retry_after_s
    if not seconds:
        return ()
    return (
        ("grpc-status-details-bin", error_body(refused.status, str(refused), PROTOBUF, seconds)),
        # Where OpenTelemetry's exporter for Python looks.
        ("google.rpc.retryinfo-bin", retry_info(seconds)),
    )


def _validated(signal: Signal, body: bytes) -> Batch:
    try:
        return signal.validate(body)
    except BadBody as bad:
        raise Refused(400, str(bad), "malformed") from bad


def _authorization(context: "grpc.aio.ServicerContext[bytes, bytes]") -> str | None:
    for name, value in context.invocation_metadata() or ():
        if name == "authorization":
            return value if isinstance(value, str) else value.decode("latin-1")
    return None
