"""The one HTTP client of the proxy, and what its failures mean."""

from dataclasses import dataclass

import aiohttp
from yarl import URL

from kit.errors import ApiError, UpstreamError, UpstreamTimeout
from portal.proxy.lines import Lines
from portal.proxy.upstreams import Upstream
from portal.proxy.watch import Bell, Watchman

# The client library's own ideas of these must not be added to what the browser sent.
_NOT_ADDED = ("Accept", "Accept-Encoding", "Content-Type", "User-Agent")
_HEADER_BYTES = 65_536
_HEADER_COUNT = 256


@dataclass(frozen=True)
class Patience:
    """How long to wait, in seconds. `answer_s` ends with the first byte: streams may last."""

    connect_s: float = 5.0
    answer_s: float = 60.0
    # How often a long-lived WebSocket's user is asked for again at least.
    recheck_s: float = 30.0
    ping_s: float = 30.0


class UpstreamClient:
    """Two pools of connections, opened at the first use and kept for the app's lifetime.

    Neither keeps cookies, follows redirects, decodes bodies or takes a proxy from the environment.
    """

    def __init__(self, patience: Patience | None = None) -> None:
        self.patience = patience or Patience()
        self.watchman = Watchman()
        self.bell = Bell()
        self._lines: Lines | None = None
        self._http: aiohttp.ClientSession | None = None
        self._sockets: aiohttp.ClientSession | None = None

    @property
    def http(self) -> aiohttp.ClientSession:
        """For requests; ask for it inside the event loop that serves."""
        if self._http is None:
            # No limit: a hanging page must not make others wait. Node closes idle connections after 5 s.
            self._http = self._session(aiohttp.TCPConnector(limit=0, keepalive_timeout=4, ttl_dns_cache=10))
        return self._http

    @property
    def lines(self) -> Lines:
        """The connections of `http`, for requests without a body."""
        if self._lines is None:
            self._lines = Lines(self.http, _HEADER_BYTES, _HEADER_COUNT)
        return self._lines

    @property
    def sockets(self) -> aiohttp.ClientSession:
        """For WebSockets: a connection on which an upgrade was tried is never used again."""
        if self._sockets is None:
            self._sockets = self._session(aiohttp.TCPConnector(limit=0, force_close=True, ttl_dns_cache=10))
        return self._sockets

    async def aclose(self) -> None:
        """Close every connection."""
        for session in (self._http, self._sockets):
            if session is not None:
                await session.close()
        self._http = self._sockets = self._lines = None

    def _session(self, connector: aiohttp.TCPConnector) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            skip_auto_headers=_NOT_ADDED,
            auto_decompress=False,
            trust_env=False,
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=self.patience.connect_s),
            max_line_size=_HEADER_BYTES,
            max_field_size=_HEADER_BYTES,
            max_headers=_HEADER_COUNT,
        )


def target(path: str, query: bytes) -> str:
    """What to ask a server for, byte for byte."""
    return f"{path}?{query.decode('ascii', 'replace')}" if query else path


def address(origin: str, path: str, query: bytes) -> URL:
    """The same as a URL."""
    return URL(origin + target(path, query), encoded=True)


def as_api_error(error: Exception, upstream: Upstream) -> ApiError:
    """What a failure before the first byte means to the caller."""
    if isinstance(error, TimeoutError):
        return UpstreamTimeout(f"{upstream.title} does not answer at the address in {upstream.setting}.")
    if isinstance(error, aiohttp.ClientConnectorError):
        return UpstreamError(
            f"{upstream.title} cannot be reached: check that it runs, and the address in {upstream.setting}.",
            code="upstream_unreachable",
        )
    return UpstreamError(f"{upstream.title} broke off or answered with something that is not HTTP.")
