"""Remembers the slow steps while the program runs, so that the preview makes anew only what was edited.

Only functions of texts alone may be remembered, whose results nobody changes. The key is everything that goes in:
there is nothing to invalidate, and forgetting is always safe. Nothing is kept on the disk.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from io import BytesIO
from typing import ParamSpec, TypeVar

import jinja2
from jinja2.bccache import Bucket

Given = ParamSpec("Given")
Result = TypeVar("Result")

#: Results of each function; this edition has about three hundred texts.
_MOST = 2048


def remembered(function: Callable[Given, Result]) -> Callable[Given, Result]:
    """The function, which is asked only once for the same arguments. They must be hashable."""
    kept = functools.lru_cache(maxsize=_MOST)(function)
    return functools.wraps(function)(lambda *one, **two: kept(*one, **two))


class CompiledTemplates(jinja2.BytecodeCache):
    """Compiled templates by their source; Jinja compares its checksum before it takes one."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._kept:
            bucket.load_bytecode(BytesIO(self._kept[bucket.key]))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


#: Shared by every rendering of this process.
COMPILED = CompiledTemplates()
