"""A ClickHouse table of random traces for the compiled conditions to run on."""

import random
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import clickhouse_connect
import pytest
from clickhouse_connect.driver.client import Client

from agentops_server.store.client import Connection
from agentops_server.store.migrate import migrate
from unit.agentops_query.trees import ALPHABET, WORDS

ROWS = 150


def _text(source: random.Random) -> str:
    match source.randrange(4):
        case 0:
            return ""
        case 1:
            return "".join(source.choices(ALPHABET, k=source.randrange(1, 9)))
        case _:
            return source.choice(WORDS)


def _texts(source: random.Random) -> list[str]:
    return sorted({one for _ in range(source.randrange(4)) if (one := _text(source))})


def _row(source: random.Random) -> dict[str, Any]:
    return {
        "project_id": "p",
        "trace_id": source.randbytes(16),
        "status": source.choice(["OK", "ERROR", "INDETERMINATE"]),
        "cost": source.choice([None, Decimal(source.randrange(2000)) / 1000, Decimal("0.000000000001")]),
        "ttft_ns": source.choice([None, source.randrange(5000) * 1_000_000]),
        "duration_ns": source.randrange(5000) * 1_000_000,
        **{
            column: source.randrange(13)
            for column in (
                "span_count",
                "error_count",
                "llm_call_count",
                "unpriced_calls",
                "prompt_tokens",
                "completion_tokens",
                "cached_tokens",
                "reasoning_tokens",
                "total_tokens",
            )
        },
        **{
            column: _texts(source)
            for column in ("models", "providers", "agents", "tools", "tags", "teams", "key_aliases")
        },
        **{
            column: _text(source)
            for column in (
                "name",
                "service_name",
                "error_message",
                "user_id",
                "session_id",
                "input_preview",
                "output_preview",
            )
        },
    }


@pytest.fixture(scope="module")
def engine_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The one folder that the embedded engine has open in this process, until the module is done."""
    return tmp_path_factory.mktemp("chdb")


@pytest.fixture(scope="module")
def database(engine_folder: Path) -> Iterator[Client]:
    client = clickhouse_connect.get_client(dsn=f"chdb://{engine_folder}")
    migrate(Connection(client))
    yield client
    client.close()


@pytest.fixture(scope="module")
def rows(database: Client) -> list[dict[str, Any]]:
    source = random.Random(20260121)
    made = [_row(source) for _ in range(ROWS)]
    columns = list(made[0])
    database.insert("traces", [[row[name] for name in columns] for row in made], column_names=columns)
    return made
