"""Prices for all projects: LiteLLM's `model_prices_and_context_window.json` and the gateway's models."""

import json
import logging
import time
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import yaml

from agentops_server.settings import ConfigError
from agentops_server.store.client import Store

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
GATEWAY = "gateway"
_STORED = """
SELECT model, input, output, cached_input, reasoning FROM prices FINAL
WHERE project_id = '' AND source IN {sources:Array(String)} ORDER BY effective_from
"""
Price = tuple[Decimal, Decimal, Decimal | None, Decimal | None]
Prices = Mapping[str, tuple[Price, str]]
"""A price and its source, by model."""


def load_prices(store: Store, wanted: Prices) -> int:
    """Store what is new or changed, in force from now on (from ever, for models that are new).

    Returns how many. Raises `StoreError`.
    """
    connection = store.connect()
    try:
        rows = connection.rows(_STORED, {"sources": [SOURCE, GATEWAY]})
        stored = {
            row["model"]: (row["input"], row["output"], row["cached_input"], row["reasoning"]) for row in rows
        }
        now = time.time_ns() // 1_000_000
        changed = [
            ["", model, now if model in stored else 0, time.time_ns(), 0, *price, source]
            for model, (price, source) in wanted.items()
            if stored.get(model) != price
        ]
        if changed:
            connection.insert("prices", COLUMNS, changed)
    finally:
        store.release(connection)
    _log.info("read the price map", extra={"models": len(wanted), "changed": len(changed)})
    return len(changed)


def read_all(price_map: Path | None, gateway_config: Path | None) -> Prices:
    """Of a map and of a gateway's models; the gateway's own go first. Raises `ConfigError`."""
    found = {model: (price, SOURCE) for model, price in (read(price_map) if price_map else {}).items()}
    if gateway_config is not None:
        found |= {model: (price, GATEWAY) for model, price in read_gateway(gateway_config).items()}
    return found


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


def read_gateway(path: Path) -> dict[str, Price]:
    """The prices that a LiteLLM `config.yaml` gives its models, as it names them. Raises `ConfigError`."""
    try:
        document = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, ValueError, yaml.YAMLError) as error:
        place = " ".join(str(error).split())[:200]
        raise ConfigError(
            f"AGENTOPS_GATEWAY_CONFIG cannot be read ({place}): name a LiteLLM config.yaml."
        ) from error
    models = document.get("model_list") if isinstance(document, dict) else None
    found: dict[str, Price] = {}
    for entry in models if isinstance(models, list) else []:
        if not isinstance(entry, dict):
            continue
        # LiteLLM takes prices in either place.
        parts = [
            part for name in ("litellm_params", "model_info") if isinstance(part := entry.get(name), dict)
        ]
        price = _price({name: value for part in parts for name, value in part.items()})
        if price is not None:
            found.setdefault(str(entry.get("model_name")), price)
    return found


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
    if isinstance(value, bool) or not isinstance(value, Decimal | float | int | str):
        return None
    try:
        # Of a float what it is written as; YAML takes 1e-6 for a text.
        amount = value if isinstance(value, Decimal) else Decimal(str(value))
        return amount.quantize(_EXACT) if 0 <= amount <= 1000 else None
    except InvalidOperation:
        return None
