"""Prisma's engine of npm packages: the gateway's generated client against a real PostgreSQL."""

import json
import os
import subprocess
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from fixtures.postgres import postgres_server
from fixtures.processes import ROOT

PYTHON = str(ROOT / ".venvs/gateway/bin/python")
ENGINE = ROOT / "litellm/prisma_engine"
PROGRAM = """
import asyncio, json
from datetime import datetime, timezone
from prisma import Json, Prisma, errors

async def main():
    db = Prisma()
    await db.connect()
    teams, tokens, seen = db.litellm_teamtable, db.litellm_verificationtoken, {}
    tricky = 'kim "q" \\\\ \\n 임베딩 ${x}'
    nested = {"a": [1, {"b": None}], "text": tricky}
    team = await teams.create(data={
        "team_alias": tricky, "metadata": Json(nested), "members_with_roles": Json([]), "models": ["a", "b"],
        "max_budget": 1.5, "tpm_limit": 9007199254740993,
    })
    seen["alias"] = team.team_alias == tricky
    seen["json"] = team.metadata == nested
    seen["lists"] = (team.models, team.members_with_roles)
    seen["big"] = team.tpm_limit
    kinds = "SELECT jsonb_typeof(metadata) AS one, jsonb_typeof(members_with_roles) AS other"
    seen["kinds"] = await db.query_raw(kinds + ' FROM "LiteLLM_TeamTable"')
    key = {"team_id": team.team_id}
    found = await teams.find_many(where={"metadata": {"equals": Json(nested)}})
    seen["by_json"] = len(found)
    either = [{"team_alias": "nobody"}, {"max_budget": {"gt": 1.0}}]
    found = await teams.find_many(where={"OR": either}, take=5)
    seen["by_filter"] = len(found)
    await teams.update(where=key, data={"spend": {"increment": 0.25}})
    more = 'UPDATE "LiteLLM_TeamTable" SET spend = spend + $1 WHERE team_id = $2'
    await db.execute_raw(more, 2.5, team.team_id)
    async with db.batch_() as batch:
        batch.litellm_teamtable.update(where=key, data={"spend": {"increment": 1}})
        batch.litellm_teamtable.update_many(where={"team_alias": "nobody"}, data={"spend": 3})
    async with db.tx() as tx:
        await tx.litellm_teamtable.update(where=key, data={"spend": {"increment": 1}})
    try:
        async with db.tx() as tx:
            await tx.litellm_teamtable.update(where=key, data={"spend": {"increment": 100}})
            raise KeyError("roll back")
    except KeyError:
        pass
    seen["spend"] = (await teams.find_unique(where=key)).spend
    at = datetime(2026, 1, 2, 3, 4, 5, 678000, tzinfo=timezone.utc)
    new = {"token": "h", "expires": at, "aliases": Json({}), "budget_limits": Json([{"max": 1}])}
    for _ in range(2):
        token = await tokens.upsert(where={"token": "h"}, data={"create": new, "update": {"spend": 2}})
    seen["upsert"] = (token.spend, token.expires == at, token.budget_limits)
    budget = {"max_budget": 2.0, "created_by": "x", "updated_by": "y"}
    joined = await tokens.update(
        where={"token": "h"},
        data={"litellm_budget_table": {"create": budget}},
        include={"litellm_budget_table": True},
    )
    seen["relation"] = joined.litellm_budget_table.max_budget
    seen["count"] = await tokens.count(where={"expires": {"lt": datetime.now(timezone.utc)}})
    seen["group"] = await tokens.group_by(by=["token"], sum={"spend": True}, order={"token": "asc"})
    names = "SELECT array_agg(tablename) AS many, max(tablename) AS one FROM pg_tables"
    seen["names"] = await db.query_raw(names + " WHERE tablename = 'LiteLLM_TeamTable'")
    nothing = {"token": "?"}
    seen["missing"] = [await tokens.find_unique(where=nothing), await tokens.delete(where=nothing)]
    seen["errors"] = []
    for asked in (tokens.create(data={"token": "h"}), db.query_raw("SELECT * FROM nowhere")):
        try:
            await asked
        except errors.PrismaError as error:
            seen["errors"].append(type(error).__name__)
    await db.disconnect()
    print(json.dumps(seen))

asyncio.run(main())
"""


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    with postgres_server() as url:
        yield url


