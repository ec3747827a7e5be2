"""What may not happen to annotations from one revision to the next: vanish, or be changed without a word."""

from __future__ import annotations

from collections.abc import Iterable

from lesart.model import Annotation, Edition, Place
from lesart.problems import Problem, Problems

Key = tuple[str, str]


def by_key(annotations: Iterable[Annotation]) -> dict[Key, Annotation]:
    return {(annotation.article, annotation.id): annotation for annotation in annotations}


def said(annotation: Annotation) -> tuple[object, ...]:
    """What of an annotation a reader relies on: a change of it belongs into its history."""
    return (annotation.kind, annotation.claim, annotation.verdict, annotation.body_text, annotation.status)


def has_new_entry(old: Annotation, new: Annotation) -> bool:
    return len(new.history) > len(old.history) or (
        bool(new.history) and new.history[-1] != (old.history[-1] if old.history else None)
    )


def compared(before: Edition, now: Edition) -> Problems:
    """Annotations that vanished, and published ones that changed without an entry in their history."""
    old, new = by_key(before.annotations), by_key(now.annotations)
    replaced = {(a.article, former) for a in now.annotations for former in a.replaces}
    articles = {article.slug for article in now.articles} | now.unreadable
    problems: list[Problem] = []
    for key, annotation in old.items():
        if annotation.status == "draft":
            continue  # nobody can have linked to it
        if key not in new:
            if key not in replaced and annotation.article in articles:
                problems.append(
                    Problem(
                        code="vanished-id",
                        place=Place(file=annotation.place.file),
                        message=f"The annotation “{annotation.id}” was removed; links to it lead nowhere.",
                        hint="Put it back with “status: retracted”, or name it in the one that takes its place: "
                        f"“replaces: [{annotation.id}]”.",
                    )
                )
        elif said(annotation) != said(new[key]) and not has_new_entry(annotation, new[key]):
            problems.append(
                Problem(
                    code="unsaid-change",
                    place=new[key].place,
                    message=f"“{annotation.id}” was changed, but its history ends as before.",
                    hint="Add a line to “history”: the day, and in a few words what was changed.",
                )
            )
    return tuple(problems)
