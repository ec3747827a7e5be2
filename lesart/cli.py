"""The commands. The only module that prints, and the only one that decides how the program ends.

Exit codes: 0 fine; 1 the edition has problems; 2 the command was used wrongly; 3 something failed around us
(the disk, Pagefind, or a fault of our own).
"""

from __future__ import annotations

import argparse
import contextlib
import datetime
import json
import os
import sys
import time
from collections.abc import Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import NoReturn

from lesart import (
    formats,
    history,
    importer,
    jsonschema,
    originals,
    pipeline,
    publish,
    reanchor,
    report,
    rewrite,
    skeleton,
    starter,
)
from lesart.load import SLUG
from lesart.model import ANNOTATION_KINDS, RELATIONS, VERDICTS, Article, Edition, SourceFile
from lesart.problems import (
    CODES,
    Problems,
    counted,
    did_you_mean,
    has_errors,
    in_order,
    printed,
)
from lesart.publish import PublishError
from lesart.schema import AnnotationShape, is_key
from lesart.search import pagefind_version
from lesart.strings import MissingWord, load_strings

FINE, PROBLEMS, MISUSED, FAILED = 0, 1, 2, 3

#: Seconds after which a person wants to see that something happens.
PATIENCE = 1.0


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(MISUSED, f"{self.prog}: {message}\nTry “{self.prog} --help”.\n")


def version() -> str:
    try:
        return metadata.version("lesart")
    except metadata.PackageNotFoundError:
        return "0.1.0 (not installed)"


