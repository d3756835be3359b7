"""Tokens: whose they are and how long, also when they were read before."""

import time

import pytest

from agentops_server.auth.tokens import Tokens


def test_a_token_is_read_again_and_again_until_it_expires(monkeypatch: pytest.MonkeyPatch) -> None:
    tokens = Tokens("a secret that is long enough for HS256", 30)
    token = tokens.issue("a project", "a key")
    for _ in range(3):
        claims = tokens.read(token)
        assert claims is not None
        assert (claims.project_id, claims.key_id) == ("a project", "a key")
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 30 * 86400 - 60)
    assert tokens.read(token) is not None
    monkeypatch.setattr(time, "time", lambda: now + 30 * 86400 + 60)
    assert tokens.read(token) is None


def test_a_token_of_another_secret_stays_foreign() -> None:
    token = Tokens("another secret, long enough for HS256", 30).issue("a project", "a key")
    tokens = Tokens("a secret that is long enough for HS256", 30)
    assert [tokens.read(token), tokens.read(token), tokens.read("no token")] == [None] * 3


def test_a_long_token_that_is_ours_is_read_too() -> None:
    tokens = Tokens("a secret that is long enough for HS256", 30)
    token = tokens.issue("a project " + "x" * 5000, "a key")
    assert len(token) > 5000
    for _ in range(2):
        claims = tokens.read(token)
        assert claims is not None
        assert claims.key_id == "a key"
