"""ClickHouse, embedded or as a server: the client, migrations and SQL."""
