"""Prices in force, laid beside a staged batch so that SQL can price its spans."""

from collections.abc import Sequence
from typing import Any

from agentops_server.store.client import Connection, Row

_MODELS = """
SELECT DISTINCT project_id, model, response_model, provider FROM stage_spans
WHERE kind IN ('llm', 'embedding') AND isNull(cost) AND model != ''
"""
_PRICES = """
SELECT
    project_id, model, toUnixTimestamp64Milli(effective_from) * 1000000 AS effective_ns,
    input, output, cached_input, reasoning
FROM prices FINAL
WHERE project_id = '' OR project_id IN (SELECT project_id FROM stage_spans)
"""
_COLUMNS = (
    "project_id",
    "model",
    "response_model",
    "provider",
    "effective_from",
    "price_model",
    "input",
    "output",
    "cached_input",
    "reasoning",
)


class PriceBook:
    """Finds the prices of the models in a batch.

    A model is looked up as `provider/model` and as `model`, for the response's model first (it is the exact
    one), then for the requested; a project's own price goes before everyone's.
    """

    def stage(self, connection: Connection) -> bool:
        """Fill `stage_prices` for the models in `stage_spans` that reported no cost.

        Returns whether any of them has a price.
        """
        wanted = connection.rows(_MODELS)
        prices = connection.rows(_PRICES) if wanted else []
        rows = in_force(wanted, prices)
        if rows:
            connection.insert("stage_prices", _COLUMNS, rows)
        return bool(rows)


def in_force(wanted: Sequence[Row], prices: Sequence[Row]) -> list[tuple[Any, ...]]:
    """Every price, from its moment on, of each of the `wanted` models, in the columns of `stage_prices`.

    `wanted`: project_id, model, response_model, provider. `prices`: project_id (empty: everyone's), model,
    effective_ns and the prices.
    """
    rows: list[tuple[Any, ...]] = []
    for asked in wanted:
        for owner in (asked["project_id"], ""):
            own = {price["model"] for price in prices if price["project_id"] == owner}
            name = next((name for name in names(asked) if name in own), None)
            if name is None:
                continue
            rows.extend(
                (
                    asked["project_id"],
                    asked["model"],
                    asked["response_model"],
                    asked["provider"],
                    price["effective_ns"],
                    name,
                    price["input"],
                    price["output"],
                    price["cached_input"],
                    price["reasoning"],
                )
                for price in prices
                if price["project_id"] == owner and price["model"] == name
            )
            break
    return rows


def names(asked: Row) -> list[str]:
    """What a price may call a model, the most exact name first."""
    found = []
    for model in (asked["response_model"], asked["model"]):
        if model:
            found += [f"{asked['provider']}/{model}", model] if asked["provider"] else [model]
    return found
