"""Alerts with who looks after them, runbooks, dashboards: what Prometheus and Alertmanager know."""
