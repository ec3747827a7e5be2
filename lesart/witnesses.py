"""Two witnesses of one article at hand: the original as the reading text, and the Regest beside it.

The Regests are an edition of their own, made of the same annotations. `moved` gives its pages other addresses, so that
both can stand in one site: `name.html` is the original, `name-regest.html` the Regest.
"""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

from lesart.link import article_address
from lesart.model import Edition, Encounter, Linked, Note


def regests(edition: Edition) -> Edition:
    """The edition with each article's Regest as its reading text; articles of one witness alone stay as they are."""
    return replace(edition, articles=tuple(article.regest or article for article in edition.articles))


def regest_address(slug: str) -> str:
    return article_address(f"{slug}-regest")


def moved(linked: Linked, both: frozenset[str]) -> Linked:
    """The linked Regests, with the addresses that their pages have beside the originals of the articles in `both`."""
    addresses = {article_address(slug): regest_address(slug) for slug in both}

    def there(href: str) -> str:
        page, sign, fragment = href.partition("#")
        return addresses.get(page, page) + sign + fragment

    def met(one: Encounter) -> Encounter:
        return replace(one, href=there(one.href))

    notes: dict[tuple[str, str], Note] = {
        key: replace(note, href=there(note.href), encounters=tuple(map(met, note.encounters)))
        for key, note in linked.notes.items()
    }

    def again(group: tuple[Note, ...]) -> tuple[Note, ...]:
        return tuple(notes[note.annotation.article, note.annotation.id] for note in group)

    return replace(
        linked,
        notes=MappingProxyType(notes),
        notes_by_article=MappingProxyType(
            {slug: again(group) for slug, group in linked.notes_by_article.items()}
        ),
        received=MappingProxyType(
            {
                slug: tuple((passage, met(one)) for passage, one in found)
                for slug, found in linked.received.items()
            }
        ),
        mentions=MappingProxyType({key: again(group) for key, group in linked.mentions.items()}),
        rests_on=MappingProxyType({key: again(group) for key, group in linked.rests_on.items()}),
        voices=MappingProxyType({key: met(one) for key, one in linked.voices.items()}),
    )
