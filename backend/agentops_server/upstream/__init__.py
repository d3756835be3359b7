"""Brings spans over from the ClickHouse database of an upstream AgentOps server."""
