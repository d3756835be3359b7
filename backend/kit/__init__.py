"""What both servers share and neither owns: errors, ASGI middleware, logging, time ranges, serving.

`kit` knows nothing of the portal or of the AgentOps server (an import-linter contract holds it to that).
"""
