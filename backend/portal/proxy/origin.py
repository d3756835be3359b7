"""Which pages may send requests through the proxy.

Stricter than the portal's own rule: upstreams change things on GET as well, and a WebSocket is not bound by
the browser's same-origin policy at all (RFC 6455 section 10.2).
"""

from urllib.parse import urlsplit

from starlette.types import Scope

from kit.errors import Forbidden, NotFound
from portal.proxy.headers import Fields
from portal.proxy.mount import Mount, origin_of

METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_PAGES = frozenset({"document", "iframe", "frame", "empty", ""})


def check_origin(scope: Scope, found: Fields, mount: Mount, host: str) -> None:
    """Raises `Forbidden` when a page of another origin may be behind the request with these `fields`."""
    if b"authorization" in found and b"cookie" not in found and scope["type"] == "http":
        # A program with a token: browsers never add one by themselves.
        return
    source = found.get(b"origin", b"")
    if scope["type"] == "websocket":
        is_ours = _is_ours(source, mount, host)
    elif scope["method"] in SAFE:
        is_ours = _may_look(scope["method"], found, mount, host)
    else:
        site = found.get(b"sec-fetch-site", b"")
        if site not in (b"", b"same-origin", b"none"):
            is_ours = False
        else:
            source = source or found.get(b"referer", b"")
            is_ours = _is_ours(source, mount, host) if source else site == b"same-origin"
    if not is_ours:
        raise Forbidden("The request does not come from the portal's own pages.", code="cross_origin")


def _may_look(method: str, found: Fields, mount: Mount, host: str) -> bool:
    source = found.get(b"origin")
    if source is not None and not _is_ours(source, mount, host):
        return False
    site = found.get(b"sec-fetch-site", b"none")
    if site in (b"same-origin", b"none"):
        return True
    # A link from elsewhere opens the page; images, scripts and fetches from elsewhere get nothing. Who may
    # frame the page is for frame-ancestors.
    is_page = found.get(b"sec-fetch-dest", b"").decode("latin-1") in _PAGES
    return method != "OPTIONS" and found.get(b"sec-fetch-mode") == b"navigate" and is_page


def _is_ours(source: bytes, mount: Mount, host: str) -> bool:
    text = source.decode("latin-1")
    origin = origin_of(text)
    if origin is None:
        return False
    return origin == mount.public_origin or origin == origin_of(f"{urlsplit(text).scheme}://{host}")


def check_method(method: str) -> None:
    """Raises 405 for methods that no page needs, TRACE and CONNECT among them."""
    if method not in METHODS:
        raise NotFound("This method is not passed on.", code="method_not_allowed", status=405)
