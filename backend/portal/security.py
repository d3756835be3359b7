"""What a browser may do with the portal: which pages may call it, and what its pages may load."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from kit.errors import error_response

API_CSP = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

# Scripts only from our own files: no inline script, no eval. Inline styles are allowed, because positioned
# elements (waterfall bars, menus, virtual rows) and the style elements of UI libraries need them (ADR 0031).
_SCREEN_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; {frames}; worker-src 'self'; manifest-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'self'; object-src 'none'"
)


def screen_csp(frames: Iterable[str] = ()) -> str:
    """The Content-Security-Policy of the screen, which may frame itself and these origins."""
    return _SCREEN_CSP.format(frames=" ".join(("frame-src 'self'", *frames)))


_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_DEFAULT_PORTS = {"http": 80, "https": 443}


class SameOriginMiddleware:
    """Refuses, with 403, requests that change something and that another site's page may have sent.

    A browser says where a request comes from in `Sec-Fetch-Site`, `Origin` or `Referer`, and pages cannot
    forge these. Our own origin is `public_url`, or the host the request itself is addressed to. A request
    that carries a Bearer token and no cookie needs none of this: browsers never add the token by themselves.
    """

    def __init__(self, app: ASGIApp, public_url: str) -> None:
        self.app = app
        self._public = _host_and_port(public_url)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI entry point."""
        if scope["type"] != "http" or scope["method"] in _SAFE or self._is_ours(Headers(scope=scope)):
            await self.app(scope, receive, send)
            return
        response = error_response(
            403,
            "cross_origin",
            "The request does not come from the portal's own pages. Programs: send an Origin header with the "
            "portal's address, or use an API token.",
        )
        await response(scope, receive, send)

    def _is_ours(self, headers: Headers) -> bool:
        if headers.get("authorization", "").startswith("Bearer ") and "cookie" not in headers:
            return True
        site = headers.get("sec-fetch-site")
        if site is not None and site not in ("same-origin", "none"):
            return False
        source = headers.get("origin") or headers.get("referer")
        if source is None:
            return site == "same-origin"
        origin = _host_and_port(source)
        if origin is None:
            return False
        scheme = urlsplit(source).scheme
        return origin in (self._public, _host_and_port(f"{scheme}://{headers.get('host', '')}"))


def _host_and_port(url: str) -> tuple[str, int] | None:
    try:
        parts = urlsplit(url)
        port = parts.port or _DEFAULT_PORTS.get(parts.scheme)
    except ValueError:
        return None
    if not parts.hostname or port is None:
        return None
    return parts.hostname, port


def sent_cookies(headers: Iterable[str], name: str) -> list[str]:
    """The different values, none empty, that the Cookie headers of a request give to `name`, in their order.

    More than one is a sign of meddling: the parsers of frameworks hide it by taking the first or the last.
    """
    pairs = (pair.partition("=") for header in headers for pair in header.split(";"))
    return list(dict.fromkeys(v for key, _, value in pairs if key.strip() == name and (v := value.strip())))