def parser() -> _Parser:
    ask = _Parser(
        prog="lesart",
        description="Makes an annotated reading edition from Markdown articles and YAML annotations.",
    )
    ask.add_argument("--version", action="version", version=f"lesart {version()}, pagefind {_pagefind()}")
    shared = _Parser(add_help=False)
    shared.add_argument(
        "--root", type=Path, default=Path(), metavar="DIR", help="the edition (default: this folder)"
    )
    shared.add_argument(
        "--format",
        choices=["text", "json", "github", "gitlab", "sarif"],
        default="text",
        help="how problems are printed",
    )
    shared.add_argument("--debug", action="store_true", help="show the traceback of a fault of our own")
    commands = ask.add_subparsers(dest="command", parser_class=_Parser, metavar="COMMAND")
    build = commands.add_parser("build", parents=[shared], help="check, then write the site (the default)")
    build.add_argument("--out", type=Path, metavar="DIR", help="where to (default: site/ in the edition)")
    build.add_argument(
        "--originals", action="store_true", help="a private copy with your own full texts, in site-private/"
    )
    build.add_argument("--drafts", action="store_true", help="show drafts too")
    check = commands.add_parser("check", parents=[shared], help="say everything that build would refuse")
    check.add_argument(
        "--originals",
        action="store_true",
        help="look at your own full texts too: every annotation must stand in both",
    )
    check.add_argument("--drafts", action="store_true", help="look at drafts too")
    check.add_argument(
        "--base",
        metavar="REV",
        help="say also what became of the annotations of each article that differs from this git revision",
    )
    check.add_argument(
        "--today", type=_day, metavar="DATE", help="the day against which reviews are old (default: today)"
    )
    reporting = commands.add_parser(
        "report",
        parents=[shared],
        help="say what a pull request changes, as Markdown, or as a page with --html",
    )
    reporting.add_argument("--base", metavar="REV", required=True, help="the git revision to compare with")
    reporting.add_argument("--html", type=Path, metavar="FILE", help="write one self-contained HTML page too")
    problem_page = commands.add_parser("problems", help="say what each problem code means, and its mend")
    problem_page.add_argument("code", nargs="?", metavar="CODE", help="only this one")
    problem_page.add_argument("--debug", action="store_true", help=argparse.SUPPRESS)
    again = commands.add_parser(
        "reanchor", parents=[shared], help="after a text was edited: put its annotations on their words again"
    )
    again.add_argument("slugs", nargs="*", metavar="SLUG", help="articles (default: all)")
    again.add_argument(
        "--before", type=Path, metavar="FILE", help="the earlier text of the one article, where git has none"
    )
    again.add_argument(
        "--accept", nargs="+", default=[], metavar="ID", help="take these as offered: article/annotation"
    )
    again.add_argument("--accept-certain", action="store_true", help="take every certain one as offered")
    add = commands.add_parser(
        "annotate", parents=[shared], help="add the skeleton of an annotation to words of an article"
    )
    add.add_argument("slug", metavar="SLUG", help="the article: the name of its file without .md")
    add.add_argument("quote", metavar="QUOTE", help="the words, copied from the article, in quotation marks")
    add.add_argument("--type", choices=ANNOTATION_KINDS, default="fact-check", help="default: fact-check")
    add.add_argument("--id", metavar="NAME", help="its permanent name (default: made of the words)")
    add.add_argument("--nth", type=int, metavar="N", help="which place, where the words stand more than once")
    add.add_argument(
        "--see", nargs=2, metavar=("SLUG", "QUOTE"), help="cross-reference: the words at the other end"
    )
    add.add_argument("--relation", choices=RELATIONS, default="same-event", help="default: same-event")
    add.add_argument("--file", action="store_true", help="a file of its own: annotations/SLUG/NAME.yaml")
    new = commands.add_parser("new", parents=[shared], help="write the skeleton of an article")
    new.add_argument(
        "slug", metavar="SLUG", help="its name in addresses: lower-case letters, digits, hyphens"
    )
    init = commands.add_parser("init", help="write a new, small edition into an empty folder")
    init.add_argument("dir", type=Path, metavar="DIR")
    init.add_argument("--language", default="de", help="of the interface and the example (default: de)")
    init.add_argument("--theme", action="store_true", help="copy the theme too, to change it")
    init.add_argument("--debug", action="store_true", help=argparse.SUPPRESS)
    serve = commands.add_parser(
        "serve", parents=[shared], help="preview on this machine; reloads after each save"
    )
    serve.add_argument("--port", type=_port, default=8765, help="port on 127.0.0.1 (default: 8765)")
    serve.add_argument("--originals", action="store_true", help="show your own full texts")
    publishable = commands.add_parser(
        "publishable", parents=[shared], help="say whether a built site may be published: no private copy"
    )
    publishable.add_argument("site", type=Path, metavar="DIR", help="the built site")
    take = commands.add_parser(
        "import", parents=[shared], help="a text, page, book or Word file as an original: originals/SLUG.md"
    )
    take.add_argument("files", nargs="+", type=Path, metavar="FILE", help=".txt, .md, .html, .epub or .docx")
    take.add_argument(
        "--as",
        dest="slug",
        metavar="SLUG",
        help="name of the article in content/ (default: that of the file)",
    )
    take.add_argument(
        "--into",
        choices=["originals", "content"],
        default="originals",
        help="content: as an article of the edition, for a text that may be published (default: originals)",
    )
    take.add_argument("--encoding", metavar="NAME", help="the file's encoding, where it is not recognised")
    take.add_argument("--ask", action="store_true", help="ask what cannot be known; else it is left as it is")
    take.add_argument("--force", action="store_true", help="replace an original that is there already")
    take.add_argument("--dry-run", action="store_true", help="show what would be written, and write nothing")
    schemas = commands.add_parser(
        "schema", parents=[shared], help="print the JSON Schemas of the files that editors write"
    )
    schemas.add_argument("--write", type=Path, metavar="DIR", help="write them into this folder instead")
    return ask


def _day(text: str) -> str:
    """An ISO date; argparse says so where it is none."""
    return datetime.date.fromisoformat(text).isoformat()


def _port(text: str) -> int:
    """A port's number; argparse says so where it is none. 0 takes any that is free."""
    if not 0 <= (number := int(text)) <= 65535:
        raise ValueError
    return number


