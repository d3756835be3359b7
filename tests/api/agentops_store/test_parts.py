"""How traces lie on disk: what a batch inserts in one file, what merges make of it column by column."""

from collections.abc import Callable

from agentops_server.store.client import Store
from fixtures.clickhouse import ClickHouse

_DATABASE = "parts"
# As many traces as a busy writer takes together, with previews of usual length.
_BATCH = (
    "INSERT INTO traces (project_id, day, trace_id, version, input_preview) "
    "SELECT 'p', '2026-01-01', unhex(leftPad(hex(number), 32, '0')), 1, repeat('x', 1200) "
    "FROM numbers({}, 10000)"
)
_KINDS = "SELECT DISTINCT part_type FROM system.parts WHERE active AND table = 'traces' AND database = '{}'"


def test_a_filter_reads_one_column_of_merged_traces(
    store_at: Callable[[str], Store], clickhouse: ClickHouse
) -> None:
    store_at(clickhouse.url(_DATABASE)).ensure_schema()
    clickhouse.sql(_BATCH.format(0), _DATABASE)
    assert clickhouse.sql(_KINDS.format(_DATABASE), _DATABASE).split() == ["Compact"]
    for first in range(10_000, 40_000, 10_000):
        clickhouse.sql(_BATCH.format(first), _DATABASE)
    clickhouse.sql("OPTIMIZE TABLE traces FINAL", _DATABASE)
    assert clickhouse.sql(_KINDS.format(_DATABASE), _DATABASE).split() == ["Wide"]
