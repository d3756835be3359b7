"""The one error shape and the middleware, through a real app over ASGI."""

import json
import logging
from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI, Request
from pydantic import BaseModel

from kit.asgi import AccessLogMiddleware, BodyLimitMiddleware, RequestIdMiddleware, SecurityHeadersMiddleware
from kit.errors import NotFound, TooManyRequests, install_error_handlers
from kit.log import JsonFormatter

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class Login(BaseModel):
    email: str
    password: int


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    install_error_handlers(app)

    @app.get("/missing")
    async def missing() -> None:
        raise NotFound("No trace with this id.", details={"id": "x"})

    @app.get("/slow-down")
    async def slow_down() -> None:
        raise TooManyRequests("Wait.", headers={"Retry-After": "7"})

    @app.get("/broken")
    async def broken() -> None:
        raise RuntimeError("secret detail")

    @app.post("/login")
    async def login(body: Login) -> None: ...

    @app.post("/echo")
    async def echo(request: Request) -> int:
        return len(await request.body())

    wrapped = RequestIdMiddleware(
        AccessLogMiddleware(
            SecurityHeadersMiddleware(BodyLimitMiddleware(app, 100), "default-src 'self'"),
            frozenset({"/quiet"}),
        )
    )
    transport = httpx.ASGITransport(wrapped, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as made:
        yield made


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/missing", 404, "not_found"),
        ("/no-such-path", 404, "not_found"),
        ("/slow-down", 429, "too_many_requests"),
        ("/login", 405, "method_not_allowed"),
        ("/broken", 500, "internal_error"),
    ],
)
async def test_every_error_has_the_one_shape(
    client: httpx.AsyncClient, path: str, status: int, code: str
) -> None:
    answer = await client.get(path, headers={"X-Request-ID": "abc-1"})
    assert answer.status_code == status
    error = answer.json()["error"]
    assert error["code"] == code
    assert error["message"]
    assert "secret detail" not in answer.text
    assert error["request_id"] == "abc-1"
    assert answer.headers["x-request-id"] == "abc-1"
    assert answer.headers["cache-control"] == "no-store"


async def test_retry_after_reaches_the_caller(client: httpx.AsyncClient) -> None:
    assert (await client.get("/slow-down")).headers["retry-after"] == "7"


async def test_a_refused_value_is_named_but_never_repeated(client: httpx.AsyncClient) -> None:
    answer = await client.post("/login", json={"email": "a", "password": "hunter2"})
    assert answer.status_code == 422
    assert answer.json()["error"]["details"]["fields"][0]["field"] == "body.password"
    assert "hunter2" not in answer.text


@pytest.mark.parametrize("hostile", ["", "a b", "x" * 129, "<script>", "a/../b"])
async def test_a_hostile_request_id_is_replaced(client: httpx.AsyncClient, hostile: str) -> None:
    answer = await client.get("/missing", headers={"X-Request-ID": hostile})
    assert answer.headers["x-request-id"] != hostile
    assert len(answer.headers["x-request-id"]) == 32


async def test_a_body_over_the_limit_is_413_declared_or_streamed(client: httpx.AsyncClient) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(3):
            yield b"x" * 50

    for body in (b"x" * 101, chunks()):
        answer = await client.post("/echo", content=body)
        assert answer.status_code == 413
        assert answer.json()["error"]["code"] == "too_large"
    assert (await client.post("/echo", content=b"x" * 100)).json() == 100


async def test_security_headers_are_on_every_answer(client: httpx.AsyncClient) -> None:
    headers = (await client.get("/missing")).headers
    assert headers["content-security-policy"] == "default-src 'self'"
    assert headers["x-content-type-options"] == "nosniff"


async def test_the_access_log_leaves_the_query_out(
    client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "kit.access"):
        await client.get("/missing?token=hush")
    line = caplog.records[-1]
    assert line.getMessage() == "GET /missing 404"
    assert "hush" not in JsonFormatter("test").format(line)


def test_a_log_line_is_json_with_its_extras() -> None:
    record = logging.makeLogRecord(
        {"name": "n", "levelno": 20, "levelname": "INFO", "msg": "안녕 %s", "args": ("x",)}
    )
    record.spans = 3
    entry = json.loads(JsonFormatter("portal").format(record))
    assert entry["message"] == "안녕 x"
    assert entry["spans"] == 3
    assert entry["service"] == "portal"
