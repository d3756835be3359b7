"""Reads an upstream database (`otel_2.otel_traces`) over HTTP."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import clickhouse_connect
from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.exceptions import ClickHouseError

from agentops_server.store.address import http_options
from agentops_server.store.errors import translate
from agentops_server.store.statements import statement, with_parts
from agentops_server.upstream.rows import Row

_SECONDS = 300


@dataclass(frozen=True, order=True)
class Place:
    """A span in the order of the table; everything up to it was brought over."""

    start_ns: int = 0
    trace_id: str = ""
    span_id: str = ""


@dataclass(frozen=True)
class Project:
    """A project of the upstream database."""

    id: str
    spans: int
    first_ns: int
    last_ns: int


class Upstream:
    """Blocking; every method raises `StoreError`, `StoreUnavailable`."""

    def __init__(self, url: str) -> None:
        self._options = http_options(url)
        self._client: Client | None = None

    def projects(self) -> list[Project]:
        """All projects that have spans."""
        return [
            Project(row["project_id"], int(row["spans"]), int(row["first_ns"]), int(row["last_ns"]))
            for row in self._rows(statement("upstream_projects"), {})
        ]

    def page(self, project_id: str, after: Place, limit: int) -> list[Row]:
        """The next spans of a project, in order."""
        sql = with_parts("upstream_page", columns=statement("upstream_columns"))
        parameters = {
            "project": project_id,
            "after_ns": after.start_ns,
            "after_trace": after.trace_id,
            "after_span": after.span_id,
            "limit": limit,
        }
        return self._rows(sql, parameters)

    def ids_since(self, project_id: str, since_ns: int) -> set[tuple[str, str]]:
        """Trace and span ids of the spans that began since then."""
        parameters = {"project": project_id, "since_ns": since_ns}
        return {
            (row["trace_id"], row["span_id"]) for row in self._rows(statement("upstream_ids"), parameters)
        }

    def spans(self, project_id: str, since_ns: int, ids: Sequence[tuple[str, str]]) -> list[Row]:
        """These spans."""
        sql = with_parts("upstream_spans", columns=statement("upstream_columns"))
        parameters = {
            "project": project_id,
            "since_ns": since_ns,
            "trace_ids": [one[0] for one in ids],
            "span_ids": [one[1] for one in ids],
        }
        return self._rows(sql, parameters)

    def _rows(self, sql: str, parameters: dict[str, Any]) -> list[Row]:
        settings = {"max_execution_time": _SECONDS, "log_comment": "agent-portal upstream"}
        try:
            if self._client is None:
                self._client = clickhouse_connect.get_client(
                    **self._options,
                    connect_timeout=4,
                    send_receive_timeout=_SECONDS + 10,
                    autogenerate_session_id=False,
                    client_name="agent-portal",
                )
            result = self._client.query(sql, parameters=parameters, settings=settings)
        except ClickHouseError as error:
            raise translate(error) from error
        names = result.column_names
        return [dict(zip(names, row, strict=True)) for row in result.result_rows]

    def close(self) -> None:
        """Close the connection."""
        if self._client is not None:
            self._client.close()
