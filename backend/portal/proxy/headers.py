"""Which headers cross the proxy, in which form. Header lists, never dicts: repeated fields stay repeated."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from starlette.types import Scope

from kit.errors import BadRequest, UpstreamError
from portal.auth.access import Principal
from portal.proxy.cookies import MAYBE_OURS, rewrite_set_cookie, without_ours
from portal.proxy.location import rewrite_location
from portal.proxy.mount import Mount
from portal.proxy.upstreams import IdentityHeaders

RawHeaders = list[tuple[bytes, bytes]]
Fields = dict[bytes, bytes]

_HOST = re.compile(r"(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")
_NAME = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")

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


# People reach a portal by few names; a client that invents many only pushes others out of the cache.
@lru_cache(maxsize=256)
def _host(value: bytes) -> str | None:
    text = value.decode("latin-1")
    return text if is_host(text) else None


def check_host(headers: RawHeaders, found: Fields | None = None) -> str:
    """The one Host of a request (RFC 9112 section 3.2). Raises `BadRequest`."""
    found = dict(headers) if found is None else found
    # Where no name is repeated, which is nearly always, a dict is far cheaper than looking at each.
    if b"host" not in found or (
        len(found) != len(headers) and sum(name == b"host" for name, _ in headers) != 1
    ):
        raise BadRequest("The request must have exactly one Host header.", code="bad_host")
    host = _host(found[b"host"])
    if host is None:
        raise BadRequest("The Host header is not a host with an optional port.", code="bad_host")
    return host


def fields(headers: RawHeaders) -> Fields:
    """The fields of a request by name: the last of a repeated one.

    An Origin beside another is `null`: neither can be told to be ours.
    """
    found = dict(headers)
    if len(found) != len(headers) and sum(name == b"origin" for name, _ in headers) > 1:
        found[b"origin"] = b"null"
    return found


def connection_tokens(headers: Iterable[tuple[bytes, bytes]]) -> frozenset[bytes]:
    """The header names that `Connection` declares to be about this connection only; names in lower case."""
    tokens: set[bytes] = set()
    for name, value in headers:
        if name == b"connection":
            tokens.update(token.strip().lower() for token in value.split(b","))
    return frozenset(tokens)


def request_headers(scope: Scope, mount: Mount, principal: Principal, host: str) -> list[tuple[str, str]]:
    """What `request_lines` says, as text."""
    return as_text(request_lines(scope, fields(scope["headers"]), mount, principal, host))


def as_text(headers: RawHeaders) -> list[tuple[str, str]]:
    """Headers for the client library."""
    return [(name.decode("latin-1"), _text(value)) for name, value in headers]


def request_lines(scope: Scope, found: Fields, mount: Mount, principal: Principal, host: str) -> RawHeaders:
    """What the upstream gets: the client's headers without what it may not say, then what we say.

    `found` are the request's `fields`.
    """
    raw: RawHeaders = scope["headers"]
    kept = [(b"Host", mount.own_host or host.encode("latin-1"))]
    kept += [header for header in raw if _is_passed_on(header[0])]
    if b"connection" in found:
        tokens = connection_tokens(raw)
        kept[1:] = [header for header in kept[1:] if header[0] not in tokens]
    if mount.own_host:
        # Same origin has been checked; the upstream compares with the Host it sees.
        own = mount.origin.encode()
        kept = [(name, own if name == b"origin" else value) for name, value in kept if name != b"referer"]
    if MAYBE_OURS in found.get(b"cookie", b"") or len(found) != len(raw):
        cookies = ((name, without_ours(value) if name == b"cookie" else value) for name, value in kept)
        kept = [(name, value) for name, value in cookies if value or name != b"cookie"]
    kept += _said_by_us(scope, host)
    if mount.upstream.identity is not None:
        kept += _identity(principal, mount.upstream.identity)
    return kept


# Names are few and repeat; a client that invents many only pushes others out of the cache.
@lru_cache(maxsize=1024)
def _is_passed_on(name: bytes) -> bool:
    """Whether a request header of this name, in lower case, leaves."""
    plain = _ODD.sub(b"-", name)
    return plain not in _REQUEST_DROPPED and not plain.startswith(_CLAIM_PREFIXES)


def _said_by_us(scope: Scope, host: str) -> RawHeaders:
    client = scope.get("client")
    secure = scope["scheme"] in ("https", "wss")
    said = [
        (b"X-Forwarded-Proto", b"https" if secure else b"http"),
        (b"X-Forwarded-Host", host.encode("latin-1")),
    ]
    if client:
        address = client[0].encode()
        said.append((b"X-Forwarded-For", address))
        said.append((b"X-Real-IP", address))
    request_id = scope["state"].get("request_id") if "state" in scope else None
    if request_id:
        said.append((b"X-Request-ID", request_id.encode()))
    return said


def _text(value: bytes) -> str:
    # The client library writes UTF-8, so bytes that are UTF-8 arrive as they came.
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")


def _identity(principal: Principal, names: IdentityHeaders) -> RawHeaders:
    said = ((names.user, principal.email), (names.role, names.roles.get(principal.role, principal.role)))
    for _, value in said:
        if not value or not value.isprintable():
            raise BadRequest(
                "Your account's e-mail address cannot be sent to this server.", code="bad_identity"
            )
    return [(name.encode(), value.encode()) for name, value in said]


class Checked(NamedTuple):
    """What has been found to be in order about a request."""

    path: str
    """The raw path."""
    host: str
    found: Fields
    """Its `fields`."""


class Asked(NamedTuple):
    """What a response answers: needed to translate it."""

    mount: Mount
    method: str
    raw_path: str
    upstream_path: str
    host: str


def response_headers(raw: Sequence[tuple[bytes, bytes]], status: int, asked: Asked) -> RawHeaders:
    """What the browser gets of an upstream's headers. Raises `UpstreamError` for what must not pass."""
    values = b"".join([value for _, value in raw])
    if b"\r" in values or b"\n" in values or b"\0" in values:
        raise UpstreamError("The server behind the proxy answered with a malformed header.")
    out: RawHeaders = []
    special: RawHeaders = []
    connection: RawHeaders = []
    chunked = False
    for name, value in raw:
        key, way = _response_name(name)
        if way is _PASS:
            out.append((key, value))
        elif way is _TRANSLATE:
            special.append((key, value))
        elif key == b"connection":
            connection.append((key, value))
        elif key == b"transfer-encoding":
            chunked = True
    if sum(key == b"content-length" for key, _ in special) > 1:
        raise UpstreamError("The server behind the proxy answered with several lengths.")
    if connection:
        tokens = connection_tokens(connection)
        out = [header for header in out if header[0] not in tokens]
        special = [header for header in special if header[0] not in tokens]
    for name, value in special:
        translated = _translate(name, value, status, asked, chunked)
        if translated:
            out.append((name, translated))
    out += asked.mount.frame_headers
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
