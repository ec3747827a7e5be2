"""The program on one screen: what happens, in which order.

    content/ annotations/ --load--> Sources --parse--> Edition --anchor--> Anchored --link--> Linked
    Linked + theme --render--> pages      Linked --search--> bundle      both --publish--> site/

Every step returns its value and the problems that it met. While an error stands, nothing is written.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from lesart import allow, care, history, publish, reanchor, revisions, search, witnesses
from lesart import originals as originals_module
from lesart.anchor import anchor
from lesart.contexts import NoteView
from lesart.export import EXPORTS, PRIVATE_EXPORTS
from lesart.export.finished import Finished
from lesart.link import content_version, link
from lesart.load import load, theme_faults, with_file
from lesart.model import Artifact, Edition, Linked, SourceFile, Sources
from lesart.parse import parse, reading_text
from lesart.problems import CODES, ONLY_WITH_BASE, ONLY_WITH_DAY, Problems, has_errors, in_order
from lesart.render import render, render_plain, render_start
from lesart.strings import MissingWord, Strings, load_strings, with_keys
from lesart.views import Viewer

Progress = Callable[[str], None]

#: What an edition consists of, apart from what makes pages of it.
EDITION_FOLDERS = ("content", "annotations")


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """An edition as far as it could be read; `linked` is None where its frame is missing."""

    linked: Linked | None
    strings: Strings | None
    problems: Problems
    theme: Path | None = None


def find_theme(root: Path) -> Path:
    """The edition's own theme, or the one that comes with the program."""
    own = root / "theme"
    if own.is_dir():
        return own
    package = Path(__file__).resolve().parent
    return package / "theme" if (package / "theme").is_dir() else package.parent / "theme"


def check(
    root: Path,
    *,
    drafts: bool = False,
    instead: SourceFile | None = None,
    originals: bool = False,
    theme: Path | None = None,
    today: str | None = None,
    compared: Problems | None = None,
) -> Checked:
    """Everything that is wrong with the edition below `root`, short of what its pages would show.

    `instead` is an article or a file of annotations as it would be if it were written. With `originals` the
    reading texts are the holder's own where there are some, and every annotation must stand in both witnesses.
    `theme` is another than the edition's. `today` (ISO) is the day against which reviews are old; `compared` is what a comparison with an earlier
    revision found. Neither changes a page.
    """
    sources, problems = load(root, originals=originals)
    problems += originals_module.tracked(root)
    if instead:
        sources = with_file(sources, instead)
    edition, found = parse(sources, drafts=drafts)
    problems += found
    allowed, found = allow.allowances(sources)
    problems += found + (compared or ())
    if edition is None:
        return Checked(linked=None, strings=None, problems=in_order(problems))
    problems += care.noticed(edition, today)
    theme = theme or find_theme(root)
    if theme == root / "theme" and (found := theme_faults(theme)):
        return Checked(linked=None, strings=None, problems=in_order((*problems, *found)))
    strings, found = load_strings(theme, edition.settings.language)
    problems += found
    if strings is None:
        return Checked(linked=None, strings=None, problems=in_order(problems))
    problems = with_keys(problems, strings)
    anchored, found = anchor(edition)
    problems += found
    linked, found = link(anchored, strings.addresses, *_version(root, sources))
    problems += found
    if edition.is_private:
        both = frozenset(article.slug for article in edition.articles if article.is_private)
        anchored, found = anchor(witnesses.regests(edition))
        problems += found
        beside, _ = link(anchored, strings.addresses, linked.version, linked.dated)
        linked = replace(linked, regests=witnesses.moved(beside, both))
    asked = set(CODES) - (ONLY_WITH_DAY if today is None else set())
    asked -= ONLY_WITH_BASE if compared is None else set()
    problems = allow.silenced(problems, allowed, asked=asked)
    return Checked(linked=linked, strings=strings, problems=in_order(problems), theme=theme)


def edition_of(root: Path, *, originals: bool = False) -> tuple[Edition | None, Problems]:
    """The edition as it is read, annotations not yet on their words: what re-anchoring works on."""
    sources, problems = load(root, originals=originals)
    edition, found = parse(sources, drafts=True)
    return edition, in_order((*problems, *found))


