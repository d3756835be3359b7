"""THE table of what can be measured and by what it can be broken down.

Measures and dimensions are about traces or about model calls. A breakdown by model, provider, team or key is
about calls, each counted for its own model; every other is about whole traces.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from agentops_server.query.values import milliseconds

Subject = Literal["traces", "calls"]
Number = int | float | None
SUBJECTS: tuple[Subject, ...] = ("traces", "calls")


def _count(value: Any) -> Number:
    return int(value)


def _money(value: Decimal | None) -> Number:
    return None if value is None else float(value)


def _ratio(value: float | None) -> Number:
    return None if value is None or value != value else float(value)  # NaN: nothing to divide by


@dataclass(frozen=True)
class Measure:
    """A figure. `sql`: by subject, for those that have it. `empty`: its value where there is nothing."""

    sql: Mapping[Subject, str]
    read: Callable[[Any], Number]
    help: str
    empty: Number = 0
    rolled: Mapping[Subject, str] = field(default_factory=dict)
    """The same from the columns of `trace_rollups` or `call_rollups`, where they have it."""


def _both(traces: str, calls: str) -> Mapping[Subject, str]:
    return {"traces": traces, "calls": calls}


def _latency(function: str) -> Mapping[Subject, str]:
    return _both(f"{function}(duration_ns)", f"{function}(call.duration_ns)")


def _ttft(function: str, of_arrays: str) -> Mapping[Subject, str]:
    return _both(f"{of_arrays}(calls.ttft_ns)", f"{function}(call.ttft_ns)")


def _sum(column: str) -> Mapping[Subject, str]:
    return _both(f"sum({column})", f"sum(call.{column})")


def _tokens(column: str, help: str) -> Measure:
    return Measure(_sum(column), _count, help, rolled=_both(f"sum({column})", f"sum({column})"))


MEASURES: Mapping[str, Measure] = {
    "traces": Measure(
        _both("count()", "uniqExact(trace_id)"), _count, "Traces", rolled={"traces": "sum(traces)"}
    ),
    "calls": Measure(
        _both("sum(llm_call_count)", "count()"),
        _count,
        "Model calls, each once",
        rolled=_both("sum(calls)", "sum(calls)"),
    ),
    "errors": Measure(
        _both("countIf(status = 'ERROR')", "countIf(call.is_error = 1)"),
        _count,
        "Failed traces, or failed calls",
        rolled=_both("sum(failed_traces)", "sum(failed_calls)"),
    ),
    "error_rate": Measure(
        _both("countIf(status = 'ERROR') / count()", "countIf(call.is_error = 1) / count()"),
        _ratio,
        "Errors / traces, or errors / calls: 0 to 1",
        None,
        rolled=_both("sum(failed_traces) / sum(traces)", "sum(failed_calls) / sum(calls)"),
    ),
    "spans": Measure({"traces": "sum(span_count)"}, _count, "Spans", rolled={"traces": "sum(spans)"}),
    "span_errors": Measure(
        {"traces": "sum(error_count)"}, _count, "Failed spans", rolled={"traces": "sum(failed_spans)"}
    ),
    "unpriced_calls": Measure(
        _both("sum(unpriced_calls)", "countIf(call.is_unpriced = 1)"),
        _count,
        "Model calls without a price",
        rolled=_both("sum(unpriced_calls)", "sum(unpriced_calls)"),
    ),
    "cost": Measure(
        _sum("cost"),
        _money,
        "US dollars; null where there is something and none of it has a price",
        rolled=_both("sum(cost)", "sum(cost)"),
    ),
    "cost_avg": Measure(
        _both("avg(cost)", "avg(call.cost)"),
        _ratio,
        "US dollars of a priced trace, or call",
        None,
        rolled=_both("toFloat64(sum(cost)) / sum(priced_traces)", "toFloat64(sum(cost)) / sum(priced_calls)"),
    ),
    "tokens": _tokens("total_tokens", "Tokens, in and out"),
    "input_tokens": _tokens("prompt_tokens", "Tokens in"),
    "output_tokens": _tokens("completion_tokens", "Tokens out"),
    "cached_tokens": _tokens("cached_tokens", "Tokens in from a cache, part of those in"),
    "reasoning_tokens": _tokens("reasoning_tokens", "Tokens of reasoning, part of those out"),
    "latency_avg": Measure(
        _latency("avg"),
        milliseconds,
        "Milliseconds",
        None,
        rolled=_both("sum(duration_sum) / sum(traces)", "sum(duration_sum) / sum(calls)"),
    ),
    "latency_max": Measure(
        _latency("max"),
        milliseconds,
        "Milliseconds",
        None,
        rolled=_both("max(duration_max)", "max(duration_max)"),
    ),
    **{
        f"latency_p{percent}": Measure(
            _latency(f"quantile({percent / 100})"),
            milliseconds,
            f"Milliseconds, {percent}th percentile",
            None,
            rolled=dict.fromkeys(SUBJECTS, f"quantileMerge({percent / 100})(durations)"),
        )
        for percent in (50, 75, 90, 95, 99)
    },
    "ttft_avg": Measure(
        _ttft("avg", "avgArray"),
        milliseconds,
        "Milliseconds to the first token of a call",
        None,
        rolled=dict.fromkeys(SUBJECTS, "sum(ttft_sum) / sum(ttft_count)"),
    ),
    **{
        f"ttft_p{percent}": Measure(
            _ttft(f"quantile({percent / 100})", f"quantileArray({percent / 100})"),
            milliseconds,
            f"Milliseconds to the first token of a call, {percent}th percentile",
            None,
            rolled=dict.fromkeys(SUBJECTS, f"quantileArrayMerge({percent / 100})(ttfts)"),
        )
        for percent in (50, 90, 95, 99)
    },
    "users": Measure(
        _both("uniqExactIf(user_id, user_id != '')", "uniqExactIf(user_id, user_id != '')"),
        _count,
        "Different users",
    ),
    "sessions": Measure(
        _both("uniqExactIf(session_id, session_id != '')", "uniqExactIf(session_id, session_id != '')"),
        _count,
        "Different sessions",
    ),
}


@dataclass(frozen=True)
class Dimension:
    """What groups are made by. `column`: an expression over `traces`, or of one `call`."""

    column: str
    is_of_calls: bool = False
    is_list: bool = False
    rolled: str = ""
    """The column of `call_rollups` that holds the same, if one does."""

    @property
    def sql(self) -> str:
        """The key of the group that a row belongs to; the empty text where there is none."""
        return f"arrayJoin(if(empty({self.column}), [''], {self.column}))" if self.is_list else self.column


# Where bands of times begin, in microseconds: ten a decade of round numbers, from 1 ms to nearly three hours.
BAND_STARTS_US: tuple[int, ...] = (
    0,
    *(
        tenth * 10**power
        for power in range(1, 8)
        for tenth in (100, 125, 150, 200, 250, 300, 400, 500, 600, 800)
    ),
)


def _band(nanoseconds: str) -> str:
    """The start in microseconds of the band that a time lies in, as text."""
    starts = ", ".join(map(str, BAND_STARTS_US))
    return f"toString(roundDown(intDiv({nanoseconds}, 1000), [{starts}]::Array(UInt64)))"


DIMENSIONS: Mapping[str, Dimension] = {
    "model": Dimension("call.model", is_of_calls=True, rolled="model"),
    "provider": Dimension("call.provider", is_of_calls=True, rolled="provider"),
    "team": Dimension("call.team", is_of_calls=True),
    "key": Dimension("call.key_alias", is_of_calls=True),
    "status": Dimension("status"),
    "service": Dimension("service_name"),
    "name": Dimension("name"),
    "user": Dimension("user_id"),
    "session": Dimension("session_id"),
    "agent": Dimension("agents", is_list=True),
    "tool": Dimension("tools", is_list=True),
    "tag": Dimension("tags", is_list=True),
    "latency_band": Dimension(_band("duration_ns")),
    "ttft_band": Dimension(
        f"if(isNull(call.ttft_ns), '', {_band('ifNull(call.ttft_ns, 0)')})", is_of_calls=True
    ),
}

# What the measures of each subject read.
SOURCES: Mapping[Subject, str] = {
    "traces": "trace_id, start_time, status, duration_ns, span_count, error_count, llm_call_count, "
    "unpriced_calls, cost, total_tokens, prompt_tokens, completion_tokens, cached_tokens, reasoning_tokens, "
    "calls, user_id, session_id",
    "calls": "trace_id, start_time, user_id, session_id, arrayJoin(calls) AS call",
}
