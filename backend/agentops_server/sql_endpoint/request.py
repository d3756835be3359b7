"""Reads a request of ClickHouse's HTTP interface: URL parameters, headers, body, forms."""

import base64
import binascii
import email.parser
import email.policy
import uuid
from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.requests import Request

from agentops_server.sql_endpoint.encoding import accepted, unpacked
from agentops_server.sql_endpoint.errors import BAD_ARGUMENTS, NOT_IMPLEMENTED, SqlError
from agentops_server.sql_endpoint.guard import DEFAULT_FORMAT

# Of the transport, not settings of the engine.
_TRANSPORT = {
    "query",
    "database",
    "default_format",
    "session_id",
    "session_timeout",
    "session_check",
    "close_session",
    "query_id",
    "quota_key",
    "compress",
    "decompress",
    "wait_end_of_query",
    "buffer_size",
    "user",
    "password",
    "role",
    "stacktrace",
    "client_protocol_version",
    "enable_http_compression",
    "http_zlib_compression_level",
    "http_write_exception_in_output_format",
    "http_response_headers",
    "http_headers_progress_interval_ms",
    "send_progress_in_http_headers",
    "cancel_http_readonly_queries_on_client_close",
    "readonly",
}


@dataclass(frozen=True)
class Ask:
    """What a client wants to know and how it wants the answer."""

    body: bytes
    """The statement; for an INSERT with its data behind it."""
    parameters: dict[str, str]
    settings: dict[str, str]
    format: str
    database: str
    session_id: str
    query_id: str
    wait: bool
    """Answer only when it is complete."""
    native_blocks: bool
    encodings: tuple[str, ...]
    is_get: bool
    revision: int = 0
    """Of the protocol, for the Native format."""

    @property
    def sql(self) -> str:
        """The statement as text. Raises `SqlError`."""
        try:
            return self.body.decode()
        except UnicodeDecodeError as error:
            raise SqlError(BAD_ARGUMENTS, "The statement is not UTF-8.") from error


def credentials(request: Request) -> tuple[str, str] | None:
    """User and password, from the headers of either kind or from the URL; None where there are none."""
    headers, query = request.headers, request.query_params
    if "X-ClickHouse-User" in headers or "X-ClickHouse-Key" in headers:
        return headers.get("X-ClickHouse-User", ""), headers.get("X-ClickHouse-Key", "")
    kind, _, value = headers.get("Authorization", "").partition(" ")
    if kind.lower() == "basic":
        try:
            user, _, password = base64.b64decode(value, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return "", ""
        return user, password
    if "user" in query or "password" in query:
        return query.get("user", ""), query.get("password", "")
    return None


async def read_ask(request: Request, limit: int) -> Ask:
    """The request with its body of at most `limit` bytes. Raises `SqlError`."""
    body = await _body(request, limit)
    values = dict(parse_qsl(request.url.query, keep_blank_values=True))
    kind = request.headers.get("Content-Type", "")
    if kind.lower().startswith("multipart/form-data"):
        values |= _form(kind, body)
        body = b""
    statement = values.get("query", "").encode()
    if statement and body:
        statement += b"\n"
    if values.get("decompress", "0") not in ("", "0"):
        raise SqlError(NOT_IMPLEMENTED, "decompress=1 is not served here: use Content-Encoding.")
    wants_encoding = _on(values, "enable_http_compression")
    return Ask(
        body=statement + body,
        parameters={name[6:]: value for name, value in values.items() if name.startswith("param_")},
        settings={
            name: value
            for name, value in values.items()
            if name not in _TRANSPORT and not name.startswith("param_")
        },
        format=request.headers.get("X-ClickHouse-Format") or values.get("default_format") or DEFAULT_FORMAT,
        database=request.headers.get("X-ClickHouse-Database") or values.get("database", ""),
        session_id=values.get("session_id", ""),
        query_id=values.get("query_id") or str(uuid.uuid4()),
        wait=_on(values, "wait_end_of_query"),
        native_blocks=_on(values, "compress"),
        encodings=accepted(request.headers.get("Accept-Encoding", "")) if wants_encoding else (),
        is_get=request.method in ("GET", "HEAD"),
        revision=_number(values.get("client_protocol_version", "")),
    )


def _on(values: dict[str, str], name: str) -> bool:
    return values.get(name, "0").lower() not in ("", "0", "false")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


async def _body(request: Request, limit: int) -> bytes:
    parts, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > limit:
            raise SqlError(BAD_ARGUMENTS, f"The statement is longer than {limit} bytes.", 413)
        parts.append(chunk)
    return unpacked(b"".join(parts), request.headers.get("Content-Encoding", "").lower(), limit)


def _form(content_type: str, body: bytes) -> dict[str, str]:
    """The fields of a multipart form: long statements and parameters come in one."""
    head = f"Content-Type: {content_type}\r\n\r\n".encode()
    message = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(head + body)
    values = {}
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        if part.get_filename() is not None:
            raise SqlError(NOT_IMPLEMENTED, "External data is not served here: use WITH or values().")
        content = part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(content, bytes):
            values[name] = content.decode(errors="replace")
    return values