def _pagefind() -> str:
    try:
        return pagefind_version()
    except metadata.PackageNotFoundError:
        return "not installed"


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if not given or (given[0].startswith("-") and given[0] not in {"-h", "--help", "--version"}):
        given.insert(0, "build")
    said = parser().parse_args(given)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal that cannot print „“ must not stop a build
    try:
        return _COMMANDS[said.command](said)
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 130
    except PublishError as error:
        print(f"lesart: {error}", file=sys.stderr)
        return FAILED
    except MissingWord as missing:
        _report((missing.problem,), getattr(said, "format", "text"))
        return PROBLEMS
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except OSError as error:
        if said.debug:
            raise
        print(f"lesart: {error.strerror or error}: {error.filename or 'the disk'}", file=sys.stderr)
        return FAILED
    except Exception as error:
        if said.debug:
            raise
        print(
            f"lesart: a fault of our own: {type(error).__name__}: {error}\n"
            "    Nothing was written. Please report it with the output of the same command and --debug.",
            file=sys.stderr,
        )
        return FAILED


def _root(said: argparse.Namespace) -> Path | None:
    root: Path = said.root
    if root.is_dir():
        return root
    print(f"lesart: there is no folder {root}", file=sys.stderr)
    return None


def _report(problems: Problems, form: str) -> None:
    machine = {"json": formats.as_json, "gitlab": formats.as_gitlab, "sarif": _as_sarif}
    if form in machine:
        print(machine[form](problems))
    elif form == "github":
        for line in formats.as_github(problems):
            print(line)
        if (summary := os.environ.get("GITHUB_STEP_SUMMARY")) and problems:
            # what the log says already must not be lost with it
            with contextlib.suppress(OSError), Path(summary).open("a", encoding="utf-8") as file:
                file.write(formats.as_markdown(problems))
    else:
        for problem in problems:
            print(printed(problem, colour=_colour()), file=sys.stderr)


def _as_sarif(problems: Problems) -> str:
    return formats.as_sarif(problems, version())


def _colour() -> bool:
    return sys.stderr.isatty() and "NO_COLOR" not in os.environ


def _counted(problems: Problems) -> str:
    errors = sum(p.is_error for p in problems)
    counts = ((errors, "error"), (len(problems) - errors, "warning"))
    return ", ".join(counted(number, word) for number, word in counts if number) or "no problem"


def _summary(checked: pipeline.Checked) -> str:
    if checked.linked is None:
        return "nothing could be read"
    edition = checked.linked.edition
    counts = (
        (len(edition.articles), "article"),
        (len(checked.linked.notes), "annotation"),
        (len(edition.bibliography), "source"),
    )
    return ", ".join(counted(number, word) for number, word in counts)


def _say(form: str, line: str) -> None:
    """The closing line; for machines it goes where it does not disturb."""
    print(line, file=sys.stdout if form in {"text", "github"} else sys.stderr)


def _check(said: argparse.Namespace) -> int:
    root = _root(said)
    if root is None:
        return MISUSED
    began = time.perf_counter()
    if said.base is not None and not history.is_revision(root, said.base):
        print(f"lesart: git knows no revision {said.base} here", file=sys.stderr)
        return MISUSED
    compared: Problems | None = None
    fates: tuple[str, ...] = ()
    if said.base is not None:
        found, drifted = pipeline.drift(root, said.base)
        fates = reanchor.fates(found)
        compared = (*drifted, *pipeline.compared(root, pipeline.at_revision(root, said.base)))
    checked = pipeline.check(
        root,
        drafts=said.drafts,
        originals=said.originals,
        today=said.today or datetime.datetime.now(tz=datetime.UTC).date().isoformat(),
        compared=compared,
    )
    problems = checked.problems
    _report(problems, said.format)
    for line in fates:
        _say(said.format, line)
    _say(
        said.format,
        f"checked {_summary(checked)}: {_counted(problems)} ({time.perf_counter() - began:.2f} s)",
    )
    return PROBLEMS if has_errors(problems) else FINE


def _compare(said: argparse.Namespace) -> int:
    root = _root(said)
    if root is None:
        return MISUSED
    if not history.is_revision(root, said.base):
        return _misused(f"git knows no revision {said.base} here")
    before, after = pipeline.at_revision(root, said.base), pipeline.check(root, drafts=True)
    found, drifted = pipeline.drift(root, said.base)
    problems = in_order((*after.problems, *drifted, *pipeline.compared(root, before)))
    notes = {**pipeline.notes_of(before), **pipeline.notes_of(after)}
    made = report.compare(before.linked, after.linked, (before.problems, problems), found, notes)
    if said.html:
        try:
            said.html.write_bytes(report.as_html(made, "en").encode())
        except OSError as error:
            return _misused(f"{said.html} cannot be written: {error.strerror or error}")
    print(report.as_markdown(made), end="")
    return FINE


