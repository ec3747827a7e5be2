"""Packed parts of an HTML document: named pieces as text, without what the document says already.

A part points at words that stand elsewhere (its sources: the plain pages, another part) instead of saying them again.
It is base 85, then zlib, then:

- a line of JSON: how many copies there are, and a name and a length for each piece, in bytes;
- three rows of numbers, one of each for every copy: how many of the part's own bytes go before it; where it begins, as
  the distance from where the last copy out of the same source ended, and which source; how long it is. A number is
  written in groups of seven bits, the lowest first (LEB128); a distance is doubled, less one where it leads back;
- the part's own bytes.

`client/unpack.js` reads this. The idea is that of VCDIFF (RFC 3284), small enough for the document's first script.
"""

from __future__ import annotations

import base64
import json
import re
import zlib
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser

#: Bytes. Shorter ones cost as much to point at as to say.
LEAST = 16

#: Bytes of a word's beginning by which it is looked up.
_KEY = 8
_WORD = re.compile(rb"(?<![0-9A-Za-z\x80-\xff])[0-9A-Za-z\x80-\xff]")

#: Of a word that stands often: how many of the places are tried, those next to the last copy.
_TRIED = 4
#: Bytes. What begins further away than this takes more room to point at, as much as is said by `_FAR_COSTS` bytes.
_FAR = 4096
_FAR_COSTS = 2


class _Said(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self.links: list[str] = []
        self.pre = (
            False  # right behind its tag, where a line break does not count (HTML Standard, 13.2.6.4.7)
        )

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.pre = tag == "pre"
        self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_endtag(self, tag: str) -> None:
        self.pre = False

    def handle_data(self, data: str) -> None:
        self.texts.append(data.removeprefix("\n") if self.pre else data)
        self.pre = False


def said(html: str) -> tuple[bytes, bytes]:
    """All texts, and the addresses of all links, as a browser finds them in the document (UTF-8)."""
    reader = _Said()
    reader.feed(html)
    reader.close()
    return "".join(reader.texts).encode(), "".join(reader.links).encode()


@dataclass(frozen=True, slots=True)
class Source:
    """Bytes to point at, and where in them a word begins, by its first bytes."""

    content: bytes
    places: dict[bytes, list[int]]


def source(content: bytes) -> Source:
    """Makes bytes ready to be pointed at."""
    places: dict[bytes, list[int]] = {}
    for found in _WORD.finditer(content):
        places.setdefault(content[found.start() : found.start() + _KEY], []).append(found.start())
    return Source(content, places)


@dataclass(frozen=True, slots=True)
class _Copy:
    own: int  # how many bytes go before it that are no copy
    source: int
    step: int  # from where the last copy out of the same source ended
    length: int


def packed_text(
    pieces: Iterable[tuple[str, bytes]], sources: Sequence[Source] = (), near: Sequence[int] = ()
) -> str:
    """The part with these pieces, as text for a script element; `near` says where in a source it is likely to match."""
    all_pieces = list(pieces)
    copies, own = _without_copies(b"".join(content for _, content in all_pieces), sources, near)
    head = [len(copies), *([name, len(content)] for name, content in all_pieces)]
    rows = [
        *(one.own for one in copies),
        *(
            (2 * one.step if one.step >= 0 else -2 * one.step - 1) * len(sources) + one.source
            for one in copies
        ),
        *(one.length for one in copies),
    ]
    packer = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS, 9)
    packed = packer.compress(json.dumps(head, separators=(",", ":")).encode() + b"\n")
    packed += packer.compress(b"".join(map(_number, rows)))
    # numbers and words are written in signs of their own
    packed += packer.flush(zlib.Z_BLOCK) if rows else b""
    packed += packer.compress(own) + packer.flush()
    # an angle bracket could begin a tag
    return base64.b85encode(packed).decode().replace("<", ",")


def _number(value: int) -> bytes:
    written = bytearray()
    while value > 127:
        written.append(value & 127 | 128)
        value >>= 7
    written.append(value)
    return bytes(written)


def _without_copies(data: bytes, sources: Sequence[Source], near: Sequence[int]) -> tuple[list[_Copy], bytes]:
    """What the sources have, from the left, the longest there is at each word; and the bytes that they do not have."""
    copies: list[_Copy] = []
    own: list[bytes] = []
    ends = [0] * len(sources)
    behind = 0  # what lies before is written
    for word in _WORD.finditer(data) if sources else ():
        at = word.start()
        if at < behind:
            continue
        key = data[at : at + _KEY]
        best = (0, 0, 0, 0)  # worth, source, where it begins in it, where it begins here
        length = 0
        for number, one in enumerate(sources):
            places = one.places.get(key, ())
            tried = _next_to(ends[number], places)
            if number < len(near) and len(places) > len(tried):
                tried = {*tried, *_next_to(near[number], places)}
            for place in sorted(tried):
                before = _alike_before(data, at, behind, one.content, place)
                size = before + _alike(data, at, one.content, place)
                start = place - before
                worth = size - (_FAR_COSTS if abs(start - ends[number]) > _FAR else 0)
                if worth > best[0]:
                    best, length = (worth, number, start, at - before), size
        if length < LEAST:
            continue
        _, number, start, begins = best
        own.append(data[behind:begins])
        copies.append(_Copy(begins - behind, number, start - ends[number], length))
        ends[number] = start + length
        behind = begins + length
    own.append(data[behind:])
    return copies, b"".join(own)


def _next_to(end: int, places: Sequence[int]) -> Sequence[int] | set[int]:
    if len(places) <= _TRIED:
        return places
    middle = bisect_left(places, end)
    return places[max(0, middle - _TRIED // 2) : middle + _TRIED // 2]


def _alike(data: bytes, at: int, content: bytes, place: int) -> int:
    """How many bytes are the same from there on."""
    most = min(len(data) - at, len(content) - place)
    length = 0
    while length < most:
        step = min(32, most - length)
        if data[at + length : at + length + step] != content[place + length : place + length + step]:
            while data[at + length] == content[place + length]:
                length += 1
            break
        length += step
    return length


def _alike_before(data: bytes, at: int, least: int, content: bytes, place: int) -> int:
    """How many bytes are the same before there, as far back as `least`."""
    most = min(at - least, place)
    length = 0
    while length < most and data[at - length - 1] == content[place - length - 1]:
        length += 1
    return length
