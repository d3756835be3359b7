"""`/telemetry/v1`: facets, aggregates and the completion of filters."""

from collections.abc import Iterable, Sequence
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from agentops_server.query.aggregate import (
    MOST_DIMENSIONS,
    MOST_GROUPS,
    Aggregator,
    Period,
    Question,
    Values,
    nothing,
)
from agentops_server.query.buckets import BucketSize, auto_size
from agentops_server.query.facets import FACETS, FacetReader
from agentops_server.query.filters.compiler import condition
from agentops_server.query.filters.completion import complete, place
from agentops_server.query.filters.errors import FilterError
from agentops_server.query.filters.fields import Field as FilterField
from agentops_server.query.filters.parser import parse
from agentops_server.query.measures import DIMENSIONS, MEASURES
from agentops_server.query.metrics import zone
from agentops_server.query.question import Filter
from agentops_server.query.values import iso_ns
from agentops_server.services import Parts
from agentops_server.telemetry.scope import EndTime, ReadableProject, StartTime, Wanted, project_of
from kit.errors import Unprocessable, describe_errors
from kit.timerange import iso, resolve_range

router = APIRouter(prefix="/telemetry/v1", tags=["telemetry"], responses=describe_errors(401, 403, 404, 422))


class FacetValueOut(BaseModel):
    """A value, and how many of the traces have it."""

    value: str
    count: int


class FacetOut(BaseModel):
    """The most frequent values of a field."""

    field: str
    values: list[FacetValueOut]
    complete: bool = Field(description="Whether there are no other values")


class Facets(BaseModel):
    """Facets of the traces of a window under a filter."""

    facets: list[FacetOut]


@router.get("/facets", summary="The most frequent values of each field, under the filter")
async def facets(
    parts: Parts,
    wanted: Wanted,
    fields: Annotated[
        str, Query(max_length=200, description=f"With commas between; of {', '.join(FACETS)}; default: all")
    ] = "",
    limit: Annotated[int, Query(ge=1, le=100)] = 10,
) -> Facets:
    """A trace that has several values of a field counts for each of them."""
    names = [name.strip() for name in fields.split(",") if name.strip()] or list(FACETS)
    _known("fields", names, FACETS)
    found = await FacetReader(parts.store).facets(wanted, names, limit)
    return Facets(
        facets=[
            FacetOut(
                field=one.field,
                values=[FacetValueOut(value=value.value, count=value.count) for value in one.values],
                complete=one.is_complete,
            )
            for one in found
        ]
    )


class AggregateIn(BaseModel):
    """A question about figures."""

    model_config = ConfigDict(extra="forbid")

    project_id: str | None = Field(None, max_length=64)
    start_time: str | None = Field(None, max_length=40)
    end_time: str | None = Field(None, max_length=40)
    q: str = Field("", max_length=8000, description="The filter language")
    measures: list[str] = Field(min_length=1, max_length=20, description=", ".join(MEASURES))
    dimensions: list[str] = Field(
        default_factory=list, max_length=MOST_DIMENSIONS, description=", ".join(DIMENSIONS)
    )
    interval: Literal["none", "auto"] | BucketSize = "none"
    time_zone: str = Field("UTC", max_length=64, description="IANA name; where days begin")
    compare: Literal["none", "previous"] = "none"
    order_by: str = Field("", description="One of the measures; default: the first")
    order: Literal["asc", "desc"] = "desc"
    limit: int = Field(100, ge=1, le=MOST_GROUPS, description="Groups")


class PointOut(BaseModel):
    """A bucket of a chart."""

    time: str
    values: dict[str, float | int | None]


class Group(BaseModel):
    """The figures of one group; without dimensions there is one, of everything."""

    key: dict[str, str | None] = Field(description="By dimension; null where the traces have none")
    values: dict[str, float | int | None]
    previous: dict[str, float | int | None] | None
    series: list[PointOut]
    previous_series: list[PointOut]


class Aggregate(BaseModel):
    """Figures of a window."""

    project_id: str
    start_time: str
    end_time: str
    subject: Literal["traces", "calls"] = Field(
        description="What is counted: model calls where the groups are by model, provider, team or key"
    )
    interval: BucketSize | None
    time_zone: str
    totals: dict[str, float | int | None] = Field(description="Of all groups together, nothing counted twice")
    previous_totals: dict[str, float | int | None] | None
    groups: list[Group]
    complete: bool = Field(description="Whether there are no more groups than these")