def _problems(said: argparse.Namespace) -> int:
    text = (Path(__file__).parent / "PROBLEMS.md").read_text(encoding="utf-8")
    if said.code is None:
        print(text, end="")
        return FINE
    for part in text.split("\n## ")[1:]:
        if part.startswith(f"{said.code}\n"):
            print(part.rstrip())
            return FINE
    return _misused(f"there is no problem {said.code}. {did_you_mean(said.code, CODES)}".rstrip())


def _build(said: argparse.Namespace) -> int:
    root = _root(said)
    if root is None:
        return MISUSED
    out = said.out or root / (originals.SITE if said.originals else "site")
    if said.originals and (refused := originals.refusal(root, out)):
        edition, _ = pipeline.edition_of(root, originals=True)
        for slug, why in originals.reasons(edition).items() if edition else ():
            print(f"lesart: {slug}: {why}", file=sys.stderr)
        return _misused(refused)
    began = time.perf_counter()

    def progress(step: str) -> None:
        # at a terminal every step; elsewhere only what comes after somebody might wonder
        if sys.stderr.isatty() or time.perf_counter() - began > PATIENCE:
            print(f"  {time.perf_counter() - began:5.1f} s  {step} …", file=sys.stderr)

    checked = pipeline.build(root, out, progress=progress, drafts=said.drafts, originals=said.originals)
    _report(checked.problems, said.format)
    took = f"{time.perf_counter() - began:.2f} s"
    if has_errors(checked.problems):
        _say(said.format, f"not built: {_counted(checked.problems)} ({took}); {out} is as it was")
        return FAILED if all(p.code == "search" for p in checked.problems if p.is_error) else PROBLEMS
    _say(said.format, f"built {_summary(checked)}: {_counted(checked.problems)} ({took}) in {out}")
    return FINE


def _serve(said: argparse.Namespace) -> int:
    from lesart import serve  # a server's modules are not needed for a build

    root = _root(said)
    if root is None:
        return MISUSED
    return serve.serve(root, said.port, originals=said.originals)


def _reanchor(said: argparse.Namespace) -> int:
    root = _root(said)
    if root is None:
        return MISUSED
    if said.before and len(said.slugs) != 1:
        return _misused("--before is the earlier text of one article: name that one")
    edition, problems = pipeline.edition_of(root)
    if broken := has_errors(problems):
        _report(problems, said.format)  # what can be read is followed all the same
    if edition is None:
        return PROBLEMS
    articles = {article.slug: article for article in edition.articles}
    unknown = [slug for slug in said.slugs if slug not in articles]
    if unknown:
        return _misused(f"there is no article {unknown[0]}; there are {', '.join(articles)}")
    if said.before:
        try:
            text_before = said.before.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            return _misused(f"{said.before} cannot be read: {error}")
        found = reanchor.findings(edition, lambda _: [text_before], said.slugs)
    else:
        found = reanchor.findings(edition, lambda path: history.earlier_texts(root, path), said.slugs)
    unknown = [name for name in said.accept if all(name != finding.anchor.name for finding in found)]
    if unknown:
        return _misused(f"there is no annotation {unknown[0]} in these articles")
    settled = _settle(root, said, found, articles)
    return PROBLEMS if broken else settled


def _program() -> str:
    """What somebody types to run this program: installed, or from its own folder."""
    return "python3 build.py" if Path(sys.argv[0]).name == "build.py" else "lesart"


def _leads_out(root: Path, file: Path) -> bool:
    """Whether a link on the way to a file, or in its place, leads out of the edition; says so: nothing is written."""
    if file.resolve().is_relative_to(root.resolve()):
        return False
    path = file.relative_to(root).as_posix()
    _misused(f"{path} would lie outside the edition: it, or a folder of it, is a link; nothing was written")
    return True


def _misused(message: str) -> int:
    print(f"lesart: {message}", file=sys.stderr)
    return MISUSED


