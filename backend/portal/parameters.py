"""Refuses query parameters that a route does not know.

A misspelt filter that is silently ignored shows everything and looks like an answer.
"""

from fastapi import FastAPI, Request

from kit.errors import Unprocessable


def refuse_unknown_parameters(request: Request) -> None:
    """A dependency of every route below /api. Raises `Unprocessable`, naming what is known instead."""
    if not request.query_params:
        return
    known = _known(request.app, request.scope["route"].path, request.method.lower())
    for name in request.query_params:
        if name not in known:
            hint = f"known are {', '.join(sorted(known))}" if known else "this route takes none"
            raise Unprocessable(
                f"The query parameter {name[:64]} is unknown: {hint}.", details={"field": name[:64]}
            )


def _known(app: FastAPI, path: str, method: str) -> set[str]:
    # The OpenAPI document is made once and kept by the app; it lists the parameters of dependencies too.
    operation = app.openapi()["paths"].get(path, {}).get(method, {})
    return {parameter["name"] for parameter in operation.get("parameters", []) if parameter["in"] == "query"}
