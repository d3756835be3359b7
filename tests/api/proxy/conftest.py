"""An upstream that records bytes, behind the proxy under two names: path kept whole, and prefix taken off."""

from collections.abc import Iterator

import pytest

from .raw import RawUpstream
from .serving import Served, serve_proxy, upstreams_at


@pytest.fixture
def upstream() -> Iterator[RawUpstream]:
    with RawUpstream() as upstream:
        yield upstream


@pytest.fixture
def proxy(upstream: RawUpstream) -> Iterator[Served]:
    """Grafana keeps the prefix; Prometheus and Alertmanager get it taken off."""
    urls = upstreams_at(
        grafana_url=upstream.url,
        prometheus_url=upstream.url,
        alertmanager_url=upstream.url,
        streamlit_url=upstream.url,
    )
    with serve_proxy(urls) as served:
        yield served
