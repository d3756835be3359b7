"""Traces to look at, viewers of the live tail, and people who reload the Overview."""

import asyncio
import json
import os
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import aiohttp
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue

from bench.portal.stack import EMAIL, Stack

MODELS = ("qwen-235b", "llama-70b", "mistral-24b")
_MS = 1_000_000
_TRACES_A_REQUEST = 250
_PATIENCE = aiohttp.ClientTimeout(total=60)
_FOR_EVER = aiohttp.ClientTimeout(total=None, sock_connect=10)


class Sender:
    """Sends traces of an agent with a model call, as an SDK does."""

    def __init__(self, http: aiohttp.ClientSession, stack: Stack, token: str) -> None:
        self._http = http
        self._url = f"http://127.0.0.1:{stack.otlp_port}/v1/traces"
        self._headers = {"Content-Type": "application/x-protobuf", "Authorization": f"Bearer {token}"}
        self._chance = random.Random(20261121)  # noqa: S311 -- no secret

    async def send(self, starts_ns: Sequence[int]) -> list[str]:
        """One request with a trace for each start; their ids."""
        message = ExportTraceServiceRequest()
        group = message.resource_spans.add()
        group.resource.attributes.append(_pair("service.name", "bench"))
        scope = group.scope_spans.add()
        ids = []
        for start in starts_ns:
            trace = os.urandom(16)
            ids.append(trace.hex())
            self._trace(scope.spans, trace, start)
        body = message.SerializeToString()
        async with self._http.post(self._url, data=body, headers=self._headers) as answer:
            if answer.status != 200:
                raise RuntimeError(
                    f"the AgentOps server refused spans: {answer.status} {await answer.text()}"
                )
        return ids

    def _trace(self, spans: object, trace: bytes, start: int) -> None:
        length = self._chance.randrange(200, 4000) * _MS
        failed = self._chance.random() < 0.03
        root_id = os.urandom(8)
        for name, parent, span_id in (
            ("planner.agent", b"", root_id),
            ("chat", root_id, os.urandom(8)),
            ("search.tool", root_id, os.urandom(8)),
        ):
            span = spans.add()  # type: ignore[attr-defined]
            span.trace_id, span.span_id, span.parent_span_id, span.name = trace, span_id, parent, name
            span.start_time_unix_nano, span.end_time_unix_nano = start, start + length
            span.status.code = 2 if failed and name == "chat" else 1
            if name == "chat":
                span.kind = 3
                span.attributes.extend(
                    [
                        _pair("gen_ai.operation.name", "chat"),
                        _pair("gen_ai.provider.name", "vllm"),
                        _pair("gen_ai.request.model", self._chance.choice(MODELS)),
                        _pair("gen_ai.usage.input_tokens", self._chance.randrange(50, 3000)),
                        _pair("gen_ai.usage.output_tokens", self._chance.randrange(10, 800)),
                        _pair("gen_ai.usage.total_cost", self._chance.random() / 50),
                    ]
                )
            elif name.endswith("agent"):
                span.attributes.extend(
                    [_pair("agentops.span.kind", "agent"), _pair("gen_ai.agent.name", "planner")]
                )


def _pair(key: str, value: str | int | float) -> KeyValue:
    kinds = {str: "string_value", int: "int_value", float: "double_value"}
    return KeyValue(key=key, value=AnyValue(**{kinds[type(value)]: value}))


