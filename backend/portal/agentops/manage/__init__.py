"""Projects, keys, prices and dead letters: what the AgentOps server keeps and admins change."""
