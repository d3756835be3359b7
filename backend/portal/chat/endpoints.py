"""`/api/chat`: the gateway's models, and answers of theirs, streamed."""

import contextlib
import secrets
from typing import Annotated, Any, cast

import httpx
from fastapi import APIRouter, Depends, Request, Response

from kit.errors import ApiError, describe_errors
from kit.log import request_id_var
from portal.auth.access import Operator, Principal
from portal.chat.gateway import ChatGateway
from portal.chat.limits import ChatLimits
from portal.chat.schemas import ChatCompletion, ChatModels, ChatRequest
from portal.chat.stream import PassedStream, ReaderGone, unless_gone, whole_answer
from portal.context import traceparent_var

router = APIRouter(prefix="/api/chat", tags=["chat"])

TAG = "chat"
# What nginx calls it when the client closed the request; nobody is there to read it.
_CLIENT_CLOSED = 499
_TOLD = {
    "X-Trace-Id": {
        "description": "The trace that the call appears in, also of calls that fail",
        "schema": {"type": "string"},
    },
    "X-Session-Id": {"description": "The conversation", "schema": {"type": "string"}},
}
_STREAM: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "With `stream`: OpenAI's chunks as server-sent events, the last with the usage, then "
        '`data: [DONE]`; an error in the middle is `data: {"error": {"code", "message", "request_id"}}` and '
        "ends it. Without: the whole answer",
        "headers": _TOLD,
        "content": {"text/event-stream": {"schema": {"type": "string"}}},
    }
}


async def _gateway(request: Request) -> ChatGateway:
    return cast(ChatGateway, request.app.state.chat_gateway)


async def _limits(request: Request) -> ChatLimits:
    return cast(ChatLimits, request.app.state.chat_limits)


Gateway = Annotated[ChatGateway, Depends(_gateway)]
Limits = Annotated[ChatLimits, Depends(_limits)]


@router.get(
    "/models", operation_id="list_chat_models", responses=describe_errors(401, 403, 429, 502, 503, 504)
)
async def list_chat_models(_: Operator, gateway: Gateway) -> ChatModels:
    """The models that can be talked to, with their limits and prices. Needs the role operator."""
    return await gateway.models({"X-Request-ID": request_id_var.get() or ""})


@router.post(
    "/completions",
    operation_id="create_chat_completion",
    response_model=ChatCompletion,
    responses={**describe_errors(401, 403, 404, 413, 429, 502, 503, 504), **_STREAM},
)
async def create_chat_completion(
    request: Request, user: Operator, wanted: ChatRequest, gateway: Gateway, limits: Limits
) -> Response:
    """An answer to a conversation, through the gateway, in the caller's name. Needs the role operator.

    Closing the connection ends the call at the model. The call's trace names the caller, the conversation and
    the tag `chat`; it lies in the project that the gateway reports to.
    """
    session_id = wanted.session_id or f"chat-{secrets.token_hex(8)}"
    trace_id, headers = _told_to_gateway(user, session_id, wanted)
    told = {"X-Trace-Id": trace_id, "X-Session-Id": session_id}
    with contextlib.ExitStack() as held:
        held.enter_context(limits.running(user.user_id))
        try:
            upstream = await unless_gone(
                request, gateway.begin(wanted.upstream(), headers), httpx.Response.aclose
            )
            if wanted.stream:
                return PassedStream(upstream, held.pop_all(), told)
            answer = await unless_gone(request, whole_answer(upstream), _nothing)
            return Response(answer.model_dump_json(), media_type="application/json", headers=told)
        except ReaderGone:
            return Response(status_code=_CLIENT_CLOSED)
        except ApiError as error:
            error.headers = {**(error.headers or {}), **told}
            raise


async def _nothing(_: ChatCompletion) -> None:
    """An answer that nobody waits for needs no undoing."""


def _told_to_gateway(user: Principal, session_id: str, wanted: ChatRequest) -> tuple[str, dict[str, str]]:
    """The trace id, and the headers that say whose call it is; callers cannot say otherwise.

    In headers, not in the body: what is in the body, hosted providers are told, too.
    """
    traceparent = traceparent_var.get() or f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01"
    headers = {
        "traceparent": traceparent,
        "X-Request-ID": request_id_var.get() or "",
        "x-litellm-end-user-id": user.email if user.email.isascii() else user.user_id,
        "x-litellm-session-id": session_id,
        "x-litellm-tags": TAG,
    }
    if wanted.mode:
        headers["x-portal-mode"] = wanted.mode
    return traceparent.split("-")[1], headers
