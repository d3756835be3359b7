"""The SQL port speaks ClickHouse's HTTP interface, so that its clients work."""

import gzip
import json
import zlib

import httpx
import lz4.block
import lz4.frame
import pytest
from clickhouse_connect.driver.exceptions import DatabaseError, StreamFailureError

from agentops_server.sql_endpoint.frames import checksum
from api.agentops_sql.conftest import PASSWORD, Sql

_NUMBERS = "SELECT number, toString(number * 7) AS text FROM numbers(50000)"


def test_clickhouse_connect_reads_rows_and_types(sql: Sql) -> None:
    client = sql.client()
    result = client.query(
        "SELECT lower(hex(trace_id)) AS id, span_count, cost, start_time FROM traces FINAL "
        "WHERE project_id = {project:String} AND name != {name:String}",
        parameters={"project": sql.mine.id, "name": "it's another\n"},
    )
    assert result.column_names == ("id", "span_count", "cost", "start_time")
    assert {row[0] for row in result.result_rows} == {trace["trace_id"] for trace in sql.mine.traces()}
    assert all(row[1] == 2 and str(row[2]) == "0.250000000000" for row in result.result_rows)


def test_clickhouse_connect_streams(sql: Sql) -> None:
    with sql.client().query_row_block_stream("SELECT number FROM numbers(1000000)") as stream:
        assert sum(len(block) for block in stream) == 1_000_000


def test_long_parameters_come_in_a_form(sql: Sql) -> None:
    values = [f"value {number}" for number in range(20_000)]
    result = sql.client().query("SELECT length({values:Array(String)})", parameters={"values": values})
    assert result.result_rows == [(20_000,)]


def test_an_error_in_the_middle_of_a_stream_reaches_the_client(sql: Sql) -> None:
    statement = "SELECT throwIf(number = 900000) FROM numbers(1000000)"
    with (
        pytest.raises(StreamFailureError, match="FUNCTION_THROW_IF_VALUE_IS_NON_ZERO"),
        sql.client().query_row_block_stream(statement) as stream,
    ):
        for _ in stream:
            pass


def test_an_error_has_clickhouses_text_code_and_status(sql: Sql) -> None:
    with pytest.raises(DatabaseError, match="code: 47"):
        sql.client().query("SELECT nothing")
    answer = sql.ask("SELECT nothing FROM traces")
    assert answer.status_code == 404
    assert answer.headers["X-ClickHouse-Exception-Code"] == "47"
    assert answer.text.startswith("Code: 47. DB::Exception: ")
    assert "(UNKNOWN_IDENTIFIER) (version " in answer.text
    assert sql.ask("SELEC 1").status_code == 400
    assert sql.ask("SELECT * FROM no_such_table").status_code == 404
    assert "In scope SELECT parse" not in sql.ask("SELEC 1").text


@pytest.mark.parametrize("wait", ["0", "1"])
@pytest.mark.parametrize(
    "name",
    [
        "TSV",
        "TabSeparatedWithNamesAndTypes",
        "CSVWithNames",
        "JSONEachRow",
        "JSONCompact",
        "JSON",
        "Values",
        "XML",
    ],
)
def test_every_format_is_whole_however_long(sql: Sql, name: str, wait: str) -> None:
    text = sql.value(f"{_NUMBERS} FORMAT {name}", wait_end_of_query=wait)
    assert text.count("349993") == 1  # the last row, once
    if name in ("JSON", "JSONCompact"):
        found = json.loads(text)
        assert found["rows"] == len(found["data"]) == 50_000
    if name == "TabSeparatedWithNamesAndTypes":
        assert text.splitlines()[:2] == ["number\ttext", "UInt64\tString"]
        assert text.count("UInt64") == 1


def test_native_and_row_binary_are_the_engines(sql: Sql) -> None:
    body = sql.ask("SELECT 7::UInt16 AS x FORMAT RowBinaryWithNamesAndTypes")
    assert body.content == b"\x01\x01x\x06UInt16\x07\x00"
    assert body.headers["X-ClickHouse-Format"] == "RowBinaryWithNamesAndTypes"
    assert body.headers["Content-Type"] == "application/octet-stream"
    assert sql.ask("SELECT 7::UInt16 AS x FORMAT Native").content == b"\x01\x01\x01x\x06UInt16\x07\x00"


