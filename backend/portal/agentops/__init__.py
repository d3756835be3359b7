"""Traces, spans and figures: the client of the AgentOps server and the routes that serve its answers."""
