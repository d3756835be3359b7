"""Requests without a body, on the client library's connections and parser alone.

Nine of ten requests of a page are such. The library's objects for a request and a response cost more than all
that the proxy itself does with one (ADR 0086).
"""

import asyncio

import aiohttp
from aiohttp.client_proto import ResponseHandler
from aiohttp.http import HttpProcessingError
from aiohttp.streams import StreamReader
from yarl import URL

_WITHOUT_BODY = frozenset({"HEAD"})


class Answer:
    """The beginning of an answer. Its `content` may still be on its way; once that has ended it is closed.

    The same names as the client library's response, as far as the proxy uses them.
    """

    __slots__ = ("_connection", "closed", "content", "raw_headers", "status")

    def __init__(
        self,
        connection: aiohttp.connector.Connection,
        status: int,
        raw_headers: tuple[tuple[bytes, bytes], ...],
        content: StreamReader,
    ) -> None:
        self._connection = connection
        self.status = status
        self.raw_headers = raw_headers
        self.content = content
        self.closed = False
        content.on_eof(self._release)

    def close(self) -> None:
        """Give up what has not come yet: its connection cannot be used again."""
        self.closed = True
        self._connection.close()

    def _release(self) -> None:
        protocol = self._connection.protocol
        # A protocol that the upstream changed by itself belongs to nobody: `close` ends it.
        if not self.closed and not (protocol is not None and protocol.upgraded):
            self.closed = True
            self._connection.release()


class Lines:
    """The connections of a session, kept as the session keeps them."""

    def __init__(self, session: aiohttp.ClientSession, header_bytes: int, header_count: int) -> None:
        self._session = session
        self._header_bytes = header_bytes
        self._header_count = header_count
        # What the connector needs to know where to connect to.
        self._places: dict[str, aiohttp.ClientRequest] = {}

    async def ask(self, origin: str, method: str, head: bytes) -> Answer:
        """Send a whole request and wait for the head of its answer. `method` must be idempotent.

        Raises `aiohttp.ClientError`, `TimeoutError` or `OSError`.
        """
        try:
            return await self._ask_once(origin, method, head)
        except aiohttp.ClientConnectorError:
            raise
        except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError):
            # A kept connection may have ended at this very moment (RFC 9112 section 9.3.1).
            return await self._ask_once(origin, method, head)

    async def _ask_once(self, origin: str, method: str, head: bytes) -> Answer:
        connector = self._session.connector
        if connector is None:
            raise aiohttp.ClientConnectionError("the session is closed")
        place = self._places.get(origin)
        if place is None:
            place = self._places[origin] = aiohttp.ClientRequest("GET", URL(origin), session=self._session)
        connection = await connector.connect(place, [], self._session.timeout)
        try:
            protocol, transport = _ends(connection)
            protocol.set_response_params(
                skip_payload=method in _WITHOUT_BODY,
                read_until_eof=True,
                auto_decompress=False,
                max_line_size=self._header_bytes,
                max_field_size=self._header_bytes,
                max_headers=self._header_count,
            )
            transport.write(head)
            while True:
                message, content = await protocol.read()
                if not 100 <= message.code < 200 or message.code == 101:
                    return Answer(connection, message.code, message.raw_headers, content)
        except HttpProcessingError as error:
            connection.close()
            raise aiohttp.ClientConnectionError("the answer is not HTTP") from error
        except BaseException:
            connection.close()
            raise


def _ends(connection: aiohttp.connector.Connection) -> tuple[ResponseHandler, asyncio.Transport]:
    protocol, transport = connection.protocol, connection.transport
    if protocol is None or transport is None:
        raise aiohttp.ClientConnectionResetError("the connection has ended")
    return protocol, transport