def test_native_for_clients_of_newer_revisions(sql: Sql) -> None:
    """Go's client, and Grafana's data source with it, want this form."""
    new = sql.ask("SELECT 7::UInt16 AS x, 'ab' AS s FORMAT Native", client_protocol_version="54460")
    info = b"\x01\x00\x02\xff\xff\xff\xff\x00"
    assert new.content == info + b"\x02\x01\x01x\x06UInt16\x00\x07\x00\x01s\x06String\x00\x02ab"
    # The types of the store's tables: what is put in is a head for the block and a byte for each column.
    for table in ("traces", "spans"):
        where = f"WHERE table = '{table}' AND default_kind NOT IN ('ALIAS', 'MATERIALIZED')"
        columns = int(sql.value(f"SELECT count() FROM system.columns {where}"))
        statement = f"SELECT * FROM {table} FINAL ORDER BY trace_id, name FORMAT Native"
        old = sql.ask(statement).content
        new = sql.ask(statement, client_protocol_version="54460")
        assert new.content.count(info) == 1
        assert len(new.content) == len(old) + len(info) + columns


def test_a_type_that_newer_revisions_cannot_have_is_refused(sql: Sql) -> None:
    for statement in (
        "SELECT sumState(number) FROM numbers(3)",
        "SELECT number::Dynamic FROM numbers(1000000)",
    ):
        answer = sql.ask(f"{statement} FORMAT Native", client_protocol_version="54460")
        assert (answer.status_code, answer.headers["X-ClickHouse-Exception-Code"]) == (501, "48")
        assert sql.value("SELECT 1") == "1"


def test_the_format_may_come_from_the_url_or_a_header(sql: Sql) -> None:
    assert sql.value("SELECT 1 AS x", default_format="JSONEachRow") == '{"x":1}'
    answer = httpx.post(
        sql.url,
        content="SELECT 1 AS x",
        auth=("reader", PASSWORD),
        headers={"X-ClickHouse-Format": "CSVWithNames"},
        timeout=60,
    )
    assert answer.text == '"x"\n1\n'
    assert sql.value("SELECT 1 AS x FORMAT TSV", default_format="JSONEachRow") == "1"


def test_the_statement_may_stand_in_the_url_with_more_in_the_body(sql: Sql) -> None:
    auth = ("reader", PASSWORD)
    assert httpx.get(sql.url, params={"query": "SELECT 40 + 2"}, auth=auth, timeout=60).text == "42\n"
    together = httpx.post(
        sql.url, params={"query": "SELECT 1 AS x"}, content="FORMAT JSONEachRow", auth=auth, timeout=60
    )
    assert together.text == '{"x":1}\n'


def test_parameters_settings_and_headers(sql: Sql) -> None:
    answer = sql.ask(
        "SELECT {text:String}, {list:Array(UInt8)}[2]",
        param_text="a'b\\tc",
        param_list="[1,2]",
        query_id="mine-1",
        output_format_json_quote_64bit_integers="1",
        wait_end_of_query="1",
    )
    assert answer.text == "a\\'b\\tc\t2\n"
    assert answer.headers["X-ClickHouse-Query-Id"] == "mine-1"
    assert answer.headers["X-ClickHouse-Server-Display-Name"] == "agent-portal"
    assert answer.headers["X-ClickHouse-Timezone"]
    summary = json.loads(answer.headers["X-ClickHouse-Summary"])
    assert summary["result_rows"] == "1"
    quoted = sql.value(
        "SELECT 1::UInt64 AS x FORMAT JSONEachRow", output_format_json_quote_64bit_integers="1"
    )
    assert quoted == '{"x":"1"}'
    assert sql.value("SELECT timezone()", session_timezone="Asia/Seoul") == "Asia/Seoul"


