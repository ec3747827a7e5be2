"""The part of CBOR (RFC 8949) that Pagefind's files use: integers, text, arrays, maps and simple values.

Written here because it is forty lines, and needed only until the Pagefind that we may use orders its filter
files by itself (1.6.0 does). Encoding is the RFC's deterministic one (section 4.2.1).
"""

from __future__ import annotations

import struct
from typing import Any

_SIMPLE = {20: False, 21: True, 22: None}


def decode(data: bytes) -> Any:
    """One CBOR item. Raises ValueError for what is cut short or not of the supported part."""
    try:
        value, end = _item(data, 0)
    except (IndexError, struct.error):
        raise ValueError("CBOR data is cut short") from None
    if end != len(data):
        raise ValueError("bytes follow the CBOR item")
    return value


def _item(data: bytes, at: int) -> tuple[Any, int]:
    major, short = data[at] >> 5, data[at] & 31
    at += 1
    if major == 7:
        if short in (25, 26, 27):
            size = {25: 2, 26: 4, 27: 8}[short]
            form = {25: ">e", 26: ">f", 27: ">d"}[short]
            return struct.unpack(form, data[at : at + size])[0], at + size
        if short not in _SIMPLE:
            raise ValueError(f"CBOR simple value {short} is not supported")
        return _SIMPLE[short], at
    if short < 24:
        number = short
    elif short <= 27:
        size = 1 << (short - 24)
        if len(data) < at + size:
            raise IndexError
        number, at = int.from_bytes(data[at : at + size]), at + size
    else:
        raise ValueError("CBOR of indefinite length is not supported")
    if major == 0:
        return number, at
    if major == 1:
        return -1 - number, at
    if major in (2, 3):
        if len(data) < at + number:
            raise IndexError
        raw = data[at : at + number]
        return (raw if major == 2 else raw.decode()), at + number
    if major == 4:
        items = []
        for _ in range(number):
            item, at = _item(data, at)
            items.append(item)
        return items, at
    if major == 5:
        pairs = {}
        for _ in range(number):
            key, at = _item(data, at)
            pairs[key], at = _item(data, at)
        return pairs, at
    raise ValueError(f"CBOR major type {major} is not supported")


def encode(value: Any) -> bytes:
    """The item in its shortest form, map keys in the order of their bytes. Raises TypeError."""
    if value is False or value is True or value is None:
        return bytes([0xE0 | {False: 20, True: 21, None: 22}[value]])
    if isinstance(value, int):
        return _head(0, value) if value >= 0 else _head(1, -1 - value)
    if isinstance(value, float):
        return b"\xfb" + struct.pack(">d", value)
    if isinstance(value, bytes):
        return _head(2, len(value)) + value
    if isinstance(value, str):
        raw = value.encode()
        return _head(3, len(raw)) + raw
    if isinstance(value, list):
        return _head(4, len(value)) + b"".join(map(encode, value))
    if isinstance(value, dict):
        pairs = sorted((encode(key), encode(item)) for key, item in value.items())
        return _head(5, len(pairs)) + b"".join(key + item for key, item in pairs)
    raise TypeError(f"cannot be written as CBOR: {type(value).__name__}")


def _head(major: int, number: int) -> bytes:
    if number < 24:
        return bytes([major << 5 | number])
    for code, size in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if number < 1 << (8 * size):
            return bytes([major << 5 | code]) + number.to_bytes(size)
    raise TypeError("the number is too large for CBOR")
