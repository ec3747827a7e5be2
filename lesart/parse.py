"""Step 2, Sources -> Edition: what editors wrote becomes the values of `model`, or problems.

A file, an article or an annotation that cannot be read is left out and reported; the rest goes on, so that an
editor sees everything in one run.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import PurePath
from types import MappingProxyType

from lesart import rights, schema, yamltree
from lesart.markdown import article_blocks, rendered
from lesart.model import (
    PASSAGE_BREAK,
    REGISTER_GROUPS,
    Annotation,
    Article,
    Change,
    Edition,
    Page,
    Passage,
    Place,
    RegisterEntry,
    Rights,
    SeeTarget,
    Selector,
    Settings,
    Source,
    SourceFile,
    Sources,
    Support,
    SynopsisRow,
    Voice,
)
from lesart.problems import Problem, Problems, did_you_mean, has_errors
from lesart.references import broken, unused
from lesart.yamltree import Path, Tree


def parse(sources: Sources, *, drafts: bool = False) -> tuple[Edition | None, Problems]:
    """The edition that the files describe. `drafts` keeps annotations that are not yet published.

    None stands for an edition without readable settings: nothing can be made of it.
    """
    problems: list[Problem] = []

    def keep(found: Problems) -> None:
        problems.extend(found)

    settings, found = _settings(sources.edition)
    keep(found)
    articles: list[Article] = []
    for file in sources.articles:
        article, found = _article(file)
        keep(found)
        if article:
            articles.append(article)
    if not _slugs(sources):
        problems.append(
            Problem(
                code="missing-file",
                place=Place(file="content"),
                message="The edition has no article.",
                hint="Put one at content/<name>.md; its front matter is described in CONTRIBUTING.md.",
            )
        )
    if sources.originals:
        articles, found = _with_originals(articles, sources.originals, _slugs(sources))
        keep(found)
        if settings:
            # a private copy has no address in the world, and sends nobody to where the words could get out
            settings = replace(settings, base_url=None, repository=None)
    pages: list[Page] = []
    for file in sources.pages:
        page, found = _page(file)
        keep(found)
        if page:
            pages.append(page)
    bibliography, found = _bibliography(sources.bibliography)
    keep(found)
    register, found = _register(sources.register)
    keep(found)
    synopsis, found = _synopsis(sources.synopsis)
    keep(found)
    slugs = _slugs(sources)
    annotations, found = _annotations(sources.annotations, slugs)
    keep(found)
    if settings is None:
        return None, tuple(problems)
    keep(broken(annotations, bibliography, register, settings))
    if not has_errors(problems):
        keep(unused(annotations, synopsis, bibliography, register))
    if not drafts:
        annotations = tuple(a for a in annotations if a.status != "draft")
    edition = Edition(
        settings=settings,
        # by the earliest day that is known to be possible; an unknown date sorts last; the name decides between equals
        articles=tuple(sorted(articles, key=lambda a: (a.not_before or a.published or "9999", a.slug))),
        pages=tuple(sorted(pages, key=lambda p: (p.order, p.slug))),
        annotations=annotations,
        bibliography=bibliography,
        register=register,
        synopsis=synopsis,
        unreadable=frozenset(slugs) - {article.slug for article in articles},
    )
    return edition, tuple(problems)


# --- files ---------------------------------------------------------------------------------------------------


def _tree(file: SourceFile | None) -> tuple[Tree | None, Problems]:
    """The file's YAML, or None where it is missing, broken or empty."""
    if file is None:
        return None, ()
    tree, problems = yamltree.read(file.text, file.path)
    return (None if problems or tree.data is None else tree), problems


def _expect(tree: Tree, kind: type, what: str) -> Problems:
    """The top of a file must be a list or a mapping."""
    if isinstance(tree.data, kind):
        return ()
    wanted = "a list: each item begins with “- ”" if kind is list else "fields: lines “name: value”"
    return (
        Problem(
            code="bad-value",
            place=tree.place(()),
            message=f"{what} is expected to be {wanted.split(':')[0]}.",
            hint=f"Write {wanted}.",
        ),
    )


