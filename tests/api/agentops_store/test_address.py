"""CLICKHOUSE_URL: what may stand in it, certificates that are checked, and a password that is never told."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from urllib3.exceptions import InsecureRequestWarning

from agentops_server.settings import ConfigError, load_settings
from agentops_server.store.address import BadAddress, http_options
from agentops_server.store.client import Store, StoreUnavailable
from fixtures.clickhouse import ClickHouse

StoreAt = Callable[[str], Store]


def test_what_an_address_says() -> None:
    options = http_options("https://us%40er:p%3A%2F%40ss@db.example:9443/my%20data?verify=false")
    assert options == {
        "interface": "https",
        "host": "db.example",
        "port": 9443,
        "username": "us@er",
        "password": "p:/@ss",
        "database": "my data",
        "verify": "false",
    }
    assert http_options("http://db")["port"] == 8123
    assert http_options("https://db")["port"] == 8443
    assert http_options("http://db/")["database"] == "default"


@pytest.mark.parametrize(
    "url",
    [
        "http://user:pass/word@db:8123/x",
        "http:///database",
        "http://db:port/",
        "https://db?ca_cert=/no/such/file",
        "https://db?password=x",
        "https://db/a/b",
    ],
)
def test_addresses_that_cannot_be_used(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadAddress):
        http_options(url)
    monkeypatch.setenv("CLICKHOUSE_URL", url)
    with pytest.raises(ConfigError, match=r"^CLICKHOUSE_URL is not usable: ") as refused:
        load_settings()
    assert "word" not in str(refused.value).replace("password", "")


def test_a_wrong_password_is_no_fault_of_the_data(clickhouse: ClickHouse, store_at: StoreAt) -> None:
    url = clickhouse.url("default").replace("portal:", "portal:not-")
    with pytest.raises(StoreUnavailable) as refused:
        store_at(url).ensure_schema()
    assert refused.value.code == 516
    assert "not-" not in str(refused.value)


def test_nobody_listens(store_at: StoreAt) -> None:
    with pytest.raises(StoreUnavailable) as refused:
        store_at("http://portal:a-secret@127.0.0.1:9/x").ensure_schema()
    assert "a-secret" not in str(refused.value)


def test_certificates_are_checked(tmp_path: Path, store_at: StoreAt) -> None:
    certificate, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    subprocess.run(
        [
            *(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=127.0.0.1",
            ),
            *("-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(certificate)),
        ],
        check=True,
        capture_output=True,
    )
    with ClickHouse(tmp_path / "clickhouse", certificate=certificate, key=key) as server:
        with pytest.raises(StoreUnavailable, match="certificate"):
            store_at(server.url("secure")).ensure_schema()
        store_at(server.url("secure", ca_cert=str(certificate))).ensure_schema()
        with pytest.warns(InsecureRequestWarning):
            store_at(server.url("unchecked", verify="false")).ensure_schema()
