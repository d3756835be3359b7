"""The bodies of AgentOps' v4 reads, key by key, from our rows."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from agentops_server.query.spans import attributes_of, events_of, links_of, parent_of
from agentops_server.query.values import decode, dollars, iso_ns, text
from agentops_server.store.client import Row

_OTEL_KINDS = {
    "INTERNAL": "Internal",
    "SERVER": "Server",
    "CLIENT": "Client",
    "PRODUCER": "Producer",
    "CONSUMER": "Consumer",
}
_INDEX = re.compile(r"\d{1,6}")
# An array is written out up to this index; beyond it an index is a plain key, so that `x.999999` stays small.
_LONGEST_ARRAY = 10_000


def money(amount: Decimal | int, places: int = 7) -> str:
    """US dollars as AgentOps writes them: a string with a fixed number of decimals."""
    return f"{Decimal(amount):.{places}f}"


def trace_metrics(row: Row) -> dict[str, Any]:
    """TraceMetrics from a row of sql/totals.sql."""
    count = row["trace_count"]
    cost = Decimal(row["cost"])
    return {
        "span_count": row["span_count"],
        "trace_count": count,
        "success_count": row["success_count"],
        "fail_count": row["error_count"],
        "indeterminate_count": row["indeterminate_count"],
        "prompt_tokens": row["prompt_tokens"],
        "completion_tokens": row["completion_tokens"],
        "cache_read_input_tokens": row["cached_tokens"],
        "reasoning_tokens": row["reasoning_tokens"],
        "total_tokens": row["total_tokens"],
        "prompt_cost": money(row["prompt_cost"]),
        "completion_cost": money(row["completion_cost"]),
        "average_cost_per_trace": money(cost / count if count else 0),
        "total_cost": money(cost),
    }


def one_trace_metrics(row: Row) -> dict[str, Any]:
    """TraceMetrics of a single trace, from a row of sql/trace_columns.sql."""
    status = row["status"]
    return trace_metrics(
        {
            **row,
            "trace_count": 1,
            "success_count": int(status == "OK"),
            "error_count": int(status == "ERROR"),
            "indeterminate_count": int(status == "INDETERMINATE"),
            "cost": row["cost"] or 0,
        }
    )


def list_item(row: Row) -> dict[str, Any]:
    """One trace of the list."""
    return {
        "freeplan_truncated": False,
        "trace_id": row["trace_id"].hex(),
        "root_service_name": row["service_name"],
        "root_span_name": row["name"],
        "start_time": iso_ns(row["start_ns"]),
        "end_time": iso_ns(row["start_ns"] + row["duration_ns"]),
        "duration": row["duration_ns"],
        "span_count": row["span_count"],
        "error_count": row["error_count"],
        "tags": row["tags"] or None,
        "total_cost": dollars(row["cost"]),
    }


def span(row: Row) -> dict[str, Any]:
    """One span of the detail."""
    attributes = attributes_of(row)
    events = events_of(row)
    links = links_of(row)
    resource = decode(row["resource_attributes"], row["resource_attribute_types"])
    return {
        "freeplan_truncated": False,
        "span_id": row["span_id"].hex(),
        "parent_span_id": parent_of(row),
        "span_name": row["name"],
        "span_kind": _OTEL_KINDS.get(row["otel_kind"], "Unspecified"),
        "span_type": span_type(attributes),
        "service_name": row["service_name"],
        "start_time": iso_ns(row["start_ns"]),
        "end_time": iso_ns(row["start_ns"] + row["duration_ns"]),
        "duration": row["duration_ns"],
        "status_code": row["status"],
        "status_message": row["status_message"],
        "attributes": {},
        "resource_attributes": nested(resource),
        "span_attributes": nested(attributes),
        "event_timestamps": [event.time for event in events],
        "event_names": [event.name for event in events],
        "event_attributes": [nested(event.attributes) for event in events],
        "link_trace_ids": [link.trace_id for link in links],
        "link_span_ids": [link.span_id for link in links],
        "link_trace_states": [link.trace_state for link in links],
        "link_attributes": [nested(link.attributes) for link in links],
        "metrics": span_metrics(row),
    }


def span_metrics(row: Row) -> dict[str, Any] | None:
    """Tokens and cost of a span; None where it has neither, or where another span carries them."""
    if not row["counted"] or (row["total_tokens"] is None and row["cost"] is None):
        return None
    total = row["total_tokens"] or 0
    status = row["status"]
    return {
        "total_tokens": total,
        "prompt_tokens": row["prompt_tokens"] or 0,
        "completion_tokens": row["completion_tokens"] or 0,
        "cache_read_input_tokens": row["cached_tokens"] or 0,
        "reasoning_tokens": row["reasoning_tokens"] or 0,
        "success_tokens": total if status == "OK" else 0,
        "fail_tokens": total if status == "ERROR" else 0,
        "indeterminate_tokens": total if status == "UNSET" else 0,
        "prompt_cost": money(row["prompt_cost"] or 0),
        "completion_cost": money(row["completion_cost"] or 0),
        "total_cost": money(row["cost"] or 0),
    }


def span_type(attributes: Mapping[str, Any]) -> str:
    """AgentOps' span type: by the segments of the attribute keys."""
    segments = {segment for key in attributes for segment in key.split(".")}
    if "gen_ai" in segments:
        return "request"
    if "agent" in segments:
        return "agent"
    return "tool" if "tool" in segments else "other"


