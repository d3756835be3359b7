"""Access to the `.sql` files: comments removed, the shared fragments put in.

Only fragments of our own go into SQL text (`{counted}`, `{window}`); values are always bound parameters.
"""

from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent
MIGRATIONS = _FOLDER / "migrations"
_FRAGMENTS = (
    "counted",
    "counted_tool",
    "span_columns",
    "span_source",
    "window",
    "in_window",
    "trace_columns",
    "trace_figure_names",
    "call_figure_names",
    "trace_stretch",
    "rolled",
    "spans_light",
    "summary_columns",
    "priced",
    "money_traces",
)


def without_comments(sql: str) -> str:
    """The statement without its `--` lines."""
    return "\n".join(line for line in sql.splitlines() if not line.lstrip().startswith("--")).strip()


def split(sql: str) -> list[str]:
    """The statements of a file, which end with a semicolon at a line's end."""
    parts = (part.strip().removesuffix(";") for part in without_comments(sql).split(";\n"))
    return [part for part in parts if part]


@cache
def statement(name: str) -> str:
    """The text of `sql/<name>.sql`, with the fragments that several statements share in their places."""
    return _filled(name).removesuffix(";")


def with_parts(name: str, **parts: str) -> str:
    """`statement(name)` with further placeholders filled by the caller's constants, never by input."""
    text = statement(name)
    for placeholder, part in parts.items():
        text = text.replace("{" + placeholder + "}", part)
    return text


@cache
def statements(name: str) -> tuple[str, ...]:
    """The statements of `sql/<name>.sql`."""
    return tuple(split(_filled(name)))


def _filled(name: str) -> str:
    text = without_comments((_FOLDER / "sql" / f"{name}.sql").read_text(encoding="utf-8"))
    for fragment in _FRAGMENTS:
        if "{" + fragment + "}" in text:
            text = text.replace("{" + fragment + "}", statement(fragment))
    return text
