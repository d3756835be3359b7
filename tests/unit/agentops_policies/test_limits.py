"""Token buckets: what is let in, what is owed, when to come again."""

import pytest

from agentops_server.policies.limits import OverLimit, RateLimiter
from agentops_server.policies.model import RateLimits, Rates, resolve_rates


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def over(act: object, *given: object) -> int:
    with pytest.raises(OverLimit) as caught:
        act(*given)  # type: ignore[operator]
    return caught.value.retry_after_s


def test_requests_come_in_bursts_and_then_at_the_rate() -> None:
    clock = Clock()
    limiter, rates = RateLimiter(clock), Rates(2, 5, 0, 0)
    for _ in range(5):
        limiter.take_request("p", rates)
    assert over(limiter.take_request, "p", rates) == 1
    limiter.take_request("q", rates)  # another project has its own
    clock.now = 0.5
    limiter.take_request("p", rates)
    assert over(limiter.take_request, "p", rates) == 1
    clock.now = 1000
    for _ in range(5):
        limiter.take_request("p", rates)
    assert over(limiter.take_request, "p", rates) == 1


def test_a_batch_is_taken_whole_and_paid_back() -> None:
    clock = Clock()
    limiter, rates = RateLimiter(clock), Rates(0, 0, 60, 10)
    limiter.take_items("p", 25, rates)
    assert over(limiter.take_items, "p", 1, rates) == 16
    clock.now = 15.9
    assert over(limiter.take_items, "p", 1, rates) == 1
    clock.now = 16.1
    limiter.take_items("p", 1, rates)
    # Over an hour no more than the rate and one burst: 3600 + 10, and the last batch.
    taken = 0
    for second in range(3600):
        clock.now = 16.1 + second
        try:
            limiter.take_items("p", 7, rates)
            taken += 7
        except OverLimit:
            continue
    assert 3500 <= taken <= 3600 + 10 + 7


def test_without_a_limit_nothing_is_owed_and_a_lowered_one_holds_at_once() -> None:
    clock = Clock()
    limiter = RateLimiter(clock)
    for _ in range(1000):
        limiter.take_request("p", Rates())
        limiter.take_items("p", 10**6, Rates())
    limiter.take_items("p", 5, Rates(0, 0, 600, 600))
    limiter.take_items("p", 5, Rates(0, 0, 6, 6))
    limiter.take_items("p", 5, Rates(0, 0, 6, 6))
    assert over(limiter.take_items, "p", 1, Rates(0, 0, 6, 6)) >= 10


def test_bursts_that_are_not_given() -> None:
    assert resolve_rates(RateLimits(requests_per_second=50), Rates()) == Rates(50, 100, 0, 0)
    assert resolve_rates(RateLimits(requests_per_second=1), Rates()) == Rates(1, 10, 0, 0)
    assert resolve_rates(RateLimits(items_per_minute=600), Rates()) == Rates(0, 0, 600, 600)
    assert resolve_rates(RateLimits(), Rates(5, 10, 7, 8)) == Rates(5, 10, 7, 8)
    assert resolve_rates(RateLimits(requests_per_second=0), Rates(5, 10, 0, 0)) == Rates(0, 0, 0, 0)
