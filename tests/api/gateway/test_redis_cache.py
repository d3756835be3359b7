"""Answers cached in a real Redis, for calls that ask for it."""

from pathlib import Path
from typing import Any

import httpx

from fixtures.infra import require
from fixtures.otlp_sink import OtlpSink, attributes
from fixtures.ports import free_port
from fixtures.processes import Process
from fixtures.prometheus_text import Page

from .conftest import MASTER_KEY, Gateway, gateway_process


def test_redis(demo: str, tmp_path: Path) -> None:
    port, sink = free_port(), OtlpSink()
    sink.start()
    binary = require("redis-server", package="redis-server")
    command = [binary, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)]
    with Process("redis", command, {}, tmp_path):
        env = {"REDIS_URL": f"redis://127.0.0.1:{port}/0", "VLLM_REPLICAS": f"{demo}/v1"}
        process, base = gateway_process("gateway", tmp_path, demo, sink.environment() | env)
        with process:
            process.wait_http(f"{base}/health/liveliness", 90)
            gateway = Gateway(base, demo, sink, tmp_path, process)
            asked: dict[str, Any] = {"cache": {"use-cache": True}, "max_tokens": 5}
            identities = [gateway.chat("Cached in Redis?", **asked).json()["id"] for _ in range(2)]
            assert identities[0] == identities[1]
            assert gateway.chat("Cached in Redis?", max_tokens=5).json()["id"] != identities[0]
            found = sink.wait(lambda span: span.name == "chat mistral", count=3)
            assert sorted(attributes(span)["litellm.cache_hit"] for span in found) == [False, False, True]
            headers = {"Authorization": f"Bearer {MASTER_KEY}"}
            page = Page(httpx.get(f"{base}/metrics", headers=headers).text)
            assert page("llm_cache_hits_total") == page("llm_cache_misses_total") == 1
    sink.stop()
