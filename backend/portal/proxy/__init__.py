"""Grafana, Langfuse, Prometheus, Alertmanager and the realtime dashboard, behind the portal's sign-in."""
