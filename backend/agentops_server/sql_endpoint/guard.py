"""What may be asked: one reading statement over the store's own tables, nothing that leaves the database.

ClickHouse's own `readonly` refuses writes and settings, but not everything that reaches beyond the tables
(the function `file`, INTO OUTFILE, KILL QUERY). So every statement is parsed by the engine itself first
(`parseQueryToJSON`), checked as a tree, and written out again from that tree: what runs is what was checked.
"""

import json
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from agentops_server.sql_endpoint.errors import (
    ACCESS_DENIED,
    NOT_IMPLEMENTED,
    READONLY,
    UNKNOWN_DATABASE,
    UNKNOWN_FORMAT,
    SqlError,
    from_engine,
)
from agentops_server.sql_endpoint.handles import connect
from agentops_server.sql_endpoint.names import (
    FORBIDDEN_FUNCTIONS,
    FORBIDDEN_STARTS,
    FORMATS,
    SIZE_TABLES,
    SYSTEM_DATABASES,
    SYSTEM_TABLES,
    TABLE_FUNCTIONS,
)
from agentops_server.sql_endpoint.sizes import counts_parts, tells_sizes, without_sizes

Tree = dict[str, Any]

DEFAULT_FORMAT = "TabSeparated"

_PARSE = (
    "SELECT parseQueryToJSON({q:String}) AS tree, "
    "formatQuerySingleLine({q:String}) = formatQuerySingleLine(formatQueryFromJSON(tree))"
)
_CANONICAL = "SELECT formatQuerySingleLine({q:String})"
_RENDER = "SELECT formatQueryFromJSON({q:String})"

_HAS_NO_TREE = re.compile("does not support JSON serialization|not supported by parseQueryToJSON")
# No tree exists for these; their canonical text is of few forms.
_PATH = r"(?:`(?:[^`\\]|\\.)+`|\w+)(?:\.(?:`(?:[^`\\]|\\.)+`|\w+))?"
_TAIL = r"(?: FORMAT (?P<format>\w+))?"
_PLAIN = re.compile(
    r"(?:DESCRIBE TABLE|EXISTS (?:TABLE|VIEW|DATABASE)|SHOW CREATE (?:TABLE|VIEW|DATABASE)) "
    rf"(?P<path>{_PATH}){_TAIL}"
)
_DESCRIBED = re.compile(rf"DESCRIBE TABLE \((?P<inner>SELECT .*|WITH .*)\){_TAIL}", re.DOTALL)

_STATEMENTS = {
    "SelectWithUnionQuery",
    "SelectIntersectExceptQuery",
    "SelectQuery",
    "ExplainQuery",
    "ShowTablesQuery",
    "ShowColumnsQuery",
    "ShowIndexesQuery",
    "ShowFunctionsQuery",
    "ShowSettingQuery",
    "UseQuery",
}
_PARTS = {"TablesInSelectQuery", "SetQuery"}
_EXPLAINS = {"EXPLAIN", "EXPLAIN AST", "EXPLAIN SYNTAX", "EXPLAIN QUERY TREE", "EXPLAIN PIPELINE"}


@dataclass(frozen=True)
class Statement:
    """A statement that may run. `tree` is None where its answer is small and needs no place of its own."""

    text: str
    """The statement without its FORMAT."""
    tree: Tree | None
    format: str


@dataclass(frozen=True)
class Limits:
    """Which tables: those of `database` but for `hidden`; `sizes`: also what tells how much there is."""

    database: str
    hidden: frozenset[str] = frozenset()
    sizes: bool = True