def _settle(
    root: Path,
    said: argparse.Namespace,
    found: Sequence[reanchor.Finding],
    articles: Mapping[str, Article],
) -> int:
    """Says every finding that is not settled, takes those that are accepted, and writes them."""
    written = left = takable = 0
    for finding in found:
        if finding.settled:
            continue
        print(reanchor.described(finding))
        chosen = finding.anchor.name in said.accept or (said.accept_certain and finding.followed.certain)
        if finding.followed.span is None:
            print(f"    to do:  {reanchor.advice(finding)}")
        elif chosen or _yes("    take it? [y/N] "):
            path = root / finding.anchor.selector.place.file
            try:
                text = reanchor.rewritten(
                    finding, articles[finding.anchor.article], path.read_bytes().decode()
                )
            except rewrite.RewriteError as error:
                print(f"    not written: {error}")
            else:
                publish.replace_file(path, text.encode())
                print(f"    written to {finding.anchor.selector.place.file}")
                written += 1
                continue
        else:
            takable += 1
        left += 1
    print(
        f"{counted(len(found), 'quote')}: {len(found) - written - left} in place, {written} written, {left} left to decide"
    )
    if takable:
        print("    to take some: --accept NAME …; all that are certain: --accept-certain")
    return PROBLEMS if left else FINE


def _import(said: argparse.Namespace) -> int:
    root = _root(said)
    if root is None:
        return MISUSED
    if said.slug and len(said.files) > 1:
        return _misused("--as names one article; without it each file's own name is that of its article")
    edition, _ = pipeline.edition_of(root)
    names = [file.stem if said.slug is None else said.slug for file in said.files]
    return max(
        _import_one(root, said, file, name, edition) for file, name in zip(said.files, names, strict=True)
    )


def _import_one(root: Path, said: argparse.Namespace, file: Path, slug: str, edition: Edition | None) -> int:
    if not SLUG.fullmatch(slug):
        return _misused(f"“{slug}” cannot be an article's name: lower-case letters, digits, single hyphens")
    public = said.into == "content"
    target = root / "content" / f"{slug}.md" if public else originals.file_of(root, slug)
    if _leads_out(root, target):
        return MISUSED
    if target.exists() and not (said.force or said.dry_run):
        return _misused(
            f"{target} is there already; --force replaces it, --dry-run only shows what would be written"
        )
    articles = {article.slug: article for article in edition.articles} if edition else {}
    article = articles.get(slug)
    language = article.language if article else edition.settings.language if edition else ""
    try:
        if file.stat().st_size > importer.MAX_BYTES:
            return _misused(f"{file} is larger than {importer.MAX_BYTES // 1_000_000} MB")
        raw = file.read_bytes()
    except OSError as error:
        return _misused(f"{file} cannot be read: {error.strerror or error}")
    try:
        taken = importer.imported(
            raw,
            file.name,
            language=language,
            encoding=said.encoding,
            title=article.title if article else None,
            authors=article.authors if article else (),
            ask=_decided if said.ask else lambda _: False,
        )
    except importer.ImportFault as fault:
        print(f"lesart: {file} cannot be imported: {fault}", file=sys.stderr)
        return PROBLEMS
    text = importer.full_article(taken, language or "de") if public else importer.article(taken)
    if said.dry_run:
        print(text, end="")
    elif public:
        publish.write_file(target, text.encode(), new=not said.force)
    else:
        originals.keep(root, slug, text)
    if said.format == "json" and not said.dry_run:
        print(json.dumps(originals.as_data(taken), ensure_ascii=False, indent=2))
        return FINE
    stream = sys.stderr if said.dry_run else sys.stdout
    print(f"{'would write' if said.dry_run else 'wrote'} {target}", file=stream)
    for line in originals.account(taken):
        print(line, file=stream)
    if public:
        print(
            "  to do: its publisher, date and address; its rights, without which “check” refuses it",
            file=stream,
        )
    elif articles and article is None:
        near = did_you_mean(slug, articles)
        print(f"  there is no article content/{slug}.md yet. {near}".rstrip(), file=stream)
    return FINE


