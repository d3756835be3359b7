"""How to reach the store: what CLICKHOUSE_URL says, as options of the client library."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

# What may follow the `?` of the URL: TLS, and the way through a proxy.
OPTIONS = frozenset(
    {"verify", "ca_cert", "client_cert", "client_cert_key", "server_host_name", "http_proxy", "https_proxy"}
)


class BadAddress(ValueError):
    """CLICKHOUSE_URL cannot be used; the message never repeats it, for the password in it."""


def http_options(url: str) -> dict[str, Any]:
    """Options of `clickhouse_connect.get_client` for an `http(s)://user:password@host:port/database` URL.

    Raises `BadAddress`.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise BadAddress(
            "has a port that is no number (write special characters of the password as %XX)"
        ) from None
    if not parts.hostname:
        raise BadAddress("names no host")
    given = dict(parse_qsl(parts.query, keep_blank_values=True))
    unknown = sorted(given.keys() - OPTIONS)
    if unknown:
        raise BadAddress(f"has an unknown option {unknown[0]!r}: {', '.join(sorted(OPTIONS))} are known")
    for name in ("ca_cert", "client_cert", "client_cert_key"):
        if name in given and not Path(given[name]).is_file():
            raise BadAddress(f"names a {name} that is no file")
    database = unquote(parts.path.strip("/"))
    if "/" in database:
        raise BadAddress("has more than a database name after the port")
    return {
        "interface": parts.scheme,
        "host": parts.hostname,
        "port": port or (8443 if parts.scheme == "https" else 8123),
        "username": unquote(parts.username or "default"),
        "password": unquote(parts.password or ""),
        "database": database or "default",
        **given,
    }
