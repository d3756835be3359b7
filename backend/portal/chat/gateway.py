"""The portal's client of the gateway.

Raises, besides what the gateway's own refusals become,

    Unavailable 503 gateway_unavailable     nobody listens, or the connection broke
    Unavailable 503 chat_not_configured     there is no address or no key
    UpstreamTimeout 504 gateway_timeout     no answer, or a pause in it, for too long
    UpstreamError 502 gateway_failed        the model or the gateway failed, or answers nonsense
    UpstreamError 502 gateway_refused_key   the portal's key is not the gateway's
"""

import asyncio
import logging
import re
from collections.abc import Mapping
from decimal import Decimal

import httpx
from pydantic import BaseModel, Field, JsonValue, ValidationError

from kit.connections import REUSED_FOR_S
from kit.errors import (
    ApiError,
    NotFound,
    TooManyRequests,
    Unavailable,
    Unprocessable,
    UpstreamError,
    UpstreamTimeout,
)
from portal.chat.schemas import ChatModel, ChatModels

_log = logging.getLogger("portal.chat")

_CONNECT_S = 2.0
_LIST_S = 10.0
_MEND = "Check that the gateway runs and that LITELLM_URL points to it."
_LONGEST_ANSWER = 20_000_000
_LONGEST_ERROR = 100_000
_MILLION = 1_000_000
# What looks like a key, a password in an address, or an address of the inner network.
_PRIVATE = re.compile(r"\b(?:sk|pk|rk)-[\w-]{4,}|(?i:bearer)\s+\S+|\bhttps?://\S+")


class _Info(BaseModel):
    mode: str | None = None
    max_input_tokens: int | None = None
    max_output_tokens: int | None = None
    input_cost_per_token: Decimal | None = None
    output_cost_per_token: Decimal | None = None
    cache_read_input_token_cost: Decimal | None = None


class _Entry(BaseModel):
    model_name: str
    model_info: _Info = Field(default_factory=_Info)


class _Entries(BaseModel):
    data: list[_Entry]


class _Error(BaseModel):
    message: str = ""


class _ErrorBody(BaseModel):
    error: _Error


