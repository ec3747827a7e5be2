"""Bytes -> text: which encoding a file has, and what had to be assumed."""

from __future__ import annotations

import codecs
import re

from lesart.importer.parts import ImportFault

#: What no text holds: control characters but tab, line end and form feed.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8 (by its byte-order mark)"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32 (by its byte-order mark)"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32 (by its byte-order mark)"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16 (by its byte-order mark)"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16 (by its byte-order mark)"),
)

#: Names that mean Windows-1252 wherever texts are read (https://encoding.spec.whatwg.org/#names-and-labels).
_WINDOWS = frozenset(
    {"iso-8859-1", "latin-1", "latin1", "iso8859-1", "ascii", "us-ascii", "cp1252", "windows-1252"}
)


def decoded(raw: bytes, asked: str | None = None) -> tuple[str, str]:
    """The text with plain line ends, and which encoding it was, as the report says it.

    A byte-order mark counts first, then `asked`, then UTF-8 if the bytes are that; else Windows-1252 is assumed,
    and the report says so. Raises ImportFault where the bytes are not of the encoding, or no text at all.
    """
    text, said = _decoded(raw, asked)
    if re.search("[\ud800-\udfff]", text):  # as UTF-7 or escapes may bring; no file can hold them
        raise ImportFault("it has halves of characters; leave --encoding away, or name another")
    if text.count("\0") > 0 or len(CONTROL.findall(text)) > len(text) // 100:
        raise ImportFault(
            "this is no text file, or has an encoding that is not recognised; name it with --encoding"
        )
    return re.sub(r"\r\n?|\x85", "\n", text.lstrip("\ufeff")), said


def _decoded(raw: bytes, asked: str | None) -> tuple[str, str]:
    for mark, codec, said in _MARKS:
        if raw.startswith(mark):
            try:
                return raw.decode(codec), said
            except UnicodeDecodeError:
                raise ImportFault(
                    f"its byte-order mark says {said.split(' ')[0]}, but the bytes are not"
                ) from None
    if asked:
        codec = "cp1252" if asked.lower() in _WINDOWS else asked
        try:
            return _windows(raw) if codec == "cp1252" else raw.decode(codec), f"{asked}, as asked"
        except LookupError:
            raise ImportFault(
                f"there is no encoding “{asked[:40]}”; common are utf-8, windows-1252, utf-16"
            ) from None
        except (UnicodeError, ValueError):
            raise ImportFault(
                f"the file is not {asked[:40]}; leave --encoding away, or name another"
            ) from None
    try:
        return raw.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        return _windows(raw), "not UTF-8: Windows-1252 assumed (another: --encoding)"


def _windows(raw: bytes) -> str:
    """Windows-1252 as browsers read it: its five free bytes are control characters."""
    free = {0xDC00 + byte: byte for byte in range(0x80, 0x100)}
    return raw.decode("cp1252", errors="surrogateescape").translate(free)
