"""The `/v3` and `/v4` interface of AgentOps."""
