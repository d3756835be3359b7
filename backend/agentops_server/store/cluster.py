"""The schema on a ClickHouse cluster, from the same migrations: replicated tables, Distributed ones in front.

A pure translation of statements. A table `x` of one server becomes `x_local` on every node, with a
Distributed table `x` that all reading and inserting goes through. Rows are placed by project and trace:
all versions of a span and all spans of a trace lie on one shard, where FINAL can fold them. Tables without
traces are placed by project, and tables without either are kept whole on every node.

    python -m agentops_server.store.cluster NAME     prints the statements for a new cluster
"""

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache

from agentops_server.store.migrate import JOURNAL, migrations

_NAME = r"(?P<name>\w+)"
_CREATE = re.compile(
    rf"CREATE TABLE (?P<guard>IF NOT EXISTS )?{_NAME}\s*(?P<shape>\(.*\)|AS \w+)\s*ENGINE = (?P<engine>\w+)"
    r"(?:\((?P<arguments>[^)]*)\))?(?P<rest>.*)",
    re.DOTALL,
)
_ALTER = re.compile(rf"ALTER TABLE {_NAME}\s+(?P<actions>.*)", re.DOTALL)
_DROP = re.compile(rf"(?P<verb>DROP|TRUNCATE) TABLE (?P<guard>IF EXISTS )?{_NAME}(?P<rest>.*)", re.DOTALL)
_RENAME = re.compile(r"RENAME TABLE (?P<pairs>.*)", re.DOTALL)
_DELETE = re.compile(rf"DELETE\s+FROM {_NAME}(?P<rest>.*)", re.DOTALL)
_OPTIMIZE = re.compile(rf"OPTIMIZE TABLE {_NAME}(?P<rest>.*)", re.DOTALL)
_SAME = re.compile(r"CREATE (?:(?:OR REPLACE )?TEMPORARY TABLE|DATABASE)\b")
_CHANGES = re.compile(r"(?:CREATE|ALTER|DROP|TRUNCATE|RENAME|DELETE|OPTIMIZE)\b")
_COLUMN_ACTION = re.compile(r"(?:ADD|DROP|MODIFY|RENAME|COMMENT|CLEAR) COLUMN\b")

_EVERYWHERE = ""


class CannotRender(ValueError):
    """A statement has a form that is not translated yet."""


