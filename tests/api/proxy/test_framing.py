"""Cases 28-33 and 38 of the proxy specification: message framing and bodies."""

import gzip
import socket

import pytest

from .raw import OK, RawUpstream, Seen, answer, read_reply, send_raw
from .serving import PORTAL_COOKIE, Served

PATH = "/api/proxy/grafana/x"


def post(proxy: Served, *lines: str, body: bytes = b"") -> bytes:
    head = [f"POST {PATH} HTTP/1.1", f"Host: {proxy.netloc}", f"Origin: {proxy.url}"]
    head += [f"Cookie: {PORTAL_COOKIE}=viewer", *lines]
    return "\r\n".join(head).encode("latin-1") + b"\r\n\r\n" + body


@pytest.mark.parametrize(
    ("lines", "body"),
    [
        (["Content-Length: 5", "Transfer-Encoding: chunked"], b"0\r\n\r\n"),
        (["Transfer-Encoding: chunked", "Content-Length: 5"], b"0\r\n\r\n"),
        (["Content-Length: 3", "Content-Length: 5"], b"abcde"),
        (["Content-Length: 5, 5"], b"abcde"),
        (["Content-Length: +5"], b"abcde"),
        (["Content-Length: -1"], b""),
        (["Transfer-Encoding: xchunked"], b"0\r\n\r\n"),
        (["Transfer-Encoding: chunked, identity"], b"0\r\n\r\n"),
    ],
)
def test_28_cl_and_te(proxy: Served, upstream: RawUpstream, lines: list[str], body: bytes) -> None:
    assert send_raw(proxy.port, post(proxy, *lines, body=body)).status == 400
    assert upstream.seen == []


@pytest.mark.parametrize("value", ["a\rb", "a\nb", "a\x00b", "a\n folded"])
def test_29_control_signs_in_request_headers(proxy: Served, upstream: RawUpstream, value: str) -> None:
    reply = send_raw(proxy.port, post(proxy, f"X-Test: {value}", "Content-Length: 0"))
    assert reply.status == 400
    assert upstream.seen == []


@pytest.mark.parametrize(
    "line",
    [
        "X-Test: a\rb",
        "X-Test: a\x00b",
        "X Test: a",
        "X-Test\x00: a",
        ": a",
        "Content-Length: 2\r\nContent-Length: 3",
    ],
)
def test_29_control_signs_in_response_headers(proxy: Served, upstream: RawUpstream, line: str) -> None:
    upstream.answer = f"HTTP/1.1 200 OK\r\n{line}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n".encode(
        "latin-1"
    )
    reply = proxy.request(PATH)
    assert reply.status == 502
    assert b"upstream_error" in reply.body


def test_29_not_http_at_all(proxy: Served, upstream: RawUpstream) -> None:
    upstream.answer = b"SSH-2.0-OpenSSH_9\r\n\r\n"
    assert proxy.request(PATH).status == 502
    upstream.answer = lambda connection, seen: None
    assert proxy.request(PATH).status == 502


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd"])
def test_30_content_coding(proxy: Served, upstream: RawUpstream, coding: str) -> None:
    # For br and zstd the proxy must not even look inside: these bytes are neither.
    body = gzip.compress(b"x" * 10_000) if coding == "gzip" else bytes(range(256)) * 4
    upstream.answer = answer(f"Content-Encoding: {coding}", "Vary: Accept-Encoding", 'ETag: "a"', body=body)
    reply = proxy.request(PATH, "Accept-Encoding: gzip, br;q=0.5")
    assert reply.body == body
    assert reply.one("content-encoding") == coding
    assert reply.one("content-length") == str(len(body))
    assert upstream.seen[0].all("accept-encoding") == ["gzip, br;q=0.5"]


def test_30_chunked_gzip(proxy: Served, upstream: RawUpstream) -> None:
    body = gzip.compress(b"y" * 5000)
    upstream.answer = (
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
        + b"%x\r\n" % len(body)
        + body
        + b"\r\n0\r\n\r\n"
    )
    reply = proxy.request(PATH)
    assert (reply.body, reply.is_whole) == (body, True)