@router.post("/aggregate", summary="Measures by dimensions and over time")
async def aggregate(asked: AggregateIn, request: Request, parts: Parts) -> Aggregate:
    """Every bucket of the window is there, empty ones too; days begin in the time zone."""
    project = await project_of(request, parts, asked.project_id)
    _known("measures", asked.measures, MEASURES)
    _known("dimensions", asked.dimensions, DIMENSIONS)
    window = resolve_range(asked.start_time, asked.end_time)
    size = (
        None
        if asked.interval == "none"
        else auto_size(window)
        if asked.interval == "auto"
        else asked.interval
    )
    question = Question(
        wanted=Filter(project, window, condition=condition(asked.q)),
        measures=tuple(asked.measures),
        dimensions=tuple(asked.dimensions),
        size=size,
        local=zone(asked.time_zone),
        compare=asked.compare == "previous",
        order_by=asked.order_by or asked.measures[0],
        order=asked.order,
        limit=asked.limit,
    )
    answer = await Aggregator(parts.store).answer(question)
    now, before = answer.now, answer.before
    empty = nothing(asked.measures)
    return Aggregate(
        project_id=project,
        start_time=iso(window.start),
        end_time=iso(window.end),
        subject=question.subject,
        interval=size,
        time_zone=asked.time_zone,
        totals=now.totals,
        previous_totals=before.totals if before else None,
        groups=[
            Group(
                key={name: part or None for name, part in zip(asked.dimensions, key, strict=True)},
                values=now.groups[key],
                previous=before.groups.get(key, empty) if before else None,
                series=_points(now, key, empty),
                previous_series=_points(before, key, empty) if before else [],
            )
            for key in answer.keys
        ],
        complete=answer.is_complete,
    )


def _points(period: Period, key: tuple[str, ...], empty: Values) -> list[PointOut]:
    known = period.series.get(key, {})
    return [
        PointOut(time=iso_ns(start * 1_000_000_000), values=known.get(start, empty))
        for start in period.starts
    ]


def _known(field: str, names: Sequence[str], known: Iterable[str]) -> None:
    choices = list(known)
    for index, name in enumerate(names):
        if name not in choices:
            raise Unprocessable(
                f"{field}: there is no {name[:64]!r}; there are {', '.join(choices)}.",
                details={"field": field, "known": choices},
            )
        if name in names[:index]:
            raise Unprocessable(f"{field}: {name!r} stands there twice.", details={"field": field})


class SuggestionOut(BaseModel):
    """A text to put in place of what is being typed."""

    kind: Literal["field", "operator", "value", "keyword"]
    text: str
    detail: str


class CompletionOut(BaseModel):
    """What may replace `length` characters from `start` on; and what is wrong with the text as it is."""

    start: int
    length: int
    suggestions: list[SuggestionOut]
    error: dict[str, object] | None = Field(
        description="As of `invalid_filter`: message, position, length, found, expected, suggestion"
    )


@router.get("/filter/complete", summary="What could stand at the cursor of a filter")
async def complete_filter(
    parts: Parts,
    project: ReadableProject,
    text: Annotated[str, Query(max_length=8000)] = "",
    cursor: Annotated[int | None, Query(ge=0, description="In characters; default: the end")] = None,
    start_time: StartTime = None,
    end_time: EndTime = None,
) -> CompletionOut:
    """Values are the most frequent ones of the window."""
    wanted = Filter(project, resolve_range(start_time, end_time))
    at = len(text) if cursor is None else cursor
    field = place(text, at).field
    values: list[str] = []
    if field is not None and field.name in FACETS and field.kind in ("text", "list"):
        typed = place(text, at).prefix.replace("*", "")
        found = await FacetReader(parts.store).facet(wanted, field.name, 20, typed)
        values = [one.value for one in found.values]

    def known(_: FilterField, __: str) -> list[str]:
        return values

    made = complete(text, at, known)
    return CompletionOut(
        start=made.start,
        length=made.length,
        suggestions=[
            SuggestionOut(kind=one.kind, text=one.text, detail=one.detail) for one in made.suggestions
        ],
        error=_error(text),
    )


def _error(text: str) -> dict[str, object] | None:
    try:
        parse(text)
    except FilterError as error:
        return {"message": error.message, **(error.details or {})}
    return None
