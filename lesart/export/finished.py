"""What every export is made from: a finished edition with its pages, and what all exports say of themselves."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from lesart import rights
from lesart.export.markup import Outline
from lesart.markdown import esc
from lesart.model import Artifact, Linked
from lesart.strings import Strings


@dataclass(frozen=True, kw_only=True)
class Finished:
    """An edition without errors: the site's pages and theme files, the plain pages, and the search index."""

    linked: Linked
    strings: Strings
    pages: tuple[Artifact, ...]
    plain: tuple[Artifact, ...]
    index: tuple[Artifact, ...]

    @cached_property
    def outlines(self) -> dict[str, Outline]:
        """The site's pages by their addresses, in their order, each taken apart once for all forms."""
        return {
            artifact.path.as_posix(): Outline(artifact.content.decode())
            for artifact in self.pages
            if artifact.path.suffix == ".html"
        }

    @property
    def files(self) -> dict[str, bytes]:
        """What lies beside the pages: the theme's styles, scripts, fonts and images."""
        return {a.path.as_posix(): a.content for a in self.pages if a.path.suffix != ".html"}

    def plain_pages(self, *left_out: str) -> dict[str, str]:
        """The plain pages by address; `left_out` are names of `Linked.addresses`."""
        without = {self.linked.addresses[name] for name in ("404", *left_out)}
        return {a.path.as_posix(): a.content.decode() for a in self.plain if a.path.as_posix() not in without}


def identifier(linked: Linked) -> uuid.UUID:
    """The same for every version of an edition: from its address, or from its title and language without one."""
    settings = linked.edition.settings
    return uuid.uuid5(uuid.NAMESPACE_URL, settings.base_url or f"lesart:{settings.language}:{settings.title}")


def version_line(linked: Linked, strings: Strings) -> str:
    """The version as readers see it: its date, and the commit or the content's hash."""
    return f"{strings.date(linked.dated)} ({linked.version})"


def head_lines(linked: Linked) -> Iterator[str]:
    """Lines for the `<head>` of an HTML export. A private copy says here that nobody may index it."""
    if linked.edition.is_private:
        yield '<meta name="robots" content="noindex, nofollow, noarchive">'


def imprint(linked: Linked, strings: Strings) -> Iterator[str]:
    """Paragraphs (HTML) that every export carries: what it is, which version, where it lives, the licence."""
    settings, labels = linked.edition.settings, strings.labels
    if linked.edition.is_private:
        yield f"<p><strong>{esc(labels['private_copy'])}</strong></p>"
    yield f"<p>{esc(settings.title)}. {esc(labels['version'])} {esc(version_line(linked, strings))}.</p>"
    if settings.editors:
        yield f"<p>{esc(labels['edited_by'])} {esc(', '.join(settings.editors.values()))}.</p>"
    if settings.base_url:
        address = esc(settings.base_url)
        yield f'<p>{esc(labels["hosted_at"])} <a href="{address}">{address}</a></p>'
    licence = esc(rights.label(settings.licence))
    if settings.licence_url:
        licence = f'<a href="{esc(settings.licence_url)}">{licence}</a>'
    yield f"<p>{esc(labels['licence'])}: {licence}</p>"


def imprint_text(linked: Linked, strings: Strings) -> str:
    """The same in plain words, one line each."""
    settings, labels = linked.edition.settings, strings.labels
    lines = [f"{settings.title}. {labels['version']} {version_line(linked, strings)}."]
    if settings.editors:
        lines.append(f"{labels['edited_by']} {', '.join(settings.editors.values())}.")
    if settings.base_url:
        lines.append(f"{labels['hosted_at']} {settings.base_url}")
    licence = " ".join(filter(None, (rights.label(settings.licence), settings.licence_url)))
    lines += [f"{labels['licence']}: {licence}", labels["zip_open"].format(file=linked.addresses["index"])]
    return "\n".join(lines) + "\n"
