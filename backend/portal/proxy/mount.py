"""Where an upstream appears in public, and how paths translate between there and the upstream.

All paths here are raw: percent-escapes stay as they came, because decoding and encoding again changes them.
"""

import re
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes, urlsplit

from kit.errors import BadRequest
from portal.proxy.upstreams import Upstream

_UNSAFE = re.compile(rb"[\x00-\x20\x7f-\xff\\]")
_DEFAULT_PORTS = {"http": 80, "https": 443}

Origin = tuple[str, str, int]


def origin_of(url: str) -> Origin | None:
    """Scheme, host and port of an address, or None when it is not an HTTP address."""
    try:
        parts = urlsplit(url)
        port = parts.port or _DEFAULT_PORTS.get(parts.scheme)
    except ValueError:
        return None
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname or port is None:
        return None
    return parts.scheme, parts.hostname, port


@dataclass(frozen=True)
class Mount:
    """An upstream under `prefix` of `public_url`; the prefix is empty on a listener of its own.

    `frame_ancestors` is the CSP value that says who may frame its pages. `known_as`: further addresses that
    the upstream may believe to be its own, so that its redirects there are followed here.
    """

    upstream: Upstream
    prefix: str
    public_url: str
    frame_ancestors: str = "'self'"
    known_as: tuple[str, ...] = ()
    own_origins: frozenset[Origin | None] = field(init=False)
    public_origin: Origin | None = field(init=False)
    upstream_origin: Origin | None = field(init=False)
    # Where the upstream believes it lives: prefix in public, or base path behind.
    strips: bool = field(init=False)
    base: str = field(init=False)
    # The Host of an upstream that must see its own name in it (`Upstream.wants_own_host`), else empty.
    own_host: bytes = field(init=False)
    origin: str = field(init=False)
    # What every answer carries about framing.
    frame_headers: tuple[tuple[bytes, bytes], ...] = field(init=False)

    def __post_init__(self) -> None:
        put = object.__setattr__
        put(self, "public_origin", origin_of(self.public_url))
        put(self, "upstream_origin", origin_of(self.upstream.url))
        known = {self.public_origin, self.upstream_origin, *map(origin_of, self.known_as)}
        put(self, "own_origins", frozenset(known - {None}))
        put(self, "strips", not self.upstream.keeps_prefix or not self.prefix)
        put(self, "base", self.upstream.base_path)
        put(self, "origin", self.upstream.origin)
        own_host = self.origin.partition("://")[2] if self.upstream.wants_own_host else ""
        put(self, "own_host", own_host.encode())
        ancestors = b"frame-ancestors " + self.frame_ancestors.encode()
        framing = [(b"content-security-policy", ancestors)]
        if self.frame_ancestors == "'self'":
            framing.append((b"x-frame-options", b"SAMEORIGIN"))
        put(self, "frame_headers", tuple(framing))

    def to_upstream(self, raw_path: str) -> str:
        """The path that the upstream is asked for."""
        if not self.strips:
            return raw_path
        return self.base + raw_path[len(self.prefix) :]

    def to_public(self, path: str) -> str:
        """The public form of a path that the upstream named; the prefix is put on once, never twice."""
        if self.strips and self.base and _is_under(path, self.base):
            path = path[len(self.base) :] or "/"
        if not self.prefix or _is_under(path, self.prefix):
            return path
        return self.prefix + path

    def own_path(self, raw_path: str) -> str:
        """The path within the upstream, decoded once: what role rules are about."""
        return unquote_to_bytes(raw_path[len(self.prefix) :]).decode("utf-8", "replace")


def _is_under(path: str, prefix: str) -> bool:
    return path == prefix or path.startswith((prefix + "/", prefix + "?", prefix + "#"))


def check_path(raw_path: bytes, prefix: str) -> str:
    """The raw path as text, if no server could read it as a way out of `prefix`. Raises `BadRequest`.

    It is decoded once to look at it, never to send it on: `%252e` is text to us and to the upstream.
    """
    if _UNSAFE.search(raw_path):
        raise BadRequest("The path holds characters that must be percent-encoded.", code="bad_path")
    if b"//" in raw_path:
        raise BadRequest("The path holds two slashes in a row.", code="bad_path")
    path = raw_path.decode("ascii")
    if not path.startswith(prefix + "/"):
        raise BadRequest(f"The path must begin with {prefix}/, written plainly.", code="bad_path")
    rest = path[len(prefix) :]
    if "%" in rest or "/." in rest:
        _check_decoded(rest)
    return path


def _check_decoded(rest: str) -> None:
    decoded = unquote_to_bytes(rest).replace(b"\\", b"/")
    if min(decoded) < 0x20:
        raise BadRequest("The path holds an encoded control character.", code="bad_path")
    if decoded.startswith(b"//"):
        raise BadRequest("The path begins with an encoded slash.", code="bad_path")
    for segment in decoded.split(b"/"):
        # Some servers cut parameters off first: `..;x` is `..` to them.
        if segment.partition(b";")[0] in (b".", b".."):
            raise BadRequest("The path holds . or .. as a segment.", code="bad_path")
