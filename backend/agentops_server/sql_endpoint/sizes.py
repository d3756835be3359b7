"""What tells how much is stored, left out of the lists of tables: it is of all projects together."""

from collections.abc import Callable, Iterable
from typing import Any

Tree = dict[str, Any]

_UPPER = [
    "table_rows",
    "data_length",
    "index_length",
    "avg_row_length",
    "max_data_length",
    "data_free",
    "auto_increment",
]
_SIZES = {
    ("system", "tables"): [
        "total_rows",
        "total_bytes",
        "total_bytes_uncompressed",
        "parts",
        "active_parts",
        "total_marks",
        "lifetime_rows",
        "lifetime_bytes",
    ],
    ("system", "columns"): ["data_compressed_bytes", "data_uncompressed_bytes", "marks_bytes"],
    ("system", "data_skipping_indices"): ["data_compressed_bytes", "data_uncompressed_bytes", "marks_bytes"],
    ("information_schema", "tables"): [*_UPPER, *(name.upper() for name in _UPPER)],
    ("information_schema", "statistics"): ["cardinality", "CARDINALITY"],
}
# Options of EXPLAIN that count what a statement would read.
_COUNTING_OPTIONS = frozenset({"indexes", "projections"})


def tells_sizes(parts: list[str]) -> bool:
    """Whether a table (database and name) has columns of sizes."""
    return _key(parts) in _SIZES


def counts_parts(explain: Tree) -> bool:
    """Whether an EXPLAIN says how much of a table would be read."""
    changes = (explain.get("settings") or {}).get("changes") or []
    return any(str(change.get("name", "")) in _COUNTING_OPTIONS for change in changes)


def without_sizes(nodes: Iterable[Tree], parse: Callable[[str], Tree]) -> None:
    """Change a tree: a SELECT without sizes in the place of each table that tells them; `parse` makes one."""
    tables = [node for node in nodes if node.get("type") == "TableExpression"]
    for node in tables:
        table = node.get("database_and_table_name")
        if not isinstance(table, dict) or not tells_sizes(parts := table.get("name_parts") or []):
            continue
        unknown = ", ".join(f"CAST(NULL, 'Nullable(UInt64)') AS {name}" for name in _SIZES[_key(parts)])
        database, name = parts
        statement = f"SELECT * FROM (SELECT * REPLACE ({unknown}) FROM {database}.{name}) AS t"  # noqa: S608 names of _SIZES
        (element,) = parse(statement)["list_of_selects"]["children"][0]["tables"]["children"]
        subquery = element["table_expression"]["subquery"]
        subquery["alias"] = table.get("alias", name)
        del node["database_and_table_name"]
        node["subquery"] = subquery


def _key(parts: list[str]) -> tuple[str, str]:
    database, name = parts if len(parts) == 2 else ("", "")
    # The names of the standard exist in small letters and in capitals.
    is_standard = database.lower() == "information_schema"
    return (database.lower(), name.lower()) if is_standard else (database, name)
