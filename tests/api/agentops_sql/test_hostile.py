"""Who may read must not be able to do anything else, nor to take the machine."""

import contextlib
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from api.agentops_sql.conftest import PASSWORD, Sql
from fixtures.agentops_process import AgentOpsProcess
from fixtures.ports import free_port

# Half a minute for a processor, in next to no memory.
_LONG = "SELECT count() FROM numbers(400000000) WHERE sipHash128(number) = sipHash128(1, number)"
_WRITES = [
    "INSERT INTO traces SELECT * FROM traces",
    "INSERT INTO prices FORMAT JSONEachRow {}",
    'INSERT INTO prices (model) FORMAT JSONEachRow\n{"model": "x"}\n',
    "INSERT INTO prices (model) VALUES ('x')",
    "INSERT INTO FUNCTION file('/tmp/agent-portal-sql', 'TSV', 'x UInt8') SELECT 1",
    "CREATE TABLE mine (x UInt8) ENGINE = Memory",
    "CREATE TEMPORARY TABLE mine (x UInt8)",
    "CREATE DATABASE mine",
    "CREATE FUNCTION mine AS x -> x",
    "CREATE VIEW mine AS SELECT 1",
    "CREATE USER mine",
    "DROP TABLE traces",
    "TRUNCATE TABLE traces",
    "ALTER TABLE traces DELETE WHERE 1",
    "DELETE FROM traces WHERE 1",
    "OPTIMIZE TABLE traces FINAL",
    "RENAME TABLE traces TO gone",
    "DETACH TABLE traces",
    "SYSTEM SHUTDOWN",
    "SYSTEM FLUSH LOGS",
    "KILL QUERY WHERE 1",
    "GRANT ALL ON *.* TO reader",
    "SET readonly = 0",
    "SET max_memory_usage = 0",
    "BEGIN TRANSACTION",
    "EXECUTE AS default SELECT 1",
    "BACKUP TABLE traces TO Disk('default', 'x')",
    "SELECT 1 INTO OUTFILE '/tmp/agent-portal-sql'",
    "SELECT 1; DROP TABLE traces",
    "SELECT 1 PARALLEL WITH SELECT 2",
    "CHECK TABLE traces",
    "EXPLAIN AST INSERT INTO traces SELECT 1",
]
_REACHES = [
    "SELECT file('/etc/passwd')",
    "SELECT FILE('/etc/passwd')",
    "SELECT `file`('/etc/passwd')",
    "SELECT * FROM file('/etc/passwd', 'LineAsString')",
    "SELECT * FROM view(SELECT file('/etc/passwd'))",
    "WITH x AS (SELECT * FROM file('/etc/passwd', 'LineAsString')) SELECT * FROM x",
    "SELECT (SELECT * FROM file('/etc/passwd', 'LineAsString') LIMIT 1)",
    "SELECT 1 WHERE 'a' IN (SELECT * FROM file('/etc/passwd', 'LineAsString'))",
    "DESCRIBE TABLE file('/etc/passwd')",
    "DESCRIBE (SELECT file('/etc/passwd'))",
    "EXPLAIN SELECT file('/etc/passwd')",
    "SELECT * FROM url('http://127.0.0.1:1/', 'LineAsString')",
    "SELECT * FROM s3('http://127.0.0.1:1/bucket/x.csv')",
    "SELECT * FROM remote('127.0.0.1', system.one)",
    "SELECT * FROM remoteSecure('127.0.0.1', system.one)",
    "SELECT * FROM cluster('default', system.one)",
    "SELECT * FROM executable('id', 'TSV', 'x String')",
    "SELECT * FROM mysql('127.0.0.1:1', 'd', 't', 'u', 'p')",
    "SELECT * FROM postgresql('127.0.0.1:1', 'd', 't', 'u', 'p')",
    "SELECT * FROM sqlite('/etc/passwd', 't')",
    "SELECT * FROM filesystem('/etc')",
    "SELECT * FROM merge('default', '.*')",
    "SELECT * FROM loop(traces)",
    "SELECT * FROM dictionary('x')",
    "SELECT * FROM input('x UInt8')",
    "SELECT * FROM eval('SELECT 1')",
    "SELECT * FROM python('x')",
    "SELECT * FROM Python(os)",
    "SELECT * FROM mergeTreeIndex('default', 'traces')",
    "SELECT * FROM fuzzQuery('SELECT 1')",
    "SELECT dictGet('x', 'y', 1)",
    "SELECT joinGet('default.traces', 'name', 1)",
    "SELECT hasColumnInTable('127.0.0.1', 'u', 'p', 'd', 't', 'c')",
    "SELECT addressToLine(1)",
    "SELECT aiGenerate('x')",
    "SELECT getServerSetting('path')",
    "SELECT sleep(3)",
    "SELECT * FROM system.processes",
    "SELECT * FROM SYSTEM.PROCESSES",
    "SELECT * FROM system.server_settings",
    "SELECT * FROM system.users",
    "SELECT * FROM system.user_query_log",
    "SELECT * FROM `system`.`stack_trace`",
    "SELECT 1 WHERE 'x' IN system.users",
    "SELECT * FROM {name:Identifier}",
    "SELECT * FROM other_database.traces",
    "USE system",
    "SHOW TABLES; SELECT 1",
    "SELECT 1 FORMAT Protobuf",
    "SELECT 1 FORMAT MySQLWire",
]


