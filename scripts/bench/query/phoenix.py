"""The same questions to Arize Phoenix, over as many spans as it takes in a reasonable time."""

import json
import os
import random
import statistics
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from bench.process import ended, free_ports
from bench.query.data import DAYS, SPANS_A_TRACE, words

_TIMES = 20
_BATCH = 500

_CARDS = """query { projects { edges { node { name traceCount recordCount tokenCountTotal
  latencyMsP50: latencyMsQuantile(probability: 0.5)
  latencyMsP95: latencyMsQuantile(probability: 0.95) } } } }"""
_LIST = """query ($filter: String) { projects { edges { node { name
  spans(first: 50, filterCondition: $filter, sort: {col: startTime, dir: desc})
  { edges { node { name startTime latencyMs statusCode } } } } } } }"""


def compare(python: str, folder: Path, count: int, say: Callable[[str], None]) -> None:
    """Send `count` spans, then ask; prints its own table."""
    with running(python, folder) as url:
        began = time.monotonic()
        for body in _bodies(count):
            call(f"{url}/v1/traces", body, "application/x-protobuf")
        while (found := stored(url)) < count and time.monotonic() - began < 1800:
            time.sleep(0.5)
        took = time.monotonic() - began
        say(f"\nArize Phoenix: {found:,} spans stored in {took:.0f} s, {found / took:.0f} a second")
        say(f"{'':34} {'p50 ms':>8} {'p95 ms':>8}")
        asked: dict[str, dict[str, object]] = {
            "list: newest page": {"query": _LIST, "variables": {"filter": ""}},
            "filter: status": {"query": _LIST, "variables": {"filter": "status_code == 'ERROR'"}},
            "full text": {"query": _LIST, "variables": {"filter": "'refund' in input.value"}},
            "cards": {"query": _CARDS},
        }
        for name, question in asked.items():
            body = json.dumps(question).encode()
            taken = []
            for _ in range(_TIMES):
                started = time.perf_counter()
                answer = json.loads(call(f"{url}/graphql", body, "application/json"))
                taken.append((time.perf_counter() - started) * 1000)
                if "errors" in answer:
                    raise RuntimeError(f"Phoenix refused {name}: {answer['errors'][0].get('message')}")
            say(f"{name:34} {statistics.median(taken):8.1f} {sorted(taken)[int(_TIMES * 0.95) - 1]:8.1f}")


def stored(url: str) -> int:
    """How many spans Phoenix has stored."""
    answer = json.loads(call(f"{url}/graphql", json.dumps({"query": _CARDS}).encode(), "application/json"))
    return sum(edge["node"]["recordCount"] for edge in answer["data"]["projects"]["edges"])


def call(url: str, body: bytes, kind: str) -> bytes:
    """POST; waits and repeats where Phoenix says that it is full (503) or too busy (429)."""
    while True:
        request = urllib.request.Request(url, body, {"Content-Type": kind})  # noqa: S310  # our own address
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:  # noqa: S310
                content: bytes = answer.read()
                return content
        except urllib.error.HTTPError as error:
            if error.code not in (429, 503):
                raise
            time.sleep(0.2)


def _bodies(count: int) -> Iterator[bytes]:
    """Requests with traces of an agent, its model calls and tools, spread over the window."""
    dice = random.Random(1)  # noqa: S311  # the same spans in every run
    vocabulary = words()
    end = time.time_ns()
    made = 0
    while made < count:
        message = ExportTraceServiceRequest()
        spans = message.resource_spans.add().scope_spans.add().spans
        while len(spans) < min(_BATCH, count - made):
            trace, root = dice.randbytes(16), dice.randbytes(8)
            start = end - dice.randrange(DAYS * 86_400) * 10**9
            for at in range(min(SPANS_A_TRACE, count - made - len(spans))):
                one = spans.add()
                one.trace_id, one.span_id = trace, root if at == 0 else dice.randbytes(8)
                one.parent_span_id = b"" if at == 0 else root
                one.name = "agent" if at == 0 else ("chat" if at % 3 == 1 else "tool")
                one.start_time_unix_nano = start + at * 10**8
                one.end_time_unix_nano = one.start_time_unix_nano + dice.randrange(10**9)
                one.status.code = 2 if dice.random() < 0.03 else 1  # type: ignore[assignment]
                text = " ".join(vocabulary[int(len(vocabulary) * dice.random() ** 6)] for _ in range(45))
                for key, value in (("input.value", text), ("openinference.span.kind", "LLM")):
                    pair = one.attributes.add()
                    pair.key, pair.value.string_value = key, value
        made += len(spans)
        yield message.SerializeToString()


@contextmanager
def running(python: str, folder: Path) -> Iterator[str]:
    """Start Phoenix on a folder, telling its address; ends it with the block."""
    folder.mkdir(parents=True, exist_ok=True)
    port, grpc = free_ports(2)
    environment = {
        **{name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "TMPDIR")},
        "PHOENIX_WORKING_DIR": str(folder),
        "PHOENIX_HOST": "127.0.0.1",
        "PHOENIX_PORT": str(port),
        "PHOENIX_GRPC_PORT": str(grpc),
        "PHOENIX_TELEMETRY_ENABLED": "false",
    }
    with (folder / "phoenix.log").open("ab") as log:
        process = subprocess.Popen(
            [python, "-m", "phoenix.server.main", "serve"],
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    url = f"http://127.0.0.1:{port}"
    with ended(process, 20):
        deadline = time.monotonic() + 120
        while True:
            try:
                urllib.request.urlopen(f"{url}/healthz", timeout=5).close()  # noqa: S310
                break
            except OSError:
                if process.poll() is not None or time.monotonic() > deadline:
                    tail = (folder / "phoenix.log").read_text()[-2000:]
                    raise RuntimeError(f"Phoenix did not start:\n{tail}") from None
                time.sleep(0.3)
        yield url