def _publishable(said: argparse.Namespace) -> int:
    if not said.site.is_dir():
        return _misused(f"there is no folder {said.site}")
    found = originals.hindrances(said.site)
    for one in found:
        print(f"lesart: {one}", file=sys.stderr)
    print(f"{said.site} may {'NOT ' if found else ''}be published")
    return PROBLEMS if found else FINE


def _decided(doubt: importer.Doubt) -> bool:
    return _yes(f"line {doubt.line}, “{doubt.text[:200]}”: {doubt.question} [y/N] ")


def _yes(question: str) -> bool:
    """Asks where somebody can answer; elsewhere the answer is no."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return False
    try:
        return input(question).strip().lower() in {"y", "yes", "j", "ja"}
    except EOFError:
        return False


def _annotate(said: argparse.Namespace) -> int:
    root = _root(said)
    if root is None:
        return MISUSED
    checked = pipeline.check(root, drafts=True)
    edition, problems = pipeline.edition_of(root)
    if edition is None:
        _report(problems, said.format)
        return PROBLEMS
    if said.id is not None and not is_key(said.id):
        return _misused(
            f"“{said.id}” cannot be a name: use lower-case letters a–z, digits, and single hyphens"
        )
    if (said.type == "cross-reference") != (said.see is not None):
        return _misused('a cross-reference, and nothing else, takes its other end: --see SLUG "words there"')
    articles = {article.slug: article for article in edition.articles}
    here = _occurrence(articles, said.slug, said.quote, said.nth, "--nth")
    other = (
        _occurrence(articles, said.see[0], said.see[1], None, "more words in --see")
        if here and said.see
        else None
    )
    if here is None or (said.see and other is None):
        return MISUSED
    taken = {one.id for one in edition.annotations if one.article == said.slug}
    if said.id in taken:
        return _misused(f"“{said.id}” is already taken in this article; an id once used is never used again")
    name = said.id or skeleton.name_for(here.words, taken)
    editors = tuple(edition.settings.editors)
    strings, found = load_strings(pipeline.find_theme(root), edition.settings.language)
    if strings is None:
        _report(found, said.format)
        return PROBLEMS
    item = skeleton.annotation(
        id=name,
        kind=said.type,
        quote=here.quote,
        see=skeleton.See(article=said.see[0], quote=other.quote, relation=said.relation) if other else None,
        by=editors if len(editors) == 1 else (),
        day=datetime.date.today().isoformat(),
        change=strings.labels["created"],
    )
    path = f"annotations/{said.slug}/{name}.yaml" if said.file else f"annotations/{said.slug}.yaml"
    file = root / path
    if _leads_out(root, file):
        return MISUSED
    if file.is_symlink() or (said.file and file.exists()):
        return _misused(f"{path} is there already; nothing was written")
    try:
        before = file.read_bytes() if file.exists() else jsonschema.modeline(root, path).encode()
        text = before.decode("utf-8-sig")
        addition = item if said.file else skeleton.appended(text, item)
    except (OSError, UnicodeDecodeError, skeleton.SkeletonError) as error:
        return _misused(
            f"{path}: {error}. Nothing was written; --file gives the annotation a file of its own"
        )
    after = pipeline.check(
        root, drafts=True, instead=SourceFile(path=path, text=(text + addition).replace("\r\n", "\n"))
    )
    worse = [one for one in after.problems if one.is_error and one not in checked.problems]
    if worse:
        _report(tuple(worse), said.format)
        print(f"lesart: nothing was written to {path}", file=sys.stderr)
        return PROBLEMS
    if file.exists():
        publish.replace_file(file, before + addition.encode())
    else:
        publish.write_file(file, before + addition.encode(), new=True)
    first = (text + addition[: addition.index("id:")]).count("\n")
    print(f"{path}:{first + 1}: the draft “{name}” is there, on line {here.line} of content/{said.slug}.md")
    if here.quote.prefix or here.quote.suffix:
        print("    with the words around it, since the quote stands there more than once")
    print("    to fill in:")
    for line, field in skeleton.blanks(item):
        described = AnnotationShape.model_fields[field].description
        if field == "verdict":
            described = f"{described} One of: {', '.join(VERDICTS)}."
        print(f"    {path}:{first + line}: {field:<9} {described}")
    print(f"    then: “{_program()} serve” shows it; write “status: published”; “{_program()} check”")
    return FINE


def _occurrence(
    articles: Mapping[str, Article], slug: str, words: str, nth: int | None, chooser: str
) -> skeleton.Occurrence | None:
    """The one place of the words that is meant; None, after saying why, where that is not clear."""
    if slug not in articles:
        _misused(f"there is no article “{slug}”. {did_you_mean(slug, articles)}")
        return None
    found = skeleton.occurrences(articles[slug], words)
    if not found:
        _misused(f"“{words}” does not stand in {articles[slug].file}")
        for line, near in skeleton.nearest(articles[slug], words):
            print(f"    did you mean, on line {line}: {near}", file=sys.stderr)
        return None
    if nth is None and len(found) > 1:
        print(f"“{words}” stands {len(found)} times in {articles[slug].file}:", file=sys.stderr)
        for number, one in enumerate(found, start=1):
            print(f"  {number}  line {one.line}: … {one.around} …", file=sys.stderr)
        nth = _chosen(len(found))
        if nth is None:
            _misused(f"say which with {chooser}")
            return None
    number = 1 if nth is None else nth
    if not 1 <= number <= len(found):
        _misused(f"the words stand {len(found)} times; --nth takes 1 to {len(found)}")
        return None
    if found[number - 1].heading:
        _misused("the words overlap a heading; annotate words of a paragraph")
        return None
    return found[number - 1]


def _chosen(count: int) -> int | None:
    """Asks for a number where somebody can answer."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return None
    try:
        answer = input(f"which one? [1–{count}] ").strip()
    except EOFError:
        return None
    return int(answer) if answer.isdecimal() else None


