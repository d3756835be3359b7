"""From stored attribute text back to typed values, and other small conversions of rows."""

import base64
import json
import math
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from google.protobuf.message import DecodeError
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, ArrayValue, KeyValueList

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def iso_ns(nanoseconds: int) -> str:
    """Unix nanoseconds as ISO 8601 UTC with microseconds; what no calendar holds becomes the epoch."""
    try:
        moment = datetime.fromtimestamp(nanoseconds // 1_000_000_000, UTC)
    except (OverflowError, ValueError, OSError):
        moment, nanoseconds = _EPOCH, 0
    micros = nanoseconds % 1_000_000_000 // 1000
    # Not strftime, which takes ten times as long: a page has a hundred of them.
    return f"{moment.isoformat()[:19]}.{micros:06d}Z"


def milliseconds(nanoseconds: float | None) -> float | None:
    """Nanoseconds as milliseconds; None for none and for the NaN of an empty average."""
    if nanoseconds is None or math.isnan(nanoseconds):
        return None
    return round(nanoseconds / 1e6, 3)


def dollars(amount: Decimal | None) -> float | None:
    """An exact sum of US dollars as the number that goes into JSON."""
    return None if amount is None else float(amount)


def or_none(value: str) -> str | None:
    """None for the empty text."""
    return value or None


def text(value: Any) -> str:
    """A string as it is, anything else as JSON."""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, default=str)


def decode(attributes: Mapping[str, str], types: str) -> dict[str, Any]:
    """Typed attributes from the stored text and its type letters (see migrations/0001_spans.sql)."""
    return {key: _value(value, kind) for (key, value), kind in zip(attributes.items(), types, strict=False)}


def _value(value: str, kind: str) -> Any:
    match kind:
        case "s" | "x":
            return value
        case "i":
            return int(value)
        case "d":
            number = float(value)
            return number if math.isfinite(number) else value
        case "b":
            return value == "true"
        case "a":
            return [_element(element) for element in json.loads(value)]
        case "j":
            return json.loads(value)
        case "k":
            return _kvlist(KeyValueList.FromString(base64.b64decode(value)))
        case _:
            return None


def _element(element: Any) -> Any:
    if isinstance(element, dict):  # only our own markers are objects; see sql/stage.sql
        try:
            if "$kvlist" in element:
                return _kvlist(KeyValueList.FromString(base64.b64decode(element["$kvlist"])))
            if "$array" in element:
                return _array(ArrayValue.FromString(base64.b64decode(element["$array"])))
        except DecodeError:
            return None
    return element


def any_value(value: AnyValue) -> Any:
    """A protobuf AnyValue as a Python value; bytes in base64."""
    match value.WhichOneof("value"):
        case "string_value":
            return value.string_value
        case "int_value":
            return value.int_value
        case "double_value":
            return value.double_value if math.isfinite(value.double_value) else str(value.double_value)
        case "bool_value":
            return value.bool_value
        case "array_value":
            return _array(value.array_value)
        case "kvlist_value":
            return _kvlist(value.kvlist_value)
        case "bytes_value":
            return base64.b64encode(value.bytes_value).decode()
        case _:
            return None


def _array(value: ArrayValue) -> list[Any]:
    return [any_value(element) for element in value.values]


def _kvlist(value: KeyValueList) -> dict[str, Any]:
    return {pair.key: any_value(pair.value) for pair in value.values}


def first_text(attributes: Mapping[str, Any], keys: Iterable[str]) -> str | None:
    """The first of these attributes that holds something, as text."""
    for key in keys:
        value = attributes.get(key)
        if value not in (None, "", [], {}):
            return text(value)
    return None
