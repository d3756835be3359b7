"""One HTTP request through the proxy, streamed both ways."""

import logging
from collections.abc import AsyncIterator

import aiohttp
from starlette.types import Receive, Scope, Send

from kit.errors import ApiError, BadRequest
from portal.auth.access import Principal
from portal.proxy.client import UpstreamClient, address, as_api_error, target
from portal.proxy.headers import Asked, Checked, Fields, RawHeaders, as_text, request_lines, response_headers
from portal.proxy.lines import Answer
from portal.proxy.mount import Mount
from portal.proxy.origin import SAFE
from portal.proxy.watch import ClientGone, Watch

_log = logging.getLogger("portal.proxy")

_Body = bytes | AsyncIterator[bytes] | None


async def relay_http(
    client: UpstreamClient,
    mount: Mount,
    principal: Principal,
    checked: Checked,
    scope: Scope,
    receive: Receive,
    send: Send,
) -> None:
    """Pass a request on and its answer back.

    Raises `ApiError` before the answer has begun. After that a failure leaves the answer unfinished, which
    makes the server close the connection: the client must not take it for whole.
    """
    path, host, found = checked
    method: str = scope["method"]
    upstream_path = mount.to_upstream(path)
    query: bytes = scope["query_string"]
    if not query.isascii():
        raise BadRequest("The query holds characters that must be percent-encoded.", code="bad_query")
    said = request_lines(scope, found, mount, principal, host)
    try:
        response: aiohttp.ClientResponse | Answer
        with Watch(client.watchman, receive, client.patience.answer_s) as watch:
            try:
                if method in SAFE and not _has_body(found):
                    watch.may_receive()
                    head = _head(method, target(upstream_path, query), said)
                    response = await client.lines.ask(mount.origin, method, head)
                else:
                    body = await _body(found, receive, watch)
                    url = address(mount.origin, upstream_path, query)
                    response = await client.http.request(
                        method, url, headers=as_text(said), data=body, allow_redirects=False
                    )
            except (aiohttp.ClientError, TimeoutError, OSError) as error:
                raise (_cause(error) or as_api_error(error, mount.upstream)) from error
            except ValueError as error:
                raise BadRequest("The request cannot be passed on.", code="bad_request") from error
            watch.answered()
            try:
                await _answer(response, Asked(mount, method, path, upstream_path, host), send)
            finally:
                # After a whole answer it has closed itself; otherwise its connection cannot be used again.
                if not response.closed:
                    response.close()
    except ClientGone:
        return


def _head(method: str, asked_for: str, said: RawHeaders) -> bytes:
    """A request as it goes over the wire. Raises `ValueError` for what would end a line early."""
    lines = [f"{method} {asked_for} HTTP/1.1".encode("ascii")]
    lines += [b"%b: %b" % header for header in said]
    lines += (b"", b"")
    head = b"\r\n".join(lines)
    ends = len(lines) - 1
    if head.count(b"\r") != ends or head.count(b"\n") != ends or b"\0" in head:
        raise ValueError("a control character in the head of a request")
    return head


async def _body(found: Fields, receive: Receive, watch: Watch) -> _Body:
    """The request body: none, all of it when it came at once, or a stream."""
    if not _has_body(found):
        watch.may_receive()
        return None
    first = await receive()
    if first["type"] == "http.disconnect":
        raise ClientGone
    watch.touch()
    if not first.get("more_body", False):
        watch.may_receive()
        whole: bytes = first.get("body", b"")
        return whole
    return _stream(first.get("body", b""), receive, watch)


def _has_body(found: Fields) -> bool:
    # The server in front refuses several lengths.
    return b"transfer-encoding" in found or bool(found.get(b"content-length", b"").strip(b" 0"))


async def _stream(first: bytes, receive: Receive, watch: Watch) -> AsyncIterator[bytes]:
    yield first
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            # Not an end: the upstream must see a body that broke off.
            raise ClientGone
        watch.touch()
        body: bytes = message.get("body", b"")
        if not message.get("more_body", False):
            watch.may_receive()
            if body:
                yield body
            return
        if body:
            yield body


def _cause(error: BaseException) -> ClientGone | None:
    """The client's leaving, when that is why the client library failed."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, ClientGone):
            return seen
        seen = seen.__cause__
    return None


async def _answer(response: aiohttp.ClientResponse | Answer, asked: Asked, send: Send) -> None:
    status = response.status
    title = asked.mount.upstream.title
    if not 200 <= status < 600:
        raise ApiError(f"{title} answered with the status {status}.", code="upstream_error", status=502)
    headers = response_headers(response.raw_headers, status, asked)
    await send({"type": "http.response.start", "status": status, "headers": headers})
    content = response.content
    try:
        while True:
            part = await content.readany()
            is_last = content.at_eof()
            await send({"type": "http.response.body", "body": part, "more_body": not is_last})
            if is_last:
                return
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        _log.warning(
            "an upstream broke off in the middle of its answer",
            extra={"upstream": asked.mount.upstream.name, "reason": type(error).__name__},
        )
