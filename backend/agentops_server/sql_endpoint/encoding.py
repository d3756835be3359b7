"""Compression of requests and answers, as the client asks for it."""

import zlib
from collections.abc import Callable, Iterator

import lz4.frame

from agentops_server.sql_endpoint.errors import BAD_ARGUMENTS, UNKNOWN_COMPRESSION, SqlError
from agentops_server.sql_endpoint.frames import compressed

# In the order of preference: quick first. The engine itself packs whole files as `br` and `zstd`.
STREAMED = ("lz4", "gzip", "deflate")
FILED = {"zstd": "zstd", "br": "br"}

_GZIP_LEVEL = 3


def accepted(header: str) -> tuple[str, ...]:
    """The encodings of an Accept-Encoding header, without those refused by q=0."""
    names = []
    for part in header.split(","):
        name, _, parameters = part.partition(";")
        if parameters.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000"):
            names.append(name.strip().lower())
    return tuple(name for name in names if name)


def unpacked(data: bytes, encoding: str, limit: int) -> bytes:
    """A request body without its Content-Encoding. Raises `SqlError`, also for more than `limit` bytes."""
    if encoding in ("", "identity"):
        return data
    try:
        if encoding == "lz4":
            plain = bytes(lz4.frame.LZ4FrameDecompressor().decompress(data, max_length=limit + 1))
        elif encoding in ("gzip", "deflate"):
            plain = zlib.decompressobj(31 if encoding == "gzip" else 15).decompress(data, limit + 1)
        else:
            raise SqlError(UNKNOWN_COMPRESSION, f"Unknown content encoding {encoding!r}.", 415)
    except (zlib.error, RuntimeError, EOFError) as error:
        raise SqlError(BAD_ARGUMENTS, f"The body is not valid {encoding}.") from error
    if len(plain) > limit:
        raise SqlError(BAD_ARGUMENTS, f"The statement is longer than {limit} bytes.", 413)
    return plain


Packer = Callable[[Iterator[bytes]], Iterator[bytes]]


def packer(encoding: str | None, native: bool) -> Packer:
    """What packs the chunks of an answer: in ClickHouse's own blocks first, then in the HTTP encoding."""

    def pack(chunks: Iterator[bytes]) -> Iterator[bytes]:
        inner = (block for chunk in chunks for block in compressed(chunk)) if native else chunks
        if encoding in ("gzip", "deflate"):
            yield from _zlib(inner, 31 if encoding == "gzip" else 15)
        elif encoding == "lz4":
            yield from _lz4(inner)
        else:
            yield from inner

    return pack


def _zlib(chunks: Iterator[bytes], window: int) -> Iterator[bytes]:
    stream = zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, window)
    for chunk in chunks:
        yield stream.compress(chunk)
    yield stream.flush()


def _lz4(chunks: Iterator[bytes]) -> Iterator[bytes]:
    stream = lz4.frame.LZ4FrameCompressor()
    yield stream.begin()
    for chunk in chunks:
        yield stream.compress(chunk)
    yield stream.flush()
