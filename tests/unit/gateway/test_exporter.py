"""The exporter against a real, badly behaved OTLP server."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

import agentops_exporter
from agentops_events import CallEvent
from agentops_exporter import Exporter
from agentops_settings import ExporterSettings
from agentops_spool import Spool
from fixtures.gateway import wait_until
from fixtures.gateway_spans import request
from fixtures.otlp_sink import API_KEY, OtlpSink, attributes


@pytest.fixture
def sink() -> Iterator[OtlpSink]:
    sink = OtlpSink()
    sink.start()
    yield sink
    sink.stop()


@pytest.fixture
def settings(sink: OtlpSink, tmp_path: Path) -> ExporterSettings:
    return ExporterSettings(
        linger_s=0.1,
        api_key=API_KEY,
        endpoint=sink.base,
        exporter_endpoint=f"{sink.base}/v1/traces",
        spool=tmp_path / "spool",
        retry_first_s=0.05,
        retry_max_s=0.1,
    )


class Lines(logging.Handler):
    """Collects what is logged."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(record.getMessage())


@pytest.fixture
def make(settings: ExporterSettings) -> Iterator[Callable[..., tuple[Exporter, list[str]]]]:
    made = []

    def maker(**changes: Any) -> tuple[Exporter, list[str]]:
        log, lines = logging.Logger(f"test-{uuid4()}"), Lines()
        log.addHandler(lines)
        exporter = Exporter(replace(settings, **changes), log)
        exporter.start()
        made.append(exporter)
        return exporter, lines.texts

    yield maker
    for exporter in made:
        exporter.close()


def call(identity: str) -> CallEvent:
    now = time.time()
    payload = {
        "id": identity,
        "litellm_call_id": str(uuid4()),
        "call_type": "acompletion",
        "model_group": "llama",
        "startTime": now - 0.1,
        "endTime": now,
        "prompt_tokens": 3,
        "completion_tokens": 4,
        "total_tokens": 7,
        "response_cost": 0.001,
        "response": {"id": identity, "choices": []},
        "messages": [{"role": "user", "content": "Hi"}],
    }
    return CallEvent(failed=False, payload=payload)


def put(exporter: Exporter, *identities: str) -> None:
    for identity in identities:
        exporter.put(call(identity))


def ids(sink: OtlpSink) -> list[str]:
    return sorted(attributes(span)["gen_ai.response.id"] for span in sink.spans)


def arrives(sink: OtlpSink, *identities: str) -> None:
    deadline = time.monotonic() + 120
    while set(ids(sink)) < set(identities):
        assert time.monotonic() < deadline, f"{identities} expected, {ids(sink)} there"
        time.sleep(0.02)
    assert ids(sink) == sorted(identities)


