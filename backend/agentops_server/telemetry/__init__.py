"""The `/telemetry/v1` interface: what the portal reads."""
