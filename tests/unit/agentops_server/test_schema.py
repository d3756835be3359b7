"""Tables of a database that several servers share: made by whoever comes first, one by one."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from agentops_server.policies.repository import PolicyRepository
from agentops_server.projects.repository import ProjectRepository


@pytest.mark.parametrize(
    "kept", [lambda projects: projects, lambda projects: PolicyRepository(projects.engine)]
)
def test_another_server_is_faster_at_each_table(
    tmp_path: Path, kept: Callable[[ProjectRepository], ProjectRepository | PolicyRepository]
) -> None:
    projects = ProjectRepository.in_folder(tmp_path)
    taken: list[str] = []

    def another_is_faster(_: object, __: object, statement: str, *___: Any) -> None:
        if statement.strip().startswith("CREATE TABLE") and statement not in taken:
            taken.append(statement)
            with sqlite3.connect(tmp_path / "projects.db") as other:
                other.execute(statement)

    sa.event.listen(projects.engine, "before_cursor_execute", another_is_faster)
    kept(projects).create_schema()
    made = set(sa.inspect(projects.engine).get_table_names())
    assert len(taken) == len(made) == 3


def test_a_database_that_cannot_be_used_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "projects.db").write_bytes(
        b"not a database at all, but longer than its header of 100 bytes" * 4
    )
    with pytest.raises(sa.exc.DBAPIError, match="not a database"):
        ProjectRepository.in_folder(tmp_path).create_schema()
