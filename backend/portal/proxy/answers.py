"""The proxy's own answers: JSON in the portal's error shape, or a small page where a person looks at it."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from starlette.responses import HTMLResponse, Response
from starlette.types import Receive, Scope, Send

from kit.errors import ApiError, error_response
from portal.proxy.headers import Fields, fields

_TITLES = {
    400: "This address cannot be used",
    401: "Not signed in",
    403: "Not allowed",
    404: "Nothing here",
    502: "Not reachable",
    504: "No answer",
}
# Tells the portal's page around the frame what happened: it knows better than this page what to do about it.
_TELL = (
    "const d=document.documentElement.dataset;"
    "if(parent!==window)parent.postMessage"
    "({portalFrame:d.name,status:Number(d.status),code:d.code,message:d.message},d.to||location.origin);"
    "if(d.next)location.replace(d.next)"
)
_TELL_HASH = base64.b64encode(hashlib.sha256(_TELL.encode()).digest()).decode()


@dataclass(frozen=True)
class Audience:
    """Who sees an answer of the proxy's own.

    `frame_ancestors`: who may frame it, a CSP value. `portal`: the origin of the page around it, empty for
    the answer's own. `name`: of the upstream, empty where none is known.
    """

    frame_ancestors: str = "'self'"
    portal: str = ""
    name: str = ""


def wants_page(scope: Scope, found: Fields | None = None) -> bool:
    """Whether a browser shows the answer to a person, in a tab or a frame; `found` are its `fields`."""
    if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
        return False
    found = fields(scope["headers"]) if found is None else found
    mode = found.get(b"sec-fetch-mode")
    if mode is not None:
        return bool(mode == b"navigate")
    return b"text/html" in found.get(b"accept", b"")


def entered(audience: Audience, next_page: str) -> Response:
    """The way in, inside of a frame: says that this address can be reached, and goes on to `next_page`."""
    told = {
        "name": audience.name,
        "status": "200",
        "code": "entered",
        "to": audience.portal,
        "next": next_page,
    }
    otherwise = f'<noscript><meta http-equiv="refresh" content="0;url={escape(next_page)}"></noscript>'
    return _page(200, "…", "", told, audience, otherwise)


def _error_page(error: ApiError, audience: Audience, link: tuple[str, str] | None) -> Response:
    """`link` is an address and what it says."""
    told = {
        "name": audience.name,
        "status": str(error.status),
        "code": error.code,
        "message": error.message,
        "to": audience.portal,
    }
    more = f'<p><a href="{escape(link[0])}" target="_top">{escape(link[1])}</a></p>' if link else ""
    return _page(
        error.status, _TITLES.get(error.status, "That did not work"), error.message, told, audience, more
    )


def _page(
    status: int, title: str, text: str, told: Mapping[str, str], audience: Audience, more: str
) -> Response:
    """A page with one script of ours, known by its hash, which passes `told` on."""
    data = "".join(f' data-{key}="{escape(value)}"' for key, value in told.items())
    body = (
        f'<!doctype html><html lang="en"{data}><meta charset="utf-8">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>{escape(title)}</title><style>body{{font:16px/1.5 system-ui,sans-serif;max-width:36rem;"
        f"margin:15vh auto;padding:0 1rem}}</style><h1>{escape(title)}</h1><p>{escape(text)}</p>{more}"
        f"<script>{_TELL}</script></html>"
    )
    return HTMLResponse(body, status, _safe_headers(audience.frame_ancestors))


def _safe_headers(frame_ancestors: str) -> dict[str, str]:
    return {
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Content-Security-Policy": f"default-src 'none'; style-src 'unsafe-inline'; "
        f"script-src 'sha256-{_TELL_HASH}'; frame-ancestors {frame_ancestors}",
    }


async def refuse(
    error: ApiError,
    scope: Scope,
    receive: Receive,
    send: Send,
    audience: Audience,
    link: tuple[str, str] | None = None,
) -> None:
    """Answer with an error; a WebSocket's handshake is refused with the same status."""
    if scope["type"] == "websocket":
        await _refuse_websocket(error, scope, send)
        return
    if wants_page(scope):
        response = _error_page(error, audience, link)
    else:
        headers = {**_safe_headers(audience.frame_ancestors), **(error.headers or {})}
        response = error_response(
            error.status, error.code, error.message, details=error.details, headers=headers
        )
    await response(scope, receive, send)


async def _refuse_websocket(error: ApiError, scope: Scope, send: Send) -> None:
    if "websocket.http.response" not in scope.get("extensions", {}):
        await send({"type": "websocket.close", "code": 1008})
        return
    response = error_response(error.status, error.code, error.message)
    await send(
        {
            "type": "websocket.http.response.start",
            "status": error.status,
            "headers": [(b"content-type", b"application/json"), (b"cache-control", b"no-store")],
        }
    )
    await send({"type": "websocket.http.response.body", "body": bytes(response.body)})