class Guard:
    """Parses and checks statements, through a connection of its own."""

    def __init__(self, path: str) -> None:
        self._connection = connect(path)
        self._lock = threading.Lock()

    def check(self, sql: str, default_format: str, limits: Limits) -> Statement:
        """The statement as it may run. Raises `SqlError`."""
        try:
            tree, faithful = self._parse(sql)
        except SqlError as error:
            if not _HAS_NO_TREE.search(str(error)):
                raise
            return self._plain(sql, default_format, limits)
        if not faithful:
            raise SqlError(NOT_IMPLEMENTED, "This statement cannot be checked; write it in another way.")
        return self._checked(tree, default_format, limits)

    def to_file(self, tree: Tree, format_name: str, path: str, compression: str | None) -> str:
        """The text of a SELECT that puts its answer into `path`."""
        tree = {
            **tree,
            "format_ast": {"type": "Identifier", "name": format_name},
            "out_file": _text(path),
            "is_outfile_truncate": True,
        }
        if compression:
            tree["compression"] = _text(compression)
        return self._render(tree)

    def close(self) -> None:
        """Close the connection."""
        with self._lock:
            self._connection.close()

    # -- parsing -------------------------------------------------------------------------------

    def _ask(self, sql: str, text: str) -> list[Any]:
        try:
            with self._lock:
                answer = self._connection.query(sql, "JSONCompact", params={"q": escaped(text)})
        except RuntimeError as error:
            raise _without_scope(from_engine(error)) from error
        row: list[Any] = json.loads(answer.bytes())["data"][0]
        return row

    def _parse(self, sql: str) -> tuple[Tree, bool]:
        tree, faithful = self._ask(_PARSE, sql)
        return json.loads(tree), bool(faithful)

    def _render(self, tree: Tree) -> str:
        return str(self._ask(_RENDER, json.dumps(tree))[0])

    # -- checking ------------------------------------------------------------------------------

    def _checked(self, tree: Tree, default_format: str, limits: Limits) -> Statement:
        kind = tree.get("type")
        if kind not in _STATEMENTS:
            raise SqlError(READONLY, "Cannot execute query in readonly mode.")
        if "out_file" in tree:
            raise SqlError(READONLY, "INTO OUTFILE is not possible here.")
        _check_tree(tree, limits)
        if not limits.sizes:
            without_sizes(_nodes(tree), lambda text: self._parse(text)[0])
        format_name = _format(tree.get("format_ast", {}).get("name", default_format))
        plain = {key: value for key, value in tree.items() if key != "format_ast"}
        is_select = kind == "SelectWithUnionQuery"
        return Statement(self._render(plain), plain if is_select else None, format_name)

    def _plain(self, sql: str, default_format: str, limits: Limits) -> Statement:
        text = str(self._ask(_CANONICAL, sql)[0]).strip()
        described = _DESCRIBED.fullmatch(text)
        if described:
            inner, faithful = self._parse(described["inner"])
            if not faithful or inner.get("type") not in _STATEMENTS:
                raise SqlError(NOT_IMPLEMENTED, "This statement cannot be checked; write it in another way.")
            checked = self._checked(inner, default_format, limits)
            return Statement(
                f"DESCRIBE TABLE ({checked.text})", None, _format(described["format"] or default_format)
            )
        found = _PLAIN.fullmatch(text)
        if not found:
            raise SqlError(READONLY, "Cannot execute query in readonly mode.")
        parts = [part.strip("`") for part in re.findall(r"`(?:[^`\\]|\\.)+`|\w+", found["path"])]
        if "DATABASE" not in text.split(found["path"])[0]:
            _check_table(parts, limits)
        name = _format(found["format"] or default_format)
        return Statement(text.split(" FORMAT ")[0] if found["format"] else text, None, name)


def escaped(text: str) -> str:
    """A value as the engine wants it for a query parameter."""
    for character, written in (("\\", "\\\\"), ("\n", "\\n"), ("\t", "\\t"), ("\r", "\\r"), ("\0", "\\0")):
        text = text.replace(character, written)
    return text


def _text(value: str) -> Tree:
    return {"type": "Literal", "value": {"field_type": "String", "value": value}}


def _format(name: str) -> str:
    if name not in FORMATS:
        raise SqlError(UNKNOWN_FORMAT, f"Unknown format {name}, or one that is not served here.")
    return name