@dataclass(frozen=True)
class Cluster:
    """Translates for the cluster `name` (as `remote_servers` calls it) and the database on it."""

    name: str
    database: str
    settings: dict[str, object] = field(
        default_factory=lambda: {
            # Subqueries and joins run once, where the statement came in (temporary tables are only there).
            "prefer_global_in_and_join": 1,
            "distributed_product_mode": "global",
            # An insert is on its shard before it is acknowledged, and is read from the replica that took it.
            "distributed_foreground_insert": 1,
            "load_balancing": "in_order",
            "distributed_ddl_task_timeout": 300,
        }
    )

    def render(self, sql: str) -> list[str]:
        """The statements for the cluster in place of one for a single server. Raises `CannotRender`."""
        text = sql.strip()
        if _SAME.match(text) or not re.match(
            r"(?:CREATE|ALTER|DROP|TRUNCATE|RENAME|DELETE|OPTIMIZE)\b", text
        ):
            return [sql]
        if found := _CREATE.fullmatch(text):
            return list(self._create(found))
        if found := _ALTER.fullmatch(text):
            return list(self._alter(found))
        if found := _DROP.fullmatch(text):
            return list(self._drop(found))
        if found := _RENAME.fullmatch(text):
            return list(self._rename(found["pairs"]))
        if found := _DELETE.fullmatch(text):
            name = _local(found["name"])
            return [f"DELETE FROM {name} {self._on}{found['rest']}"]  # noqa: S608  # no values in it
        if found := _OPTIMIZE.fullmatch(text):
            return [f"OPTIMIZE TABLE {_local(found['name'])} {self._on}{found['rest']}"]
        raise CannotRender(f"no form for a cluster: {text[:80]}")

    @property
    def _on(self) -> str:
        return f"ON CLUSTER '{self.name}'"

    def _create(self, found: re.Match[str]) -> Iterator[str]:
        name, shape, engine = found["name"], found["shape"], found["engine"]
        if engine.endswith("MergeTree"):
            # A uuid is new at each creation: a table made again under a name never meets its past.
            place = ("{shard}", "{replica}") if _key(name) else ("all", "{shard}-{replica}")
            arguments = [f"'/clickhouse/tables/{{uuid}}/{place[0]}'", f"'{place[1]}'"]
            if found["arguments"]:
                arguments.append(found["arguments"].strip())
            engine = f"Replicated{engine}({', '.join(arguments)})"
        elif found["arguments"]:
            engine = f"{engine}({found['arguments']})"
        if shape.startswith("AS "):
            shape = f"AS {_local(shape.removeprefix('AS '))}"
        guard = found["guard"] or ""
        head = f"CREATE TABLE {guard}{_local(name)} {self._on}"
        yield f"{head}\n{shape}\nENGINE = {engine}{found['rest']}"
        if _key(name):
            yield self._distributed(name, guard)

    def _distributed(self, name: str, guard: str) -> str:
        return (
            f"CREATE TABLE {guard}{name} {self._on} AS {_local(name)}\n"
            f"ENGINE = Distributed('{self.name}', '{self.database}', '{_local(name)}', {_key(name)})"
        )

    def _alter(self, found: re.Match[str]) -> Iterator[str]:
        name, actions = found["name"], _split(found["actions"])
        yield f"ALTER TABLE {_local(name)} {self._on}\n    " + ",\n    ".join(actions)
        # Indexes, TTL and settings are of the local table alone.
        columns = [action for action in actions if _COLUMN_ACTION.match(action)]
        if columns and _key(name):
            yield f"ALTER TABLE {name} {self._on}\n    " + ",\n    ".join(columns)

    def _drop(self, found: re.Match[str]) -> Iterator[str]:
        verb, name, guard = found["verb"], found["name"], found["guard"] or ""
        if _key(name) and verb == "DROP":
            yield f"DROP TABLE {guard}{name} {self._on} SYNC"
        yield f"{verb} TABLE {guard}{_local(name)} {self._on} SYNC"

    def _rename(self, pairs: str) -> Iterator[str]:
        for pair in _split(pairs):
            old, new = (part.strip() for part in pair.split(" TO "))
            if _key(old):
                yield f"DROP TABLE IF EXISTS {old} {self._on} SYNC"
            yield f"RENAME TABLE {_local(old)} TO {_local(new)} {self._on}"
            if _key(old):
                yield self._distributed(new, "IF NOT EXISTS ")

    def schema(self) -> Iterator[str]:
        """Every statement that makes the schema on a new cluster."""
        yield from self.render(f"CREATE DATABASE IF NOT EXISTS {self.database} {self._on}")
        for sql in [JOURNAL, *(sql for _, statements in migrations().values() for sql in statements)]:
            yield from self.render(sql)


def _local(name: str) -> str:
    return f"{name}_local" if _key(name) else name


def _key(name: str) -> str:
    """The sharding expression of a table; empty where every node keeps the whole of it."""
    return _placement().get(name, _EVERYWHERE)


@cache
def _placement() -> dict[str, str]:
    """Where the rows of each table go, from the columns that the migrations give it."""
    placed: dict[str, str] = {}
    for _, statements in migrations().values():
        for sql in statements:
            if found := _CREATE.fullmatch(sql.strip()):
                shape = found["shape"]
                like = placed.get(shape.removeprefix("AS ")) if shape.startswith("AS ") else None
                placed[found["name"]] = like if like is not None else _expression(shape)
            elif found := _RENAME.fullmatch(sql.strip()):
                for old, new in (pair.split(" TO ") for pair in _split(found["pairs"])):
                    placed[new.strip()] = placed.get(old.strip(), _EVERYWHERE)
    return placed


def _expression(columns: str) -> str:
    if re.search(r"^\s*\(?\s*trace_id\b", columns, re.MULTILINE):
        return "cityHash64(project_id, trace_id)"
    if re.search(r"^\s*\(?\s*project_id\b", columns, re.MULTILINE):
        return "cityHash64(project_id)"
    return _EVERYWHERE


def _split(text: str) -> list[str]:
    """The parts between commas that are in no parentheses, brackets or quotes."""
    parts, depth, quoted, start = [], 0, False, 0
    for place, character in enumerate(text):
        if character == "'" and text[place - 1] != "\\":
            quoted = not quoted
        elif quoted:
            continue
        elif character in "([":
            depth += 1
        elif character in ")]":
            depth -= 1
        elif character == "," and depth == 0:
            parts.append(text[start:place].strip())
            start = place + 1
    return [*parts, text[start:].strip()]


def _print(names: Iterable[str]) -> None:
    name, *database = names
    for sql in Cluster(name, database[0] if database else "default").schema():
        sys.stdout.write(f"{sql};\n\n")


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit("usage: python -m agentops_server.store.cluster CLUSTER [DATABASE]")
    _print(sys.argv[1:])