def front_matter(file: SourceFile) -> tuple[Tree | None, str, int, Problems]:
    """The front matter's tree, the text after it, and the line on which that begins."""
    lines = file.text.split("\n")
    end = next((n for n, line in enumerate(lines[1:], start=1) if line.rstrip() == "---"), None)
    if lines[0].rstrip() != "---" or end is None:
        problem = Problem(
            code="front-matter",
            place=Place(file=file.path),
            message="The file does not begin with front matter.",
            hint="The first line is “---”; fields follow, one to a line; then “---” again, and the text.",
        )
        return None, "", 1, (problem,)
    tree, problems = yamltree.read("\n".join(lines[1:end]) + "\n", file.path, first_line=2)
    body = "\n".join(lines[end + 1 :])
    if problems:
        return None, body, end + 2, problems
    if found := _expect(tree, dict, "Front matter"):
        return None, body, end + 2, found
    return tree, body, end + 2, ()


def _settings(file: SourceFile | None) -> tuple[Settings | None, Problems]:
    tree, problems = _tree(file)
    if file is None or problems:
        return None, problems
    if tree is None:
        tree = yamltree.read("{}", file.path)[0]
    if found := _expect(tree, dict, "edition.yaml"):
        return None, found
    shape, problems = schema.validated(tree, schema.SettingsShape)
    if shape is None:
        return None, problems
    introduction, problems = rendered(
        shape.introduction, file.path, first_line=tree.place(("introduction",)).line
    )
    return (
        Settings(
            title=shape.title,
            subtitle=shape.subtitle,
            description=shape.description,
            language=shape.language,
            base_url=shape.base_url.rstrip("/") + "/" if shape.base_url else None,
            repository=shape.repository.rstrip("/") if shape.repository else None,
            branch=shape.branch,
            forge=shape.forge,
            editors=MappingProxyType(dict(shape.editors)),
            licence=shape.licence,
            licence_url=shape.licence_url,
            introduction=introduction.html,
            verdicts=MappingProxyType({str(key): label for key, label in shape.verdicts.items()}),
            review_after_days=shape.review_after_days,
        ),
        problems,
    )


def reading_text(file: SourceFile) -> str | None:
    """The reading text of an article's file, as `Article.text` would have it; None without front matter."""
    tree, body, line, _ = front_matter(file)
    if tree is None:
        return None
    blocks, _ = article_blocks(body, file.path, first_line=line)
    return PASSAGE_BREAK.join(block.text for block in blocks if isinstance(block, Passage))


def _article(file: SourceFile) -> tuple[Article | None, Problems]:
    tree, body, line, problems = front_matter(file)
    if tree is None:
        return None, problems
    shape, problems = schema.validated(tree, schema.ArticleShape)
    blocks, found = article_blocks(body, file.path, first_line=line)
    problems += found
    passages = [block for block in blocks if isinstance(block, Passage)]
    if not passages:
        problems += (_without_text(file, line),)
    if shape is None:
        return None, problems
    if schema.BLANK in (shape.title, shape.heading, passages[0].text if passages else None):
        problems += (
            Problem(
                code="placeholder",
                place=tree.key_place(("heading",)),
                message="This article is still the skeleton that “new” wrote.",
                hint=f"Write its text, and its title or heading, where “{schema.BLANK}” stands.",
            ),
        )
    if shape.title is None and shape.heading is None:
        problems += (
            Problem(
                code="missing-field",
                place=tree.key_place(("title",)),
                message="The article has neither a title nor a heading.",
                hint="Where the original's title was not found, add a line “heading: …” with a description of ours.",
            ),
        )
    held = Rights(
        holder=shape.rights.holder,
        licence=shape.rights.licence,
        statement=shape.rights.statement,
        date=shape.rights.date,
    )
    if shape.witness == "full" and (hindrance := rights.hindrance(held)):
        problems += (
            Problem(
                code="rights",
                place=tree.place(("rights", "licence")),
                message=f"The full text cannot be published: {hindrance}.",
                hint="Name what allows it, or publish a summary (witness: regest) and keep the text in originals/.",
            ),
        )
    return (
        Article(
            slug=file.path.removeprefix("content/").removesuffix(".md"),
            file=file.path,
            title=shape.title,
            heading=shape.heading,
            subtitle=shape.subtitle,
            authors=tuple(shape.authors),
            translators=tuple(shape.translators),
            publisher=shape.publisher,
            published=shape.published,
            published_note=shape.published_note,
            not_before=shape.not_before,
            url=shape.url,
            language=shape.language,
            witness=shape.witness,
            rights=held,
            standpoint=shape.standpoint,
            blocks=blocks,
            text=PASSAGE_BREAK.join(passage.text for passage in passages),
        ),
        problems,
    )


