"""Prices of a project, models without one, pricing the past again."""

import asyncio
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, PlainSerializer

from agentops_server.prices.price_map import COLUMNS
from agentops_server.query.question import nanoseconds
from agentops_server.services import Parts, Services
from agentops_server.store.client import Row
from agentops_server.store.statements import statement
from agentops_server.store.versions import version_above
from kit.errors import NotFound, describe_errors
from kit.timerange import iso, parse_time, resolve_range

router = APIRouter(
    prefix="/telemetry/v1/prices", tags=["prices"], responses=describe_errors(401, 403, 404, 422)
)

ProjectId = Annotated[
    str | None, Query(max_length=64, description="Needed with the service token; else the token's project")
]
Time = Annotated[str | None, Query(max_length=40, description="ISO 8601 or epoch")]
_MILLION = 1_000_000
_DAY_NS = 86_400 * 10**9
_MONTH = timedelta(days=30)
# A plain decimal string: exact, and without an exponent.
Amount = Annotated[
    Decimal,
    Field(ge=0, le=1_000_000_000, max_digits=18, decimal_places=9),
    PlainSerializer(lambda value: format(value.normalize(), "f"), return_type=str),
]


class PriceIn(BaseModel):
    """A project's price of a model, in US dollars a million tokens."""

    model_config = ConfigDict(extra="forbid")

    model: Annotated[str, Field(min_length=1, max_length=300)]
    input: Amount
    output: Amount
    cached_input: Amount | None = Field(default=None, description="Left out: as input")
    reasoning: Amount | None = Field(default=None, description="Left out: as output")
    effective_from: datetime | None = Field(default=None, description="Left out: ever since")


class PriceOut(BaseModel):
    """A price in force, in US dollars a million tokens."""

    model: str
    input: Amount
    output: Amount
    cached_input: Amount | None
    reasoning: Amount | None
    effective_from: str
    is_own: bool = Field(description="The project's own price goes before everyone's")
    source: str


class PriceList(BaseModel):
    """Prices."""

    prices: list[PriceOut]


class UnpricedModel(BaseModel):
    """A model that was called and has no price."""

    model: str
    provider: str
    calls: int
    total_tokens: int


class UnpricedList(BaseModel):
    """Models without a price."""

    models: list[UnpricedModel]


class Repriced(BaseModel):
    """What pricing again did."""

    calls: int = Field(
        description="Calls that were priced again; those that reported their own cost are left"
    )


@router.get("", summary="Prices of a project")
async def list_prices(
    request: Request,
    parts: Parts,
    project_id: ProjectId = None,
    q: Annotated[
        str, Query(max_length=200, description="Also everyone's prices of models with this name")
    ] = "",
) -> PriceList:
    """Its own prices; with `q` also those of the price map."""
    project = await _project(request, parts, project_id, "read")
    sql = statement("prices_of_project")
    rows = await parts.store.read("prices", sql, {"project": project, "q": q})
    return PriceList(prices=[_price(row) for row in rows])


@router.put("", status_code=204, summary="Set a project's price of a model")
async def set_price(
    wanted: PriceIn, request: Request, parts: Parts, project_id: ProjectId = None
) -> Response:
    """In force for calls from `effective_from` on that come in now; `reprice` applies it to the past.

    The model is named as the calls name it, or as `provider/model`. Needs the scope `admin`.
    """
    project = await _project(request, parts, project_id, "admin")
    await _put(parts, project, wanted, is_deleted=False)
    return Response(status_code=204)


@router.delete("", status_code=204, summary="Delete a project's price of a model")
async def delete_price(
    request: Request,
    parts: Parts,
    model: Annotated[str, Query(min_length=1, max_length=300)],
    effective_from: Time = None,
    project_id: ProjectId = None,
) -> Response:
    """Everyone's price applies again. Needs the scope `admin`."""
    project = await _project(request, parts, project_id, "admin")
    moment = parse_time(effective_from, "effective_from") if effective_from else None
    price = PriceIn(model=model, input=Decimal(0), output=Decimal(0), effective_from=moment)
    await _put(parts, project, price, is_deleted=True)
    return Response(status_code=204)


@router.get("/unpriced", summary="Models that were called and have no price")
async def unpriced(
    request: Request,
    parts: Parts,
    project_id: ProjectId = None,
    start_time: Time = None,
    end_time: Time = None,
) -> UnpricedList:
    """Most called first; the window defaults to the last 30 days."""
    project = await _project(request, parts, project_id, "read")
    start, end = nanoseconds(resolve_range(start_time, end_time, default=_MONTH))
    rows = await parts.store.read(
        "prices.unpriced", statement("unpriced_models"), {"project": project, "start": start, "end": end}
    )
    return UnpricedList(
        models=[
            UnpricedModel(
                model=row["model"], provider=row["provider"], calls=row["calls"], total_tokens=row["tokens"]
            )
            for row in rows
        ]
    )


@router.post("/reprice", summary="Apply today's prices to stored calls")
async def reprice(
    request: Request,
    parts: Parts,
    project_id: ProjectId = None,
    start_time: Time = None,
    end_time: Time = None,
) -> Repriced:
    """Day by day; the window defaults to the last 30 days. Needs the scope `admin`."""
    project = await _project(request, parts, project_id, "admin")
    first, end = nanoseconds(resolve_range(start_time, end_time, default=_MONTH))
    calls = 0
    for start in range(first, end, _DAY_NS):
        calls += await parts.writer.reprice(project, start, min(start + _DAY_NS, end))
    return Repriced(calls=calls)


async def _project(request: Request, parts: Services, named: str | None, scope: str) -> str:
    project = await parts.authenticator.project_of(request, named, scope)
    if await parts.projects.project(project) is None:
        raise NotFound("No project with this id.")
    return project


async def _put(parts: Services, project: str, price: PriceIn, *, is_deleted: bool) -> None:
    moment = price.effective_from or datetime.fromtimestamp(0, UTC)
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
    row: list[Any] = [
        project,
        price.model,
        moment,
        0,
        int(is_deleted),
        price.input / _MILLION,
        price.output / _MILLION,
        None if price.cached_input is None else price.cached_input / _MILLION,
        None if price.reasoning is None else price.reasoning / _MILLION,
        "project",
    ]

    def insert() -> None:
        connection = parts.store.connect()
        try:
            row[COLUMNS.index("version")] = version_above(connection, "prices")
            connection.insert("prices", COLUMNS, [row])
        finally:
            parts.store.release(connection)

    await asyncio.to_thread(insert)


def _price(row: Row) -> PriceOut:
    return PriceOut(
        model=row["model"],
        input=row["input"] * _MILLION,
        output=row["output"] * _MILLION,
        cached_input=None if row["cached_input"] is None else row["cached_input"] * _MILLION,
        reasoning=None if row["reasoning"] is None else row["reasoning"] * _MILLION,
        effective_from=iso(datetime.fromtimestamp(row["effective_ms"] / 1000, UTC)),
        is_own=bool(row["project_id"]),
        source=row["source"],
    )
