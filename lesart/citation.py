"""How a text of the edition is cited: as a sentence, as BibTeX, and as CSL-JSON.

What is cited is the article as this edition holds it, with its notes; where the original appeared is said beside it.
CSL-JSON: https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html. BibTeX: the entry type and fields that
BibTeX has, and `origdate` and `translator`, which biblatex reads and BibTeX passes over.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from lesart.model import Article, Settings

#: What BibTeX would take for a command.
_SPECIAL = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip


def csl(
    article: Article, settings: Settings, *, genre: str, version: str, as_of: str | None
) -> dict[str, Any]:
    """The article in this edition as a CSL item.

    `genre` names the text's form, `version` is the edition's, `as_of` the ISO date of the article's last change.
    """
    item: dict[str, Any] = {
        "id": article.slug,
        "type": "chapter",
        "title": article.title or f"[{article.heading or article.slug}]",
        "container-title": settings.title,
        "editor": [{"literal": name} for name in settings.editors.values()],
        "genre": genre,
        "language": article.language,
        "version": version,
    }
    if article.authors:
        item["author"] = [_name(name) for name in article.authors]
    if article.translators:
        item["translator"] = [_name(name) for name in article.translators]
    if article.publisher:
        item["original-publisher"] = article.publisher
    if article.published:
        item["original-date"] = _date(article.published)
    if as_of:
        item["issued"] = _date(as_of)
    if settings.base_url:
        item["URL"] = f"{settings.base_url}{article.slug}.html"
    return item


def csl_json(item: Mapping[str, Any]) -> str:
    return json.dumps([item], ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def bibtex(item: Mapping[str, Any], labels: Mapping[str, str]) -> str:
    """The same item for BibTeX. `labels` are the interface's words: `original_in` and `version` are used."""
    original = ", ".join(
        part for part in (item.get("original-publisher"), _iso(item.get("original-date"))) if part
    )
    note = f"{item['genre']}. {labels['original_in']}: {original}." if original else f"{item['genre']}."
    fields = {
        "author": _people(item.get("author", [])),
        "title": _braced(item["title"]),
        "translator": _people(item.get("translator", [])),
        "booktitle": _braced(item["container-title"]),
        "editor": _people(item["editor"]),
        "year": _iso(item.get("issued"))[:4],
        "origdate": _iso(item.get("original-date")),
        "note": _plain(f"{note} {labels['version']} {item['version']}"),
        "url": item.get("URL", ""),
    }
    lines = [f"  {key} = {{{value}}}," for key, value in fields.items() if value]
    return "\n".join([f"@incollection{{{item['id']},", *lines, "}"]) + "\n"


def _name(name: str) -> dict[str, str]:
    """A person's name in two parts; particles go with the family name, as German and Dutch names are sorted."""
    found = re.fullmatch(r"(.+?) ((?:(?:von|van|de|zu|der|den|dem|del|di)\s+)*\S+)", name)
    return {"family": found[2], "given": found[1]} if found else {"literal": name}


def _date(iso: str) -> dict[str, list[list[int]]]:
    return {"date-parts": [[int(part) for part in iso.split("-")]]}


def _iso(date: Mapping[str, Any] | None) -> str:
    return "-".join(f"{part:02d}" for part in date["date-parts"][0]) if date else ""


def _people(names: list[dict[str, str]]) -> str:
    return " and ".join(
        _braced(one["literal"]) if "literal" in one else f"{_plain(one['family'])}, {_plain(one['given'])}"
        for one in names
    )


def _plain(text: str) -> str:
    return "".join(_SPECIAL.get(sign, sign) for sign in text)


def _braced(text: str) -> str:
    """In braces of its own, so that no style changes its capitals."""
    return f"{{{_plain(text)}}}"