def run(command: list[str], url: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "DATABASE_URL": url, "PRISMA_QUERY_ENGINE_BINARY": str(ENGINE / "engine.mjs")}
    return subprocess.run(
        command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=600, check=False
    )


def migrations() -> str:
    (found,) = ROOT.glob(".venvs/gateway/lib/python3.*/site-packages/litellm_proxy_extras/migrations")
    return str(found)


def test_the_client_works_on_it(database: str) -> None:
    """What LiteLLM does with Prisma: values of each kind, filters, relations, transactions, errors."""
    subprocess.run([PYTHON, "litellm/gateway_database.py"], cwd=ROOT, check=True)
    first = run(["node", str(ENGINE / "migrate.mjs"), migrations()], database)
    assert first.returncode == 0, first.stderr
    assert "migrations were applied" in first.stdout
    again = run(["node", str(ENGINE / "migrate.mjs"), migrations()], database)
    assert (again.returncode, again.stdout) == (0, "")
    # Parameters that LiteLLM adds to the URL for Prisma, unknown to PostgreSQL.
    done = run([PYTHON, "-c", PROGRAM], f"{database}?connection_limit=5&pool_timeout=20&schema=public")
    assert done.returncode == 0, done.stderr
    seen: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    assert seen["alias"] is True
    assert seen["json"] is True
    assert seen["lists"] == [["a", "b"], []]
    assert seen["big"] == 9007199254740993
    assert seen["kinds"] == [{"one": "object", "other": "array"}], "JSON, not texts of JSON"
    assert (seen["by_json"], seen["by_filter"]) == (1, 1)
    assert seen["spend"] == 0.25 + 2.5 + 1 + 1
    assert seen["upsert"] == [2.0, True, [{"max": 1}]]
    assert seen["relation"] == 2.0
    assert seen["count"] == 1
    assert seen["group"] == [{"token": "h", "_sum": {"spend": 2.0}}]
    assert seen["names"] == [{"many": ["LiteLLM_TeamTable"], "one": "LiteLLM_TeamTable"}]
    assert seen["missing"] == [None, None]
    assert seen["errors"] == ["UniqueViolationError", "RawQueryError"]


def test_a_migration_that_fails_is_named_and_not_passed_over(database: str, tmp_path: Any) -> None:
    for name, script in (("1_fine", "CREATE TABLE fine (a int)"), ("2_wrong", "CREATE TABLE oops (")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "migration.sql").write_text(script)
    url = f"{database}?schema=another"
    with psycopg.connect(database) as connection:
        connection.execute("CREATE SCHEMA another")
    for words in ("2_wrong failed (syntax error", "2_wrong was begun before and not finished"):
        done = run(["node", str(ENGINE / "migrate.mjs"), str(tmp_path)], url)
        assert done.returncode == 1
        assert words in done.stderr
    with psycopg.connect(database) as connection:
        books = connection.execute(
            "SELECT migration_name, finished_at IS NULL FROM another._prisma_migrations"
        )
        assert sorted(books.fetchall()) == [("1_fine", False), ("2_wrong", True)]


def test_a_database_that_is_not_there_is_named() -> None:
    done = run(["node", str(ENGINE / "migrate.mjs"), migrations()], "postgresql://nobody@127.0.0.1:9/none")
    assert done.returncode == 1
    assert "LITELLM_DATABASE_URL: PostgreSQL at 127.0.0.1:9 cannot be used" in done.stderr
