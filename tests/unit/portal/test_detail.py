"""A trace's detail: wrong shapes are errors, right ones pass unchanged, and nobody waits meanwhile."""

import asyncio
import json
import time
from typing import Any

import orjson
import pytest
from pydantic import ValidationError

from fixtures.fake_agentops import span, trace_summary
from portal.agentops.detail import ShapeError, check_detail


def _detail(count: int = 3, **more: Any) -> dict[str, Any]:
    return {"trace": trace_summary(0, "p"), "spans": [span(index) for index in range(count)], **more}


def test_right_shapes_pass_byte_for_byte() -> None:
    for content in (
        orjson.dumps(_detail()),
        json.dumps(_detail(truncated=True, later={"field": [1]}), indent=2).encode(),
        orjson.dumps({"truncated": False, **_detail(0)}),
    ):
        seen: list[dict[str, Any]] = []
        checked = asyncio.run(check_detail(content, seen.append))
        assert checked.content is content
        assert seen == orjson.loads(content)["spans"]
        assert checked.truncated == orjson.loads(content).get("truncated", False)
        assert checked.trace.name == "fake trace 0"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{}",
        b"null",
        b"\xff",
        b'{"trace": 1',
        b'{"spans": []}',
        b'{"spans": [,]}',
        orjson.dumps({**_detail(), "trace": None}),
        orjson.dumps({**_detail(), "trace": {**trace_summary(0, "p"), "status": "error"}}),
        orjson.dumps({"trace": trace_summary(0, "p")}),
        orjson.dumps({**_detail(), "spans": None}),
        orjson.dumps({**_detail(), "spans": {}}),
        orjson.dumps({**_detail(), "spans": [None]}),
        orjson.dumps({**_detail(), "spans": [{**span(0), "status": "ok"}]}),
        orjson.dumps({**_detail(), "spans": [*[span(0)] * 60, {"span_id": "x"}]}),
        orjson.dumps({**_detail(), "spans": [*[span(0)] * 60, {**span(0), "duration_ns": "1"}]}),
        orjson.dumps({**_detail(), "truncated": "no"}),
        orjson.dumps(_detail()) + b"x",
        orjson.dumps(_detail()).replace(b'"prompt_tokens":10', b'"prompt_tokens":NaN', 1),
        b'{"trace":' + b"[" * 100_000,
    ],
)
def test_wrong_shapes_are_errors(content: bytes) -> None:
    with pytest.raises((ShapeError, ValidationError)):
        asyncio.run(check_detail(content))


def test_what_a_reader_cannot_use_is_an_error() -> None:
    def picky(span: dict[str, Any]) -> None:
        raise KeyError(span["name"])

    with pytest.raises(ShapeError, match=r"spans\.0: KeyError"):
        asyncio.run(check_detail(orjson.dumps(_detail()), picky))


def test_others_are_served_meanwhile() -> None:
    content = orjson.dumps(_detail(8000))

    async def turns() -> tuple[int, float]:
        taken = 0
        done = asyncio.Event()

        async def other() -> None:
            nonlocal taken
            while not done.is_set():
                taken += 1
                await asyncio.sleep(0)

        task = asyncio.create_task(other())
        # Of this thread alone: what others take of the machine meanwhile is no matter.
        began = time.thread_time()
        await check_detail(content)
        spent = time.thread_time() - began
        done.set()
        await task
        return taken, spent

    taken, spent = asyncio.run(turns())
    # A turn for the others at least every few dozen milliseconds, however slow the machine.
    assert taken >= max(5, spent / 0.05)
