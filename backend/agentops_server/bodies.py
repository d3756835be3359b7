"""Reading request bodies that may be hostile."""

from fastapi import Request


class BodyTooLarge(Exception):
    """The body is larger than it may be; nothing more of it was read."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"body is larger than {limit} bytes")


async def read_body(request: Request, limit: int) -> bytes:
    """The body of at most `limit` bytes, whatever length it declares. Raises `BodyTooLarge`."""
    declared = request.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > limit:
        raise BodyTooLarge(limit)
    chunks: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > limit:
            raise BodyTooLarge(limit)
        chunks.append(chunk)
    return b"".join(chunks)
