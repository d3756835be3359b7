"""ClickHouse's own compressed blocks (`compress=1`): checksum, method, sizes, LZ4 data.

The checksum is CityHash128 in its version 1.0.2 (Google, MIT licence), which ClickHouse froze. A block is
16 bytes checksum of all that follows, 1 byte method (0x82: LZ4), 4 bytes size of what follows the checksum,
4 bytes size unpacked, then the data.
"""

import struct
from collections.abc import Iterator

import lz4.block

_LZ4 = 0x82
_BLOCK = 1 << 20
_MASK = (1 << 64) - 1
_K0 = 0xC3A5C85C97CB3127
_K1 = 0xB492B66FBE98F273
_K2 = 0x9AE16A3B2F90404F
_K3 = 0xC949D7C7509E6557
_MUL = 0x9DDFEA08EB382D69

_U64 = struct.Struct("<Q")
_U32 = struct.Struct("<I")
_HEAD = struct.Struct("<BII")


def compressed(chunk: bytes) -> Iterator[bytes]:
    """`chunk` as a series of blocks."""
    for start in range(0, len(chunk), _BLOCK):
        part = chunk[start : start + _BLOCK]
        packed = lz4.block.compress(part, store_size=False)
        body = _HEAD.pack(_LZ4, len(packed) + _HEAD.size, len(part)) + packed
        yield checksum(body) + body


def checksum(data: bytes) -> bytes:
    """CityHash128 (1.0.2) of `data`, low half first."""
    size = len(data)
    if size >= 16:
        low, high = _hash128(data[16:], _at(data, 0) ^ _K3, _at(data, 8))
    elif size >= 8:
        low, high = _hash128(b"", _at(data, 0) ^ (_K0 * size & _MASK), _at(data, size - 8) ^ _K1)
    else:
        low, high = _hash128(data, _K0, _K1)
    return _U64.pack(low) + _U64.pack(high)


def _at(data: bytes, place: int) -> int:
    return int(_U64.unpack_from(data, place)[0])


def _at32(data: bytes, place: int) -> int:
    return int(_U32.unpack_from(data, place)[0])


def _rotate(value: int, shift: int) -> int:
    value &= _MASK
    return (value >> shift) | (value << (64 - shift)) & _MASK


def _shift_mix(value: int) -> int:
    value &= _MASK
    return value ^ (value >> 47)


def _len16(low: int, high: int) -> int:
    low, high = low & _MASK, high & _MASK
    a = _shift_mix((low ^ high) * _MUL)
    b = _shift_mix((high ^ a) * _MUL)
    return b * _MUL & _MASK


def _short(data: bytes) -> int:
    size = len(data)
    if size > 8:
        a, b = _at(data, 0), _at(data, size - 8)
        return b ^ _len16(a, _rotate(b + size, size))
    if size >= 4:
        return _len16((_at32(data, 0) << 3) + size, _at32(data, size - 4))
    if size:
        y = data[0] + (data[size >> 1] << 8)
        z = size + (data[size - 1] << 2)
        return _shift_mix(y * _K2 ^ z * _K3) * _K2 & _MASK
    return _K2


def _murmur(data: bytes, a: int, b: int) -> tuple[int, int]:
    size = len(data)
    if size <= 16:
        a = _shift_mix(a * _K1) * _K1 & _MASK
        c = (b * _K1 + _short(data)) & _MASK
        d = _shift_mix(a + (_at(data, 0) if size >= 8 else c))
    else:
        c = _len16(_at(data, size - 8) + _K1, a)
        d = _len16(b + size, c + _at(data, size - 16))
        a = (a + d) & _MASK
        place = 0
        while True:
            a = (a ^ _shift_mix(_at(data, place) * _K1) * _K1) * _K1 & _MASK
            b ^= a
            c = (c ^ _shift_mix(_at(data, place + 8) * _K1) * _K1) * _K1 & _MASK
            d ^= c
            place += 16
            if size - place <= 16:
                break
    a, b = _len16(a, c), _len16(d, b)
    return a ^ b, _len16(b, a)


def _weak32(words: tuple[int, int, int, int], a: int, b: int) -> tuple[int, int]:
    w, x, y, z = words
    a += w
    b = _rotate(b + a + z, 21)
    c = a
    a += x + y
    b += _rotate(a, 44)
    return (a + z) & _MASK, (b + c) & _MASK


def _hash128(data: bytes, x: int, y: int) -> tuple[int, int]:
    size = len(data)
    if size < 128:
        return _murmur(data, x, y)
    z = _K1 * size & _MASK
    v0 = (_K1 * _rotate(y ^ _K1, 49) + _at(data, 0)) & _MASK
    v1 = (_K1 * _rotate(v0, 42) + _at(data, 8)) & _MASK
    w0 = (_K1 * _rotate(y + z, 35) + x) & _MASK
    w1 = _K1 * _rotate(x + _at(data, 88), 53) & _MASK
    rounds = size // 128 * 2
    words = struct.unpack_from(f"<{rounds * 8}Q", data)
    for at in range(0, rounds * 8, 8):
        x = _K1 * _rotate(x + y + v0 + words[at + 2], 37) & _MASK
        y = _K1 * _rotate(y + v1 + words[at + 6], 42) & _MASK
        x ^= w1
        y ^= v0
        z = _rotate(z ^ w0, 33)
        v0, v1 = _weak32(words[at : at + 4], _K1 * v1, x + w0)
        w0, w1 = _weak32(words[at + 4 : at + 8], z + w1, y)
        z, x = x, z
    y = (y + _K0 * _rotate(w0, 37) + z) & _MASK
    x = (x + _K0 * _rotate(v0 + z, 49)) & _MASK
    # What is left, from the end, in steps of 32 bytes that may reach back into what was read.
    left, end = size - rounds * 64, size
    while left > 0:
        y = (_K0 * _rotate(y - x, 42) + v1) & _MASK
        w0 = (w0 + _at(data, end - 16)) & _MASK
        x = (_K0 * _rotate(x, 49) + w0) & _MASK
        w0 = (w0 + v0) & _MASK
        v0, v1 = _weak32(struct.unpack_from("<4Q", data, end - 32), v0, v1)
        left, end = left - 32, end - 32
    x, y = _len16(x, v0), _len16(y, w0)
    return (_len16(x + v1, w1) + y) & _MASK, _len16(x + w1, y + v1)