def _slugs(sources: Sources) -> set[str]:
    """The names of the articles that are there, also of those that cannot be read: that is said already."""
    paths = (*(file.path for file in sources.articles), *sources.unreadable)
    return {PurePath(path).stem for path in paths if PurePath(path).parent == PurePath("content")}


def _with_originals(
    articles: list[Article], originals: tuple[SourceFile, ...], slugs: set[str]
) -> tuple[list[Article], Problems]:
    """The articles, with the original as reading text where there is one; its Regest stays beside it."""
    problems: Problems = ()
    by_slug = {article.slug: article for article in articles}
    for file in originals:
        slug = file.path.removeprefix("originals/").removesuffix(".md")
        if slug not in slugs:
            problems += (
                Problem(
                    code="orphan-original",
                    place=Place(file=file.path),
                    message=f"There is no article content/{slug}.md for this original.",
                    hint=did_you_mean(slug, slugs) or "Name the file like the article whose original it is.",
                ),
            )
            continue
        if slug not in by_slug:
            continue  # the article cannot be read, which is said already
        if by_slug[slug].witness == "full":
            problems += (
                Problem(
                    code="orphan-original",
                    place=Place(file=file.path),
                    message=f"content/{slug}.md is the full text already.",
                    hint="Delete this original, or make the article a summary again: witness: regest.",
                ),
            )
            continue
        tree, body, line, found = front_matter(file)
        problems += found
        if tree is None:
            continue
        shape, found = schema.validated(tree, schema.OriginalShape)
        problems += found
        blocks, found = article_blocks(body, file.path, first_line=line)
        problems += found
        passages = [block for block in blocks if isinstance(block, Passage)]
        if not passages:
            problems += (_without_text(file, line),)
        elif shape:
            article = by_slug[slug]
            by_slug[slug] = replace(
                article,
                file=file.path,
                title=article.title or shape.title,
                subtitle=article.subtitle or shape.subtitle,
                witness="full",
                blocks=blocks,
                text=PASSAGE_BREAK.join(passage.text for passage in passages),
                regest=article,
                author_note=shape.author_note,
                source_note=shape.source_note,
            )
    return list(by_slug.values()), problems


def _without_text(file: SourceFile, line: int) -> Problem:
    return Problem(
        code="empty-article",
        place=Place(file=file.path, line=line),
        message="The article has no text.",
        hint="Write it below the second “---”.",
    )


def _page(file: SourceFile) -> tuple[Page | None, Problems]:
    tree, body, line, problems = front_matter(file)
    if tree is None:
        return None, problems
    shape, problems = schema.validated(tree, schema.PageShape)
    text, found = rendered(body, file.path, first_line=line)
    problems += found
    if shape is None:
        return None, problems
    if shape.placeholder:
        problems += (
            Problem(
                code="placeholder",
                place=tree.place(("placeholder",)),
                message=f"“{shape.title}” is still a placeholder.",
                hint="Fill it in before you publish, and delete this line.",
            ),
        )
    return (
        Page(
            slug=file.path.removeprefix("content/pages/").removesuffix(".md"),
            file=file.path,
            title=shape.title,
            summary=shape.summary,
            order=shape.order,
            placeholder=shape.placeholder,
            html=text.html,
            text=text.text,
        ),
        problems,
    )


