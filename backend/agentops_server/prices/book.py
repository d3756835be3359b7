"""Prices in force, laid beside a staged batch so that SQL can price its spans."""

from typing import Any

from agentops_server.store.client import Connection

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

    def stage(self, connection: Connection) -> None:
        """Fill `stage_prices` for the models in `stage_spans` that reported no cost."""
        wanted = connection.rows(_MODELS)
        if not wanted:
            return
        prices = connection.rows(_PRICES)
        if not prices:
            return
        rows: list[tuple[Any, ...]] = []
        for asked in wanted:
            for owner in (asked["project_id"], ""):
                own = {price["model"] for price in prices if price["project_id"] == owner}
                name = next((name for name in _names(asked) if name in own), None)
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
        if rows:
            connection.insert("stage_prices", _COLUMNS, rows)


def _names(asked: dict[str, str]) -> list[str]:
    names = []
    for model in (asked["response_model"], asked["model"]):
        if model:
            names += [f"{asked['provider']}/{model}", model] if asked["provider"] else [model]
    return names
