"""Whatever becomes of the AgentOps server, callers of the gateway do not notice, and nothing is lost."""

import itertools
import json
import resource
import secrets
import signal
import time
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from agentops_events import CallEvent
from agentops_exporter import Exporter
from agentops_spool import Spool
from fixtures.gateway import metrics_page, wait_until
from fixtures.gateway_spans import request
from fixtures.processes import Process

from .conftest import Load, Stand, delivered, load

pytestmark = pytest.mark.faults

FAULTS = ("slow", "answers 401", "answers 503", "refuses connections", "killed")


def begin(stand: Stand, fault: str) -> None:
    if fault == "slow":
        stand.proxy.delay_s = 10.0
    elif fault.startswith("answers"):
        stand.proxy.status = int(fault[-3:])
    elif fault == "killed":
        stand.server.kill()
    else:
        stand.proxy.refuse()


def end(stand: Stand, fault: str) -> None:
    stand.proxy.heal()
    if fault == "killed":
        stand.server.start()
    if fault == "refuses connections":
        stand.proxy.listen()


def spans(base: str, outcome: str) -> float:
    return metrics_page(base)("agentops_callback_spans_total", outcome=outcome)


def iso(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat()


def log_lines(process: Process, *words: str) -> list[str]:
    """What the gateway's exporter said that has all of `words`."""
    lines = [line for line in process.log.read_text().splitlines() if '"portal.gateway"' in line]
    said = [str(json.loads(line)["message"]) for line in lines]
    return [one for one in said if all(word in one for word in words)]


def test_faults_of_the_agentops_server_during_load(stand: Stand) -> None:
    """In turns with healthy spells of the same run: the machine's own moods hit both."""
    healthy: list[Load] = []
    faulty: dict[str, Load] = {}
    process, base = stand.gateway("gateway")
    with process:
        process.wait_http(f"{base}/health/liveliness", 900)
        load(process, base, calls=20)  # what a first call costs is no matter here
        for fault in FAULTS:
            healthy.append(load(process, base))
            delivered(base)
            begin(stand, fault)
            faulty[fault] = load(process, base)
            end(stand, fault)
            delivered(base)
        assert spans(base, "dropped") == 0
        assert spans(base, "spooled") > 0
        assert metrics_page(base)("agentops_callback_spool_spans") == 0
    calls = [call for one in (*healthy, *faulty.values()) for call in one.calls]
    assert [one.failed for one in (*healthy, *faulty.values()) if one.failed] == []
    assert len(calls) == 2 * 40 * len(FAULTS)
    usual = sorted(itertools.chain.from_iterable(one.seconds for one in healthy))
    median, cpu = usual[len(usual) // 2], sorted(one.cpu_s for one in healthy)[len(healthy) // 2]
    for fault, one in faulty.items():
        # A callback that waits for the slow server adds its ten seconds, one that tries again without a pause
        # takes a processor: other programs on a busy machine add less than this.
        assert one.median < 3 * median + 3, (fault, one.median, median)
        assert one.cpu_s < 3 * cpu + 0.02, (fault, one.cpu_s, cpu)
    assert len(log_lines(process, "cannot be delivered")) == len(log_lines(process, "delivered again"))
    stored = stand.stored()
    assert {call: stored.get(call) for call in calls} == dict.fromkeys(calls, 1)
    assert len(stored) == len(calls) + 20


def test_the_gateway_ends_while_the_server_takes_nothing(stand: Stand) -> None:
    """kill -9 before a server that answers 503, SIGTERM before a slow one: the next life delivers."""
    process, base = stand.gateway("killed")
    with process:
        process.wait_http(f"{base}/health/liveliness", 900)
        stand.proxy.status = 503
        calls = load(process, base, calls=8).calls
        wait_until(lambda: metrics_page(base)("agentops_callback_spool_spans") == 8)
        process.stop(signal.SIGKILL)
    stand.proxy.heal()
    process, base = stand.gateway("ends")
    with process:
        process.wait_http(f"{base}/health/liveliness", 900)
        stand.arrives(calls)
        assert log_lines(process, "8 spans of an earlier run")
        assert spans(base, "dropped") == 0
        stand.proxy.delay_s = 10.0
        calls += load(process, base, calls=8).calls
        assert process.stop(timeout_s=10) == 0
    assert list(stand.folder.glob("gateway/spool/*/*.otlp.gz"))
    stand.proxy.heal()
    exporter = Exporter(stand.exporter_settings())  # as in the next process
    exporter.start()
    stand.arrives(calls)
    exporter.close()
    assert not list(stand.folder.glob("gateway/spool/*"))


def test_a_full_disk_while_the_server_is_away(stand: Stand) -> None:
    """The system refuses to write more than a few bytes: said, counted, and no matter to callers."""
    process, base = stand.gateway("full")
    with process:
        process.wait_http(f"{base}/health/liveliness", 900)
        stand.proxy.status = 503
        room = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (_log_size(process) + 20_000, room[1]))
        seen = load(process, base, calls=12, content=secrets.token_hex(20_000))
        assert seen.failed == []
        wait_until(lambda: bool(log_lines(process, "cannot be kept on disk", "File too large")))
        assert not list(stand.folder.glob("gateway/spool/*/*.partial")), "half a batch is worth nothing"
        assert spans(base, "dropped") == 0, "they wait in memory"
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, room)
        seen.calls += load(process, base, calls=2).calls
        wait_until(lambda: metrics_page(base)("agentops_callback_spool_spans") == 14)
        stand.proxy.heal()
        stand.arrives(seen.calls)
        assert spans(base, "dropped") == 0


def _log_size(process: Process) -> int:
    return Path(process.log).stat().st_size


def test_an_hour_away(stand: Stand) -> None:
    """What an hour left on disk, batch by batch: taken over, sent together, stored with its times."""
    settings = stand.exporter_settings()
    spool, began = Spool(settings.spool, settings.spool_max_bytes), time.time() - 3600
    for number in range(0, 3600, 6):
        batch = [_call(began + number + part) for part in range(6)]
        spool.append(request(*batch), len(batch))
    spool.close()
    exporter = Exporter(settings)
    exporter.start()
    posts = stand.proxy.requests
    wait_until(lambda: exporter.counters.delivered == 3600)
    exporter.close()
    assert exporter.counters.dropped == 0
    assert stand.proxy.requests - posts < 20, "many batches go in one request"
    stand.project.settle()
    asked = {"start_time": iso(began - 60), "end_time": iso(time.time()), "interval": "minute"}
    metrics = stand.project.get("/telemetry/v1/metrics", **asked).json()
    assert metrics["totals"]["llm_call_count"] == metrics["totals"]["trace_count"] == 3600
    assert metrics["totals"]["total_tokens"] == 3600 * 7
    by_minute = [one["llm_call_count"] for one in metrics["series"]]
    assert sum(by_minute) == 3600
    assert max(by_minute) == 60, "each call lies in the minute in which it was made"


def _call(at: float) -> CallEvent:
    payload = {"litellm_call_id": str(uuid4()), "call_type": "acompletion", "model_group": "llama"}
    tokens = {"prompt_tokens": 3, "completion_tokens": 4, "total_tokens": 7, "response_cost": 0.001}
    answer = {"id": secrets.token_hex(8), "choices": []}
    return CallEvent(
        failed=False, payload=payload | tokens | {"startTime": at, "endTime": at + 0.5, "response": answer}
    )
