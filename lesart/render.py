"""Step 5, Linked + theme -> pages.

A page is a template and one frozen context (see `views`). Autoescape is on, undefined names are errors, and a
fault in a template is a problem with file and line, not a traceback.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

import jinja2
from jinja2 import sandbox
from markupsafe import Markup

from lesart import compare, overviews
from lesart.cache import COMPILED
from lesart.link import article_address
from lesart.model import ASSET_FOLDERS, Artifact, Linked, Place
from lesart.problems import Problem, Problems
from lesart.strings import MissingWord, Strings
from lesart.views import Viewer

#: What leads from an object of Python to Python itself, beside all names that begin with an underscore.
_INTERNAL = frozenset({"mro"}).union(
    sandbox.UNSAFE_METHOD_ATTRIBUTES,
    sandbox.UNSAFE_GENERATOR_ATTRIBUTES,
    sandbox.UNSAFE_COROUTINE_ATTRIBUTES,
    sandbox.UNSAFE_ASYNC_GENERATOR_ATTRIBUTES,
)


class _Sandbox(sandbox.SandboxedEnvironment):
    """Jinja's sandbox, which asks only for the name and not for the type of each object: a preview renders in a blink."""

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        return not attr.startswith("_") and attr not in _INTERNAL


def environment(theme: Path, strings: Strings) -> jinja2.Environment:
    """Made anew for every build: nothing global is configured, only compiled templates are remembered."""
    env = _Sandbox(  # who contributes a theme gets no Python
        loader=jinja2.FileSystemLoader(theme / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        bytecode_cache=COMPILED,
    )
    env.globals["t"] = strings.labels.__getitem__
    env.globals["search_words"] = strings.search
    env.globals["suggest"] = strings.suggest.__getitem__
    env.filters["json"] = _json
    return env


def _json(value: Any) -> Markup:
    """JSON for a `<script type="application/json">`: nothing in it can end the element."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, default=dict)
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))  # noqa: S704


def render(linked: Linked, theme: Path, strings: Strings) -> tuple[tuple[Artifact, ...], Problems]:
    """Every page of the site, and the theme's files beside them."""
    pages, problems = _rendered(linked, theme, strings, "")
    return (() if problems else (*pages, *assets(theme))), problems


def render_start(
    linked: Linked, theme: Path, strings: Strings, taken: tuple[Artifact, ...]
) -> tuple[tuple[Artifact, ...], Problems]:
    """The start page once more, when it is known what can be taken along, and how large that is."""

    def only(viewer: Viewer) -> Iterable[tuple[str, str, object, tuple[str, ...]]]:
        yield linked.addresses["index"], "start.html", overviews.start(viewer, taken), ()

    return _rendered(linked, theme, strings, "", [(Viewer(linked, strings), only)])


def render_plain(linked: Linked, theme: Path, strings: Strings) -> tuple[tuple[Artifact, ...], Problems]:
    """The same pages from the theme's `plain` templates, each only what stands in its `<body>`.

    Elements and roles, no frame, no scripts, nothing said twice: what a reader without scripts has in the one file,
    and what goes into the EPUB. A page for which there is no such template is left out.
    """
    return _rendered(linked, theme, strings, "plain/")


def _rendered(
    linked: Linked,
    theme: Path,
    strings: Strings,
    folder: str,
    viewers: Iterable[tuple[Viewer, Listed]] | None = None,
) -> tuple[tuple[Artifact, ...], Problems]:
    try:
        env = environment(theme, strings)
        there = set(env.list_templates()) if folder else set()
        return tuple(
            Artifact(
                path=PurePosixPath(address),
                content=_filled(env, folder + template, address, page, viewer, scripts),
            )
            for viewer, listed in viewers or _viewers(linked, strings)
            for address, template, page, scripts in listed(viewer)
            if not folder or folder + template in there
        ), ()
    except jinja2.TemplateSyntaxError as error:
        return (), (_fault(f"templates/{error.name}", error.lineno, str(error.message)),)
    except jinja2.TemplateNotFound as error:
        return (), (_fault(f"templates/{error.name}", 1, "the template is not there"),)
    except MissingWord as missing:
        return (), (missing.problem,)
    except Exception as error:  # a template is a program, and fails in as many ways
        name, line = _template_line(error)
        if name is None:
            raise
        return (), (_fault(f"templates/{name}", line, str(error)),)


Listed = Callable[[Viewer], Iterable[tuple[str, str, object, tuple[str, ...]]]]


def _viewers(linked: Linked, strings: Strings) -> Iterable[tuple[Viewer, Listed]]:
    """Who makes the pages, and which: the whole site; beside originals, the pages of the Regests too."""
    yield Viewer(linked, strings), _pages
    if linked.regests:
        yield Viewer(linked.regests, strings, beside=linked), _beside


def _beside(viewer: Viewer) -> Iterable[tuple[str, str, object, tuple[str, ...]]]:
    for article in viewer.edition.articles:
        if article.slug in viewer.both:
            yield viewer.address(article.slug), "article.html", viewer.article(article), ()


def _fault(file: str, line: int, message: str) -> Problem:
    return Problem(
        code="theme",
        place=Place(file=f"theme/{file}", line=line),
        message=f"The template has a fault: {message}.",
        hint="Mend it, or take the theme's template as it came; theme/README.md lists what each receives.",
    )


def _template_line(error: BaseException) -> tuple[str | None, int]:
    """The innermost template and line in the error's traceback (Jinja maps its code back to them)."""
    found: tuple[str | None, int] = (None, 1)
    trace = error.__traceback__
    while trace:
        file = Path(trace.tb_frame.f_code.co_filename)
        if file.suffix == ".html":
            found = ("/".join(file.parts[file.parts.index("templates") + 1 :]), trace.tb_lineno)
        trace = trace.tb_next
    return found


def _filled(
    env: jinja2.Environment,
    template: str,
    address: str,
    page: object,
    viewer: Viewer,
    scripts: tuple[str, ...],
) -> bytes:
    text = env.get_template(template).render(
        site=viewer.site(address, scripts), page=page, address=address, name=template.removesuffix(".html")
    )
    return text.encode()


#: name -> template, and what makes its context.
_OVERVIEWS: Mapping[str, tuple[str, Callable[[Viewer], object]]] = {
    "synopsis": ("synopsis.html", compare.synopsis),
    "factcheck": ("factcheck.html", overviews.factcheck),
    "cross_references": ("cross-references.html", compare.cross_references),
    "chronicle": ("chronicle.html", compare.chronicle),
    "register": ("register.html", overviews.register),
    "bibliography": ("bibliography.html", overviews.bibliography),
}


def _pages(viewer: Viewer) -> Iterable[tuple[str, str, object, tuple[str, ...]]]:
    """(address, template, context, scripts) of every page: the list of what the site consists of."""
    linked, addresses = viewer.linked, viewer.linked.addresses
    edition = linked.edition
    yield addresses["index"], "start.html", overviews.start(viewer), ()
    for article in edition.articles:
        yield article_address(article.slug), "article.html", viewer.article(article), ()
    for name in viewer.overviews:
        template, context = _OVERVIEWS[name]
        yield addresses[name], template, context(viewer), ()
    yield addresses["search"], "search.html", viewer.search(), ("search-page.js",)
    corrections = next((p for p in edition.pages if f"{p.slug}.html" == addresses["corrections"]), None)
    for page in edition.pages:
        if page is not corrections:
            yield f"{page.slug}.html", "page.html", viewer.editorial(page), ()
    yield addresses["corrections"], "corrections.html", viewer.corrections(corrections), ()
    yield addresses["404"], "not-found.html", viewer.not_found(), ()


def assets(theme: Path) -> tuple[Artifact, ...]:
    """The theme's styles, scripts, fonts and images, each at its path below the theme."""
    return tuple(
        Artifact(path=PurePosixPath(file.relative_to(theme).as_posix()), content=file.read_bytes())
        for folder in ASSET_FOLDERS
        for file in sorted((theme / folder).rglob("*"))
        if file.is_file() and not file.name.startswith(".")
    )