@pytest.mark.parametrize("statement", _WRITES)
def test_nothing_is_written(sql: Sql, statement: str) -> None:
    before = sql.value("SELECT count() FROM spans")
    answer = sql.ask(statement)
    assert 400 <= answer.status_code < 500 or answer.status_code == 501, answer.text
    assert answer.text.startswith("Code: ")
    assert sql.value("SELECT count() FROM spans") == before
    assert not Path("/tmp/agent-portal-sql").exists()


@pytest.mark.parametrize("statement", _REACHES)
def test_nothing_beyond_the_tables_is_read(sql: Sql, statement: str) -> None:
    answer = sql.ask(statement, param_name="system.users")
    assert 400 <= answer.status_code < 500 or answer.status_code == 501, answer.text
    assert answer.text.startswith("Code: ")
    assert "root:" not in answer.text


def test_no_function_reaches_out_or_breaks_anything(sql: Sql) -> None:
    """Every function that is not plain calculation, with a path and with nonsense."""
    kinds = (
        "'Other', 'AI', 'Introspection', 'Machine Learning', "
        "'Dictionary', 'Embedded Dictionary', 'Internal', ''"
    )
    names = sql.value(
        f"SELECT name FROM system.functions WHERE categories IN ({kinds}) AND NOT is_aggregate"
    ).split()
    assert len(names) > 300
    with httpx.Client(auth=("reader", PASSWORD), timeout=60) as http:
        for name in names:
            for arguments in ("'/etc/passwd'", "[1, 2], 'a'"):
                answer = http.post(sql.url, content=f"SELECT {name}({arguments}) FORMAT JSONCompact")
                assert answer.status_code < 500 or answer.status_code == 501, (name, answer.text)
                assert "root:" not in answer.text, name


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("max_memory_usage", "0"),
        ("max_execution_time", "100000"),
        ("max_result_rows", "0"),
        ("max_rows_to_read", "-1"),
        ("max_threads", "64"),
    ],
)
def test_caps_cannot_be_raised(sql: Sql, name: str, value: str) -> None:
    cap = sql.value(f"SELECT getSetting('{name}')")
    assert sql.value(f"SELECT getSetting('{name}')", **{name: value}) == cap
    assert sql.ask(f"SELECT 1 SETTINGS {name} = {value}").status_code in (400, 403)
    assert int(cap) > 0


def test_caps_can_be_lowered(sql: Sql) -> None:
    assert sql.value("SELECT getSetting('max_result_rows')", max_result_rows="10") == "10"
    assert sql.ask("SELECT number FROM numbers(1000)", max_result_rows="10").status_code == 422


@pytest.mark.parametrize(
    "name",
    [
        "additional_table_filters",
        "allow_introspection_functions",
        "format_schema",
        "format_schema_source",
        "output_format_schema",
        "allow_ddl",
        "user_files_path",
        "s3_max_connections",
        "no_such_setting",
    ],
)
def test_other_settings_are_refused(sql: Sql, name: str) -> None:
    answer = sql.ask("SELECT 1", **{name: "1"})
    assert (answer.status_code, answer.headers["X-ClickHouse-Exception-Code"]) == (403, "164")


