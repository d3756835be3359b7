"""THE table of what a reconciliation can find; its conditions stand in sql/money.sql, by the same codes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")


@dataclass(frozen=True)
class Kind:
    """A kind of finding. `amount`: what its amount is; empty where it has none."""

    severity: Severity
    message: str
    advice: str
    amount: str = ""


MISSING = "missing_from_traces"
UNKNOWN = "unknown_to_gateway"

KINDS: Mapping[str, Kind] = {
    MISSING: Kind(
        "error",
        "The gateway counted calls that are not among the traces",
        "See whether its spans still wait (agentops_callback_spool_spans) or were lost "
        "(agentops_callback_spans_total), and whether dead letters hold them.",
        "What these calls cost by the gateway's count",
    ),
    "counted_twice": Kind(
        "error",
        "An agent's SDK and the gateway report these as different calls",
        "Let the SDK send gen_ai.response.id, so that both are known to be one call.",
        "What the gateway's part of the pairs cost",
    ),
    "cached_at_full_price": Kind(
        "error",
        "Cached tokens were billed at the full price",
        "Set cache_read_input_token_cost of the model in the gateway's config.yaml.",
        "Billed too much by the price map",
    ),
    "gateway_differs": Kind(
        "error",
        "The traces count another cost than the gateway reported",
        "An agent's SDK reports a cost of its own for these calls: leave the pricing to the gateway.",
        "Traces minus gateway",
    ),
    "price_map_differs": Kind(
        "warning",
        "The reported cost is not tokens times the prices of the map",
        "Correct the prices of the gateway's config.yaml, or the project's prices.",
        "Reported minus price map",
    ),
    "price_changed": Kind(
        "warning",
        "The stored cost was made from other prices than those now in force for that moment",
        "Apply the prices to the past (reprice).",
        "Stored minus price map",
    ),
    "gateway_unpriced": Kind(
        "warning",
        "The gateway reported no cost for calls that the traces have a price for",
        "Give the model prices in the gateway's config.yaml: its budgets do not see this money.",
        "What the traces count for them",
    ),
    "zero_priced": Kind(
        "warning",
        "Calls with tokens were reported as free, and their answers came from no cache",
        "If the model is not free, give it prices in the gateway's config.yaml.",
        "Reported (nothing) minus price map",
    ),
    "unpriced": Kind(
        "warning",
        "Calls with tokens that nobody has a price for: they are in no sum",
        "Set the project's price of the model, then reprice.",
    ),
    "cached_exceeds_prompt": Kind(
        "warning",
        "More cached tokens than prompt tokens: the sender does not count them as part of the prompt",
        "Report the whole prompt as gen_ai.usage.input_tokens; until then such calls are priced too low.",
    ),
    "reasoning_exceeds_completion": Kind(
        "warning",
        "More reasoning tokens than completion tokens: the sender does not count them as part of the answer",
        "Report the whole answer as gen_ai.usage.output_tokens; until then such calls are priced too low.",
    ),
    "cost_on_failure": Kind(
        "warning",
        "Failed calls were reported with a cost",
        "See whether the provider bills them: an answer cut off in the middle is billed, a refusal is not.",
        "Reported for them",
    ),
    UNKNOWN: Kind(
        "info",
        "Calls of a model of the gateway that did not go through it",
        "Point the agent at the gateway, or expect this money to be missing in its budgets.",
        "What the traces count for them",
    ),
}
