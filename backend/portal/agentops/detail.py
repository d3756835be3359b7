"""Checks the detail of a trace, which may be tens of megabytes, without making other users wait.

Checking 10,000 spans field by field holds the process for half a second, in a thread as well as outside:
the checker keeps the interpreter to itself. So the text is walked span by span, with pauses in which others
are served; every span must be an object with all fields and times of the right kind, and a bounded sample
is checked field by field. What passes is handed on byte for byte.
"""

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any, NoReturn

from pydantic import ValidationError

from portal.agentops.schemas import Span, TraceSummary

# Others wait no longer than this for their turn.
_SLICE_S = 0.004
# Checked field by field: the first spans, and of the rest one in so many.
_SAMPLE = 50
_EVERY = 200
_FIELDS = frozenset(name for name, field in Span.model_fields.items() if field.is_required())
_SPACE = re.compile(r"[ \t\n\r]*")

SpanObject = dict[str, Any]


class ShapeError(ValueError):
    """An answer that is not what was promised; says where, never what."""


@dataclass(frozen=True)
class CheckedDetail:
    """A trace whose shape is right. `content` is the JSON of a `TraceDetail`, as it came."""

    content: bytes
    trace: TraceSummary
    truncated: bool


def _no_constant(name: str) -> NoReturn:
    raise ShapeError(f"{name} is not JSON")


_DECODER = json.JSONDecoder(parse_constant=_no_constant)


async def check_detail(content: bytes, each: Callable[[SpanObject], None] | None = None) -> CheckedDetail:
    """Check the JSON of a `TraceDetail`; `each` is shown every span on the way.

    A `KeyError`, `TypeError`, `ValueError` or `AttributeError` of `each` says that the span is wrong.

    Raises `ShapeError`, or pydantic's `ValidationError`.
    """
    try:
        text = content.decode()
        members: dict[str, Any] = {}
        count = -1
        async for name, value, place in _members(text):
            if name == "spans[]":
                count += 1
                _check_span(value, text, place, count)
                if each is not None:
                    _show(each, value, count)
            else:
                if name == "trace":
                    # From its text, not its value: the checks are those of JSON.
                    value = TraceSummary.model_validate_json(text[place[0] : place[1]])
                members[name] = value
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ShapeError(type(error).__name__) from error
    if "spans" not in members or not isinstance(members.get("trace"), TraceSummary):
        raise ShapeError("trace or spans are missing")
    truncated = members.get("truncated", False)
    if not isinstance(truncated, bool):
        raise ShapeError("truncated")
    return CheckedDetail(content, members["trace"], truncated)


def _show(each: Callable[[SpanObject], None], span: SpanObject, index: int) -> None:
    try:
        each(span)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ShapeError(f"spans.{index}: {type(error).__name__}") from error


async def _members(text: str) -> AsyncIterator[tuple[str, Any, tuple[int, int]]]:
    """The members of the object that `text` is, each with its place; of `spans`, first its elements."""
    at = _expect(text, _skip(text, 0), "{")
    turn = time.perf_counter()
    while True:
        name, at = _DECODER.raw_decode(text, at)
        at = _skip(text, _expect(text, _skip(text, at), ":"))
        if name == "spans":
            at = _skip(text, _expect(text, at, "["))
            first = True
            while not text.startswith("]", at):
                at = at if first else _skip(text, _expect(text, at, ","))
                value, end = _DECODER.raw_decode(text, at)
                yield "spans[]", value, (at, end)
                at = _skip(text, end)
                first = False
                if time.perf_counter() - turn > _SLICE_S:
                    await asyncio.sleep(0)
                    turn = time.perf_counter()
            at += 1
            yield name, None, (at, at)
        else:
            value, end = _DECODER.raw_decode(text, at)
            yield name, value, (at, end)
            at = end
        at = _skip(text, at)
        if text.startswith("}", at):
            if _skip(text, at + 1) != len(text):
                raise ShapeError("text after the end")
            return
        at = _skip(text, _expect(text, at, ","))


def _skip(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _expect(text: str, at: int, sign: str) -> int:
    if not text.startswith(sign, at):
        raise ShapeError(f"{sign} expected")
    return _skip(text, at + 1)


def _check_span(value: Any, text: str, place: tuple[int, int], index: int) -> None:
    if index < _SAMPLE or index % _EVERY == 0:
        try:
            Span.model_validate_json(text[place[0] : place[1]])
        except ValidationError as error:
            where = ".".join(map(str, error.errors(include_input=False, include_url=False)[0]["loc"]))
            raise ShapeError(f"spans.{index}.{where}") from error
        return
    right = (
        isinstance(value, dict)
        and value.keys() >= _FIELDS
        and isinstance(value["span_id"], str)
        and isinstance(value["start_time"], str)
        and isinstance(value["end_time"], str)
        and isinstance(value["duration_ns"], int)
        and isinstance(value["input"], dict)
        and isinstance(value["output"], dict)
    )
    if not right:
        raise ShapeError(f"spans.{index}")