# --- general files -------------------------------------------------------------------------------------------


def _entries(
    tree: Tree, shape: type[schema.Shaped], under: Path = ()
) -> Iterator[tuple[str, schema.Shaped | None, Problems]]:
    """The entries of a mapping, each validated by itself, so that one slip does not hide the others."""
    data = tree.data
    for step in under:
        data = data[step]
    for key in data:
        path = (*under, key)
        found = _key_problems(tree, path, key)
        entry, problems = schema.validated(tree, shape, under=path)
        yield key, None if found else entry, (*found, *problems)


def _key_problems(tree: Tree, path: Path, key: str) -> Problems:
    if schema.is_key(key):
        return ()
    return (
        Problem(
            code="bad-value",
            place=tree.key_place(path),
            message=f"“{key[:60]}” cannot be a key.",
            hint="Use lower-case letters a–z, digits, and single hyphens between them.",
        ),
    )


def _bibliography(file: SourceFile | None) -> tuple[Mapping[str, Source], Problems]:
    tree, problems = _tree(file)
    if tree is None:
        return MappingProxyType({}), problems
    if found := _expect(tree, dict, "The bibliography"):
        return MappingProxyType({}), found
    sources: dict[str, Source] = {}
    for key, shape, found in _entries(tree, schema.SourceShape):
        problems += found
        if shape:
            sources[key] = Source(
                key=key,
                title=shape.title,
                publisher=shape.publisher,
                authors=tuple(shape.authors),
                url=shape.url,
                published=shape.published,
                accessed=shape.accessed,
                kind=shape.kind,
                language=shape.language,
                country=shape.country,
                archived=shape.archived,
                place=tree.key_place((key,)),
            )
    return MappingProxyType(sources), problems


def _register(file: SourceFile | None) -> tuple[Mapping[str, RegisterEntry], Problems]:
    tree, problems = _tree(file)
    if tree is None:
        return MappingProxyType({}), problems
    if found := _expect(tree, dict, "The register"):
        return MappingProxyType({}), found
    entries: dict[str, RegisterEntry] = {}
    for name in tree.data:
        if name not in REGISTER_GROUPS:
            problems += (
                Problem(
                    code="unknown-field",
                    place=tree.key_place((name,)),
                    message=f"The register has no group “{name}”.",
                    hint=did_you_mean(name, REGISTER_GROUPS),
                ),
            )
    for group in REGISTER_GROUPS:
        if not isinstance(tree.data.get(group), dict):
            continue
        shape_of: type[schema.EventShape | schema.EntryShape] = (
            schema.EventShape if group == "events" else schema.EntryShape
        )
        for key, shape, found in _entries(tree, shape_of, (group,)):
            problems += found
            if shape is None:
                continue
            place = tree.key_place((group, key))
            if key in entries:
                problems += (
                    Problem(
                        code="duplicate-id",
                        place=place,
                        message=f"The register has “{key}” already, among the {entries[key].group}.",
                        hint="Give one of the two another key.",
                    ),
                )
                continue
            event = shape if isinstance(shape, schema.EventShape) else None
            entry = shape if isinstance(shape, schema.EntryShape) else None
            entries[key] = RegisterEntry(
                key=key,
                group=group,
                name=shape.name,
                sort=(entry.sort if entry else None) or shape.name,
                role=entry.role if entry else None,
                note=shape.note,
                date=event.date if event else None,
                end=event.end if event else None,
                place=place,
            )
    return MappingProxyType(entries), problems


