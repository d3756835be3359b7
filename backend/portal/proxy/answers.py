"""The proxy's own answers: JSON in the portal's error shape, or a small page where a person looks at it."""

from html import escape

from starlette.responses import HTMLResponse, Response
from starlette.types import Receive, Scope, Send

from kit.errors import ApiError, error_response

_TITLES = {
    400: "This address cannot be used",
    401: "Not signed in",
    403: "Not allowed",
    404: "Nothing here",
    502: "Not reachable",
    504: "No answer",
}


def wants_page(scope: Scope) -> bool:
    """Whether a browser shows the answer to a person, in a tab or a frame."""
    if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
        return False
    found = dict(scope["headers"])
    mode = found.get(b"sec-fetch-mode")
    if mode is not None:
        return bool(mode == b"navigate")
    return b"text/html" in found.get(b"accept", b"")


def page(
    title: str, text: str, status: int, frame_ancestors: str, link: tuple[str, str] | None = None
) -> Response:
    """A page without scripts; `link` is an address and what it says."""
    more = f'<p><a href="{escape(link[0])}" target="_top">{escape(link[1])}</a></p>' if link else ""
    body = (
        '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="color-scheme" content="light dark">'
        f"<title>{escape(title)}</title><style>body{{font:16px/1.5 system-ui,sans-serif;max-width:36rem;"
        f"margin:15vh auto;padding:0 1rem}}</style><h1>{escape(title)}</h1><p>{escape(text)}</p>{more}</html>"
    )
    return HTMLResponse(body, status, _safe_headers(frame_ancestors))


def _safe_headers(frame_ancestors: str) -> dict[str, str]:
    return {
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Content-Security-Policy": f"default-src 'none'; style-src 'unsafe-inline'; "
        f"frame-ancestors {frame_ancestors}",
    }


async def refuse(
    error: ApiError,
    scope: Scope,
    receive: Receive,
    send: Send,
    frame_ancestors: str,
    link: tuple[str, str] | None = None,
) -> None:
    """Answer with an error; a WebSocket's handshake is refused with the same status."""
    if scope["type"] == "websocket":
        await _refuse_websocket(error, scope, send)
        return
    if wants_page(scope):
        title = _TITLES.get(error.status, "That did not work")
        response: Response = page(title, error.message, error.status, frame_ancestors, link)
    else:
        headers = {**_safe_headers(frame_ancestors), **(error.headers or {})}
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
