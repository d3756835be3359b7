"""What the store said of something that it refused, in plain words."""

import re

from agentops_server.ingest.dead_letters import Fault
from agentops_server.store.errors import StoreError

_RULE = re.compile(
    r"Constraint `?(?P<rule>\w+)`? for table \S+.*? is violated.*?Expression: \((?P<expression>.*?)\)\. "
    r"Column values: (?P<values>.*?)(?:\. |: While|\s*\(VIOLATED|$)",
    re.DOTALL,
)
_FIELD = re.compile(r"(?:while reading field '|into column '|for column `?|[Cc]olumn ['`])(?P<name>[\w.]+)")
# What ClickHouse adds for its own developers.
_NOISE = (
    re.compile(r"\(in file/uri [^)]*\)"),
    re.compile(r": ?(?:While|while) (?:executing|processing)\b.*", re.DOTALL),
    re.compile(r"\(version [^)]*\)"),
    re.compile(r"\([A-Z_]{4,}\)\.?"),
    re.compile(
        r"(?:HTTPDriver for \S+ returned response code \d+\)?|Received ClickHouse exception, code: \d+,?)"
    ),
    re.compile(r"(?:server response: |error_code=\d+:? ?)"),
    re.compile(r"Code: \d+\. |DB::Exception: "),
    re.compile(r"Stack trace:.*", re.DOTALL),
)
# Columns of ours whose name is not the field's.
_FIELDS = {
    "start_unix_nano": "start_time_unix_nano",
    "end_unix_nano": "end_time_unix_nano",
    "otel_kind": "kind",
    "service_name": "resource.attributes[service.name]",
    "scope_name": "scope.name",
    "scope_version": "scope.version",
    "status_message": "status.message",
    "resource_attributes": "resource.attributes",
}
_BY_CODE = {
    241: "reading it takes more memory than the store has (AGENTOPS_CLICKHOUSE_MEMORY_BYTES)",
    69: "a number is out of the range of its column",
    128: "a list has more entries than the store takes",
    131: "a text is longer than the store takes",
    407: "a sum of money has more digits than the store takes",
    436: "a number does not fit the type of its field",
    444: "its bytes are not what the protobuf schema of OTLP says",
}


def explained(error: Exception) -> Fault:
    """What is wrong, and with which field where the store says so."""
    if not isinstance(error, StoreError):
        return Fault(f"it could not be turned into a row of the store: {error!r}"[:500])
    text = str(error)
    rule = _RULE.search(text)
    if rule is not None:
        name = rule["values"].split(" = ")[0].strip()
        values = rule["values"].strip()
        shown = values if len(values) <= 200 else f"{values[:200]}…"
        reason = f"it breaks the rule {rule['rule']} of the table, {rule['expression']}: {shown}"
        return Fault(reason, _FIELDS.get(name, name), error.code)
    found = _FIELD.search(text)
    field = found["name"] if found else ""
    plain = _plain(text)
    known = _BY_CODE.get(error.code)
    return Fault(f"{known}: {plain}" if known else plain, _FIELDS.get(field, field), error.code)


def _plain(text: str) -> str:
    for noise in _NOISE:
        text = noise.sub("", text)
    text = " ".join(text.split()).strip(" .:,")
    return text[:500] or "the store gave no reason"
