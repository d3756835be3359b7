"""The tools of the demo agents: real functions, traced by the AgentOps SDK, with the schemas models see."""

import ast
import operator
from collections.abc import Callable
from typing import Any

from agentops.sdk.decorators import tool

from demo.content import DOCUMENTS, ORDERS

_OPERATIONS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


@tool(name="search_documents")  # type: ignore[untyped-decorator]
def search_documents(query: str) -> list[dict[str, str]]:
    """The documents that share most words with `query`, best first."""
    words = set(query.lower().split())
    ranked = sorted(DOCUMENTS, key=lambda one: -len(words & set(one[1].lower().split())))
    return [{"title": title, "text": text} for title, text in ranked[:2]]


@tool(name="order_status")  # type: ignore[untyped-decorator]
def order_status(order_id: str) -> dict[str, Any]:
    """The state of an order; KeyError when there is none."""
    return {"order": order_id, **ORDERS[order_id]}


@tool(name="calculate")  # type: ignore[untyped-decorator]
def calculate(expression: str) -> dict[str, Any]:
    """The value of an arithmetic expression; ValueError for anything else."""
    return {"expression": expression, "result": _value(ast.parse(expression, mode="eval").body)}


@tool(name="get_weather")  # type: ignore[untyped-decorator]
def get_weather(city: str) -> dict[str, Any]:
    """A forecast by city (fixed, for the demo)."""
    return {"city": city, "forecast": "light rain in the afternoon", "temperature_c": 17}


TOOLS: dict[str, Callable[..., Any]] = {
    "search_documents": search_documents,
    "order_status": order_status,
    "calculate": calculate,
    "get_weather": get_weather,
}


def schema(name: str, description: str, argument: str) -> dict[str, Any]:
    """A tool with one string argument, in OpenAI's form."""
    parameters = {"type": "object", "properties": {argument: {"type": "string"}}, "required": [argument]}
    return {
        "type": "function",
        "function": {"name": name, "description": description, "parameters": parameters},
    }


SCHEMAS = {
    "search_documents": schema("search_documents", "Search the company's documents 검색 문서", "query"),
    "order_status": schema("order_status", "Status of a customer order 주문 배송 상태", "order_id"),
    "calculate": schema("calculate", "Calculate an arithmetic expression 계산", "expression"),
    "get_weather": schema("get_weather", "Weather forecast of a city 날씨", "city"),
}


def _value(node: ast.expr) -> float:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return node.value
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATIONS:
        return _OPERATIONS[type(node.op)](_value(node.left), _value(node.right))
    raise ValueError("only + - * / of numbers can be calculated")
