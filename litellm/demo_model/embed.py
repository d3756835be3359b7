"""Embeddings: hashed word vectors, so that texts with common words are close to each other."""

import base64
import hashlib
import math
import re
import struct
from typing import Any

from demo_model.errors import DemoError

_FEATURE = re.compile(r"[a-z0-9]+|[\uac00-\ud7a3]{2}|[\uac00-\ud7a3]")


def read_inputs(body: dict[str, Any]) -> list[str]:
    """The texts of an embeddings body: a string, strings, token ids or lists of token ids."""
    raw = body.get("input")
    if isinstance(raw, str):
        return [raw]
    if isinstance(raw, list) and raw:
        if all(isinstance(one, str) for one in raw):
            return list(raw)
        if all(isinstance(one, int) for one in raw):
            return [" ".join(f"t{one}" for one in raw)]
        if all(isinstance(one, list) for one in raw):
            return [" ".join(f"t{number}" for number in one) for one in raw]
    raise DemoError(400, "input: a string, a list of strings or token ids is required", "input")


def vector(text: str, dimensions: int) -> list[float]:
    """A unit vector of the text's words."""
    values = [0.0] * dimensions
    for feature in _FEATURE.findall(text.lower()) or [text]:
        digest = hashlib.blake2b(feature.encode(), digest_size=16).digest()
        for start in range(0, 16, 4):
            number = int.from_bytes(digest[start : start + 4], "little")
            values[(number >> 1) % dimensions] += 1.0 if number & 1 else -1.0
    norm = math.sqrt(sum(value * value for value in values)) or 1.0
    return [round(value / norm, 6) for value in values]


def encoded(values: list[float], encoding: str) -> list[float] | str:
    """The vector as JSON numbers ("float") or as base64 of little-endian float32 ("base64")."""
    if encoding == "base64":
        return base64.b64encode(struct.pack(f"<{len(values)}f", *values)).decode()
    return values
