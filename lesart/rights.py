"""What may leave the house: licences, and what they say of a full text.

A licence is an SPDX expression (https://spdx.github.io/spdx-spec/v2.3/SPDX-license-expressions/), or one of three
words for what SPDX has no name for: `public-domain`, `permission` (somebody said yes to this edition: it takes a
statement and the day), `none`. The list of SPDX's names is that of the library `packaging`, which knows it from SPDX.
"""

from __future__ import annotations

import re

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

from lesart.model import Rights

PUBLIC_DOMAIN, PERMISSION, NONE = "public-domain", "permission", "none"
WORDS = (PUBLIC_DOMAIN, PERMISSION, NONE)

#: Longer than any expression that an editor means.
_LONGEST = 200


def spdx(expression: str) -> str | None:
    """The expression as SPDX writes it, or None if it is none."""
    if len(expression) > _LONGEST:
        return None
    try:
        return str(canonicalize_license_expression(expression))
    except InvalidLicenseExpression:
        return None


def known(licence: str) -> str | None:
    """The licence of a text in its one spelling, or None if it is neither a word of ours nor SPDX."""
    return licence if licence in WORDS else spdx(licence)


def label(licence: str) -> str:
    """How a reader knows it: Creative Commons write “CC BY-SA 4.0” what SPDX writes “CC-BY-SA-4.0”."""
    return re.sub(r"\b(CC)-(BY[A-Z-]*|PDDC)-(\d\.\d)\b", r"\1 \2 \3", licence)


def hindrance(rights: Rights) -> str | None:
    """Why a full text with these rights may not be published, in half a sentence; None if it may."""
    if rights.licence == NONE:
        return "its licence is “none”"
    if rights.licence == PERMISSION and not (rights.statement and rights.date):
        missing = "statement" if not rights.statement else "date"
        return f"a permission needs a {missing}: who gave it, and when"
    if "LicenseRef-" in rights.licence and not rights.statement:
        return (
            f"“{rights.licence}” is a licence that SPDX does not list, and no statement says what it allows"
        )
    return None