def _without_scope(error: SqlError) -> SqlError:
    """The parser's message without our own statement around it."""
    return SqlError(error.code, str(error).split(": In scope SELECT ")[0], error.status)


def _nodes(tree: Any) -> Iterator[Tree]:
    pending = [tree]
    while pending:
        node = pending.pop()
        if isinstance(node, dict):
            yield node
            pending.extend(node.values())
        elif isinstance(node, list):
            pending.extend(node)


def _check_tree(tree: Tree, limits: Limits) -> None:
    own = {
        id(node["table_function"]) for node in _nodes(tree) if isinstance(node.get("table_function"), dict)
    }
    for node in _nodes(tree):
        kind = node.get("type", "")
        if kind == "Function":
            _check_function(str(node.get("name", "")), is_table=id(node) in own)
        elif kind == "TableIdentifier":
            _check_table(_parts(node), limits)
        elif kind == "Identifier":
            # `x IN table` names a table where others name a column.
            parts = _parts(node)
            if len(parts) == 1 or parts[0].lower() in SYSTEM_DATABASES or parts[0] == limits.database:
                _check_table(parts, limits)
                if tells_sizes(parts) and not limits.sizes:
                    raise SqlError(ACCESS_DENIED, f"Name columns of {'.'.join(parts)}, instead of all of it.")
        elif kind == "QueryParameter":
            # A name that comes as a parameter would not have been checked.
            if "identifier" in str(node.get("param_type", "")).lower():
                raise SqlError(ACCESS_DENIED, "Names of tables and columns cannot be parameters here.")
        elif kind == "ExplainQuery":
            if node.get("query", {}).get("type") != "SelectWithUnionQuery":
                raise SqlError(READONLY, "Cannot execute query in readonly mode.")
            if not limits.sizes and (node.get("kind") not in _EXPLAINS or counts_parts(node)):
                raise SqlError(ACCESS_DENIED, f"{node.get('kind')} is not for users of one project.")
        elif kind == "UseQuery":
            _check_database(str(node.get("database", {}).get("name", "")), limits)
        elif kind in ("ShowColumnsQuery", "ShowIndexesQuery"):
            _check_table([str(node[key]) for key in ("database", "table") if node.get(key)], limits)
        elif kind.endswith("Query") and kind not in _STATEMENTS and kind not in _PARTS:
            raise SqlError(READONLY, "Cannot execute query in readonly mode.")


def _parts(node: Tree) -> list[str]:
    return [str(part) for part in node.get("name_parts") or [node.get("name", "")]]


def _check_function(name: str, is_table: bool) -> None:
    lowered = name.lower()
    if is_table:
        if lowered not in TABLE_FUNCTIONS:
            raise SqlError(ACCESS_DENIED, f"The table function {name} is not available here.")
    elif lowered in FORBIDDEN_FUNCTIONS or lowered.startswith(FORBIDDEN_STARTS):
        raise SqlError(ACCESS_DENIED, f"The function {name} is not available here.")


def _check_database(name: str, limits: Limits) -> None:
    if name != limits.database:
        raise SqlError(UNKNOWN_DATABASE, f"The current database is {limits.database} here, and stays it.")


def _check_table(parts: list[str], limits: Limits) -> None:
    if len(parts) < 2:  # of the current database, or of the statement's own WITH
        parts = [limits.database, *parts]
    database, table = parts[0], parts[1]
    if database == limits.database and table in limits.hidden:
        raise SqlError(ACCESS_DENIED, f"The table {table} is not of one project.")
    if database.lower() == "information_schema":
        return  # a view of names and types
    if database.lower() == "system":
        if table not in SYSTEM_TABLES and not (limits.sizes and table in SIZE_TABLES):
            raise SqlError(ACCESS_DENIED, f"The table system.{table} is not available here.")
        return
    if database != limits.database:
        raise SqlError(UNKNOWN_DATABASE, f"Database {database} does not exist.")