def test_readonly_cannot_be_taken_off(sql: Sql) -> None:
    assert sql.value("SELECT getSetting('readonly')", readonly="0") == "1"


def test_what_costs_too_much_is_stopped(sql: Sql) -> None:
    # The first asks for its memory at once: one that gathers it slowly can run out of time before.
    assert sql.ask("SELECT groupArray(range(100000)) FROM numbers(20000)").status_code == 422
    assert sql.ask("SELECT count() FROM numbers(100000000000)").status_code == 422
    assert sql.ask("SELECT number FROM numbers(3000000) FORMAT JSON").status_code == 422
    assert sql.ask(_LONG, max_execution_time="1").status_code == 408


def test_a_long_answer_needs_little_memory(tmp_path: Path) -> None:
    # A server of its own: the greedy statements of other tests leave memory with the allocator.
    port = free_port()
    url, auth = f"http://127.0.0.1:{port}/", ("reader", PASSWORD)
    settings = {
        "AGENTOPS_SQL_PORT": str(port),
        "AGENTOPS_SQL_PASSWORD": PASSWORD,
        "AGENTOPS_SQL_RESULT_ROWS": "2000000",
        "AGENTOPS_SQL_SECONDS": "600",
    }
    statement = "SELECT number, repeat('x', 100) FROM numbers({}) FORMAT JSONEachRow"
    with AgentOpsProcess(tmp_path, settings) as server:
        assert server.process
        pid = server.process.pid
        assert httpx.post(url, content=statement.format(200_000), auth=auth, timeout=60).status_code == 200
        before = _resident_mb(pid)
        size = highest = 0
        with httpx.stream("POST", url, content=statement.format(2_000_000), auth=auth, timeout=60) as answer:
            for number, chunk in enumerate(answer.iter_raw()):
                size += len(chunk)
                if number % 200 == 0:
                    highest = max(highest, _resident_mb(pid))
    assert size > 250_000_000
    assert highest - before < 150


def _resident_mb(pid: int) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) // 1024
    raise AssertionError("no VmRSS")


def test_a_client_that_leaves_ends_its_statement(sql: Sql) -> None:
    def leave() -> None:
        with pytest.raises(httpx.TimeoutException):
            httpx.post(sql.url, content=_LONG, auth=("reader", PASSWORD), timeout=2)

    with ThreadPoolExecutor(3) as pool:  # as many as there are places
        list(pool.map(lambda _: leave(), range(3)))
    # Who comes waits ten seconds for a place at most, and each of these might take a minute.
    assert sql.value("SELECT 1") == "1"


def test_a_project_sees_itself_alone(sql: Sql) -> None:
    def mine(statement: str) -> str:
        return sql.value(statement, user="project", password=sql.mine.api_key)

    assert mine("SELECT count() FROM traces FINAL") == "3"
    assert mine("SELECT count() FROM spans FINAL") == "6"
    assert mine("SELECT DISTINCT project_id FROM spans") == sql.mine.id
    assert mine("SELECT count() FROM default.traces AS t FINAL WHERE t.project_id != ''") == "3"
    assert mine("SELECT count() FROM traces AS a INNER JOIN traces AS b ON 1 = 1") == "9"
    assert mine("SELECT count() FROM view(SELECT * FROM traces)") == "3"
    assert mine("SELECT (SELECT count() FROM traces)") == "3"
    assert mine("WITH t AS (SELECT * FROM traces) SELECT count() FROM t") == "3"
    assert mine("SELECT count() FROM numbers(1) WHERE 'x' NOT IN (SELECT project_id FROM traces)") == "1"
    twice = "SELECT * FROM traces UNION ALL SELECT * FROM traces"
    assert mine(f"SELECT count() FROM ({twice}) WHERE project_id = '{sql.other.id}'") == "0"
    assert sql.value("SELECT count() FROM traces FINAL") == "5"


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM schema_migrations",
        "SELECT 1 WHERE 1 IN schema_migrations",
        "DESCRIBE TABLE schema_migrations",
        "SELECT * FROM merge('default', 'traces')",
        "SELECT * FROM system.parts",
        "EXPLAIN ESTIMATE SELECT * FROM traces",
        "EXPLAIN indexes = 1 SELECT * FROM traces",
        "SELECT 1 WHERE tuple() IN system.tables",
        "SELECT 1 SETTINGS additional_table_filters = {}",
    ],
)
def test_a_project_reaches_nothing_of_others(sql: Sql, statement: str) -> None:
    answer = sql.ask(statement, user="project", password=sql.mine.api_key)
    assert answer.status_code == 403, answer.text


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("system.tables", "total_rows"),
        ("system.tables AS t", "t.total_bytes"),
        ("(SELECT * FROM system.tables)", "active_parts"),
        ("view(SELECT * FROM system.tables)", "total_marks"),
        ("system.columns", "data_compressed_bytes"),
        ("system.data_skipping_indices", "data_compressed_bytes"),
        ("information_schema.tables", "table_rows"),
        ("INFORMATION_SCHEMA.TABLES", "TABLES.DATA_LENGTH"),
    ],
)
def test_a_project_is_not_told_how_much_all_together_have(sql: Sql, table: str, column: str) -> None:
    statement = f"SELECT count() > 0, count({column}) FROM {table}"
    assert sql.value(statement, user="project", password=sql.mine.api_key) == "1\t0"
    assert sql.value(f"SELECT count({column}) > 0 FROM {table}") == "1"


