"""Keys that lead nowhere, keys that nobody uses, and verdicts that rest on too little."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from lesart.model import Annotation, RegisterEntry, Settings, Source, SynopsisRow
from lesart.problems import Problem, Problems, did_you_mean

#: Verdicts that say that there is nothing to prove: they may stand without sources.
WITHOUT_PROOF = frozenset({"unproven", "opinion"})

#: How many independent publishers a verdict rests on.
MIN_PUBLISHERS = 2


def broken(
    annotations: tuple[Annotation, ...],
    bibliography: Mapping[str, Source],
    register: Mapping[str, RegisterEntry],
    settings: Settings,
) -> Problems:
    """Keys that lead nowhere, and verdicts that rest on too little."""
    problems: list[Problem] = []
    for annotation in annotations:
        for support in annotation.sources:
            if support.ref not in bibliography:
                problems.append(
                    Problem(
                        code="unknown-source",
                        place=support.place,
                        message=f"The bibliography has no source “{support.ref}”.",
                        hint=did_you_mean(support.ref, bibliography) or "Add it to annotations/sources.yaml.",
                    )
                )
        for n, key in enumerate(annotation.mentions):
            if key not in register:
                problems.append(
                    Problem(
                        code="unknown-mention",
                        place=annotation.places.get(f"mentions.{n}", annotation.place),
                        message=f"The register has no entry “{key}”.",
                        hint=did_you_mean(key, register) or "Add it to annotations/register.yaml.",
                    )
                )
        for n, key in enumerate(annotation.by):
            if key not in settings.editors:
                problems.append(
                    Problem(
                        code="unknown-editor",
                        place=annotation.places.get(f"by.{n}", annotation.place),
                        message=f"Nobody is known as “{key}”.",
                        hint=did_you_mean(key, settings.editors)
                        or "Add the name under “editors” in content/edition.yaml.",
                    )
                )
        publishers = independent(
            bibliography[s.ref].publisher for s in annotation.sources if s.ref in bibliography
        )
        all_known = all(s.ref in bibliography for s in annotation.sources)
        if (
            annotation.kind == "fact-check"
            and annotation.status != "draft"
            and annotation.verdict not in WITHOUT_PROOF
            and all_known
            and publishers < MIN_PUBLISHERS
        ):
            problems.append(
                Problem(
                    code="too-few-sources",
                    place=annotation.places.get("verdict", annotation.place),
                    message=f"“{annotation.id}” has a verdict, but sources from "
                    + ("one publisher only." if publishers else "no publisher."),
                    hint="Add a source from another publisher, or choose the verdict unproven. Reprints of one agency, as in "
                    "“Paper (Agency)”, count as one.",
                )
            )
    return (*problems, *_retired(annotations))


def independent(publishers: Iterable[str]) -> int:
    """How many independent houses these are. Who shares a house counts once: “Paper (Agency)” names two."""
    groups: list[set[str]] = []
    for publisher in publishers:
        houses = {part.strip().casefold() for part in re.split(r"[()]", publisher) if part.strip()}
        kin = [group for group in groups if group & houses]
        groups = [group for group in groups if not group & houses] + [houses.union(*kin)]
    return len(groups)


def _retired(annotations: tuple[Annotation, ...]) -> Iterator[Problem]:
    """An id in “replaces” is free: nobody else has it, and only one takes its place."""
    shown = {(a.article, a.id): a for a in annotations if a.status != "retracted"}
    heirs: dict[tuple[str, str], Annotation] = {}
    for annotation in annotations:
        for former in annotation.replaces:
            key = (annotation.article, former)
            other = shown.get(key) or heirs.get(key)
            if other:
                yield Problem(
                    code="duplicate-id",
                    place=annotation.places.get("replaces", annotation.place),
                    message=f"“{annotation.id}” replaces “{former}”, but links to that lead to “{other.id}”.",
                    hint="Retract the former one (“status: retracted”), or delete it from “replaces”.",
                )
            heirs[key] = annotation


def unused(
    annotations: tuple[Annotation, ...],
    synopsis: tuple[SynopsisRow, ...],
    bibliography: Mapping[str, Source],
    register: Mapping[str, RegisterEntry],
) -> Problems:
    """What nobody cites or mentions. Asked only where all was read: else the reader may be the broken part."""
    cited = {support.ref for annotation in annotations for support in annotation.sources}
    mentioned = {key for annotation in annotations for key in annotation.mentions}
    mentioned |= {row.event for row in synopsis if row.event}
    return (
        *(
            Problem(
                code="unused-source",
                place=source.place,
                message=f"No annotation rests on the source “{key}”.",
                hint="Cite it, or delete it.",
            )
            for key, source in bibliography.items()
            if key not in cited
        ),
        *(
            Problem(
                code="unused-entry",
                place=entry.place,
                message=f"No annotation mentions “{key}”.",
                hint="Add it to the “mentions” of an annotation, or delete it.",
            )
            for key, entry in register.items()
            if key not in mentioned
        ),
    )
