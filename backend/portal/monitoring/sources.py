"""Talks to Prometheus and Alertmanager: bounded in time and size, with errors that say what to do."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import httpx

from kit.errors import BadRequest, NotFound, Unavailable, UpstreamError, UpstreamTimeout

_MAX_BYTES = 8 * 1024 * 1024


@contextmanager
def understood() -> Iterator[None]:
    """Around the reading of an answer: another shape than the documented one is the upstream's fault."""
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UpstreamError(
            f"An answer about alerts has a shape that this portal does not know ({type(error).__name__}): "
            "check that ALERTMANAGER_URL and PROMETHEUS_URL name what they should, of a recent release."
        ) from error


class Source:
    """One of the two programs. Every method raises `ApiError` when it is away, slow or talks nonsense."""

    def __init__(self, title: str, setting: str, url: str, http: httpx.AsyncClient) -> None:
        self.title = title
        self._setting = setting
        self._url = url.rstrip("/")
        self._http = http

    @property
    def is_configured(self) -> bool:
        """Whether this stack has one."""
        return bool(self._url)

    async def get(self, path: str, params: Mapping[str, str] | None = None) -> Any:
        """The JSON that a path answers."""
        return await self._ask("GET", path, params=params)

    async def post(self, path: str, body: object) -> Any:
        """The JSON that a path answers to this body; None where it answers nothing."""
        return await self._ask("POST", path, body=body)

    async def delete(self, path: str) -> None:
        """Delete what a path names."""
        await self._ask("DELETE", path)

    async def _ask(
        self, method: str, path: str, params: Mapping[str, str] | None = None, body: object = None
    ) -> Any:
        if not self._url:
            raise Unavailable(
                f"This stack has no {self.title}: install it and start again, or set {self._setting}.",
                code="not_configured",
            )
        try:
            async with self._http.stream(
                method, f"{self._url}{path}", params=params, json=body if method == "POST" else None
            ) as response:
                text = b""
                async for chunk in response.aiter_bytes():
                    text += chunk
                    if len(text) > _MAX_BYTES:
                        raise UpstreamError(f"{self.title} answers too much: narrow the time range.")
                return self._read(response.status_code, text)
        except httpx.TimeoutException as error:
            raise UpstreamTimeout(
                f"{self.title} does not answer in time: see what it is busy with."
            ) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise Unavailable(
                f"{self.title} cannot be reached: check that it runs, and {self._setting}.",
                code="unreachable",
            ) from error

    def _read(self, status: int, text: bytes) -> Any:
        if status == httpx.codes.NOT_FOUND:
            raise NotFound(f"{self.title} knows nothing of this.")
        if status in (httpx.codes.BAD_REQUEST, httpx.codes.UNPROCESSABLE_ENTITY):
            raise BadRequest(f"{self.title} refuses this: {_reason(text)}", code="refused")
        if status >= httpx.codes.BAD_REQUEST:
            raise UpstreamError(f"{self.title} answers with status {status}.")
        if not text.strip():
            return None
        try:
            return json.loads(text)
        except ValueError as error:
            raise UpstreamError(f"{self.title} answers what is not JSON: check {self._setting}.") from error


def _reason(text: bytes) -> str:
    try:
        found = json.loads(text)
    except ValueError:
        found = text.decode("utf-8", "replace")
    if isinstance(found, dict):
        found = found.get("error") or found.get("message") or ""
    return str(found)[:300] or "it does not say why"
