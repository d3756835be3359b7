"""The AgentOps-compatible server: SDKs, gateways and collectors report to it, the portal reads from it."""

from typing import Final

VERSION: Final = "0.1.0"
