"""The programs emit what config/prometheus/metrics.yml says they do.

The gateway's metrics are read from a real gateway in its own tests.
"""

from collections.abc import Iterable

import pytest
from prometheus_client import REGISTRY, CollectorRegistry
from prometheus_client.metrics_core import Metric

import agentops_server.ingest.counters
import agentops_server.store.client
import agentops_server.watch.metrics
from demo_model.metrics import Metrics
from fixtures.exporter import CATALOGUE
from portal.metrics import SelfMetrics


def series(registry: CollectorRegistry) -> set[str]:
    found: Iterable[Metric] = registry.collect()
    return {one.name + ("_total" if one.type == "counter" else "") for one in found}


def emitted_by(program: str) -> set[str]:
    if program == "portal":
        return series(SelfMetrics().registry)
    if program == "agentops-server":
        assert agentops_server.ingest.counters
        assert agentops_server.store.client
        assert agentops_server.watch.metrics
        return series(REGISTRY)
    return series(Metrics().registry)


@pytest.mark.parametrize("program", ["portal", "agentops-server", "model-server"])
def test_a_program_emits_its_metrics(program: str) -> None:
    asked = {metric["name"] for metric in CATALOGUE if metric["from"] == program}
    assert asked - emitted_by(program) == set()