def _synopsis(file: SourceFile | None) -> tuple[tuple[SynopsisRow, ...], Problems]:
    tree, problems = _tree(file)
    if tree is None:
        return (), problems
    if found := _expect(tree, list, "The synopsis"):
        return (), found
    rows: list[SynopsisRow] = []
    seen: dict[str, int] = {}
    for index in range(len(tree.data)):
        shape, found = schema.validated(tree, schema.SynopsisRowShape, under=(index,))
        problems += found
        if shape is None:
            continue
        place = tree.key_place((index, "key"))
        if found := _doubled(seen, shape.key, place):
            problems += found
            continue
        rows.append(
            SynopsisRow(
                key=shape.key,
                title=shape.title,
                question=shape.question,
                position=shape.position,
                event=shape.event,
                place=place,
                voices=tuple(
                    Voice(
                        article=voice.article,
                        selector=_selector(tree, (index, "voices", n), voice),
                        says=voice.says,
                        stance=voice.stance,
                        place=tree.key_place((index, "voices", n, "article")),
                    )
                    for n, voice in enumerate(shape.voices)
                ),
            )
        )
    return tuple(rows), problems


def _selector(
    tree: Tree, path: Path, shape: schema.AnnotationShape | schema.SeeShape | schema.VoiceShape
) -> Selector:
    return Selector(
        path=path,
        exact=shape.quote or "",
        prefix=tuple(shape.prefix),
        suffix=tuple(shape.suffix),
        place=tree.place((*path, "quote")),
    )


def _doubled(seen: dict[str, int], key: str, place: Place) -> Problems:
    if key in seen:
        return (
            Problem(
                code="duplicate-id",
                place=place,
                message=f"“{key}” is already taken, on line {seen[key]}.",
                hint="Give this one another name; a name once used is never used again.",
            ),
        )
    seen[key] = place.line
    return ()


# --- annotations ---------------------------------------------------------------------------------------------


def _annotations(files: tuple[SourceFile, ...], slugs: set[str]) -> tuple[tuple[Annotation, ...], Problems]:
    """Every annotation of every sidecar: `<slug>.yaml` is a list of them, `<slug>/<id>.yaml` is one."""
    problems: Problems = ()
    annotations: list[Annotation] = []
    seen: dict[str, dict[str, Annotation]] = {}
    for file in files:
        inner = file.path.removeprefix("annotations/").removesuffix(".yaml")
        slug, _, single = inner.partition("/")
        if slug not in slugs:
            problems += (
                Problem(
                    code="orphan-annotations",
                    place=Place(file=file.path),
                    message=f"There is no article content/{slug}.md.",
                    hint=did_you_mean(slug, slugs) or "Name the file like the article that it annotates.",
                ),
            )
            continue
        tree, found = _tree(file)
        problems += found
        if tree is None:
            continue
        if found := _expect(tree, dict if single else list, "This file"):
            problems += found
            continue
        for path in [()] if single else [(index,) for index in range(len(tree.data))]:
            annotation, found = _annotation(tree, path, slug)
            problems += found
            if annotation is None:
                continue
            place = tree.place((*path, "id"))
            if single and annotation.id != single:
                problems += (
                    Problem(
                        code="bad-value",
                        place=place,
                        message=f"The annotation “{annotation.id}” stands in a file named “{single}.yaml”.",
                        hint=f"Rename the file to {annotation.id}.yaml, or write “id: {single}”.",
                    ),
                )
            other = seen.setdefault(slug, {}).get(annotation.id)
            if other:
                problems += (
                    Problem(
                        code="duplicate-id",
                        place=place,
                        message=f"“{annotation.id}” is already taken, in {other.place.file} on line {other.place.line}.",
                        hint="Give this one another id; an id once used is never used again.",
                    ),
                )
                continue
            seen[slug][annotation.id] = annotation
            annotations.append(annotation)
    return tuple(annotations), problems


