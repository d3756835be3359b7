"""Chooses tool calls and fills their arguments, and values that satisfy a JSON schema."""

import json
import random
import re
from dataclasses import dataclass
from typing import Any

_WORD = re.compile(r"[a-z]{3,}|[\uac00-\ud7a3]{2,}")
_QUOTED = re.compile(r"[\"'“‘「]([^\"'”’」]{1,80})[\"'”’」]")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_CAPITAL = re.compile(r"(?<=[\w,] )[A-Z][a-z]+(?: [A-Z][a-z]+)*")
_EXPRESSION = re.compile(r"[\d.]+(?:\s*[-+*/]\s*[\d.]+)+")
_ASKS = re.compile(
    r"\b(search|look up|find|check|weather|calculate|compute|query|fetch|get|list|send|book|status)\b"
    r"|\bhow (much|many)\b"
    r"|검색|조회|찾아|확인|날씨|계산|알려|보내|예약|얼마|상태",
    re.IGNORECASE,
)
_STOP_WORDS = {
    "the",
    "and",
    "for",
    "with",
    "from",
    "that",
    "this",
    "use",
    "using",
    "tool",
    "given",
    "return",
    "returns",
}
_PLACES = {
    "서울": "Seoul", "부산": "Busan", "제주": "Jeju", "인천": "Incheon", "대전": "Daejeon",
    "seoul": "Seoul", "busan": "Busan", "jeju": "Jeju", "tokyo": "Tokyo", "paris": "Paris",
    "london": "London", "berlin": "Berlin", "boston": "Boston",
}  # fmt: skip


@dataclass(frozen=True)
class ToolCall:
    """A call that the model asks for; `arguments` is a JSON object as text."""

    id: str
    name: str
    arguments: str


def choose(
    tools: list[dict[str, Any]],
    tool_choice: Any,
    question: str,
    forced: str | None,
    answered: bool,
    rng: random.Random,
) -> list[ToolCall]:
    """The tool calls of this turn, empty when the model answers in words.

    `answered` says that the last message is a tool's result: then nothing more is called, unless
    tool_choice or a marker (`forced`) demands it.
    """
    functions = [tool["function"] for tool in tools]
    if not functions or tool_choice == "none":
        return []
    wanted = forced or (tool_choice["function"]["name"] if isinstance(tool_choice, dict) else None)
    if wanted and not (forced and answered):
        picked = [function for function in functions if function["name"] == wanted]
    elif answered and tool_choice != "required":
        return []
    else:
        scored = sorted(
            ((_score(function, question), -index) for index, function in enumerate(functions)), reverse=True
        )
        best = scored[0][0]
        if tool_choice != "required" and (best == 0 or (best < 2 and not _ASKS.search(question))):
            return []
        chosen = [-index for score, index in scored if score == best and score >= 3][:2] or [-scored[0][1]]
        picked = [functions[index] for index in chosen]
    return [_call(function, question, rng) for function in picked]


def from_schema(
    schema: dict[str, Any], question: str, rng: random.Random, name: str = "", depth: int = 0
) -> Any:
    """A value that satisfies the usual keywords of a JSON schema, taken from `question` where it can be."""
    if "const" in schema:
        return schema["const"]
    if options := schema.get("enum"):
        lowered = question.lower()
        return next((option for option in options if str(option).lower() in lowered), options[0])
    for union in ("anyOf", "oneOf", "allOf"):
        if schema.get(union):
            return from_schema(schema[union][0], question, rng, name, depth + 1)
    kind = schema.get("type", "object" if "properties" in schema else "string")
    kind = next((one for one in kind if one != "null"), "null") if isinstance(kind, list) else kind
    if kind == "object":
        required = schema.get("required", list(schema.get("properties", {})))
        properties = schema.get("properties", {})
        return {
            key: from_schema(value, question, rng, key, depth + 1)
            for key, value in properties.items()
            if depth < 6 and key in required
        }
    if kind == "array":
        count = max(1, int(schema.get("minItems", 2)))
        return [
            from_schema(schema.get("items", {}), question, rng, name, depth + 1) for _ in range(min(count, 5))
        ]
    if kind in ("integer", "number"):
        return _number(schema, question, rng, kind)
    if kind == "boolean":
        return True
    return None if kind == "null" else _string(name, question)


def _score(function: dict[str, Any], question: str) -> int:
    lowered = question.lower()
    name_words = set(_WORD.findall(function["name"].replace("_", " ").lower())) - _STOP_WORDS
    text_words = set(_WORD.findall(str(function.get("description", "")).lower())) - _STOP_WORDS
    return 3 * sum(word in lowered for word in name_words) + sum(word in lowered for word in text_words)


def _call(function: dict[str, Any], question: str, rng: random.Random) -> ToolCall:
    arguments = from_schema(function.get("parameters") or {"type": "object"}, question, rng)
    identity = f"chatcmpl-tool-{rng.getrandbits(128):032x}"
    return ToolCall(identity, function["name"], json.dumps(arguments, ensure_ascii=False))


def _number(schema: dict[str, Any], question: str, rng: random.Random, kind: str) -> float | int:
    found = _NUMBER.search(question)
    value = float(found[0]) if found else float(rng.randint(1, 10))
    value = min(max(value, float(schema.get("minimum", value))), float(schema.get("maximum", value)))
    return int(value) if kind == "integer" else value


def _string(name: str, question: str) -> str:
    lowered, key = question.lower(), name.lower()
    if key in ("city", "location", "place", "destination"):
        return next((place for word, place in _PLACES.items() if word in lowered), "Seoul")
    if key in ("expression", "formula") and (found := _EXPRESSION.search(question)):
        return found[0].strip()
    if quoted := _QUOTED.search(question):
        return quoted[1]
    if key in ("name", "title", "person", "customer") and (capital := _CAPITAL.search(question)):
        return capital[0]
    if key.endswith("id") and (found := re.search(r"[A-Z]{1,5}-?\d{2,}|\d{3,}", question)):
        return found[0]
    first = re.split(r"[.?!\n]", question.strip(), maxsplit=1)[0].strip()
    return first[:120] or "demo"
