"""What the engine does with the same bytes by itself: `python -m bench.ingest.limit FOLDER THREADS`.

FOLDER holds spool segments; prints JSON: spans, seconds of the clock, seconds of the processor.
"""

import json
import resource
import sys
import time
from pathlib import Path

import clickhouse_connect

from agentops_server.store.otlp_schema import FORMAT_SETTINGS, STRUCTURE
from agentops_server.store.statements import without_comments

_HERE = Path(__file__).parent


def _cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def main(folder: Path, threads: int) -> None:
    """Insert all segments at once, as large as the engine likes its blocks; the first time does not count."""
    client = clickhouse_connect.get_client(dsn=f"chdb://{folder / 'engine'}")
    table, insert = (
        without_comments((_HERE / f"{name}.sql").read_text(encoding="utf-8"))
        for name in ("limit_table", "limit")
    )
    settings = {**FORMAT_SETTINGS, "max_threads": threads, "max_insert_threads": threads}
    client.command(table)
    paths = sorted(folder.glob("*.seg"))
    client.command(insert, parameters={"path": str(paths[0]), "structure": STRUCTURE}, settings=settings)
    client.command("TRUNCATE TABLE plain")
    started, used = time.perf_counter(), _cpu_seconds()
    everything = {"path": str(folder / "*.seg"), "structure": STRUCTURE}
    client.command(insert, parameters=everything, settings=settings)
    took, cpu = time.perf_counter() - started, _cpu_seconds() - used
    (spans,) = client.query("SELECT count() FROM plain").result_rows[0]
    client.close()
    sys.stdout.write(json.dumps({"spans": spans, "seconds": took, "cpu": cpu}) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), int(sys.argv[2]))
