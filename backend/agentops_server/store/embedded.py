"""How the embedded engine is told to stay small: a configuration file beside its data."""

import shutil
from collections.abc import Callable
from pathlib import Path

from agentops_server.store.otlp_schema import FORMAT_SETTINGS, STRUCTURE

# A record of two bytes: an empty project.
_EMPTY_RECORD = "\x02\x0a\x00"

# Shares of what the engine may take; what is left is for queries and merges.
_SHARES = {
    "mark_cache_size": 1 / 8,
    "primary_index_cache_size": 1 / 8,
    "index_mark_cache_size": 1 / 32,
    "text_index_tokens_cache_size": 1 / 32,
    "text_index_header_cache_size": 1 / 32,
    "text_index_postings_cache_size": 1 / 16,
    "query_condition_cache_size": 1 / 32,
    "compiled_expression_cache_size": 1 / 64,
    "parquet_metadata_cache_size": 1 / 64,
    "vector_similarity_index_cache_size": 1 / 64,
}


def configuration(memory_bytes: int) -> str:
    """The engine's configuration for so much memory in all, as XML."""
    lines = [f"    <max_server_memory_usage>{memory_bytes}</max_server_memory_usage>"]
    lines += [f"    <{name}>{int(memory_bytes * share)}</{name}>" for name, share in _SHARES.items()]
    return "\n".join(["<clickhouse>", *lines, "</clickhouse>", ""])


def engine_options(memory_bytes: int, path: Path) -> dict[str, str]:
    """Options of the engine's first connection; writes the file that they name. 0: the engine's own rules."""
    if not memory_bytes:
        return {}
    text = configuration(memory_bytes)
    if not path.exists() or path.read_text("utf-8") != text:
        path.write_text(text, "utf-8")
    return {"config-file": str(path)}


def load_format_schema(query: Callable[[str, dict[str, str], dict[str, str]], object]) -> None:
    """Have the engine read the schema of spool segments now, before a full disk can get in the way.

    It keeps a copy of the schema in the working folder and trusts it for ever: one that a full disk or a
    crash cut short would make it refuse every span. Once read, a process needs the copy no more.

    Raises `StoreError`.
    """
    shutil.rmtree("__cache__", ignore_errors=True)
    query(
        "SELECT count() FROM (SELECT * FROM format('Protobuf', {structure:String}, {data:String}))",
        {"structure": STRUCTURE, "data": _EMPTY_RECORD},
        FORMAT_SETTINGS,
    )
