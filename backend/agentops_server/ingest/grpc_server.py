"""OTLP over gRPC: `Export` of TraceService, LogsService and MetricsService.

Bodies stay bytes, so that they reach the spool as they came.
"""

import functools

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
    429: grpc.StatusCode.RESOURCE_EXHAUSTED,
    503: grpc.StatusCode.UNAVAILABLE,
}


class GrpcReceiver:
    """The OTLP/gRPC listener; it lives in the event loop of the HTTP servers."""

    def __init__(self, parts: Services) -> None:
        self._parts = parts
        self._server: grpc.aio.Server | None = None

    async def start(self, host: str, port: int) -> None:
        """Listen. Raises `ConfigError` when the port is taken."""
        self._server = grpc.aio.server(
            options=[
                ("grpc.max_receive_message_length", self._parts.settings.max_body_bytes),
                ("grpc.so_reuseport", 0),
            ]
        )
        self._server.add_generic_rpc_handlers(
            [
                grpc.method_handlers_generic_handler(
                    lane.signal.service,
                    {"Export": grpc.unary_unary_rpc_method_handler(functools.partial(self._export, lane))},
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
        self, lane: Lane, body: bytes, context: "grpc.aio.ServicerContext[bytes, bytes]"
    ) -> bytes:
        caller: Caller | None = None
        try:
            caller = await sender(_authorization(context), self._parts)
            batch = _validated(lane.signal, body)
            batch = await keep(caller, batch, lane, self._parts)
        except Refused as refused:
            count_refusal(refused, caller, self._parts)
            await context.abort(_STATUS[refused.status], str(refused), _details(refused))
        return lane.signal.answer(batch, PROTOBUF)


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
