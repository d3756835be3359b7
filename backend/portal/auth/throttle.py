"""How long to wait after failed sign-ins.

Counted per account and address, so that a stranger elsewhere cannot lock the owner out, and per address, so
that one address cannot try one password on every account. The wait grows to a minute and no further, attempts
made while waiting neither count nor prolong it, and a quiet quarter of an hour forgets everything.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class ThrottleRule:
    """`free` failures cost nothing; each further one doubles the wait, up to `longest`."""

    free: int
    first: timedelta
    longest: timedelta
    forget: timedelta = timedelta(minutes=15)

    def wait(self, failures: int) -> timedelta:
        """The wait after this many failures."""
        over = failures - self.free
        if over <= 0:
            return timedelta(0)
        # The exponent is bounded because 2**n of a large n is slow, not because the wait could grow.
        doublings: int = 1 << min(over - 1, 16)
        return min(self.first * doublings, self.longest)


@dataclass(frozen=True)
class Attempt:
    """What is remembered under one key."""

    failures: int
    last_failure_at: datetime
    blocked_until: datetime


PER_ACCOUNT = ThrottleRule(free=4, first=timedelta(seconds=1), longest=timedelta(minutes=1))
PER_ADDRESS = ThrottleRule(free=30, first=timedelta(seconds=1), longest=timedelta(minutes=1))


def keys(email: str, address: str) -> list[tuple[bytes, ThrottleRule]]:
    """What an attempt is counted under, and by which rule."""
    return [
        (_digest("account", email, address), PER_ACCOUNT),
        (_digest("address", address), PER_ADDRESS),
    ]


def after_failure(before: Attempt | None, rule: ThrottleRule, now: datetime) -> Attempt:
    """What to remember after one more failure."""
    remembered = before.failures if before and now - before.last_failure_at < rule.forget else 0
    failures = remembered + 1
    return Attempt(failures, now, now + rule.wait(failures))


def _digest(*parts: str) -> bytes:
    return hashlib.sha256("\0".join(parts).encode()).digest()