def _annotation(tree: Tree, path: Path, slug: str) -> tuple[Annotation | None, Problems]:
    shape, problems = schema.validated(tree, schema.AnnotationShape, under=path)
    if shape is None:
        return None, problems

    def at(*steps: str | int) -> Place:
        return tree.place((*path, *steps))

    # the text of a block scalar, which ends with a line end, begins on the line after its sign
    item = tree.data[path[0]] if path else tree.data
    body_line = at("body").line + item["body"].endswith("\n")
    body, found = rendered(shape.body, tree.file, first_line=body_line, level=4)
    problems += found
    for code, place, message, hint in _contradictions(shape, tree, path):
        problems += (Problem(code=code, place=place, message=message, hint=hint),)
    annotation = Annotation(
        id=shape.id,
        article=slug,
        kind=shape.type,
        target=_selector(tree, path, shape),
        claim=shape.claim,
        verdict=shape.verdict,
        body=body.html,
        body_text=body.text,
        sources=tuple(
            Support(ref=one.ref, supports=one.supports, place=at("sources", n, "ref"))
            for n, one in enumerate(shape.sources)
        ),
        see=tuple(
            SeeTarget(
                article=one.article,
                selector=_selector(tree, (*path, "see", n), one) if one.quote else None,
                annotation=one.annotation,
                relation=one.relation,
                place=at("see", n, "article"),
            )
            for n, one in enumerate(shape.see)
        ),
        mentions=tuple(dict.fromkeys(shape.mentions)),
        by=tuple(shape.by),
        reviewed=shape.reviewed,
        status=shape.status,
        replaces=tuple(dict.fromkeys(shape.replaces)),
        history=tuple(Change(date=one.date, change=one.change) for one in shape.history),
        place=tree.key_place((*path, "id")),
        places=MappingProxyType(
            {
                f"{field}.{n}": at(field, n)
                for field in ("mentions", "by")
                for n in range(len(getattr(shape, field)))
            }
            | {field: at(field) for field in ("verdict", "claim", "body", "reviewed", "replaces")}
        ),
    )
    return annotation, problems


def _contradictions(
    shape: schema.AnnotationShape, tree: Tree, path: Path
) -> Iterator[tuple[str, Place, str, str]]:
    """Fields that do not go together."""
    if shape.type == "fact-check":
        for field in ("claim", "verdict"):
            if getattr(shape, field) is None:
                yield (
                    "missing-verdict",
                    tree.key_place((*path, "type")),
                    f"The fact-check “{shape.id}” has no {field}.",
                    f"Add a line “{field}: …”, or make it a context note: “type: context”.",
                )
    else:
        for field in ("claim", "verdict"):
            if getattr(shape, field) is not None:
                yield (
                    "missing-verdict",
                    tree.key_place((*path, field)),
                    f"A {shape.type} note has no {field}.",
                    f"Delete the line “{field}: …”, or make it a fact-check: “type: fact-check”.",
                )
    written: list[tuple[Path, str | None]] = [(("claim",), shape.claim), (("body",), shape.body)]
    written += [(("sources", n, "supports"), one.supports) for n, one in enumerate(shape.sources)]
    for steps, words in written if shape.status != "draft" else []:
        if words == schema.BLANK:
            yield (
                "unfinished",
                tree.place((*path, *steps)),
                f"“{steps[-1]}” of “{shape.id}” is still the blank of a skeleton.",
                "Write it, or keep the annotation a draft: “status: draft”.",
            )
    if shape.type == "cross-reference" and not shape.see:
        yield (
            "missing-field",
            tree.key_place((*path, "type")),
            f"The cross-reference “{shape.id}” leads nowhere.",
            "Add “see:” with at least one line “- {article: …, quote: …, relation: …}”.",
        )
    for n, target in enumerate(shape.see):
        if (target.quote is None) == (target.annotation is None):
            yield (
                "bad-value",
                tree.place((*path, "see", n)),
                "A target of “see” has either a quote or an annotation.",
                "Keep one of the two.",
            )
