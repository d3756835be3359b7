"""Which headers cross the proxy, in which form. Header lists, never dicts: repeated fields stay repeated."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from starlette.types import Scope

from kit.errors import BadRequest, UpstreamError
from portal.auth.access import Principal
from portal.proxy.cookies import rewrite_set_cookie, without_ours
from portal.proxy.location import rewrite_location
from portal.proxy.mount import Mount

RawHeaders = list[tuple[bytes, bytes]]

_HOST = re.compile(r"(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")
_NAME = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_BROKEN_VALUE = re.compile(rb"[\x00\r\n]")

# RFC 9110 section 7.6.1: they are about one connection.
_HOP_BY_HOP = frozenset(
    {
        b"connection",
        b"keep-alive",
        b"proxy-connection",
        b"proxy-authenticate",
        b"proxy-authorization",
        b"te",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
        b"http2-settings",
    }
)
# What only the portal may say. Compared with every sign as "-", because servers in the CGI tradition cannot
# tell X_WEBAUTH_USER from X-WEBAUTH-USER.
_CLAIMS = frozenset(
    {
        b"forwarded",
        b"remote-user",
        b"x-remote-user",
        b"x-real-ip",
        b"x-client-ip",
        b"true-client-ip",
        b"cf-connecting-ip",
        b"x-cluster-client-ip",
        b"x-scope-orgid",
        b"x-http-method",
        b"x-http-method-override",
        b"x-method-override",
        b"x-rewrite-url",
        b"x-request-id",
    }
)
_CLAIM_PREFIXES = (b"x-webauth-", b"x-forwarded-", b"x-original-", b"x-auth-request-", b"x-envoy-")
# Answered, replaced or made anew by us. Sec-WebSocket-*: each side has a handshake of its own.
_REQUEST_DROPPED = (
    _HOP_BY_HOP
    | _CLAIMS
    | {
        b"host",
        b"authorization",
        b"expect",
        b"sec-websocket-key",
        b"sec-websocket-version",
        b"sec-websocket-extensions",
        b"sec-websocket-protocol",
    }
)
_RESPONSE_DROPPED = _HOP_BY_HOP | {
    # The server in front of us writes its own.
    b"date",
    # They would act on the whole origin, which is the portal's.
    b"clear-site-data",
    b"strict-transport-security",
    b"public-key-pins",
    b"alt-svc",
    b"service-worker-allowed",
    b"nel",
    b"report-to",
    b"reporting-endpoints",
    b"origin-agent-cluster",
    b"accept-ch",
    b"critical-ch",
    # It would make the browser ask for a password in the portal's name.
    b"www-authenticate",
    # Orders to a server in front of the portal.
    b"x-accel-redirect",
    b"x-accel-buffering",
    b"x-sendfile",
    # Hidden redirects, and the upstream's inner address.
    b"refresh",
    b"content-location",
    # Replaced below.
    b"x-frame-options",
}
_RESPONSE_TRANSLATED = frozenset({b"set-cookie", b"location", b"content-length", b"content-security-policy"})
_DROP, _PASS, _TRANSLATE = "drop", "pass", "translate"
_CORS = b"access-control-"
_ODD = re.compile(rb"[^a-z0-9-]")


def is_host(text: str) -> bool:
    """Whether this is a host with an optional port, as Host carries it."""
    return _HOST.fullmatch(text) is not None


def check_host(headers: RawHeaders) -> str:
    """The one Host of a request (RFC 9112 section 3.2). Raises `BadRequest`."""
    found = dict(headers)
    # Where no name is repeated, which is nearly always, a dict is far cheaper than looking at each.
    if b"host" not in found or (
        len(found) != len(headers) and sum(name == b"host" for name, _ in headers) != 1
    ):
        raise BadRequest("The request must have exactly one Host header.", code="bad_host")
    host = found[b"host"].decode("latin-1")
    if not is_host(host):
        raise BadRequest("The Host header is not a host with an optional port.", code="bad_host")
    return host


def connection_tokens(headers: Iterable[tuple[bytes, bytes]]) -> frozenset[bytes]:
    """The header names that `Connection` declares to be about this connection only; names in lower case."""
    tokens: set[bytes] = set()
    for name, value in headers:
        if name == b"connection":
            tokens.update(token.strip().lower() for token in value.split(b","))
    return frozenset(tokens)


def request_headers(scope: Scope, mount: Mount, principal: Principal, host: str) -> list[tuple[str, str]]:
    """What the upstream gets: the client's headers without what it may not say, then what we say."""
    raw: RawHeaders = scope["headers"]
    tokens = connection_tokens(raw) if b"connection" in dict(raw) else frozenset()
    upstream = mount.upstream
    wants_own_host = mount.wants_own_host
    kept: list[tuple[str, str]] = [("Host", mount.origin.partition("://")[2] if wants_own_host else host)]
    for name, value in raw:
        text = _passed_on(name)
        if text is None or name in tokens:
            continue
        if name == b"cookie":
            value = without_ours(value)
            if not value:
                continue
        elif wants_own_host and name in (b"origin", b"referer"):
            # Same origin has been checked; the upstream compares with the Host it sees.
            value = mount.origin.encode() if name == b"origin" else b""
            if not value:
                continue
        kept.append((text, value.decode() if value.isascii() else _text(value)))
    kept.extend(_said_by_us(scope, host))
    if upstream.identity is not None:
        names = upstream.identity
        kept.append((names.user, _identity_value(principal.email)))
        kept.append((names.role, _identity_value(names.roles.get(principal.role, principal.role))))
    return kept


