"""A server with its SQL port, and two projects with traces in it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import clickhouse_connect
import httpx
import pytest
from clickhouse_connect.driver.client import Client

from fixtures.agentops_process import AgentOpsProcess, Project
from fixtures.ports import free_port
from fixtures.spans import chat, request, span, trace_id

PASSWORD = "a password for reading"


@dataclass
class Sql:
    """The SQL port of a running server."""

    server: AgentOpsProcess
    port: int
    mine: Project
    other: Project

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def ask(
        self, sql: str | bytes, user: str = "reader", password: str = PASSWORD, **more: Any
    ) -> httpx.Response:
        """POST a statement; keyword arguments are URL parameters."""
        return httpx.post(
            self.url, params=more, content=sql, auth=(user, password), timeout=60, trust_env=False
        )

    def value(self, sql: str, **more: Any) -> str:
        answer = self.ask(sql, **more)
        assert answer.status_code == 200, answer.text
        return answer.text.rstrip("\n")

    def client(self, user: str = "reader", password: str = PASSWORD) -> Client:
        return clickhouse_connect.get_client(
            host="127.0.0.1", port=self.port, username=user, password=password
        )


@pytest.fixture(scope="session")
def sql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sql]:
    port = free_port()
    settings = {
        "AGENTOPS_SQL_PORT": str(port),
        "AGENTOPS_SQL_PASSWORD": PASSWORD,
        # Those that must be stopped in time ask for less: a busy machine may take long for all others.
        "AGENTOPS_SQL_SECONDS": "60",
        "AGENTOPS_SQL_RESULT_ROWS": "2000000",
    }
    with AgentOpsProcess(tmp_path_factory.mktemp("sql"), settings) as server:
        mine, other = server.new_project(), server.new_project()
        for project, count in ((mine, 3), (other, 2)):
            for _ in range(count):
                trace = trace_id()
                assert project.send(request(span(trace, f"of {count}"), chat(trace))).status_code == 200
            project.settle()
        yield Sql(server, port, mine, other)
