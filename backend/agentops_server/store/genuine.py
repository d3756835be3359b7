"""Telling answers of ClickHouse from those of whatever else stands at its address.

A load balancer, a captive portal or another program may answer 200 to everything. Taken for an insert that
worked, that would lose spans; read as a result, it may be anything.
"""

from typing import Any

from urllib3 import BaseHTTPResponse
from urllib3.exceptions import HTTPError
from urllib3.poolmanager import PoolManager

# ClickHouse sends several headers with this beginning in every answer to a statement.
_MARK = "x-clickhouse-"


class GenuinePool:
    """A pool of connections that lets a success through only when ClickHouse itself answered."""

    def __init__(self, pool: PoolManager) -> None:
        self._pool = pool

    def request(self, method: str, url: str, **options: Any) -> BaseHTTPResponse:
        """As the pool's own. Raises `HTTPError` for a success of someone else."""
        answer = self._pool.request(method, url, **options)
        if answer.status < 300 and not any(name.lower().startswith(_MARK) for name in answer.headers):
            answer.close()
            raise HTTPError("what answered is not ClickHouse (its headers are missing): check CLICKHOUSE_URL")
        return answer

    def __getattr__(self, name: str) -> Any:
        return getattr(self._pool, name)

    # The client library keeps a table of pools: there, this is the pool that it stands for.
    def __eq__(self, other: object) -> bool:
        return other is self._pool or (isinstance(other, GenuinePool) and other._pool is self._pool)

    def __hash__(self) -> int:
        return hash(self._pool)
