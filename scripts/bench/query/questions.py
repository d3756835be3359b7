"""What is asked: the screens' questions, each with its bar (DESIGN section 8)."""

import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from bench.query.data import DAYS, PROJECTS
from bench.query.server import Server

Request = tuple[str, dict[str, Any] | None]


@dataclass(frozen=True)
class Question:
    """One kind of request. `bar_ms`: for the 95th percentile, None where none is promised."""

    name: str
    bar_ms: float | None
    request: Callable[[random.Random], Request]
    grows_little: bool = False
    """Whether it may take 1.5 times as long at ten times the spans, at most."""


def iso(moment: datetime) -> str:
    """As the API takes it."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


class Asker:
    """Makes requests about one project and the 30 days that end at `end_ns`."""

    def __init__(self, end_ns: int) -> None:
        self.end = datetime.fromtimestamp(end_ns / 1e9, UTC)
        self.window = {
            "project_id": PROJECTS[0],
            "start_time": iso(self.end - timedelta(days=DAYS)),
            "end_time": iso(self.end),
        }

    def get(self, path: str, **parameters: Any) -> Request:
        """A GET of `/telemetry/v1/…` over the window."""
        return f"/telemetry/v1/{path}?{urlencode({**self.window, **parameters})}", None

    def aggregate(self, **asked: Any) -> Request:
        """A POST of an aggregate question over the window."""
        return "/telemetry/v1/aggregate", {**self.window, **asked}


def questions(asker: Asker, server: Server) -> list[Question]:
    """All questions; looks up traces and a deep place first."""
    newest = json.loads(server.ask(asker.get("traces", limit=200)[0]))["traces"]
    traces = [one["trace_id"] for one in newest]
    for day in range(1, DAYS, 3):
        end = asker.end - timedelta(days=day)
        page = asker.get("traces", limit=20, end_time=iso(end), start_time=iso(end - timedelta(hours=6)))
        traces += [one["trace_id"] for one in json.loads(server.ask(page[0]))["traces"]]
    deep = _deep_cursor(asker, server)
    common = ["refund", "invoice", "warehouse", "timeout", "schedule", "museum"]
    rare = ["lunchdoctor", "riverpatch", "queueriver", "breadcredit", "poemticket", "clusterorange"]
    phrases = ["the refund", "of invoice", "payment for", "to customer"]

    def text(words: list[str]) -> Callable[[random.Random], Request]:
        return lambda dice: asker.get("traces", q=f'"{dice.choice(words)}"')

    def filtered(*filters: str, **more: Any) -> Callable[[random.Random], Request]:
        return lambda dice: asker.get("traces", q=dice.choice(filters), **more)

    def trace(dice: random.Random) -> Request:
        path = f"/telemetry/v1/traces/{dice.choice(traces)}"
        return f"{path}?{urlencode({'project_id': PROJECTS[0]})}", None

    def always(request: Request) -> Callable[[random.Random], Request]:
        return lambda _: request

    return [
        Question("list: newest page", 100, always(asker.get("traces")), grows_little=True),
        Question("list: deep page", 100, always(asker.get("traces", cursor=deep)), grows_little=True),
        Question("list: by cost", 100, always(asker.get("traces", sort="cost"))),
        Question("filter: status", 100, filtered("status:error")),
        Question("filter: model", 100, filtered("model:gpt-4o", "model:qwen3-32b", "model:claude*")),
        Question("filter: user", 100, filtered(*(f"user:user-{number}" for number in range(5, 4000, 97)))),
        Question("filter: tag", 100, filtered("tag:beta", "tag:staging")),
        Question("filter: cost and latency", 100, filtered("cost>0.05 latency>10s", "cost>0.08")),
        Question("filter: all together", 100, filtered("status:error model:gpt* tag:prod latency>1s")),
        Question("full text: rare word", 500, text(rare)),
        Question("full text: common word", 500, text(common)),
        Question("full text: phrase", 500, text(phrases)),
        Question("cards, chart and models", 200, always(asker.get("metrics"))),
        Question("the same, and 30 days before", 200, always(asker.get("metrics", compare="previous"))),
        Question("cards of failed traces", 200, always(asker.get("metrics", q="status:error"))),
        Question("chart: cost by model, hourly", 200, always(_chart(asker, "1h"))),
        Question("chart: latency by model, daily", 200, always(_chart(asker, "1d", "latency_p95"))),
        Question("breakdown by user", 200, always(_breakdown(asker, "user"))),
        Question("breakdown by tag", 200, always(_breakdown(asker, "tag"))),
        Question("trace with its spans", 50, trace, grows_little=True),
        Question("facets, all fields", None, always(asker.get("facets"))),
        Question("sessions", None, always(asker.get("sessions"))),
        Question("groups of failures", None, always(asker.get("errors"))),
        Question("flow graph", None, always(asker.get("flow"))),
    ]


def _chart(asker: Asker, interval: str, measure: str = "cost") -> Request:
    return asker.aggregate(
        measures=["calls", measure], dimensions=["model"], interval=interval, order_by="calls", limit=10
    )


def _breakdown(asker: Asker, dimension: str) -> Request:
    return asker.aggregate(
        measures=["traces", "cost", "tokens", "error_rate"], dimensions=[dimension], order_by="cost"
    )


def _deep_cursor(asker: Asker, server: Server) -> str:
    """Where a reader is who has gone back for a fortnight."""
    end = asker.end - timedelta(days=DAYS / 2)
    page = asker.get("traces", limit=200, end_time=iso(end))
    return str(json.loads(server.ask(page[0]))["next_cursor"])