class ChatGateway:
    """One instance serves the whole process; close it with `aclose`. `silence_s`: the longest pause."""

    def __init__(self, base_url: str, key: str, *, silence_s: float) -> None:
        self._is_configured = bool(base_url and key)
        self.silence_s = silence_s
        self._http = httpx.AsyncClient(
            base_url=base_url or "http://127.0.0.1:9",
            headers={"Authorization": f"Bearer {key}", "Accept-Encoding": "identity"},
            timeout=httpx.Timeout(silence_s, connect=_CONNECT_S, pool=_CONNECT_S),
            limits=httpx.Limits(
                max_connections=500, max_keepalive_connections=20, keepalive_expiry=REUSED_FOR_S
            ),
            # Neither proxies from the environment nor redirects may carry the key elsewhere.
            trust_env=False,
            follow_redirects=False,
        )

    async def aclose(self) -> None:
        """Close all connections."""
        await self._http.aclose()

    async def models(self, headers: Mapping[str, str]) -> ChatModels:
        """The models for chat, by name; of several deployments of one, the first."""
        request = self._http.build_request("GET", "/v1/model/info", headers=headers, timeout=_LIST_S)
        response = await self._send(request, _LIST_S)
        content = await self.whole(response, _LIST_S)
        try:
            entries = _Entries.model_validate_json(content).data
        except ValidationError as error:
            raise _nonsense(response) from error
        found: dict[str, ChatModel] = {}
        for one in entries:
            if one.model_info.mode in (None, "chat", "completion", "responses"):
                found.setdefault(one.model_name, _model(one))
        return ChatModels(models=[found[name] for name in sorted(found)])

    async def begin(self, body: Mapping[str, JsonValue], headers: Mapping[str, str]) -> httpx.Response:
        """An answer that has begun well; its reader closes it (`aclose`)."""
        request = self._http.build_request("POST", "/v1/chat/completions", json=body, headers=headers)
        return await self._send(request, self.silence_s)

    async def whole(self, response: httpx.Response, patience_s: float) -> bytes:
        """The rest of an answer; closes it."""
        content = bytearray()
        try:
            async with asyncio.timeout(patience_s):
                async for piece in response.aiter_raw():
                    content += piece
                    if len(content) > _LONGEST_ANSWER:
                        raise _nonsense(response)
        except (TimeoutError, httpx.TimeoutException) as error:
            raise _late(patience_s) from error
        except (httpx.NetworkError, httpx.RemoteProtocolError) as error:
            raise _away("the connection broke") from error
        finally:
            await response.aclose()
        return bytes(content)

    async def _send(self, request: httpx.Request, patience_s: float) -> httpx.Response:
        if not self._is_configured:
            raise Unavailable(
                "The portal has no gateway to chat with: set LITELLM_URL, and LITELLM_MASTER_KEY or "
                "PORTAL_CHAT_KEY.",
                code="chat_not_configured",
            )
        try:
            async with asyncio.timeout(patience_s):
                response = await self._http.send(request, stream=True)
        except (httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise _away("it does not take the connection") from error
        except (TimeoutError, httpx.TimeoutException) as error:
            raise _late(patience_s) from error
        except (httpx.NetworkError, httpx.RemoteProtocolError) as error:
            raise _away("nobody listens there, or the connection broke") from error
        if response.status_code == httpx.codes.OK:
            return response
        raise await self._refusal(response)

    async def _refusal(self, response: httpx.Response) -> ApiError:
        content = bytearray()
        try:
            async with asyncio.timeout(_CONNECT_S):
                async for piece in response.aiter_raw():
                    content += piece
                    if len(content) > _LONGEST_ERROR:
                        break
        except (TimeoutError, httpx.HTTPError):
            content.clear()  # the status says enough
        finally:
            await response.aclose()
        return refusal(response.status_code, bytes(content), response.headers.get("retry-after", ""))


def refusal(status: int, content: bytes, retry_after: str = "") -> ApiError:
    """What a status of the gateway other than 200 means for our caller."""
    message = _message(content)
    # The reason may hold what the model server says of itself: it is for the log, not for the answer.
    _log.warning("the gateway refused a chat", extra={"status": status, "reason": message[:300]})
    if status in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
        return UpstreamError(
            "The gateway refuses the portal's key: LITELLM_MASTER_KEY must be the same for both, or "
            "PORTAL_CHAT_KEY one of the gateway's keys with a right to this model.",
            code="gateway_refused_key",
        )
    if status == httpx.codes.NOT_FOUND or "invalid model name" in message.lower():
        return NotFound("The gateway has no such model: choose one of the list.", code="unknown_model")
    if status == httpx.codes.TOO_MANY_REQUESTS:
        wait = retry_after if retry_after.isdigit() else "5"
        return TooManyRequests(
            "The model has as much to do as it can: try again in a moment.",
            code="gateway_busy",
            headers={"Retry-After": wait},
        )
    if status in (httpx.codes.REQUEST_TIMEOUT, httpx.codes.GATEWAY_TIMEOUT):
        return UpstreamTimeout("The model did not answer in time: try again.", code="gateway_timeout")
    if 400 <= status < 500:
        return Unprocessable(f"The gateway refuses the request: {message[:500]}", code="gateway_rejected")
    return UpstreamError(
        f"The gateway answered with status {status}: the model failed. The trace says how.",
        code="gateway_failed",
    )


def _message(content: bytes) -> str:
    """The words of an error of the gateway, without anything private."""
    try:
        text = _ErrorBody.model_validate_json(content).error.message
    except ValidationError:
        return "it gives no reason"
    return _PRIVATE.sub("[hidden]", " ".join(text.split())) or "it gives no reason"


def _model(entry: _Entry) -> ChatModel:
    def price(per_token: Decimal | None) -> Decimal | None:
        return None if per_token is None else per_token * _MILLION

    info = entry.model_info
    return ChatModel(
        id=entry.model_name,
        max_input_tokens=info.max_input_tokens,
        max_output_tokens=info.max_output_tokens,
        input_price=price(info.input_cost_per_token),
        output_price=price(info.output_cost_per_token),
        cached_input_price=price(info.cache_read_input_token_cost),
    )


def _away(reason: str) -> Unavailable:
    return Unavailable(
        f"The gateway cannot be reached: {reason}. {_MEND}",
        code="gateway_unavailable",
        headers={"Retry-After": "2"},
    )


def _late(seconds: float) -> UpstreamTimeout:
    return UpstreamTimeout(
        f"The gateway was silent for {seconds:g} s: try again, or see what the model server is busy with.",
        code="gateway_timeout",
    )


def _nonsense(response: httpx.Response) -> UpstreamError:
    _log.error("the gateway gave a wrong answer", extra={"path": response.request.url.path})
    return UpstreamError(
        "The gateway gave an answer that the portal does not understand: check that LITELLM_URL points to "
        "LiteLLM.",
        code="gateway_failed",
    )
