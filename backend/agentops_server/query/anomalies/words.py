"""An anomaly as a sentence with its numbers, and as a filter that leads to its traces."""

from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from agentops_server.query.anomalies.detect import Anomaly
from agentops_server.query.anomalies.past import ComparedWith, Usual
from agentops_server.query.anomalies.rules import Finding
from agentops_server.query.filters.printer import show
from agentops_server.query.filters.syntax import And, Compare, Node, Number, Pattern

_WEEKDAYS = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")


def sentence(anomaly: Anomaly, local: ZoneInfo) -> str:
    """What happened, when, and what is usual, for people."""
    moment = datetime.fromtimestamp(anomaly.worst_at, UTC).astimezone(local)
    usual = anomaly.worst.usual
    who = f"{anomaly.series.subject.capitalize()} {anomaly.series.name}"
    spell = f" (out of the ordinary for {anomaly.hours} hours)" if anomaly.hours > 1 else ""
    return (
        f"{who}: {_what(anomaly)} in the hour from {moment:%H:%M} on {moment:%Y-%m-%d}{spell}. "
        f"Usual is {_amount(anomaly, usual.middle)}, mostly between {_amount(anomaly, usual.low)} and "
        f"{_amount(anomaly, usual.high)}: the median of {_compared(usual, moment)}."
    )


def _what(anomaly: Anomaly) -> str:
    finding, hour = anomaly.worst, anomaly.hour
    unit = "model calls" if anomaly.series.subject == "model" else "traces"
    match finding.metric:
        case "volume":
            return f"{_amount(anomaly, finding.value)} {unit}{_times(finding)}"
        case "errors":
            share = _amount(anomaly, finding.value)
            return f"{share} of the {unit} failed ({hour.errors} of {hour.count})"
        case "latency":
            slowest = _amount(anomaly, finding.value)
            return f"one in twenty of {hour.count} {unit} took longer than {slowest}{_times(finding)}"
        case "cost":
            each = f"${finding.value / hour.count:.4f} each"
            return f"{_amount(anomaly, finding.value)} spent{_times(finding)} on {hour.count} {unit}, {each}"


def _times(finding: Finding) -> str:
    if finding.usual.middle <= 0 or finding.value <= 0:
        return ""
    times = finding.value / finding.usual.middle
    return f", {times:.1f} times the usual" if times >= 1 else f", {100 * times:.0f} % of the usual"


def _amount(anomaly: Anomaly, value: float) -> str:
    match anomaly.worst.metric:
        case "volume":
            return f"{value:,.0f}"
        case "errors":
            return f"{100 * value:.1f} %"
        case "latency":
            return f"{value / 1000:.2f} s" if value >= 1000 else f"{value:.0f} ms"
        case "cost":
            return f"${value:,.2f}"


def _compared(usual: Usual, moment: datetime) -> str:
    weekday, count = moment.weekday(), len(usual.values)
    kinds: dict[ComparedWith, str] = {
        "weekday_hour": f"this hour of {count} earlier {_WEEKDAYS[weekday]}",
        "day_kind_hour": f"this hour of {count} earlier {'working' if weekday < 5 else 'weekend'} days",
        "hour": f"this hour of {count} earlier days",
        "all_hours": f"{count} earlier hours",
    }
    return kinds[usual.compared_with]


def filter_of(anomaly: Anomaly) -> str:
    """The traces behind it, in the filter language."""
    parts: list[Node] = [Compare(anomaly.series.subject, "=", (Pattern((anomaly.series.name,)),))]
    match anomaly.worst.metric:
        case "errors":
            parts.append(Compare("status", ":", (Pattern(("error",)),)))
        case "latency":
            # A trace takes at least as long as its slowest call.
            above = Decimal(round(anomaly.worst.usual.high) * 1_000_000)
            parts.append(Compare("latency", ">", (Number(above),)))
        case _:
            pass
    return show(And(tuple(parts)) if len(parts) > 1 else parts[0])
