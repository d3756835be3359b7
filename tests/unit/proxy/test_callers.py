"""How long the proxy believes what it was told about somebody."""

import threading
from dataclasses import replace

import anyio
import pytest
from starlette.requests import Request
from starlette.types import Scope

from portal.auth.access import Principal
from portal.proxy.callers import SessionCallers

pytestmark = pytest.mark.anyio

KIM = Principal("1", "kim@example.com", "Kim", "viewer", None)


def shown(cookie: str = "portal_session_3001=kim") -> Scope:
    return {"type": "http", "headers": [(b"host", b"portal"), (b"cookie", cookie.encode())]}


class Portal:
    """FAKE accounts: what the portal's database would say now, and a clock."""

    def __init__(self) -> None:
        self.answer: Principal | None = KIM
        self.asked = 0
        self.now = 0.0
        self.revision = object()
        self.may_answer = threading.Event()
        self.may_answer.set()
        self.callers = SessionCallers(self, lambda: self.revision, seconds=lambda: self.now)

    def authenticate(self, request: Request) -> Principal | None:
        self.asked += 1
        answer = self.answer
        assert self.may_answer.wait(120)
        return answer


async def test_an_answer_is_remembered_for_a_second() -> None:
    portal = Portal()
    assert [await portal.callers.authenticate(shown()) for _ in range(3)] == [KIM] * 3
    assert portal.asked == 1
    portal.answer = None
    portal.now = 0.9
    assert await portal.callers.authenticate(shown()) == KIM
    portal.now = 1.0
    assert await portal.callers.authenticate(shown()) is None


async def test_a_change_in_the_portal_counts_at_once() -> None:
    portal = Portal()
    assert await portal.callers.authenticate(shown()) == KIM
    portal.answer, portal.revision = replace(KIM, role="admin"), object()
    assert await portal.callers.authenticate(shown()) == portal.answer
    portal.answer, portal.revision = None, object()
    assert await portal.callers.authenticate(shown()) is None


async def test_others_and_strangers_are_asked_about_each_time() -> None:
    portal = Portal()
    assert await portal.callers.authenticate(shown()) == KIM
    portal.answer = None
    assert await portal.callers.authenticate(shown("portal_session_3001=guess")) is None
    assert await portal.callers.authenticate(shown("portal_session_3001=guess")) is None
    assert portal.asked == 3
    assert await portal.callers.authenticate({"type": "http", "headers": [(b"host", b"portal")]}) is None
    assert portal.asked == 3, "who shows nothing is nobody"


async def test_many_requests_at_once_ask_once() -> None:
    portal = Portal()
    portal.may_answer.clear()
    found: list[Principal | None] = []

    async def ask() -> None:
        found.append(await portal.callers.authenticate(shown()))

    async with anyio.create_task_group() as tasks:
        for _ in range(20):
            tasks.start_soon(ask)
        while not portal.asked:  # noqa: ASYNC110 -- a thread asks
            await anyio.sleep(0.01)
        portal.may_answer.set()
    assert found == [KIM] * 20
    assert portal.asked == 1


async def test_a_question_from_before_a_change_answers_nobody_after_it() -> None:
    portal = Portal()
    portal.may_answer.clear()
    found: list[Principal | None] = []

    async def ask() -> None:
        found.append(await portal.callers.authenticate(shown()))

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(ask)
        while not portal.asked:  # noqa: ASYNC110 -- a thread asks
            await anyio.sleep(0.01)
        # They sign out while the first question is on its way.
        portal.answer, portal.revision = None, object()
        tasks.start_soon(ask)
        while portal.asked < 2:  # noqa: ASYNC110 -- a thread asks
            await anyio.sleep(0.01)
        portal.may_answer.set()
    assert sorted(found, key=bool) == [None, KIM]
    assert await portal.callers.authenticate(shown()) is None
