"""Demo traffic: believable users and agents that make real calls through the gateway."""