def nested(flat: Mapping[str, Any]) -> dict[str, Any]:
    """Dotted keys as nested objects; numbered segments that include 0 as arrays; leaves as strings.

    Indexes may come in any order and have holes (a hole is null). A key that is both leaf and branch
    keeps its own value under the empty key.
    """
    tree: dict[str, Any] = {}
    for key, value in flat.items():
        path = key.split(".")
        # A key with an empty segment stays in one piece: the empty key has a meaning of its own here.
        _place(tree, path if all(path) else [key], text(value))
    return {key: _arrays(branch) for key, branch in tree.items()}


def _place(tree: dict[str, Any], path: Sequence[str], leaf: str) -> None:
    # Hostile keys may have thousands of dots: deep ones stay in one piece.
    parts = [*path[:31], ".".join(path[31:])] if len(path) > 32 else path
    for segment in parts[:-1]:
        below = tree.get(segment)
        if not isinstance(below, dict):
            below = tree[segment] = {} if below is None else {"": below}
        tree = below
    last = tree.get(parts[-1])
    if isinstance(last, dict):
        last[""] = leaf
    else:
        tree[parts[-1]] = leaf


def _arrays(branch: Any) -> Any:
    if not isinstance(branch, dict):
        return branch
    done = {key: _arrays(below) for key, below in branch.items()}
    if "0" in done and all(_INDEX.fullmatch(key) and int(key) < _LONGEST_ARRAY for key in done):
        indexed = {int(key): value for key, value in done.items()}
        return [indexed.get(index) for index in range(max(indexed) + 1)]
    return done


def project_metrics(row: Row, recent: Sequence[Row]) -> dict[str, Any]:
    """The body of `meterics` without its window: from sql/totals.sql and the latest traces."""
    count = row["trace_count"]
    cost = Decimal(row["cost"])
    tokens = {"all": row["total_tokens"], "success": row["success_tokens"], "fail": row["fail_tokens"]}
    traces = {"all": count, "success": row["success_count"], "fail": row["error_count"]}
    by_status: dict[str, list[str]] = {"OK": [], "ERROR": [], "INDETERMINATE": []}
    dates: dict[str, Decimal] = {}
    for trace in recent:
        moment = iso_ns(trace["start_ns"])
        by_status[trace["status"]].append(moment)
        if trace["cost"] is not None:
            dates[moment[:10]] = dates.get(moment[:10], Decimal(0)) + trace["cost"]
    durations = [trace["duration_ns"] for trace in recent]
    return {
        "trace_count": count,
        "span_count": {
            "total": row["span_count"],
            "success": row["ok_spans"],
            "fail": row["error_spans"],
            "unknown": 0,
            "indeterminate": row["unset_spans"],
        },
        "token_metrics": {
            "total_cost": money(cost, 5),
            "average_cost_per_session": money(cost / count if count else 0, 5),
            "prompt_tokens": row["prompt_tokens"],
            "completion_tokens": row["completion_tokens"],
            "total_tokens": tokens,
            "avg_tokens": {name: tokens[name] / traces[name] if traces[name] else 0.0 for name in tokens},
        },
        "duration_metrics": {
            "min_duration_ns": row["min_duration_ns"],
            "max_duration_ns": row["max_duration_ns"],
            "avg_duration_ns": round(row["avg_duration_ns"]) if count else 0,
            "total_duration_ns": row["total_duration_ns"],
            "trace_durations": durations,
        },
        "success_datetime": by_status["OK"],
        "fail_datetime": by_status["ERROR"],
        "indeterminate_datetime": by_status["INDETERMINATE"],
        "spans_per_trace": dict(Counter(_bucket(trace["span_count"]) for trace in recent)),
        "trace_durations": durations,
        "trace_cost_dates": {day: float(amount) for day, amount in sorted(dates.items())},
    }


def _bucket(spans: int) -> str:
    for low, high in ((1, 10), (11, 50), (51, 100), (101, 500), (501, 1000)):
        if spans <= high:
            return f"{low}-{high}"
    return "1001+"
