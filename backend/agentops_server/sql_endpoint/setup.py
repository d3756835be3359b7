"""Puts the SQL port together from the settings."""

import os
import uuid

from agentops_server.projects.service import ProjectService
from agentops_server.settings import ConfigError, Settings
from agentops_server.sql_endpoint.access import authenticator
from agentops_server.sql_endpoint.app import SqlApp
from agentops_server.sql_endpoint.engine import Caps, ReadingEngine
from agentops_server.store.client import Store

_MAX_BODY_BYTES = 4 * 2**20


def sql_app(settings: Settings, store: Store, projects: ProjectService) -> SqlApp:
    """The application of AGENTOPS_SQL_PORT. Raises `ConfigError`."""
    if not store.is_embedded:
        raise ConfigError(
            "AGENTOPS_SQL_PORT is for the embedded store: set it to 0 and ask the ClickHouse server of "
            "CLICKHOUSE_URL itself."
        )
    if settings.sql_password is None:
        raise ConfigError("AGENTOPS_SQL_PORT needs AGENTOPS_SQL_PASSWORD: set one, or set the port to 0.")

    async def project_of_key(secret: str) -> str | None:
        try:
            key = await projects.key_for(str(uuid.UUID(secret)))
        except ValueError:
            return None
        return key.project_id if key is not None and "read" in key.scopes else None

    caps = Caps(
        seconds=settings.sql_seconds,
        memory_bytes=settings.sql_memory_bytes,
        rows=settings.sql_rows,
        result_rows=settings.sql_result_rows,
        result_bytes=settings.sql_result_bytes,
        threads=max(1, (os.cpu_count() or 2) // 2),
    )
    engine = ReadingEngine(str(store.folder), settings.home / "sql", caps)
    password = settings.sql_password.get_secret_value()
    return SqlApp(
        engine,
        authenticator(settings.sql_user, password, project_of_key),
        settings.sql_connections,
        _MAX_BODY_BYTES,
    )