def test_ping_and_the_root_need_no_password(sql: Sql) -> None:
    for path in ("", "ping", "replicas_status"):
        answer = httpx.get(sql.url + path, timeout=60)
        assert (answer.status_code, answer.text) == (200, "Ok.\n")
    assert httpx.get(sql.url + "play", timeout=60).status_code == 404


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "lz4"])
def test_answers_are_packed_as_asked(sql: Sql, encoding: str) -> None:
    with httpx.stream(
        "POST",
        sql.url,
        params={"enable_http_compression": "1"},
        content=f"{_NUMBERS} FORMAT TSV",
        auth=("reader", PASSWORD),
        headers={"Accept-Encoding": encoding},
        timeout=60,
    ) as answer:
        packed = b"".join(answer.iter_raw())
    assert answer.headers["Content-Encoding"] == encoding
    plain = {
        "gzip": gzip.decompress,
        "deflate": zlib.decompress,
        "lz4": lz4.frame.decompress,
    }[encoding](packed)
    assert plain == sql.ask(f"{_NUMBERS} FORMAT TSV").content
    assert len(packed) < len(plain) * 0.9


def test_what_the_engine_packs_itself(sql: Sql) -> None:
    for encoding, magic in (("zstd", b"\x28\xb5\x2f\xfd"), ("br", None)):
        with httpx.stream(
            "POST",
            sql.url,
            params={"enable_http_compression": "1"},
            content=f"{_NUMBERS} FORMAT TSV",
            auth=("reader", PASSWORD),
            headers={"Accept-Encoding": encoding},
            timeout=60,
        ) as answer:
            packed = b"".join(answer.iter_raw())
        assert answer.headers["Content-Encoding"] == encoding
        assert 100 < len(packed) < 300_000
        assert magic is None or packed.startswith(magic)


def test_native_blocks_as_jdbc_reads_them(sql: Sql) -> None:
    packed = sql.ask(f"{_NUMBERS} FORMAT TSV", compress="1").content
    plain, place = b"", 0
    while place < len(packed):
        size = int.from_bytes(packed[place + 17 : place + 21], "little")
        body = packed[place + 16 : place + 16 + size]
        assert checksum(body) == packed[place : place + 16]
        assert body[0] == 0x82
        plain += lz4.block.decompress(body[9:], uncompressed_size=int.from_bytes(body[5:9], "little"))
        place += 16 + size
    assert plain == sql.ask(f"{_NUMBERS} FORMAT TSV").content


def test_statements_may_come_packed(sql: Sql) -> None:
    for encoding, pack in (("gzip", gzip.compress), ("deflate", zlib.compress), ("lz4", lz4.frame.compress)):
        answer = httpx.post(
            sql.url,
            content=pack(b"SELECT 42"),
            auth=("reader", PASSWORD),
            headers={"Content-Encoding": encoding},
            timeout=60,
        )
        assert answer.text == "42\n"
    broken = httpx.post(
        sql.url,
        content=b"SELECT 42",
        auth=("reader", PASSWORD),
        headers={"Content-Encoding": "gzip"},
        timeout=60,
    )
    assert broken.status_code == 400


def test_what_grafana_and_dbeaver_ask_first(sql: Sql) -> None:
    for statement in (
        "SELECT version(), timezone()",
        "SELECT currentUser()",
        "SHOW DATABASES",
        "SHOW TABLES",
        "SELECT name, type FROM system.columns WHERE database = 'default' AND table = 'traces'",
        "SELECT database, name, engine, total_rows FROM system.tables",
        "SELECT name, value, changed, readonly FROM system.settings",
        "SELECT * FROM system.functions",
        "SELECT table_name FROM information_schema.tables",
        "DESCRIBE TABLE default.traces",
        "DESC traces FORMAT JSON",
        "DESCRIBE (SELECT 1 AS x, 'y' AS y)",
        "EXISTS TABLE traces",
        "SHOW CREATE TABLE `default`.`traces`",
        "EXPLAIN PLAN SELECT count() FROM traces",
        "USE default",
        "SELECT 1 -- with a comment\n;",
    ):
        answer = sql.ask(statement)
        assert answer.status_code == 200, (statement, answer.text)