def until(check: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 120
    while not check():
        assert time.monotonic() < deadline, "not within the time"
        time.sleep(0.02)


Maker = Callable[..., tuple[Exporter, list[str]]]


def test_delivers_with_a_token(sink: OtlpSink, make: Maker) -> None:
    exporter, lines = make()
    put(exporter, "a", "b")
    arrives(sink, "a", "b")
    assert sink.auth_calls == 1
    assert lines == []
    assert exporter.counters.dropped == 0


def test_renews_a_refused_token(sink: OtlpSink, make: Maker) -> None:
    exporter, _ = make()
    put(exporter, "a")
    arrives(sink, "a")
    sink.tokens.clear()
    put(exporter, "b")
    arrives(sink, "a", "b")
    assert sink.auth_calls == 2


def test_server_away_and_back(sink: OtlpSink, make: Maker) -> None:
    sink.stop()
    exporter, lines = make()
    for number in range(5):
        put(exporter, f"n{number}")
        time.sleep(0.03)
    until(lambda: bool(lines))
    sink.start()
    arrives(sink, "n0", "n1", "n2", "n3", "n4")
    assert len(lines) == 2
    assert "cannot be delivered" in lines[0]
    assert "delivered again" in lines[1]
    assert exporter.counters.dropped == 0


@pytest.mark.parametrize("status", [429, 500, 503, 404])
def test_server_that_refuses_for_now(sink: OtlpSink, make: Maker, status: int) -> None:
    sink.status = status
    exporter, _ = make()
    put(exporter, "a", "b")
    time.sleep(0.4)
    assert sink.spans == []
    sink.status = 200
    arrives(sink, "a", "b")


def test_refused_for_good_is_counted_and_said_once(sink: OtlpSink, make: Maker) -> None:
    sink.status = 400
    exporter, lines = make()
    for number, identity in enumerate("ab", start=1):
        put(exporter, identity)
        wait_until(lambda wanted=number: exporter.counters.dropped == wanted)
    assert len(lines) == 1
    assert "lost" in lines[0]


def test_wrong_key_is_said_once_and_nothing_is_lost(sink: OtlpSink, make: Maker) -> None:
    exporter, lines = make(api_key=str(uuid4()))
    for identity in ("a", "b"):
        put(exporter, identity)
        wait_until(lambda: bool(lines))
        time.sleep(0.3)
    assert [line for line in lines if "403" in line] == lines[:1]
    assert len(lines) == 1
    exporter.close()
    second, _ = make()
    arrives(sink, "a", "b")
    second.close()


def test_missing_key_is_said_once(sink: OtlpSink, make: Maker) -> None:
    exporter, lines = make(api_key=None)
    put(exporter, "a", "b")
    exporter.close()
    assert len(lines) == 1
    assert "AGENTOPS_API_KEY" in lines[0]
    assert sink.spans == []


def test_close_delivers_what_is_queued(sink: OtlpSink, make: Maker) -> None:
    exporter, _ = make()
    put(exporter, *(f"n{number:03}" for number in range(700)))
    exporter.close(timeout_s=60)
    assert len(ids(sink)) == 700


def test_events_after_close_go_to_disk_and_are_sent_by_the_next_process(sink: OtlpSink, make: Maker) -> None:
    exporter, _ = make()
    exporter.close()
    put(exporter, "late")
    assert sink.spans == []
    _, lines = make()
    arrives(sink, "late")
    assert "1 spans of an earlier run" in lines[0]


def test_restart_while_the_server_is_away(sink: OtlpSink, make: Maker, settings: ExporterSettings) -> None:
    sink.stop()
    first, _ = make()
    put(first, "a", "b")
    first.close()
    assert list(settings.spool.glob("*/*.otlp.gz"))
    sink.start()
    second, _ = make()
    put(second, "c")
    arrives(sink, "a", "b", "c")
    second.close()
    assert not list(settings.spool.glob("*"))


def test_slow_server_does_not_hold_up_the_caller(sink: OtlpSink, make: Maker) -> None:
    sink.delay_s = 3.0
    exporter, _ = make()
    before = time.monotonic()
    put(exporter, *(f"n{number}" for number in range(50)))
    assert time.monotonic() - before < 2.5
    sink.delay_s = 0.0
    arrives(sink, *(f"n{number}" for number in range(50)))


def test_stuck_server_at_shutdown_loses_nothing(sink: OtlpSink, make: Maker) -> None:
    sink.delay_s = 2.0
    exporter, _ = make()
    put(exporter, "stuck")
    time.sleep(0.3)
    exporter.close(timeout_s=0.2)
    sink.delay_s = 0.0
    make()
    # Delivered by the stuck request, by the next process, or by both: the server counts a span id once.
    sink.wait(lambda span: attributes(span)["gen_ai.response.id"] == "stuck")
    time.sleep(2.2)
    assert len({span.span_id for span in sink.spans}) == 1


def test_full_queue_drops_and_counts(make: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    exporter, lines = make(queue_size=10, linger_s=0)
    gate = threading.Lock()
    packed = agentops_exporter._packed

    def waits(calls: Any) -> Any:
        with gate:
            return packed(calls)

    monkeypatch.setattr(agentops_exporter, "_packed", waits)
    with gate:  # the thread that packs gets stuck with what it has taken
        put(exporter, "first")
        until(lambda: exporter._queue.qsize() == 0)
        put(exporter, *(f"n{number}" for number in range(100)))
        assert exporter.counters.dropped >= 80
    assert len([line for line in lines if "queue full" in line]) == 1


def test_full_spool_drops_the_oldest_and_counts(sink: OtlpSink, make: Maker) -> None:
    sink.stop()
    exporter, _ = make(spool_max_bytes=1_500)
    for number in range(12):
        put(exporter, f"n{number:02}")
        exporter._closing.wait(0.2 if number == 0 else 0)
        time.sleep(0.12)
    time.sleep(1.2)
    exporter.close()
    sink.start()
    second, _ = make()
    until(lambda: len(ids(sink)) + exporter.counters.dropped == 12)
    kept = ids(sink)
    assert "n11" in kept
    second.close()


def spooled(settings: ExporterSettings, *batches: list[str]) -> list[Path]:
    """Batches on disk, as a process that ended leaves them."""
    spool = Spool(settings.spool, settings.spool_max_bytes)
    paths = []
    for identities in batches:
        body = request(*map(call, identities))
        paths.append(spool.append(body, len(identities))[0].path)
    spool.close()
    return paths


def test_what_is_on_disk_is_sent_together_and_in_order(
    sink: OtlpSink, make: Maker, settings: ExporterSettings
) -> None:
    names = [f"n{number:03}" for number in range(100)]
    spooled(settings, *([name] for name in names))
    exporter, _ = make()
    arrives(sink, *names)
    assert [attributes(span)["gen_ai.response.id"] for span in sink.spans] == names
    assert sink.posts == 2, "64 batches at most in a request"
    exporter.close()
    assert not list(settings.spool.glob("*/*"))


def test_a_batch_refused_for_good_takes_no_other_with_it(
    sink: OtlpSink, make: Maker, settings: ExporterSettings
) -> None:
    sink.refuses = lambda body: b"poison" in body
    spooled(settings, ["a"], ["poison", "beside it"], ["b"], ["c"])
    exporter, lines = make()
    arrives(sink, "a", "b", "c")
    exporter.close()
    assert exporter.counters.dropped == 2
    assert len([line for line in lines if "2 spans are lost" in line]) == 1
    assert not list(settings.spool.glob("*/*"))


def test_a_damaged_batch_is_put_aside_and_counted(
    sink: OtlpSink, make: Maker, settings: ExporterSettings
) -> None:
    first, _ = spooled(settings, ["a", "b"], ["c"])
    first.write_bytes(first.read_bytes()[:-20])
    exporter, lines = make()
    arrives(sink, "c")
    assert exporter.counters.dropped == 2
    assert "damaged" in lines[-1]
    assert len(list(settings.spool.glob("*/*.damaged"))) == 1


def test_a_kill_in_the_middle_of_a_write_leaves_nothing_behind(
    sink: OtlpSink, make: Maker, settings: ExporterSettings
) -> None:
    (path,) = spooled(settings, ["a"])
    path.with_suffix(".partial").write_bytes(b"half")
    exporter, _ = make()
    arrives(sink, "a")
    exporter.close()
    assert not list(settings.spool.glob("*"))


def test_traces_wait_in_memory_while_the_disk_refuses_them(
    sink: OtlpSink, make: Maker, settings: ExporterSettings
) -> None:
    settings.spool.write_text("in the way, as a full disk would be")
    sink.status = 503
    exporter, lines = make()
    put(exporter, "a", "b")
    until(lambda: "cannot be kept on disk" in str(lines))
    sink.status = 200
    arrives(sink, "a", "b")
    assert exporter.counters.dropped == 0


def test_what_neither_disk_nor_memory_takes_is_counted_the_oldest_first(
    sink: OtlpSink, make: Maker, settings: ExporterSettings
) -> None:
    settings.spool.write_text("in the way")
    sink.status = 503
    exporter, lines = make(memory_bytes=1_200)
    for identity in ("a", "b", "c"):
        put(exporter, identity)
        time.sleep(1.2)
    until(lambda: exporter.counters.dropped > 0)
    assert exporter.counters.dropped < 3
    sink.status = 200
    until(lambda: exporter.counters.dropped + len(ids(sink)) == 3)
    assert "c" in ids(sink)
    assert len([line for line in lines if "are lost: spool" in line]) == 1


def test_a_slow_server_gets_all_and_a_kill_would_lose_nothing(
    sink: OtlpSink, make: Maker, settings: ExporterSettings
) -> None:
    sink.delay_s = 3.0
    exporter, lines = make()
    put(exporter, "first")
    time.sleep(1.5)  # slow by now: what comes, and what is being sent, goes to disk
    put(exporter, "second")
    until(lambda: exporter.waiting == 2)
    sink.delay_s = 0.0
    arrives(sink, "first", "second")
    until(lambda: exporter.waiting == 0)
    assert exporter.counters.dropped == 0
    assert lines == [], "slow is not away"


def test_a_call_that_cannot_be_understood_does_not_stop_the_others(sink: OtlpSink, make: Maker) -> None:
    exporter, lines = make()
    exporter.put(CallEvent(failed=False, payload={"startTime": "yesterday"}))
    put(exporter, "good")
    arrives(sink, "good")
    assert exporter.counters.dropped == 1
    assert "not understood" in lines[0]
