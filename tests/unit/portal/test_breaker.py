"""The circuit breaker, second by second."""

from portal.agentops.breaker import CircuitBreaker


class _Seconds:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def _breaker() -> tuple[CircuitBreaker, _Seconds]:
    seconds = _Seconds()
    return CircuitBreaker(threshold=3, cooldown_s=2.0, clock=seconds), seconds


def _fail(breaker: CircuitBreaker, times: int) -> None:
    for _ in range(times):
        assert breaker.allow()
        breaker.failed()


def test_it_opens_after_failures_in_a_row() -> None:
    breaker, _ = _breaker()
    _fail(breaker, 2)
    assert breaker.allow()
    breaker.succeeded()
    _fail(breaker, 2)
    assert str(breaker.state) == "closed"
    _fail(breaker, 1)
    assert str(breaker.state) == "open"
    assert not breaker.allow()
    assert breaker.retry_after_s() == 2.0


def test_one_call_tries_after_the_pause() -> None:
    breaker, seconds = _breaker()
    _fail(breaker, 3)
    seconds.now = 1.9
    assert not breaker.allow()
    seconds.now = 2.0
    assert str(breaker.state) == "half_open"
    assert breaker.allow()
    assert not breaker.allow()
    breaker.succeeded()
    assert str(breaker.state) == "closed"
    assert breaker.allow()
    assert breaker.retry_after_s() == 0.0


def test_a_failed_trial_opens_it_again() -> None:
    breaker, seconds = _breaker()
    _fail(breaker, 3)
    seconds.now = 2.0
    _fail(breaker, 1)
    seconds.now = 3.9
    assert not breaker.allow()
    seconds.now = 4.0
    assert breaker.allow()


def test_a_trial_that_never_ends_does_not_bar_the_next() -> None:
    breaker, seconds = _breaker()
    _fail(breaker, 3)
    seconds.now = 2.0
    assert breaker.allow()
    seconds.now = 3.0
    assert not breaker.allow()
    seconds.now = 4.0
    assert breaker.allow()
