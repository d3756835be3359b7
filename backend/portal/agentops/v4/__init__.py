"""A genuine AgentOps server: what its v3 and v4 interface gives, in the portal's shapes."""
