"""What an article's page must know, so that a reader can suggest an annotation without any server of ours.

All of it stands in the page: names that are taken, and where the repository's web editor begins a new file; the sources
to choose from are those under the article. `theme/js/suggest.js` reads it.
"""

from __future__ import annotations

from lesart import forge
from lesart.contexts import SuggestView
from lesart.model import ANNOTATION_KINDS, RELATIONS, VERDICTS, Article, Linked
from lesart.strings import SPOKEN, Strings

#: Bytes of an address up to which forges take it. GitHub documents 8191 (github.com/github/docs/issues/5136); who is
#: not signed in is sent on with the address encoded once more, so ours are shorter.
MAX_ADDRESS = 6000


def suggest_view(linked: Linked, article: Article, strings: Strings) -> SuggestView:
    """What the form of an article's page offers, and what its script must know."""
    edition, settings = linked.edition, linked.edition.settings
    # the words of an original must not leave its private copy in an address
    editor = None if article.is_private else forge.editor_of(settings)
    ids: dict[str, list[str]] = {one.slug: [] for one in edition.articles}
    for annotation in edition.annotations:
        ids.setdefault(annotation.article, []).append(annotation.id)
    data = {
        "article": article.slug,
        "ids": {slug: " ".join(names) for slug, names in ids.items()},
        "keys": " ".join(edition.bibliography),
        "created": strings.labels["created"],
        "words": {key: strings.suggest[key] for key in SPOKEN["suggest"]},
        "forge": {
            "address": forge.new_address(settings),
            "name": editor.name_field,
            "text": editor.text_field,
            "takesText": editor.takes_text,
            "bibliography": forge.edit_address(settings, "annotations/sources.yaml"),
            "most": MAX_ADDRESS,
        }
        if editor
        else None,
    }
    return SuggestView(
        data=data,
        kinds=tuple((kind, strings.kinds[kind]) for kind in ANNOTATION_KINDS),
        verdicts=tuple(
            (verdict, settings.verdicts.get(verdict) or strings.verdicts[verdict].label)
            for verdict in VERDICTS
        ),
        relations=tuple((relation, strings.relations[relation].label) for relation in RELATIONS),
        source_kinds=tuple(strings.source_kinds.items()),
        articles=tuple(
            (one.slug, one.title or one.heading or one.slug) for one in edition.articles if ids[one.slug]
        ),
        opens=editor is not None,
    )
