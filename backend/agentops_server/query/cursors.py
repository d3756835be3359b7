"""The places where pages end, as text that callers carry back unchanged."""

import base64
import binascii
import json
from collections.abc import Sequence

from kit.errors import BadRequest


def write(order: str, place: Sequence[str]) -> str:
    """A cursor after `place` (texts) of a list in this order."""
    return base64.urlsafe_b64encode(json.dumps([order, *place]).encode()).decode().rstrip("=")


def read(cursor: str, order: str, length: int) -> list[str]:
    """The place of a cursor. Raises `BadRequest` when it is not ours or belongs to another order."""
    try:
        found = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error) as error:
        raise BadRequest(
            "The cursor is not one of ours: leave it out to start from the first page."
        ) from error
    if (
        not isinstance(found, list)
        or len(found) != length + 1
        or not all(isinstance(one, str) for one in found)
    ):
        raise BadRequest("The cursor is not one of ours: leave it out to start from the first page.")
    if found[0] != order:
        raise BadRequest("The cursor belongs to another order: leave it out to start from the first page.")
    return found[1:]
