"""What the engine does with the same bytes by itself: `python -m bench.ingest.limit FOLDER THREADS TABLE`.

FOLDER holds spool segments. TABLE: `plain`, as they are into typed columns and maps; or `ours`, the rows that
we store, in our table with its index. Prints JSON: spans, seconds of the clock, seconds of the processor.
"""

import json
import resource
import sys
import time
from pathlib import Path

import clickhouse_connect
from clickhouse_connect.driver.client import Client
from pydantic import SecretStr

from agentops_server.settings import Settings
from agentops_server.store.client import Store
from agentops_server.store.otlp_schema import FORMAT_SETTINGS, STRUCTURE
from agentops_server.store.statements import with_parts, without_comments
from agentops_server.store.vocabulary import sql_parts

_HERE = Path(__file__).parent
_COUNT = "SELECT total_rows FROM system.tables WHERE database = currentDatabase() AND name = {name:String}"


def _cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _plain(folder: Path) -> tuple[Client, str, str]:
    """A client, the statement that inserts and the name of the table."""
    client = clickhouse_connect.get_client(dsn=f"chdb://{folder / 'engine'}")
    table, insert = (
        without_comments((_HERE / f"{name}.sql").read_text(encoding="utf-8"))
        for name in ("limit_table", "limit")
    )
    client.command(table)
    return client, insert, "plain"


def _ours(folder: Path) -> tuple[Client, str, str]:
    """The same with our table, and the meaning that our statement gives."""
    url = f"chdb://{folder / 'engine'}"
    store = Store(Settings(PORTAL_DATA_DIR=folder, CLICKHOUSE_URL=SecretStr(url)))  # type: ignore[call-arg]
    store.ensure_schema()
    store.close()
    client = clickhouse_connect.get_client(dsn=url)
    source = "file({path:String}, 'Protobuf', {structure:String})"
    insert = with_parts("stage", source=source, **sql_parts()).replace("stage_spans", "spans", 1)
    return client, insert, "spans"


def main(folder: Path, threads: int, table: str) -> None:
    """Insert all segments at once, as large as the engine likes its blocks; the first time does not count."""
    client, insert, name = _plain(folder) if table == "plain" else _ours(folder)
    # Merges are not part of it.
    client.command(f"SYSTEM STOP MERGES {name}")
    settings = {**FORMAT_SETTINGS, "max_threads": threads, "max_insert_threads": threads}
    paths = sorted(folder.glob("*.seg"))
    client.command(insert, parameters={"path": str(paths[0]), "structure": STRUCTURE}, settings=settings)
    client.command(f"TRUNCATE TABLE {name}")
    started, used = time.perf_counter(), _cpu_seconds()
    everything = {"path": str(folder / "*.seg"), "structure": STRUCTURE}
    client.command(insert, parameters=everything, settings=settings)
    took, cpu = time.perf_counter() - started, _cpu_seconds() - used
    (spans,) = client.query(_COUNT, parameters={"name": name}).result_rows[0]
    client.close()
    sys.stdout.write(json.dumps({"spans": spans, "seconds": took, "cpu": cpu}) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), int(sys.argv[2]), sys.argv[3])
