"""The `/public/v1` interface of AgentOps."""