def test_a_key_without_the_right_to_read_is_refused(sql: Sql) -> None:
    made = sql.server.http.post(
        f"{sql.server.url}/telemetry/v1/projects/{sql.mine.id}/keys",
        json={"name": "only sends", "scopes": ["ingest"]},
        headers=sql.server.service_headers,
    )
    assert made.status_code == 201, made.text
    key = made.json()["api_key"]
    assert sql.ask("SELECT 1", user="project", password=key).status_code == 403


def test_wrong_passwords_wait(tmp_path: Path) -> None:
    port = free_port()
    settings = {"AGENTOPS_SQL_PORT": str(port), "AGENTOPS_SQL_PASSWORD": PASSWORD}
    with AgentOpsProcess(tmp_path, settings) as server:
        url = f"http://127.0.0.1:{port}/?query=SELECT+1"
        nobody = httpx.get(url, timeout=60)
        assert nobody.status_code == 401
        assert nobody.headers["WWW-Authenticate"].startswith("Basic")
        assert httpx.get(url, auth=("reader", PASSWORD), timeout=60).text == "1\n"
        key = {"X-ClickHouse-User": "reader", "X-ClickHouse-Key": PASSWORD}
        assert httpx.get(url, headers=key, timeout=60).text == "1\n"
        for _ in range(5):
            wrong = httpx.get(url, auth=("reader", "guess"), timeout=60)
            assert wrong.status_code == 403
            assert wrong.text.startswith("Code: 516. ")
        refused = httpx.get(url, auth=("reader", PASSWORD), timeout=60)
        assert refused.status_code == 429
        assert refused.headers["Retry-After"]
        assert PASSWORD not in server.log_path.read_text()
        assert "guess" not in server.log_path.read_text()


def test_a_statement_that_runs_does_not_keep_the_server_from_stopping(tmp_path: Path) -> None:
    port = free_port()
    settings = {
        "AGENTOPS_SQL_PORT": str(port),
        "AGENTOPS_SQL_PASSWORD": PASSWORD,
        "AGENTOPS_SQL_SECONDS": "3600",
        "AGENTOPS_SQL_ROWS": str(10**12),
    }
    with AgentOpsProcess(tmp_path, settings) as server, ThreadPoolExecutor(1) as pool:
        endless = _LONG.replace("400000000", str(10**11))

        def ask() -> None:
            with contextlib.suppress(httpx.HTTPError):  # answered, refused or broken off: it ends
                httpx.post(
                    f"http://127.0.0.1:{port}/", content=endless, auth=("reader", PASSWORD), timeout=60
                )

        asked = pool.submit(ask)
        time.sleep(1)
        assert server.stop() == 0  # which waits for two minutes, not for hours
        asked.result(60)


def test_the_port_needs_a_password_and_an_embedded_store(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="AGENTOPS_SQL_PORT needs AGENTOPS_SQL_PASSWORD"):
        AgentOpsProcess(tmp_path, {"AGENTOPS_SQL_PORT": str(free_port())}).start()
