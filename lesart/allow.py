"""Problems that an editor has looked at and lets stand: `allow: [code]` at the thing that has them.

An allowance covers the lines of its annotation, source, register entry or row of the synopsis; in an article's
front matter the article and its annotations; in edition.yaml everything. What protects readers, rights or the place
of an annotation cannot be allowed (see `problems.ALLOWABLE`), and an allowance that silences nothing is a problem.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from lesart import yamltree
from lesart.model import REGISTER_GROUPS, Place, SourceFile, Sources
from lesart.parse import front_matter
from lesart.problems import ALLOWABLE, CODES, Problem, Problems, did_you_mean, has_errors
from lesart.yamltree import Path, Tree


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """`code` is let stand in the files whose path begins with one of `files`, there in the lines `lines`."""

    code: str
    place: Place
    files: tuple[str, ...]
    lines: tuple[int, int] | None = None

    def covers(self, problem: Problem) -> bool:
        if problem.code != self.code or not problem.place.file.startswith(self.files):
            return False
        return self.lines is None or self.lines[0] <= problem.place.line <= self.lines[1]


def allowances(sources: Sources) -> tuple[tuple[Allowance, ...], Problems]:
    """Every allowance of the edition that may be given; the others as problems."""
    good: list[Allowance] = []
    problems: list[Problem] = []
    for one in _written(sources):
        if one.code in ALLOWABLE:
            good.append(one)
        elif one.code in CODES:
            problems.append(
                Problem(
                    code="not-allowable",
                    place=one.place,
                    message=f"“{one.code}” cannot be allowed.",
                    hint="Mend the problem itself, and delete this entry.",
                )
            )
        else:
            problems.append(
                Problem(
                    code="bad-value",
                    place=one.place,
                    message=f"There is no problem code “{one.code[:60]}”.",
                    hint=did_you_mean(one.code, ALLOWABLE) or "“lesart problems” lists them.",
                )
            )
    return tuple(good), tuple(problems)


def silenced(problems: Problems, given: Collection[Allowance], *, asked: Collection[str]) -> Problems:
    """The problems without those that are allowed, and with one for each allowance that silences nothing.

    `asked` has the codes that this run looked for; while an error stands, later checks may not have run, and no
    allowance is called idle.
    """
    left = tuple(p for p in problems if p.code not in ALLOWABLE or not any(one.covers(p) for one in given))
    if has_errors(left):
        return left
    idle = (
        Problem(
            code="unused-allow",
            place=one.place,
            message=f"“{one.code}” is allowed here, but there is no such problem.",
            hint="Delete it from “allow”.",
        )
        for one in given
        if one.code in asked and not any(one.covers(p) for p in problems)
    )
    return (*left, *idle)


def _written(sources: Sources) -> Iterator[Allowance]:
    for file in sources.articles:
        slug = file.path.removeprefix("content/").removesuffix(".md")
        everything = (file.path, f"annotations/{slug}.yaml", f"annotations/{slug}/")
        yield from _of(front_matter(file)[0], (), everything, None)
    for file in sources.pages:
        yield from _of(front_matter(file)[0], (), (file.path,), None)
    yield from _of(_tree(sources.edition), (), ("",), None)
    for file in sources.annotations:
        yield from _entries(_tree(file), file, ((),))
    for general in (sources.bibliography, sources.synopsis):
        yield from _entries(_tree(general), general, ((),))
    yield from _entries(
        _tree(sources.register), sources.register, tuple((group,) for group in REGISTER_GROUPS)
    )


def _tree(file: SourceFile | None) -> Tree | None:
    return yamltree.read(file.text, file.path)[0] if file else None


def _entries(tree: Tree | None, file: SourceFile | None, groups: tuple[Path, ...]) -> Iterator[Allowance]:
    """The allowances of the entries of a file: items of a list, or keys of a mapping; or of the one annotation."""
    if tree is None or file is None:
        return
    if isinstance(tree.data, dict) and isinstance(tree.data.get("allow"), list):
        yield from _of(tree, (), (file.path,), None)
        return
    paths: list[Path] = []
    for group in groups:
        holder = _at(tree.data, group)
        keys = holder if isinstance(holder, dict) else range(len(holder)) if isinstance(holder, list) else ()
        paths += [(*group, key) for key in keys]
    starts = sorted(tree.key_place(path).line for path in paths)
    for path in paths:
        start = tree.key_place(path).line
        end = next((line - 1 for line in starts if line > start), file.text.count("\n") + 2)
        yield from _of(tree, path, (file.path,), (start, end))


def _of(
    tree: Tree | None, path: Path, files: tuple[str, ...], lines: tuple[int, int] | None
) -> Iterator[Allowance]:
    entry = _at(tree.data, path) if tree else None
    codes = entry.get("allow") if isinstance(entry, dict) else None
    if tree is None or not isinstance(codes, list):
        return
    for n, code in enumerate(codes):
        if isinstance(code, str):
            yield Allowance(code=code, place=tree.place((*path, "allow", n)), files=files, lines=lines)


def _at(data: Any, path: Path) -> Any:
    for step in path:
        known = data if isinstance(data, dict) else range(len(data)) if isinstance(data, list) else ()
        if step not in known:
            return None
        data = data[step]
    return data
