"""One WebSocket through the proxy (RFC 6455)."""

import asyncio
from http import HTTPStatus

import aiohttp
from starlette.types import Receive, Scope, Send

from kit.errors import ApiError, UpstreamError
from portal.auth.access import Principal
from portal.proxy.callers import Callers
from portal.proxy.client import UpstreamClient, address, as_api_error
from portal.proxy.headers import Checked, request_headers
from portal.proxy.mount import Mount

MAX_MESSAGE_BYTES = 16 * 1024 * 1024
_CLOSE_S = 5.0
_NORMAL, _AWAY, _POLICY, _BROKEN = 1000, 1001, 1008, 1011
# RFC 6455 section 7.4: what an endpoint may send. 1004-1006 and 1015 are for its own bookkeeping.
_SENDABLE = frozenset({1000, 1001, 1002, 1003, *range(1007, 1015)})

_End = tuple[int, str]


async def relay_websocket(
    client: UpstreamClient,
    mount: Mount,
    principal: Principal,
    callers: Callers,
    checked: Checked,
    scope: Scope,
    receive: Receive,
    send: Send,
) -> None:
    """Dial the upstream, accept with the subprotocol it chose, pass messages until either side closes.

    Raises `ApiError` before the handshake is accepted. The user is asked for again from time to time, and
    soon after a change in the portal: signing out ends the connection.
    """
    await receive()  # websocket.connect
    upstream = await _dial(client, mount, principal, checked, scope)
    try:
        await send({"type": "websocket.accept", "subprotocol": upstream.protocol, "headers": []})
        to_upstream = asyncio.create_task(_to_upstream(receive, upstream))
        to_client = asyncio.create_task(_to_client(upstream, send))
        try:
            await _until_one_ends((to_upstream, to_client), client, callers, principal, scope)
        finally:
            for task in (to_upstream, to_client):
                task.cancel()
            await asyncio.gather(to_upstream, to_client, return_exceptions=True)
        await _close_both(to_upstream, to_client, upstream, send)
    except OSError:
        # uvicorn's way to say that the client has gone.
        pass
    finally:
        await upstream.close(code=_AWAY)


async def _dial(
    client: UpstreamClient, mount: Mount, principal: Principal, checked: Checked, scope: Scope
) -> aiohttp.ClientWebSocketResponse:
    url = address(mount.origin, mount.to_upstream(checked.path), scope["query_string"])
    try:
        async with asyncio.timeout(client.patience.answer_s):
            return await client.sockets.ws_connect(
                url,
                headers=request_headers(scope, mount, principal, checked.host),
                protocols=tuple(scope["subprotocols"]),
                heartbeat=client.patience.ping_s,
                max_msg_size=MAX_MESSAGE_BYTES,
                timeout=aiohttp.ClientWSTimeout(ws_close=_CLOSE_S),
            )
    except aiohttp.WSServerHandshakeError as error:
        raise _refused(error, mount) from error
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise as_api_error(error, mount.upstream) from error


def _refused(error: aiohttp.WSServerHandshakeError, mount: Mount) -> ApiError:
    """The upstream's own refusal, with its status; anything that is none is a bad gateway."""
    title = mount.upstream.title
    if 400 <= error.status < 600:
        phrase = HTTPStatus(error.status).phrase if error.status in set(HTTPStatus) else "error"
        return ApiError(
            f"{title} refused the WebSocket: {error.status} {phrase}.",
            code="upstream_refused",
            status=error.status,
        )
    return UpstreamError(f"{title} does not speak WebSocket at this path (status {error.status}).")


async def _to_upstream(receive: Receive, upstream: aiohttp.ClientWebSocketResponse) -> _End:
    while True:
        message = await receive()
        if message["type"] == "websocket.disconnect":
            return message.get("code", 1005), message.get("reason") or ""
        text = message.get("text")
        try:
            if text is not None:
                await upstream.send_str(text)
            else:
                await upstream.send_bytes(message["bytes"])
        except (aiohttp.ClientError, OSError):
            # The upstream is closing: the other direction learns why, and ends both.
            continue


async def _to_client(upstream: aiohttp.ClientWebSocketResponse, send: Send) -> _End:
    while True:
        message = await upstream.receive()
        if message.type in (aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.BINARY):
            kind = "text" if message.type is aiohttp.WSMsgType.TEXT else "bytes"
            try:
                await send({"type": "websocket.send", kind: message.data})
            except OSError:
                # The client is closing: the other direction learns why, and ends both.
                await asyncio.sleep(_CLOSE_S)
                return 1006, ""
        elif message.type is aiohttp.WSMsgType.CLOSE:
            return message.data, message.extra or ""
        else:
            return upstream.close_code or 1006, ""


async def _until_one_ends(
    ways: tuple["asyncio.Task[_End]", "asyncio.Task[_End]"],
    client: UpstreamClient,
    callers: Callers,
    principal: Principal,
    scope: Scope,
) -> None:
    """Returns when a direction has ended or the user may no longer be here."""
    while True:
        # Taken before asking, so that no change falls between.
        seen = callers.revision
        still = await callers.authenticate(scope)
        if still is None or _rights(still) != _rights(principal):
            return
        change = client.bell.after(seen, lambda: callers.revision)
        try:
            done, _ = await asyncio.wait(
                (*ways, change), timeout=client.patience.recheck_s, return_when=asyncio.FIRST_COMPLETED
            )
        finally:
            change.cancel()
        if not done.isdisjoint(ways):
            return


def _rights(principal: Principal) -> tuple[str, str, frozenset[str] | None]:
    return principal.user_id, principal.role, principal.project_ids


async def _close_both(
    to_upstream: "asyncio.Task[_End]",
    to_client: "asyncio.Task[_End]",
    upstream: aiohttp.ClientWebSocketResponse,
    send: Send,
) -> None:
    if _has_result(to_upstream):
        code, reason = to_upstream.result()
        # 1006: it vanished. 1005: it closed without a code, which cannot be said other than as 1000.
        await upstream.close(code=sendable(code, _NORMAL if code == 1005 else _AWAY), message=reason.encode())
    elif _has_result(to_client):
        code, reason = to_client.result()
        code = sendable(code, _NORMAL if code == 1005 else _BROKEN)
        await send({"type": "websocket.close", "code": code, "reason": reason})
    elif to_upstream.cancelled() and to_client.cancelled():
        await send({"type": "websocket.close", "code": _POLICY, "reason": "signed out"})
    else:
        await send({"type": "websocket.close", "code": _BROKEN, "reason": "the connection broke"})


def _has_result(task: "asyncio.Task[_End]") -> bool:
    return task.done() and not task.cancelled() and task.exception() is None


def sendable(code: int, otherwise: int) -> int:
    """`code`, if an endpoint may send it in a Close frame, else `otherwise`."""
    return code if code in _SENDABLE or 3000 <= code <= 4999 else otherwise
