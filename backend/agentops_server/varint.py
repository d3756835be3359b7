"""Variable-length numbers, seven bits a byte, the lowest first: lengths of protobuf and of Native."""

_MOST_BYTES = 5


def varint(value: int) -> bytes:
    """The bytes of a number that is not negative."""
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def read_varint(data: bytes, position: int) -> tuple[int, int]:
    """The number at a position, and the position behind it.

    Raises `ValueError` when it has more than five bytes, `IndexError` when the data end before it does.
    """
    value = 0
    for shift in range(0, 7 * _MOST_BYTES, 7):
        byte = data[position]
        position += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, position
    raise ValueError("a number of more than five bytes")
