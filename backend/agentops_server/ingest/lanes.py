"""A way in for each OTLP signal: spans, log records and metric points wait apart from each other."""

from dataclasses import dataclass

from agentops_server.ingest.signals import Signal
from agentops_server.ingest.spool import Spool


@dataclass(frozen=True)
class Lane:
    """A signal and the spool that its requests wait in."""

    signal: Signal
    spool: Spool