def test_31_no_accept_encoding(proxy: Served, upstream: RawUpstream) -> None:
    assert proxy.request(PATH).status == 200
    names = upstream.seen[0].names()
    assert not names & {b"accept-encoding", b"accept", b"user-agent", b"content-type"}


def test_32_head_204_304(proxy: Served, upstream: RawUpstream) -> None:
    upstream.answer = b"HTTP/1.1 200 OK\r\nContent-Length: 12345\r\n\r\n"
    reply = proxy.request(PATH, method="HEAD")
    assert (reply.status, reply.body, reply.one("content-length")) == (200, b"", "12345")
    upstream.answer = b"HTTP/1.1 204 No Content\r\n\r\n"
    reply = proxy.request(PATH)
    assert (reply.status, reply.body, reply.all("content-length")) == (204, b"", [])
    assert reply.all("transfer-encoding") == []
    upstream.answer = b'HTTP/1.1 304 Not Modified\r\nETag: "a"\r\nContent-Length: 99\r\n\r\n'
    reply = proxy.request(PATH, 'If-None-Match: "a"')
    assert (reply.status, reply.body, reply.one("etag")) == (304, b"", '"a"')
    assert reply.all("transfer-encoding") == []
    # The connection to the upstream is still good: nothing was read as a body.
    assert upstream.connections == 1


def test_33_range(proxy: Served, upstream: RawUpstream) -> None:
    upstream.answer = answer(
        "Content-Range: bytes 2-5/10",
        'ETag: "a"',
        "Accept-Ranges: bytes",
        status="206 Partial Content",
        body=b"2345",
    )
    reply = proxy.request(PATH, "Range: bytes=2-5", 'If-Range: "a"')
    assert (reply.status, reply.body, reply.one("content-range")) == (206, b"2345", "bytes 2-5/10")
    seen = upstream.seen[0]
    assert (seen.all("range"), seen.all("if-range")) == (["bytes=2-5"], ['"a"'])


def test_33_bodies_arrive_as_sent(proxy: Served, upstream: RawUpstream) -> None:
    whole = post(proxy, "Content-Length: 5", "Content-Type: text/x-own", body=b"ab\x00\xffe")
    assert send_raw(proxy.port, whole).status == 200
    seen = upstream.seen[-1]
    assert (seen.body, seen.all("content-length"), seen.all("content-type")) == (
        b"ab\x00\xffe",
        ["5"],
        ["text/x-own"],
    )
    chunked = post(proxy, "Transfer-Encoding: chunked", body=b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")
    assert send_raw(proxy.port, chunked).status == 200
    empty = post(proxy, "Content-Length: 0")
    assert send_raw(proxy.port, empty).status == 200
    assert upstream.seen[-1].all("content-length") == ["0"]


def test_33_one_connection_many_requests(proxy: Served, upstream: RawUpstream) -> None:
    """Requests on one connection of the browser do not mix, pipelined ones neither."""

    def echo(connection: socket.socket, seen: Seen) -> bytes:
        return answer(body=seen.target)

    upstream.answer = echo
    one = f"GET {PATH}%d HTTP/1.1\r\nHost: {proxy.netloc}\r\nCookie: {PORTAL_COOKIE}=viewer\r\n\r\n"
    with socket.create_connection(("127.0.0.1", proxy.port), timeout=60) as connection:
        for number in range(5):
            connection.sendall((one % number).encode())
            assert read_reply(connection).body == f"{PATH}{number}".encode()


def test_38_one_date_one_server(proxy: Served, upstream: RawUpstream) -> None:
    upstream.answer = answer("Date: Wed, 21 Oct 2015 07:28:00 GMT", "Server: Own/1")
    reply = proxy.request(PATH)
    assert len(reply.all("date")) == 1
    assert reply.one("server") == "Own/1"
    upstream.answer = answer()
    reply = proxy.request(PATH)
    assert (len(reply.all("date")), reply.all("server")) == (1, [])


def test_38_interim_answers_are_not_the_answer(proxy: Served, upstream: RawUpstream) -> None:
    upstream.answer = b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n" + OK
    reply = proxy.request(PATH)
    assert (reply.status, reply.body) == (200, b"ok")