def _new(said: argparse.Namespace) -> int:
    root = _root(said)
    if root is None:
        return MISUSED
    if not is_key(said.slug):
        return _misused(
            f"“{said.slug}” cannot become an address: use lower-case letters a–z, digits, and single hyphens"
        )
    edition, problems = pipeline.edition_of(root)
    if edition is None:
        _report(problems, said.format)
        return PROBLEMS
    path = f"content/{said.slug}.md"
    if _leads_out(root, root / path):
        return MISUSED
    if (root / path).exists() or (root / path).is_symlink():
        return _misused(f"{path} is there already; nothing was written")
    publish.write_file(root / path, skeleton.article(edition.settings.language).encode(), new=True)
    print(f"{path} is there. Fill in its fields, null where something was not found, and its text below.")
    print(f'    Then annotate it: {_program()} annotate {said.slug} "words of the text"')
    return FINE


def _init(said: argparse.Namespace) -> int:
    target: Path = said.dir
    languages = starter.languages(pipeline.find_theme(Path("/")))
    if said.language not in languages:
        return _misused(f"there is no example in “{said.language}”; there are {', '.join(languages)}")
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        return _misused(f"{target} is not an empty folder; nothing was written")
    files = starter.files(pipeline.find_theme(Path("/")), said.language, theme_too=said.theme)
    for path, content in files.items():
        publish.write_file(target / path, content, new=True)
    print(f"a new edition of {counted(len(files), 'file')} is in {target}")
    print(f"    look at it:  {_program()} serve --root {target}")
    print(f"    begin with:  content/edition.yaml, then: {_program()} new SLUG --root {target}")
    return FINE


def _schema(said: argparse.Namespace) -> int:
    if said.write is None:
        print(json.dumps(jsonschema.json_schemas(), ensure_ascii=False, indent=2, sort_keys=True))
        return FINE
    for name, text in jsonschema.files().items():
        publish.write_file(said.write / name, text.encode())
    print(f"written to {said.write}: {', '.join(jsonschema.files())}")
    return FINE


_COMMANDS = {
    "annotate": _annotate,
    "build": _build,
    "check": _check,
    "import": _import,
    "init": _init,
    "new": _new,
    "problems": _problems,
    "publishable": _publishable,
    "reanchor": _reanchor,
    "report": _compare,
    "schema": _schema,
    "serve": _serve,
}
