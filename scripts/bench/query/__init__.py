"""How fast the AgentOps server answers over millions of spans, beside Arize Phoenix."""
