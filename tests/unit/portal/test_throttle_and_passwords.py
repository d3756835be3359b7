"""Waits after failed sign-ins; password hashes."""

from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher
from hypothesis import given
from hypothesis import strategies as st

from portal.auth.passwords import Passwords
from portal.auth.throttle import PER_ACCOUNT, PER_ADDRESS, Attempt, ThrottleRule, after_failure, keys

NOW = datetime(2026, 1, 31, tzinfo=UTC)


@given(st.integers(min_value=0, max_value=10**9), st.sampled_from([PER_ACCOUNT, PER_ADDRESS]))
def test_waits_grow_to_a_bound(failures: int, rule: ThrottleRule) -> None:
    wait = rule.wait(failures)
    assert timedelta(0) <= wait <= timedelta(minutes=1)
    assert wait <= rule.wait(failures + 1)
    assert (wait == timedelta(0)) == (failures <= rule.free)


def test_waits_double() -> None:
    assert [PER_ACCOUNT.wait(n).total_seconds() for n in range(4, 13)] == [0, 1, 2, 4, 8, 16, 32, 60, 60]


def test_a_quiet_time_forgets() -> None:
    before = Attempt(50, NOW, NOW + timedelta(minutes=1))
    assert after_failure(before, PER_ACCOUNT, NOW + timedelta(minutes=14)).failures == 51
    assert after_failure(before, PER_ACCOUNT, NOW + timedelta(minutes=15)).failures == 1
    assert after_failure(None, PER_ACCOUNT, NOW) == Attempt(1, NOW, NOW)


def test_accounts_and_addresses_are_counted_apart() -> None:
    one, two = keys("a@example.com", "10.0.0.1"), keys("a@example.com", "10.0.0.2")
    assert one[0][0] != two[0][0]
    assert one[1][0] != two[1][0]
    assert keys("b@example.com", "10.0.0.1")[1] == one[1]


@pytest.fixture(scope="module")
def passwords() -> Passwords:
    return Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


def test_hashes(passwords: Passwords) -> None:
    stored = passwords.hash("pässwörd 비밀")
    assert stored.startswith("$argon2id$")
    assert passwords.hash("pässwörd 비밀") != stored
    assert passwords.verify(stored, "pässwörd 비밀")
    # Typed on a system that composes characters otherwise, it is the same password.
    assert passwords.verify(stored, "pa\u0308sswo\u0308rd 비밀")
    assert not passwords.verify(stored, "passwörd 비밀")
    assert not passwords.verify(None, "no account has this password")
    with pytest.raises(ValueError, match="cannot be read"):
        passwords.verify("plain text", "plain text")


def test_new_parameters_are_noticed(passwords: Passwords) -> None:
    stored = passwords.hash("x")
    assert not passwords.outdated(stored)
    assert Passwords(PasswordHasher(time_cost=2, memory_cost=8, parallelism=1)).outdated(stored)


def test_the_default_is_argon2id_with_64_mib() -> None:
    assert "$argon2id$v=19$m=65536,t=3,p=4$" in Passwords().hash("x")
