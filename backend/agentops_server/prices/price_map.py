"""LiteLLM's price map (`model_prices_and_context_window.json`) as prices for all projects."""

import json
import logging
import time
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from agentops_server.settings import ConfigError
from agentops_server.store.client import Store
from agentops_server.store.versions import version_above

_log = logging.getLogger(__name__)

COLUMNS = (
    "project_id",
    "model",
    "effective_from",
    "version",
    "is_deleted",
    "input",
    "output",
    "cached_input",
    "reasoning",
    "source",
)
SOURCE = "litellm"
_STORED = """
SELECT model, input, output, cached_input, reasoning FROM prices FINAL
WHERE project_id = '' AND source = {source:String} ORDER BY effective_from
"""
Price = tuple[Decimal, Decimal, Decimal | None, Decimal | None]


def load_price_map(store: Store, path: Path) -> int:
    """Store what is new or changed in the map, in force from now on (from ever, for models that are new).

    Returns how many. Raises `ConfigError` when the file is not a price map, `StoreError`.
    """
    wanted = read(path)
    connection = store.connect()
    try:
        rows = connection.rows(_STORED, {"source": SOURCE})
        stored = {
            row["model"]: (row["input"], row["output"], row["cached_input"], row["reasoning"]) for row in rows
        }
        now = time.time_ns() // 1_000_000
        version = version_above(connection, "prices")
        changed = [
            ["", model, now if model in stored else 0, version, 0, *price, SOURCE]
            for model, price in wanted.items()
            if stored.get(model) != price
        ]
        if changed:
            connection.insert("prices", COLUMNS, changed)
    finally:
        store.release(connection)
    _log.info("read the price map", extra={"models": len(wanted), "changed": len(changed)})
    return len(changed)


def read(path: Path) -> dict[str, Price]:
    """Prices in US dollars a token, by model. Raises `ConfigError`."""
    try:
        document = json.loads(path.read_text("utf-8"), parse_float=Decimal, parse_int=Decimal)
    except (OSError, ValueError) as error:
        raise ConfigError(
            f"AGENTOPS_PRICES_FILE cannot be read ({error}): name a LiteLLM price map."
        ) from error
    if not isinstance(document, dict):
        raise ConfigError("AGENTOPS_PRICES_FILE is not a LiteLLM price map: it must hold one JSON object.")
    found = ((model, _price(entry)) for model, entry in document.items() if isinstance(entry, dict))
    return {model: price for model, price in found if price is not None and model != "sample_spec"}


def _price(entry: Mapping[str, Any]) -> Price | None:
    given = _amount(entry, "input_cost_per_token")
    if given is None:
        return None
    return (
        given,
        _amount(entry, "output_cost_per_token") or Decimal(0).quantize(_EXACT),
        _amount(entry, "cache_read_input_token_cost"),
        _amount(entry, "output_cost_per_reasoning_token"),
    )


# What the column holds: a price compares equal to itself after a round trip.
_EXACT = Decimal("0.000000000000001")


def _amount(entry: Mapping[str, Any], name: str) -> Decimal | None:
    value = entry.get(name)
    return value.quantize(_EXACT) if isinstance(value, Decimal) and 0 <= value <= 1000 else None