def at_revision(root: Path, base: str) -> Checked:
    """The edition as it was at `base`, a git revision, checked as it would be now."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        history.unpack(root, base, EDITION_FOLDERS, folder)
        return check(folder, drafts=True, theme=find_theme(root))  # an older theme lacks newer words


def compared(root: Path, before: Checked) -> Problems:
    """What happened to annotations since `before` that may not happen; see `revisions`."""
    now, _ = edition_of(root)
    if now is None or before.linked is None:
        return ()
    return revisions.compared(before.linked.edition, now)


def drift(root: Path, base: str) -> tuple[tuple[reanchor.Finding, ...], Problems]:
    """What became of the anchors in the articles that differ from those at `base`, a git revision."""
    edition, _ = edition_of(root)
    if edition is None:
        return (), ()

    def earlier(path: str) -> tuple[str, ...]:
        text = history.text_at(root, base, path)
        return () if text is None else (text,)

    changed = [
        article.slug
        for article in edition.articles
        if any(
            reading_text(SourceFile(path=article.file, text=t)) != article.text for t in earlier(article.file)
        )
    ]
    found = reanchor.findings(edition, earlier, changed) if changed else ()
    return found, reanchor.drifted(found, {article.slug: article.file for article in edition.articles})


def pages(
    root: Path, *, drafts: bool = False, originals: bool = False
) -> tuple[Checked, tuple[Artifact, ...]]:
    """The pages of an edition without its search index; none while an error stands."""
    checked = check(root, drafts=drafts, originals=originals)
    if checked.linked is None or checked.strings is None or has_errors(checked.problems):
        return checked, ()
    artifacts, found = render(checked.linked, find_theme(root), checked.strings)
    found += publish.doubled(artifacts)
    problems = in_order((*checked.problems, *found))
    return replace(checked, problems=problems), artifacts


def notes_of(checked: Checked) -> Mapping[tuple[str, str], NoteView]:
    """The notes as a reader sees them, by article and id; none of an edition that cannot be read."""
    if checked.linked is None or checked.strings is None:
        return {}
    return Viewer(checked.linked, checked.strings).notes


def bundle(checked: Checked) -> tuple[tuple[Artifact, ...], Problems]:
    """The search index of an edition that has no error."""
    assert checked.linked is not None and checked.strings is not None  # noqa: S101 - `pages` found no error
    try:
        return search.bundle(checked.linked, checked.strings), ()
    except search.SearchError as error:
        return (), search.problem_of(error)


def exports(
    checked: Checked, artifacts: tuple[Artifact, ...], index: tuple[Artifact, ...]
) -> tuple[tuple[Artifact, ...], Problems]:
    """The forms to take along, of an edition that has no error."""
    linked, strings, theme = checked.linked, checked.strings, checked.theme
    assert linked is not None and strings is not None and theme is not None  # noqa: S101 - `pages` found no error
    plain, problems = render_plain(linked, theme, strings)
    if problems:
        return (), problems
    finished = Finished(linked=linked, strings=strings, pages=artifacts, plain=plain, index=index)
    private = linked.edition.is_private
    wanted = [make for name, make in EXPORTS.items() if not private or name in PRIVATE_EXPORTS]
    try:
        made = [make(finished) for make in wanted]
    except MissingWord as missing:
        return (), (missing.problem,)
    return (
        tuple(one for one in made if isinstance(one, Artifact)),
        tuple(one for one in made if not isinstance(one, Artifact)),
    )


def with_downloads(
    checked: Checked, artifacts: tuple[Artifact, ...], taken: tuple[Artifact, ...]
) -> tuple[Artifact, ...]:
    """The pages, of which the start page offers what can be taken along. What is taken along offers nothing."""
    linked, strings, theme = checked.linked, checked.strings, checked.theme
    assert linked is not None and strings is not None and theme is not None  # noqa: S101 - `pages` found no error
    start, _ = render_start(linked, theme, strings, taken)
    again = {artifact.path: artifact for artifact in start}
    return tuple(again.get(artifact.path, artifact) for artifact in artifacts)


def build(
    root: Path, out: Path, *, progress: Progress, drafts: bool = False, originals: bool = False
) -> Checked:
    """Checks, makes and publishes the site. Raises publish.PublishError where the disk does not let it."""
    publish.check_folder(out)
    progress("reading and checking")
    checked, artifacts = pages(root, drafts=drafts, originals=originals)
    if has_errors(checked.problems):
        return checked
    progress(f"indexing {len(artifacts)} pages and files for the search")
    index, found = bundle(checked)
    problems = in_order((*checked.problems, *found))
    taken: tuple[Artifact, ...] = ()
    if not has_errors(problems):
        progress("making the forms to take along")
        taken, found = exports(checked, artifacts, index)
        problems = in_order((*problems, *found))
    if not has_errors(problems):
        progress("writing the site")
        assert checked.linked is not None  # noqa: S101 - `pages` found no error
        guards = originals_module.guards(checked.linked.edition)
        publish.publish((*with_downloads(checked, artifacts, taken), *index, *taken, *guards), out)
    return replace(checked, problems=problems)


def _version(root: Path, sources: Sources) -> tuple[str, str]:
    """What names exactly this edition, and its day: the commit it is, or the hash of its content (and no day)."""
    if not sources.originals and (commit := history.commit_of(root, EDITION_FOLDERS)):
        return commit
    single = (sources.edition, sources.bibliography, sources.register, sources.synopsis)
    files: tuple[SourceFile | None, ...] = (
        *sources.articles,
        *sources.originals,
        *sources.pages,
        *sources.annotations,
        *single,
    )
    return content_version((file.path, file.text) for file in files if file), ""