async def fill(sender: Sender, traces: int) -> None:
    """Spread traces over the last day."""
    now = time.time_ns()
    for first in range(0, traces, _TRACES_A_REQUEST):
        numbers = range(first, min(first + _TRACES_A_REQUEST, traces))
        await sender.send([now - 86_000 * 10**9 * (traces - number) // traces for number in numbers])


@dataclass
class Watched:
    """What the viewers of the live tail saw."""

    sent_at: dict[str, float] = field(default_factory=dict)
    delays_s: list[float] = field(default_factory=list)
    seen: int = 0
    gaps: int = 0
    broken: Counter[str] = field(default_factory=Counter)


async def watch(http: aiohttp.ClientSession, stack: Stack, cookie: str, q: str, watched: Watched) -> None:
    """One viewer, until cancelled."""
    params = {"q": q} if q else {}
    try:
        async with http.get(
            f"{stack.url}/api/agentops/live", params=params, headers={"Cookie": cookie}, timeout=_FOR_EVER
        ) as answer:
            if answer.status != 200:
                watched.broken[f"refused with {answer.status}"] += 1
                return
            kind = b""
            async for line in answer.content:
                if line.startswith(b"event:"):
                    kind = line[6:].strip()
                elif line.startswith(b"data:") and kind == b"trace":
                    watched.seen += 1
                    sent = watched.sent_at.get(json.loads(line[5:])["trace_id"])
                    if sent is not None:
                        watched.delays_s.append(time.monotonic() - sent)
                elif line.startswith(b"data:") and kind == b"gap":
                    watched.gaps += 1
        watched.broken["ended"] += 1
    except (aiohttp.ClientError, TimeoutError) as error:
        watched.broken[type(error).__name__] += 1


async def trickle(sender: Sender, per_second: float, watched: Watched) -> None:
    """New traces, until cancelled."""
    while True:
        began = time.monotonic()
        # Ended a moment ago, as spans are when they are sent.
        for trace in await sender.send([time.time_ns() - 5000 * _MS]):
            watched.sent_at[trace] = began
        await asyncio.sleep(max(0.0, 1 / per_second - (time.monotonic() - began)))


@dataclass
class Loaded:
    """What reloading took, in seconds: whole pages, and single calls by path."""

    pages: list[float] = field(default_factory=list)
    calls: dict[str, list[float]] = field(default_factory=dict)
    failed: Counter[str] = field(default_factory=Counter)


async def reload(http: aiohttp.ClientSession, stack: Stack, cookie: str, loaded: Loaded) -> None:
    """What the screen asks for when the Overview is loaded: who am I, which projects, then the figures."""
    end = datetime.now(UTC)
    window = {"start_time": (end - timedelta(days=1)).isoformat(), "end_time": end.isoformat()}

    async def call(path: str, **params: str) -> None:
        began = time.monotonic()
        async with http.get(
            stack.url + path, params=params, headers={"Cookie": cookie}, timeout=_PATIENCE
        ) as answer:
            await answer.read()
            if answer.status != 200:
                loaded.failed[f"{path} {answer.status}"] += 1
        loaded.calls.setdefault(path, []).append(time.monotonic() - began)

    began = time.monotonic()
    await call("/api/auth/session")
    await call("/api/projects")
    await asyncio.gather(
        call("/api/agentops/metrics", **window, interval="auto", time_zone="Asia/Seoul", compare="previous"),
        call("/api/agentops/traces", **window, status="ERROR", sort="start_time", order="desc", limit="6"),
        call("/api/agentops/ingest"),
    )
    loaded.pages.append(time.monotonic() - began)


async def user(
    http: aiohttp.ClientSession, stack: Stack, cookie: str, every_s: float, first_s: float, loaded: Loaded
) -> None:
    """Somebody who reloads every so often, until cancelled; at once again when a page took longer."""
    await asyncio.sleep(first_s)
    while True:
        began = time.monotonic()
        await reload(http, stack, cookie, loaded)
        await asyncio.sleep(max(0.0, every_s - (time.monotonic() - began)))


@asynccontextmanager
async def together(*coroutines: object) -> AsyncIterator[None]:
    """Run side by side until the block ends. What one of them raises, the block raises."""
    tasks = [asyncio.create_task(one) for one in coroutines]  # type: ignore[arg-type]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
        for one in ended:
            if isinstance(one, Exception):
                raise one


async def accounts(http: aiohttp.ClientSession, stack: Stack, count: int) -> list[str]:
    """So many accounts that are signed in, as Cookie headers."""
    admin = await _signed_in(http, stack, EMAIL, stack.password)
    cookies = []
    for number in range(count):
        email = f"user{number}@bench.local"
        body = {"email": email, "name": email, "password": stack.password, "all_projects": True}
        headers = {"Cookie": admin, "Origin": stack.url}
        async with http.post(f"{stack.url}/api/users", json=body, headers=headers) as answer:
            if answer.status != 201:
                raise RuntimeError(f"no account could be made: {answer.status} {await answer.text()}")
        cookies.append(await _signed_in(http, stack, email, stack.password))
    return cookies


async def _signed_in(http: aiohttp.ClientSession, stack: Stack, email: str, password: str) -> str:
    body = {"email": email, "password": password}
    async with http.post(f"{stack.url}/api/auth/login", json=body, headers={"Origin": stack.url}) as answer:
        if answer.status != 200:
            raise RuntimeError(f"nobody could sign in: {answer.status} {await answer.text()}")
        return answer.headers["Set-Cookie"].partition(";")[0]


async def token(http: aiohttp.ClientSession, stack: Stack) -> str:
    """The token that an SDK gets for the project's key."""
    url = f"http://127.0.0.1:{stack.api_port}/v3/auth/token"
    async with http.post(url, json={"api_key": stack.api_key}) as answer:
        return str((await answer.json())["token"])