# Names are few and repeat; a client that invents many only pushes others out of the cache.
@lru_cache(maxsize=1024)
def _passed_on(name: bytes) -> str | None:
    """A request header's name as text, or None when it stays here."""
    plain = _ODD.sub(b"-", name)
    if plain in _REQUEST_DROPPED or plain.startswith(_CLAIM_PREFIXES):
        return None
    return name.decode("latin-1")


def _said_by_us(scope: Scope, host: str) -> list[tuple[str, str]]:
    client = scope.get("client")
    secure = scope["scheme"] in ("https", "wss")
    said = [("X-Forwarded-Proto", "https" if secure else "http"), ("X-Forwarded-Host", host)]
    if client:
        said.append(("X-Forwarded-For", client[0]))
        said.append(("X-Real-IP", client[0]))
    request_id = scope.get("state", {}).get("request_id")
    if request_id:
        said.append(("X-Request-ID", request_id))
    return said


def _text(value: bytes) -> str:
    # The client library writes UTF-8, so bytes that are UTF-8 arrive as they came.
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")


def _identity_value(value: str) -> str:
    if not value or not value.isprintable():
        raise BadRequest("Your account's e-mail address cannot be sent to this server.", code="bad_identity")
    return value


class Asked(NamedTuple):
    """What a response answers: needed to translate it."""

    mount: Mount
    method: str
    raw_path: str
    upstream_path: str
    host: str


def response_headers(raw: Iterable[tuple[bytes, bytes]], status: int, asked: Asked) -> RawHeaders:
    """What the browser gets of an upstream's headers. Raises `UpstreamError` for what must not pass."""
    found = list(raw)
    if _BROKEN_VALUE.search(b" ".join([value for _, value in found])):
        raise UpstreamError("The server behind the proxy answered with a malformed header.")
    tokens: frozenset[bytes] | None = None
    lengths = 0
    chunked = False
    kept: RawHeaders = []
    for name, value in found:
        key, way = _response_name(name)
        if way is _PASS:
            kept.append((key, value))
        elif way is _TRANSLATE:
            if key == b"content-length":
                lengths += 1
            kept.append((key, value))
        elif key == b"connection":
            tokens = (tokens or frozenset()) | connection_tokens([(key, value)])
        elif key == b"transfer-encoding":
            chunked = True
    if lengths > 1:
        raise UpstreamError("The server behind the proxy answered with several lengths.")
    return _translated(kept, tokens, chunked, status, asked)


def _translated(
    kept: RawHeaders, tokens: frozenset[bytes] | None, chunked: bool, status: int, asked: Asked
) -> RawHeaders:
    out: RawHeaders = []
    for name, value in kept:
        if tokens is not None and name in tokens:
            continue
        if name not in _RESPONSE_TRANSLATED:
            out.append((name, value))
            continue
        translated = _translate(name, value, status, asked, chunked)
        if translated:
            out.append((name, translated))
    out.extend(asked.mount.frame_headers)
    return out


@lru_cache(maxsize=1024)
def _response_name(name: bytes) -> tuple[bytes, str]:
    """A response header's name in lower case, and what becomes of it. Raises `UpstreamError`."""
    if not _NAME.fullmatch(name):
        raise UpstreamError("The server behind the proxy answered with a malformed header.")
    key = name.lower()
    if key in _RESPONSE_DROPPED or key.startswith(_CORS):
        return key, _DROP
    return key, _TRANSLATE if key in _RESPONSE_TRANSLATED else _PASS


def _translate(name: bytes, value: bytes, status: int, asked: Asked, chunked: bool) -> bytes | None:
    if name == b"set-cookie":
        return rewrite_set_cookie(value, asked.mount)
    if name == b"location":
        return _location(value, status, asked)
    if name == b"content-security-policy":
        return _without_frame_ancestors(value)
    # Content-Length: never with 204 and 304 (there is no body to count), nor beside another framing.
    return None if chunked or status in (204, 304) else value


def _location(value: bytes, status: int, asked: Asked) -> bytes | None:
    mount = asked.mount
    public = rewrite_location(value, mount, asked.upstream_path, asked.host)
    if (
        public is not None
        and mount.prefix
        and public == mount.prefix
        and asked.raw_path == mount.prefix + "/"
    ):
        raise UpstreamError(
            f"{mount.upstream.title} redirects {mount.prefix}/ to {mount.prefix}, without end: configure it "
            f"to serve under {mount.prefix}/.",
            code="redirect_loop",
        )
    if public is None and 300 <= status < 400:
        raise UpstreamError(
            f"{mount.upstream.title} redirects to another server, which is not followed: check its public "
            f"address in its configuration.",
            code="foreign_redirect",
        )
    return public.encode() if public is not None else None


def _without_frame_ancestors(value: bytes) -> bytes:
    policies = []
    for policy in value.split(b","):
        directives = [
            directive.strip()
            for directive in policy.split(b";")
            if directive.strip() and directive.split()[0].lower() != b"frame-ancestors"
        ]
        if directives:
            policies.append(b"; ".join(directives))
    return b", ".join(policies)
