"""The running number and sum on the gateway's spans."""

import os
from decimal import Decimal

from agentops_events import CallEvent
from agentops_ledger import Ledger
from fixtures.gateway_spans import build_span
from fixtures.otlp_sink import attributes


def event(number: int, cost: float | None) -> CallEvent:
    given = {"litellm_call_id": f"call-{number}", "startTime": 1.0 + number, "endTime": 2.0 + number}
    return CallEvent(False, {**given, "response_cost": cost, "total_tokens": 5})


def parts(entry: str) -> tuple[str, int, Decimal]:
    name, started, number, total = entry.split(":")
    assert int(started) > 0
    return name, int(number), Decimal(total)


def test_numbers_and_sums_run_on_without_float_noise() -> None:
    ledger = Ledger()
    found = [parts(ledger.entry(event(number, 7.2e-06))) for number in range(1000)]
    assert len({name for name, _, _ in found}) == 1
    assert [number for _, number, _ in found] == list(range(1, 1001))
    assert found[-1][2] == Decimal("0.0072")


def test_calls_without_a_price_have_a_number_and_add_nothing() -> None:
    ledger = Ledger()
    assert parts(ledger.entry(event(1, None)))[1:] == (1, Decimal(0))
    assert parts(ledger.entry(event(2, 0.5)))[1:] == (2, Decimal("0.5"))


def test_an_event_told_twice_is_one() -> None:
    ledger = Ledger()
    first = ledger.entry(event(1, 0.5))
    assert ledger.entry(event(2, 0.25)) != first
    assert ledger.entry(event(1, 0.5)) == first
    assert parts(ledger.entry(event(3, 0.25)))[1:] == (3, Decimal(1))


def test_every_process_has_its_own() -> None:
    ledger = Ledger()
    first = parts(ledger.entry(event(1, 0.5)))
    reader, writer = os.pipe()
    if (child := os.fork()) == 0:
        os.write(writer, ledger.entry(event(2, 0.25)).encode())
        os._exit(0)
    os.waitpid(child, 0)
    os.close(writer)
    forked = parts(os.read(reader, 200).decode())
    os.close(reader)
    assert forked[0] != first[0]
    assert forked[1:] == (1, Decimal("0.25"))
    assert parts(Ledger().entry(event(1, 0.5)))[0] not in (first[0], forked[0])


def test_it_stands_on_the_span() -> None:
    one = event(1, 0.5)
    assert "portal.ledger" not in attributes(build_span(one))
    assert attributes(build_span(one, ledger="a:1:2:0.5"))["portal.ledger"] == "a:1:2:0.5"
