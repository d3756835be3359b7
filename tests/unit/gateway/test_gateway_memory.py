"""What the start has loaded is kept out of the collector's sight, and nothing else changes."""

import asyncio
import gc
from typing import Any

from starlette.types import Message, Receive, Scope, Send

from gateway_memory import FrozenStart


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "lifespan":
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.complete"})
    else:
        await send({"type": "http.response.start", "status": 204, "headers": []})


def messages_of(kind: str) -> tuple[list[str], list[int]]:
    """What the application sent, and how many objects were frozen each time."""
    sent: list[str] = []
    frozen: list[int] = []

    async def receive() -> Message:
        return {"type": "lifespan.startup"}

    async def send(message: Message) -> None:
        sent.append(message["type"])
        frozen.append(gc.get_freeze_count())

    scope: dict[str, Any] = {"type": kind, "path": "/"}
    try:
        asyncio.run(FrozenStart(application)(scope, receive, send))
    finally:
        gc.unfreeze()
    return sent, frozen


def test_all_that_there_is_at_the_start_is_frozen_before_the_first_call() -> None:
    sent, frozen = messages_of("lifespan")
    assert sent == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
    assert frozen[0] > 1_000, "the modules of this process alone are more"
    assert frozen[1] <= frozen[0], "once is enough"


def test_the_collector_that_was_off_while_modules_were_loaded_is_on_again() -> None:
    gc.disable()
    try:
        messages_of("http")
        assert not gc.isenabled()
        messages_of("lifespan")
        assert gc.isenabled()
    finally:
        gc.enable()


def test_calls_freeze_nothing() -> None:
    before = gc.get_freeze_count()
    assert messages_of("http") == (["http.response.start"], [before])
