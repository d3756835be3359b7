"""Refuses query parameters that a route does not know.

A misspelt filter that is silently ignored shows everything and looks like an answer.
"""

from collections.abc import Mapping
from typing import cast

from fastapi import FastAPI, Request

from kit.errors import Unprocessable

# By path template and method.
KnownParameters = Mapping[tuple[str, str], frozenset[str]]


def known_parameters(app: FastAPI) -> KnownParameters:
    """What each route of `app` takes, from its OpenAPI document: that lists dependencies' parameters too."""
    return {
        (path, method.upper()): frozenset(
            parameter["name"] for parameter in operation.get("parameters", []) if parameter["in"] == "query"
        )
        for path, operations in app.openapi()["paths"].items()
        for method, operation in operations.items()
    }


async def refuse_unknown_parameters(request: Request) -> None:
    """A dependency of every route below /api. Raises `Unprocessable`, naming what is known instead."""
    if not request.query_params:
        return
    every = cast(KnownParameters, request.app.state.known_parameters)
    known = every.get((request.scope["route"].path, request.method))
    if known is None:  # a route that the document leaves out decides for itself
        return
    for name in request.query_params:
        if name not in known:
            hint = f"known are {', '.join(sorted(known))}" if known else "this route takes none"
            raise Unprocessable(
                f"The query parameter {name[:64]} is unknown: {hint}.", details={"field": name[:64]}
            )
