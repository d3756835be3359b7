"""Numbers with units, as people write them: `10k`, `$0.01`, `1.5s`."""

import re
from decimal import Decimal

from agentops_server.query.filters.fields import Kind

_NUMBER = re.compile(r"\$?([0-9]{1,15}(?:\.[0-9]{1,12})?|\.[0-9]{1,12})([A-Za-zµ]*)")
_SCALES = {"": 1, "k": 1_000, "K": 1_000, "M": 1_000_000}
_NANOSECONDS = {
    "ns": 1,
    "us": 1_000,
    "µs": 1_000,
    "ms": 1_000_000,
    "s": 1_000_000_000,
    "m": 60_000_000_000,
    "min": 60_000_000_000,
    "h": 3_600_000_000_000,
}
# What the columns hold: costs with 12 decimals, counts and nanoseconds in 64 bits.
_MOST = Decimal(10) ** 15
_MOST_COUNT = Decimal(2**63 - 1)
_SHOWN = (
    ("h", 3_600_000_000_000),
    ("m", 60_000_000_000),
    ("s", 1_000_000_000),
    ("ms", 1_000_000),
    ("us", 1_000),
)


def read(text: str, kind: Kind) -> Decimal | None:
    """The amount in dollars, as a count or in nanoseconds; None where the text is no such amount."""
    found = _NUMBER.fullmatch(text)
    if found is None or (text.startswith("$") and kind != "money"):
        return None
    scale = (_NANOSECONDS if kind == "duration" else _SCALES).get(found[2])
    if scale is None:
        return None
    amount = Decimal(found[1]) * scale
    if kind == "money":
        return amount if amount <= _MOST and _decimals(amount) <= 12 else None
    return amount if amount <= _MOST_COUNT and amount == amount.to_integral_value() else None


def _decimals(amount: Decimal) -> int:
    exponent = amount.normalize().as_tuple().exponent
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0


def show(amount: Decimal, kind: Kind) -> str:
    """An amount as text that `read` understands."""
    if kind != "duration":
        return f"{amount.normalize():f}"
    whole = int(amount)
    unit, size = next(((unit, size) for unit, size in _SHOWN if whole and whole % size == 0), ("ns", 1))
    return f"{whole // size}{unit}"
