"""The rules as functions, with inputs nobody thought of."""

from types import SimpleNamespace
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.errors import BadRequest
from portal.proxy.cookies import rewrite_set_cookie, without_ours
from portal.proxy.location import rewrite_location
from portal.proxy.mount import Mount, check_path
from portal.proxy.upstreams import Upstream, UpstreamError, catalogue
from portal.proxy.websocket import sendable

PORTAL = "http://portal.test:3001"
HOST = "portal.test:3001"
KEPT = Mount(
    Upstream("grafana", "Grafana", "GRAFANA_URL", "http://grafana.test:3000", keeps_prefix=True),
    "/api/proxy/grafana",
    PORTAL,
)
STRIPPED = Mount(
    Upstream("prometheus", "Prometheus", "PROMETHEUS_URL", "http://prom.test:9090/base"),
    "/api/proxy/prometheus",
    PORTAL,
)
ROOT = Mount(
    Upstream("langfuse", "Langfuse", "LANGFUSE_URL", "http://lf.test:3000"), "", "http://portal.test:3002"
)

SIGNS_IN_A_ROW = r"/ // \ .. . %2e %2E%2e %2f %5c ? # : @ http: https:// a x;y é javascript: evil.test"
SIGNS = SIGNS_IN_A_ROW.split(" ")
pieces = st.sampled_from(
    [*SIGNS, "\t", "\n", " ", "grafana.test:3000", "portal.test:3001", "api/proxy/grafana"]
)
locations = st.lists(pieces, max_size=10).map("".join)
paths = st.lists(pieces, max_size=10).map("".join)


def as_a_browser_reads(base: str, location: str) -> str:
    """WHATWG URL parsing, as far as it matters: backslashes are slashes, tabs and newlines are nothing."""
    for sign in "\t\n\r":
        location = location.replace(sign, "")
    return urljoin(base, location.strip(" ").replace("\\", "/"))


@given(locations, st.sampled_from([KEPT, STRIPPED, ROOT]))
def test_no_location_leads_out(location: str, mount: Mount) -> None:
    own = mount.to_upstream(mount.prefix + "/a/b")
    public = rewrite_location(location.encode(), mount, own, HOST)
    if public is None:
        return
    reached = urlsplit(as_a_browser_reads(mount.public_url + mount.prefix + "/a/b", public))
    assert f"{reached.scheme}://{reached.netloc}" == mount.public_url
    path = unquote(reached.path)
    assert path == mount.prefix or path.startswith(mount.prefix + "/")


@given(paths, st.sampled_from([KEPT, STRIPPED, ROOT]))
def test_no_path_leads_out(path: str, mount: Mount) -> None:
    raw = (mount.prefix + "/" + path).encode()
    try:
        checked = check_path(raw, mount.prefix)
    except BadRequest:
        return
    assert checked.encode() == raw
    decoded = unquote(checked).replace("\\", "/")
    assert ".." not in decoded.split("/")
    sent = mount.to_upstream(checked)
    assert sent.endswith(checked[len(mount.prefix) :])
    assert urlsplit(urljoin("http://upstream.test", sent)).netloc == "upstream.test"


@given(
    st.text(max_size=40),
    st.sampled_from(["portal_session_3001", "__Host-portal_session_443", "portal_frame_3002"]),
)
def test_our_cookie_is_never_left_over(around: str, name: str) -> None:
    sent = f"{around}; {name}=secret-value; {around}".encode()
    assert f"{name}=secret-value".encode() not in without_ours(sent)


@given(st.binary(max_size=60).filter(lambda value: b"portal_" not in value))
def test_cookies_of_others_are_untouched(value: bytes) -> None:
    assert without_ours(value) == value


@given(
    st.lists(st.sampled_from(["Path=/", "path = /x", "Domain=a", "PATH=/api/proxy/grafana/", "HttpOnly", ""]))
)
def test_cookie_paths_are_rewritten_once(attributes: list[str]) -> None:
    once = rewrite_set_cookie(";".join(["a=b", *attributes]).encode(), KEPT)
    assert once is not None
    assert rewrite_set_cookie(once, KEPT) == once
    assert once.count(b"/api/proxy/grafana/api/proxy") == 0
    assert b"domain" not in once.lower()


def test_which_close_codes_may_be_sent() -> None:
    assert [code for code in range(1000, 1020) if sendable(code, 0)] == [
        *(1000, 1001, 1002, 1003),
        *range(1007, 1015),
    ]
    assert [sendable(code, 0) for code in (999, 2999, 3000, 4999, 5000)] == [0, 0, 3000, 4999, 0]


@pytest.mark.parametrize(
    ("setting", "url"),
    [
        ("grafana_url", "http://h:1/grafana"),
        ("streamlit_url", "http://h/x"),
        ("prometheus_url", "http://h/%41"),
    ],
)
def test_wrong_addresses_are_named(setting: str, url: str) -> None:
    empty = dict.fromkeys(
        (
            "grafana_url",
            "langfuse_url",
            "langfuse_frame_url",
            "prometheus_url",
            "alertmanager_url",
            "streamlit_url",
            "frames_url",
        ),
        "",
    )
    with pytest.raises(UpstreamError, match=setting.upper()):
        catalogue(SimpleNamespace(**{**empty, setting: url}, frames_follow_host=False))
    catalogue(
        SimpleNamespace(**{**empty, "grafana_url": "http://h:1/api/proxy/grafana"}, frames_follow_host=False)
    )
