"""Zip files whose bytes follow from their content alone: a fixed order, a fixed date, the same rights everywhere."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable

#: The earliest date that the format can say.
_DATE = (1980, 1, 1, 0, 0, 0)

_REGULAR_FILE = 0o100644 << 16
_UNIX = 3


def packed(files: Iterable[tuple[str, bytes]], *, stored: frozenset[str] = frozenset()) -> bytes:
    """A zip of the files in the order given; those named in `stored` are not compressed."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in files:
            entry = zipfile.ZipInfo(name, date_time=_DATE)
            entry.external_attr = _REGULAR_FILE
            entry.create_system = _UNIX  # else the entry says on which system it was made
            entry.compress_type = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            archive.writestr(entry, content, compresslevel=None if name in stored else 9)
    return target.getvalue()
