"""Serves the built screen: files, the page for every other path, and what browsers may cache."""

import mimetypes
import stat
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import anyio.to_thread
from starlette.datastructures import Headers
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from kit.errors import error_response
from portal.security import screen_csp

# Vite puts a hash of the content into the names of these: the same name is the same content for ever.
_HASHED = "assets/"
# Never the screen's: a wrong path below them is an error that programs must be able to read.
_RESERVED = ("api", "health")
# Best first. A variant is a file beside the original.
_VARIANTS = (("br", ".br"), ("gzip", ".gz"))

_MISSING = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Agent Portal</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:40rem;margin:15vh auto;padding:0 1rem}
code{background:#8882;padding:.1em .3em;border-radius:.2em}</style>
<h1>The screen is not built yet</h1>
<p>The portal's API runs, but the files of its screen are missing. Build them, then reload this page:</p>
<p><code>./scripts/up.sh</code> builds and starts everything, or by hand
<code>cd frontend &amp;&amp; npm ci &amp;&amp; npm run build</code>.</p></html>"""


@dataclass(frozen=True)
class _Found:
    path: Path
    encoding: str | None
    media_type: str
    etag: str
    is_hashed: bool
    is_page: bool


class Screen:
    """An ASGI app over the folder `dist`. The folder may come, go or be rebuilt while it runs."""

    def __init__(self, dist: Path, frames: Callable[[str], Iterable[str]] = lambda _: ()) -> None:
        """`frames`: the origins that its pages may frame, for somebody who sends this Host."""
        self._dist = dist.resolve()
        self._frames = frames

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI entry point."""
        response = await self._respond(scope)
        await response(scope, receive, send)

    async def _respond(self, scope: Scope) -> ASGIApp:
        headers = Headers(scope=scope)
        path = scope["path"].removeprefix(scope.get("root_path", "")).lstrip("/")
        if path.split("/", 1)[0] in _RESERVED:
            return error_response(404, "not_found", "There is no such path in the API.")
        if scope["method"] not in ("GET", "HEAD"):
            return error_response(
                405, "method_not_allowed", "The screen is only read.", headers={"Allow": "GET, HEAD"}
            )
        accepted = {part.split(";")[0].strip() for part in headers.get("accept-encoding", "").split(",")}
        found = await anyio.to_thread.run_sync(self._find, path, frozenset(accepted))
        if found is None:
            if path.startswith(_HASHED):
                # Not the page: a script tag that gets HTML fails in a way nobody understands.
                return error_response(
                    404, "not_found", "No such file: the screen was rebuilt, reload the page."
                )
            return HTMLResponse(
                _MISSING,
                status_code=503,
                headers={
                    "Cache-Control": "no-store",
                    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
                },
            )
        csp = screen_csp(self._frames(headers.get("host", "")))
        return _answer(found, headers.get("if-none-match", ""), csp)

    def _find(self, path: str, accepted: frozenset[str]) -> _Found | None:
        file = self._inside(path) if path else None
        if file is None:
            if path.startswith(_HASHED):
                return None
            file = self._inside("index.html")
        if file is None:
            return None
        media_type = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        chosen, encoding = file, None
        for name, suffix in _VARIANTS:
            variant = file.with_name(file.name + suffix)
            if name in accepted and _is_file(variant) and variant.stat().st_mtime >= file.stat().st_mtime:
                chosen, encoding = variant, name
                break
        state = chosen.stat()
        return _Found(
            path=chosen,
            encoding=encoding,
            media_type=media_type,
            etag=f'"{state.st_mtime_ns:x}-{state.st_size:x}{"-" + encoding if encoding else ""}"',
            is_hashed=path.startswith(_HASHED),
            is_page=media_type == "text/html",
        )

    def _inside(self, path: str) -> Path | None:
        """The file at `path` below the folder; None when there is none, or it lies elsewhere."""
        if "\0" in path or "\\" in path or any(part.startswith(".") for part in path.split("/")):
            return None
        file = self._dist / path
        # Links that lead out of the folder are not followed.
        if not _is_file(file) or not file.resolve().is_relative_to(self._dist):
            return None
        return file


def _is_file(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except (OSError, ValueError):
        return False


def _answer(found: _Found, if_none_match: str, csp: str) -> Response:
    headers = {
        "ETag": found.etag,
        "Cache-Control": "public, max-age=31536000, immutable" if found.is_hashed else "no-cache",
        "Vary": "Accept-Encoding",
        "Content-Security-Policy": csp,
    }
    known = {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
    if found.etag in known or "*" in known:
        return Response(status_code=304, headers=headers)
    if found.encoding:
        headers["Content-Encoding"] = found.encoding
    return FileResponse(found.path, media_type=found.media_type, headers=headers)
