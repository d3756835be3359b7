"""Processor time per span of applying a policy, beside that of validating the same request.

One process, one core, all ratios from one run. Nothing is stored: a policy is applied before that.
"""

import argparse
import asyncio
import json
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue

from agentops_server.ingest.otlp import validate
from agentops_server.policies.admission import as_allowed
from agentops_server.policies.model import CustomRule, Masking, Policy
from agentops_server.policies.repository import PolicyRepository
from agentops_server.policies.service import Policies
from agentops_server.projects.repository import ProjectRepository
from agentops_server.settings import Settings

_TEXT = (
    "the agent reads a page of the handbook and writes what it found there into a short answer for the "
    "person who asked about leave, travel and the price of a new machine in the second quarter"
)
_WORDS = _TEXT.split()
_SECRETS = ("mail kim.lee@example.com", "call 010-1234-5678", "from 203.0.113.7", "card 4111 1111 1111 1111")


def body(spans: int, seed: int, share: float) -> bytes:
    """A request of model calls, each with two kilobytes of conversation; a `share` of them holds a secret."""
    chance = random.Random(seed)  # noqa: S311  # no secret
    request = ExportTraceServiceRequest()
    scope = request.resource_spans.add().scope_spans.add()
    for number in range(spans):
        span = scope.spans.add(
            trace_id=chance.randbytes(16),
            span_id=chance.randbytes(8),
            name="chat qwen-235b",
            start_time_unix_nano=time.time_ns(),
            end_time_unix_nano=time.time_ns() + 10**9,
        )
        given: dict[str, str | int] = {
            "gen_ai.operation.name": "chat",
            "gen_ai.provider.name": "openai",
            "gen_ai.request.model": "qwen-235b",
            "gen_ai.response.model": "qwen-235b-a22b-instruct-2507",
            "gen_ai.response.id": f"chatcmpl-{chance.randbytes(8).hex()}",
            "gen_ai.usage.input_tokens": 420 + number,
            "gen_ai.usage.output_tokens": 90,
            "enduser.id": f"user-{number % 50}",
            "session.id": f"session-{number % 200}",
            "gen_ai.input.messages": _messages(chance, 280, share),
            "gen_ai.output.messages": _messages(chance, 60, share),
            "litellm.call_id": chance.randbytes(16).hex(),
            "litellm.model_group": "qwen",
            "agentops.tags": '["prod", "rag"]',
        }
        for key, value in given.items():
            typed = AnyValue(int_value=value) if isinstance(value, int) else AnyValue(string_value=value)
            span.attributes.append(KeyValue(key=key, value=typed))
    return request.SerializeToString()


def _messages(chance: random.Random, words: int, share: float) -> str:
    text = [chance.choice(_WORDS) for _ in range(words)]
    if chance.random() < share:
        text[len(text) // 2] = chance.choice(_SECRETS)
    content = " ".join(text) + ".\nThank you."
    return json.dumps([{"role": "system", "content": "You help."}, {"role": "user", "content": content}])


def per_span_us(work: Callable[[bytes], object], bodies: list[bytes], spans: int) -> float:
    """The least processor time of several rounds, in microseconds a span."""
    best = float("inf")
    for _ in range(3):
        started = time.process_time()
        for one in bodies:
            work(one)
        best = min(best, time.process_time() - started)
    return best * 1e6 / (len(bodies) * spans)


def main() -> int:
    """Print a table; always 0."""
    given = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    given.add_argument("--spans", type=int, default=200, help="spans a request")
    given.add_argument("--requests", type=int, default=20)
    chosen = given.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        projects = ProjectRepository.in_folder(Path(folder))
        policies = Policies(PolicyRepository(projects.engine), Settings(PORTAL_DATA_DIR=Path(folder)))  # type: ignore[call-arg]
        policies.create_schema()
        own = Masking(
            custom=[CustomRule(name="employee", pattern=r"EMP-\d{6}")], attribute_keys=["customer.*"]
        )
        kinds = {
            "no policy": Policy(),
            "retention of 30 days": Policy(retention_days=30),
            "masked, the six patterns": Policy(payload_mode="masked"),
            "masked, with own rules": Policy(payload_mode="masked", masking=own),
            "no payloads": Policy(payload_mode="none"),
        }
        print(f"{chosen.requests} requests of {chosen.spans} spans; microseconds of processor time a span")
        for share in (0.0, 0.2):
            bodies = [body(chosen.spans, seed, share) for seed in range(chosen.requests)]
            size = sum(map(len, bodies)) // (chosen.requests * chosen.spans)
            base = per_span_us(validate, bodies, chosen.spans)
            print(f"\n{share:.0%} of the texts hold something to mask; {size} bytes a span")
            print(f"  {'validating alone':28} {base:8.2f}")
            for name, policy in kinds.items():
                cost = _cost(policies, policy, bodies, chosen.spans)
                print(f"  {name:28} {cost:8.2f}   {1e6 / (base + cost):9,.0f} spans/s a core")
        projects.close()
    return 0


def _cost(policies: Policies, policy: Policy, bodies: list[bytes], spans: int) -> float:
    applied = policies.draft("p", policy)
    batches = {one: validate(one) for one in bodies}

    async def all_of_them() -> None:
        for one in bodies:
            await as_allowed(applied, batches[one], "traces", time.time_ns())

    return per_span_us(lambda _: asyncio.run(all_of_them()), bodies[:1], spans * len(bodies))


if __name__ == "__main__":
    sys.exit(main())
