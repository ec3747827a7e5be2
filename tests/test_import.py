"""Importing texts: nothing lost, nothing changed, what is debris shown, and no file that brings the program down."""

from __future__ import annotations

import hashlib
import html
import io
import json
import re
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT, SHARED, compare
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lesart import importer, pipeline
from lesart.importer import ImportFault, marked
from lesart.importer.parts import Block, Run, plain
from lesart.importer.written import markdown
from lesart.markdown import article_blocks
from lesart.model import Passage

ORIGINALS = SHARED / "articles"
needs_originals = pytest.mark.skipif(
    not ORIGINALS.is_dir(), reason="the originals are not beside this checkout"
)

#: What a person who reads the raw files finds in them, by line numbers; no word of them stands here. Every line that is
#: not named and not empty is a paragraph of its own. `sha` says which raw file this was read in.
TRUTH: dict[str, dict[str, object]] = {
    "osthold-diplomatie-spiel": {
        "sha": "5ba4bcffa4eea8a6", "headings": {6, 11, 16, 21, 26, 31}, "out": {35}, "counts": (6, 28, 0),
    },
    "osthold-neuer-anlauf": {
        "sha": "e6bad6f89df52cde", "headings": {6, 11, 17, 23, 29, 35}, "out": {41}, "counts": (6, 34, 0),
    },
    "poletaew-scharade": {
        "sha": "fe5781742207c5ca", "title": 3, "headings": {17, 32, 50, 62, 78}, "out": {7}, "items": {27, 28}, "torn": {72: 70},
        "counts": (5, 35, 2),
    },
    "profil-morgenpost": {"sha": "28a7311698144df2", "stored_date": 1, "counts": (0, 10, 0)},
    "stier-erster-schritt": {
        "sha": "9cd129f59f8632c1", "headings": {21, 31, 41, 51}, "out": {5, 7, 9, 61, 63, 65, 67, 69, 71, 73},
        "torn": {17: 15, 29: 27, 39: 37, 57: 55}, "counts": (4, 18, 0),
    },
}  # fmt: skip


def bare(line: str) -> str:
    """A raw line without the Markdown that one of the files has, and without a bullet."""
    return re.sub(r"\*+|^### |^- ", "", line).strip()


def expected(raw: list[str], truth: dict[str, object]) -> list[tuple[str, str]]:
    found: dict[int, tuple[str, str]] = {}
    headings, out, items = (truth.get(key, set()) for key in ("headings", "out", "items"))
    torn = truth.get("torn", {})
    for number, line in enumerate(raw, 1):
        if not line.strip() or number in out or number == truth.get("title"):  # type: ignore[operator]
            continue
        text = bare(line)
        if number == truth.get("stored_date"):
            text = text.split(" ", 2)[2]
        if number in torn:  # type: ignore[operator]
            first = torn[number]  # type: ignore[index]
            found[first] = (found[first][0], f"{found[first][1]} {text}")
            continue
        kind = "heading" if number in headings else "item" if number in items else "paragraph"  # type: ignore[operator]
        found[number] = (kind, text)
    return list(found.values())


@needs_originals
@pytest.mark.parametrize("slug", TRUTH)
@pytest.mark.parametrize("helped", [True, False], ids=["as the command does", "knowing nothing"])
def test_every_heading_and_paragraph_of_the_five_is_right(slug: str, helped: bool) -> None:
    raw = (ORIGINALS / f"{slug}.txt").read_bytes()
    truth = TRUTH[slug]
    assert hashlib.sha256(raw).hexdigest()[:16] == truth["sha"], (
        "the raw file is another than was read for this test"
    )
    author = slug.startswith("osthold")
    known = {}
    if helped:
        edition, _ = pipeline.edition_of(ROOT)
        assert edition
        article = next(one for one in edition.articles if one.slug == slug)
        known = {"title": article.title, "authors": article.authors}
    got = importer.imported(raw, f"{slug}.txt", **known)  # type: ignore[arg-type]
    if author and not helped:
        # who does not know the author cannot know that the last paragraph is about him, and asks
        assert [doubt.line for doubt in got.doubts] == list(truth["out"])  # type: ignore[call-overload]
        truth = {**truth, "out": set(), "counts": (truth["counts"][0], truth["counts"][1] + 1, 0)}  # type: ignore[index]
    else:
        assert not got.doubts
    want = expected(raw.decode().split("\n"), truth)
    assert [(block.kind, block.text) for block in got.blocks] == want
    assert (got.count("heading"), got.count("paragraph"), got.count("item")) == truth["counts"]
    out = {*truth.get("out", ()), *(truth[key] for key in ("title", "stored_date") if key in truth)}  # type: ignore[misc]
    assert {one.line for one in got.taken} == out
    assert {one.line for one in got.joined} == set(truth.get("torn", {}))  # type: ignore[call-overload]
    assert bool(got.author_note) == bool(author and helped)


@needs_originals
@pytest.mark.parametrize("slug", TRUTH)
def test_what_is_written_reads_as_the_text_did(slug: str) -> None:
    got = importer.imported((ORIGINALS / f"{slug}.txt").read_bytes(), f"{slug}.txt")
    blocks, problems = article_blocks(markdown(got.blocks), "")
    assert not problems
    assert [p.text for p in blocks if isinstance(p, Passage)] == [block.text for block in got.blocks]


# --- texts of many shapes -------------------------------------------------------------------------------------

CASES = ROOT / "tests" / "cases" / "import"
TEXTS = sorted((CASES / "texts").iterdir())


def test_there_are_texts_of_many_shapes() -> None:
    assert len(TEXTS) >= 20


@pytest.mark.parametrize("file", TEXTS, ids=lambda file: file.name)
def test_shape(file: Path) -> None:
    got = importer.imported(file.read_bytes(), file.name)
    compare(CASES / "expected" / f"{file.name}.md", importer.article(got))


def cells(file: Path) -> str:
    """What the table says of a text: found, taken out, joined, left open."""
    got = importer.imported(file.read_bytes(), file.name)
    names = {
        "heading": ("heading", "headings"),
        "paragraph": ("paragraph", "paragraphs"),
        "item": ("list item", "list items"),
        "verse": ("group of lines", "groups of lines"),
        "table": ("table", "tables"),
        "pre": ("block left as it is", "blocks left as they are"),
    }
    counts = ((got.count(kind), one, many) for kind, (one, many) in names.items())  # type: ignore[arg-type]
    found = ", ".join(f"{n} {one if n == 1 else many}" for n, one, many in counts if n)
    found += "; title" if got.title else ""
    found += (
        "; " + got.encoding.split(" (another")[0] if not got.encoding.startswith(("UTF-8", "as ")) else ""
    )
    taken = "; ".join(dict.fromkeys(one.why for one in got.taken))
    joined = f"{len(got.joined)} ×" if got.joined else ""
    doubts = "; ".join(dict.fromkeys(one.question.split(" (")[0] for one in got.doubts))
    return f"| {found} | {taken} | {joined} | {doubts} |"


def test_the_table_says_what_happens() -> None:
    readme = CASES / "README.md"
    lines = readme.read_text(encoding="utf-8").split("\n")
    rows = {row.split(" | ")[0].strip("| `"): n for n, row in enumerate(lines) if row.startswith("| `")}
    assert list(rows) == [file.name for file in TEXTS]
    for file in TEXTS:
        name, shape, *_ = lines[rows[file.name]].split(" | ")
        lines[rows[file.name]] = f"{name} | {shape} {cells(file)}"
    compare(readme, "\n".join(lines))


# --- laws -----------------------------------------------------------------------------------------------------

SIGNS = st.text(alphabet="ab Ä1.-+*_#`<>[]()|~=&;:!\\{}\"'/ \u00a0\u2028", min_size=1, max_size=30)
WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co")), min_size=1, max_size=40)


def passages(source: str) -> list[str]:
    blocks, problems = article_blocks(source, "")
    assert not problems
    return [block.text for block in blocks if isinstance(block, Passage)]


@given(st.lists(SIGNS | WORDS, min_size=1, max_size=4))
@example(["1. April"]).via("would become a list")
@example(["# kein Titel", "> kein Zitat", "    kein Code", "a | b", "--- | ---"])
@example(["Ende {#name}"]).via("would become the passage's id")
@example(["a\\", "=", "&amp; &#65;"])
@example(["[a]: /b", "[a]"])
def test_markdown_reads_as_its_blocks(lines: list[str]) -> None:
    texts = [text for text in (importer.parts.one_line(line) for line in lines) if text.strip()]
    for kind in ("paragraph", "heading", "item"):
        blocks = [Block(kind=kind, runs=plain(text), line=1) for text in texts]  # type: ignore[arg-type]
        assert passages(markdown(blocks)) == [block.text for block in blocks] if texts else True
    if texts:
        verse = Block(kind="verse", runs=importer.parts.tidied(plain("\n".join(texts)), lines=True), line=1)
        assert passages(markdown([verse])) == [verse.text]


@given(
    st.lists(
        st.builds(
            Run, text=SIGNS | WORDS, em=st.booleans(), strong=st.booleans(), code=st.booleans(),
            href=st.sampled_from(["", "#", "https://example.org/a", "javascript:x"]),
        ),
        min_size=1, max_size=5,
    )
)  # fmt: skip
def test_styles_never_change_the_words(runs: list[Run]) -> None:
    tidy = importer.parts.tidied(runs)
    if "".join(run.text for run in tidy).strip():
        block = Block(kind="paragraph", runs=tidy, line=1)
        assert passages(markdown([block])) == [block.text]


def letters(text: str) -> str:
    return "".join(sign for sign in text if sign.isalnum())


LINES = st.lists(
    st.sampled_from(
        ["", "", "Ein Wort", "und so ging es weiter und weiter, bis alle müde waren und nach Hause gingen.", "- Punkt",
         "1. Erstens", "2. Zweitens", "KAPITEL", "Frage?", "12", "Podcast: hören", "https://example.org", "date 2025-05-01 Anfang",
         "Anna: Ja.", "a\tb\tc", "  eingerückt, und zwar", "> zitiert", "-- ", "* * *", "Sicher-", "heit war das nicht,",
         "[Link](https://example.org)", "# Titel", "**fett**", "Von Anna Beispiel", "3. Mai 2024", "```", "<b>x</b>", "a | b"]
    )
    | SIGNS,
    max_size=14,
)  # fmt: skip


@given(LINES, st.sampled_from([".txt", ".md"]))
@example(["- Punkt", "Podcast: hören", "- Punkt", "1. Erstens"], ".txt")
def test_every_letter_is_in_the_text_or_among_what_was_taken_out(lines: list[str], suffix: str) -> None:
    text = "\n".join(lines)
    try:
        got = importer.imported(text.encode(), "x" + suffix)
    except ImportFault:
        return
    kept = letters(" ".join(block.text for block in got.blocks))
    # the text stands in the file, letter by letter and in this order
    signs = iter(letters(text))
    assert all(sign in signs for sign in kept)
    if suffix == ".txt" and not marked.looks_marked(text):
        numbers = "".join(str(block.ordinal) for block in got.blocks if block.ordinal is not None)
        out = " ".join(one.text for one in got.taken)
        assert Counter(letters(text)) == Counter(kept + letters(out) + numbers)
    blocks, problems = article_blocks(markdown(got.blocks), "")
    assert not problems
    assert [one_word(p.text) for p in blocks if isinstance(p, Passage)] == [
        one_word(text) for block in got.blocks if block.kind != "rule" for text in texts_of(block)
    ]


TAGS = st.sampled_from(
    "p div h1 h2 h3 ul ol li blockquote em strong a section article nav table tr td br pre span i".split()
)
TREES = st.recursive(
    st.sampled_from(
        [
            "Wort",
            "Ein Satz, der lang genug ist, um im Text zu stehen, und der hier endet.",
            "Ende.",
            "a < b & c",
            " ",
            "12",
        ]
    ).map(html.escape),
    lambda inner: st.builds(
        lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag}>", TAGS, st.lists(inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(max_examples=60)
@given(st.lists(TREES, min_size=1, max_size=6))
def test_every_letter_of_a_page_is_in_the_text_or_among_what_was_taken_out(parts: list[str]) -> None:
    body = "".join(parts)
    seen = letters(html.unescape(re.sub(r"<[^>]+>", " ", body)))
    try:
        got = importer.imported(f"<html><body>{body}</body></html>".encode(), "x.html")
    except ImportFault:
        return
    said = " ".join([*(block.text for block in got.blocks), *(one.text for one in got.taken)])
    # a letter may be in a number that a list makes anew, never lost
    assert Counter(letters(said)) == Counter(seen)
    blocks, problems = article_blocks(markdown(got.blocks), "")
    assert not problems
    written = "".join(p.text for p in blocks if isinstance(p, Passage))
    assert one_word(written) == one_word("".join(block.text for block in got.blocks))


def one_word(text: str) -> str:
    return "".join(text.split())


def texts_of(block: Block) -> list[str]:
    return [cell for row in block.rows for cell in row if cell] if block.kind == "table" else [block.text]


# --- encodings ------------------------------------------------------------------------------------------------

SENTENCE = "Größe zeigt sich – so „heißt“ es – im Überfluss nicht."


@pytest.mark.parametrize(
    ("raw", "asked", "said"),
    [
        (SENTENCE.encode(), None, "UTF-8"),
        (SENTENCE.encode("utf-8-sig"), None, "UTF-8 (by its byte-order mark)"),
        (SENTENCE.encode("utf-16"), None, "UTF-16 (by its byte-order mark)"),
        (SENTENCE.encode("cp1252"), None, "not UTF-8: Windows-1252 assumed (another: --encoding)"),
        (SENTENCE.encode("utf-16-le"), "utf-16-le", "utf-16-le, as asked"),
        (SENTENCE.replace("„", '"').replace("“", '"').replace("–", "-").encode("latin-1"), "latin-1", "latin-1, as asked"),
    ],
)  # fmt: skip
def test_encodings(raw: bytes, asked: str | None, said: str) -> None:
    got = importer.imported(raw, "x.txt", encoding=asked)
    assert got.encoding == said
    assert got.blocks[0].text.startswith("Größe zeigt sich") and got.blocks[0].text.endswith(
        "Überfluss nicht."
    )


@pytest.mark.parametrize(
    ("head", "date"),
    [
        ('<meta property="article:published_time" content="2024-05-03T06:00:00+02:00">', "2024-05-03"),
        ('<meta name="citation_publication_date" content="2024/05/03">', "2024-05-03"),
        ("", ""),
    ],
)
def test_a_date_is_what_the_page_states_and_nothing_guessed(head: str, date: str) -> None:
    body = "<p>Am Abend kamen hundert Gäste auf den Platz, und die Kapelle spielte.</p><footer>© 2019, Stand 4.5.2020</footer>"
    got = importer.imported(f"<html><head>{head}</head><body>{body}</body></html>".encode(), "x.html")
    assert got.published == date


# --- hostile files --------------------------------------------------------------------------------------------


def zipped(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return out.getvalue()


BOMB = zipped(word__document_dot_xml=b"<a>" + b" " * 30_000_000 + b"</a>")
ENTITIES = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY y "&x;&x;">]><a>&y;</a>'
W = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>%s</w:body></w:document>'
DEEP = W % (b"<w:tbl><w:tr><w:tc>" * 3000 + b"</w:tc></w:tr></w:tbl>" * 3000)


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("a.txt", b""),
        ("a.txt", b"\x00\x01\x02" * 100),
        ("a.txt", bytes(range(256)) * 10),
        ("a.txt", b"\xff\xfe\x00"),
        ("a.txt", b"a\n" * 10_000),
        ("a.md", b"*" * 50_000),
        ("a.txt", b"](" * 10_000),
        ("a.txt", b"a" * 2_500_000),
        ("a.md", b"[" * 20_000),
        ("a.md", b"> " * 20_000 + b"x"),
        ("a.md", b"---\n" + b"a: &a [*a]\n" + b"---\ntext"),
        ("a.md", b"---\n- [" * 50 + b"\n---\ntext"),
        ("a.html", b"<div>" * 50_000 + b"x"),
        ("a.html", b"<" * 200_000),
        ("a.html", b"<!--" * 50_000),
        ("a.html", b"<p>x<table><tr><td>" * 3_000),
        ("a.html", ENTITIES),
        ("a.html", b"<meta charset=klingon><p>Ein Satz, der lang genug ist, um Text zu sein."),
        ("a.html", b"<script>alert(1)</script>"),
        ("a.epub", b"PK\x03\x04nothing"),
        ("a.epub", zipped(a=b"x")),
        ("a.epub", zipped(**{"META-INF__container_dot_xml": ENTITIES})),
        ("a.docx", b"PK"),
        ("a.docx", BOMB),
        ("a.docx", BOMB[:-30]),
        ("a.docx", zipped(word__document_dot_xml=ENTITIES)),
        ("a.docx", zipped(word__document_dot_xml=DEEP)),
        ("a.docx", zipped(word__document_dot_xml=b"<nothing/>")),
        ("a.pdf", b"%PDF"),
        ("a", b"x"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_no_file_brings_it_down(
    small: Path,
    tmp_path: Path,
    run: Callable[..., int],
    capsys: pytest.CaptureFixture[str],
    name: str,
    raw: bytes,
) -> None:
    file = tmp_path / name
    file.write_bytes(raw)
    code = run("import", file, "--as", "bericht", "--root", small)
    said = capsys.readouterr()
    assert code in {0, 1} and "fault of our own" not in said.err and "Traceback" not in said.err
    assert code == 1 or (small / "originals" / "bericht.md").exists()
    assert "root:" not in said.out
    if code == 1:
        assert re.search(r"cannot be imported: .{10}", said.err)


@pytest.mark.parametrize(
    ("missing", "name"),
    [("lxml", "25-book.epub"), ("mammoth", "26-word.docx"), ("trafilatura", "15-saved-page.html")],
)
def test_what_is_missing_is_named(missing: str, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in [one for one in sys.modules if one.split(".")[0] == missing] or [missing]:
        monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ImportFault, match=r"pip install .*trafilatura>=2"):
        importer.imported((CASES / "texts" / name).read_bytes(), name)


# --- the command ----------------------------------------------------------------------------------------------


def test_the_command_shows_what_it_did(
    small: Path, tmp_path: Path, run: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "fest.txt"
    file.write_text(
        "Foto: Anna Beispiel\n\nAm Abend, als es kühler wurde, kamen hundert Gäste auf den Platz, und die\n\nKapelle spielte bis in die Nacht hinein.\n",
        encoding="utf-8",
    )
    assert run("import", file, "--as", "bericht", "--root", small) == 0
    said = capsys.readouterr().out
    assert "1 paragraph" in said and "line 1, the credit of a picture: “Foto: Anna Beispiel”" in said
    assert "joined" in said and "line 5" in said
    written = small / "originals" / "bericht.md"
    assert "und die Kapelle" in written.read_text(encoding="utf-8")
    written.write_text("mine", encoding="utf-8")
    assert run("import", file, "--as", "bericht", "--root", small) == 2
    assert written.read_text(encoding="utf-8") == "mine"
    assert run("import", file, "--as", "bericht", "--root", small, "--dry-run") == 0
    assert written.read_text(encoding="utf-8") == "mine"
    capsys.readouterr()
    assert run("import", file, "--as", "bericht", "--root", small, "--force", "--format", "json") == 0
    assert {"blocks", "taken", "joined", "doubts"} <= set(json.loads(capsys.readouterr().out))


def test_a_text_that_may_be_published_becomes_an_article_whose_rights_are_asked(
    small: Path, tmp_path: Path, run: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    file = CASES / "texts" / "14-markdown.md"
    assert run("import", file, "--as", "markt", "--into", "content", "--root", small) == 0
    assert run("check", "--root", small) == 1
    assert "The full text cannot be published: its licence is “none”." in capsys.readouterr().err
    article = small / "content" / "markt.md"
    text = article.read_text(encoding="utf-8")
    article.write_text(text.replace("licence: none", "licence: CC0-1.0"), encoding="utf-8")
    assert run("check", "--root", small) == 0
    assert run("import", file, "--as", "markt", "--into", "content", "--root", small) == 2
    assert "CC0-1.0" in article.read_text(encoding="utf-8")


def test_a_marked_text_file_may_have_one_paragraph_to_a_line() -> None:
    long = "Am Abend kamen **hundert** Gäste auf den Platz, und die Kapelle spielte bis in die späte Nacht hinein, als es auf einmal zu regnen begann."
    got = importer.imported(f"# Titel\n{long}\n{long}\n\n{long}\n".encode(), "x.txt")
    assert [(block.kind, block.line) for block in got.blocks] == [("paragraph", n) for n in (2, 3, 5)]
    got = importer.imported(f"# Titel\n{long}\n{long}\n\n{long}\n".encode(), "x.md")
    assert got.count("paragraph") == 2, "in Markdown two lines are one paragraph"


@pytest.mark.parametrize("slug", ["../x", "Ein Text", "/etc/passwd", "a/b", ""])
def test_a_name_cannot_lead_out_of_the_folder(
    small: Path, tmp_path: Path, run: Callable[..., int], slug: str
) -> None:
    file = tmp_path / "x.txt"
    file.write_text("Text.", encoding="utf-8")
    assert run("import", file, "--as", slug, "--root", small) == 2


def test_git_never_learns_of_an_original(small: Path, tmp_path: Path, run: Callable[..., int]) -> None:
    file = tmp_path / "x.txt"
    file.write_text("Text.", encoding="utf-8")
    subprocess.run(["git", "init", "-q", small], check=True)
    assert run("import", file, "--as", "bericht", "--root", small) == 0
    status = subprocess.run(
        ["git", "-C", small, "status", "--short", "-uall"], capture_output=True, text=True, check=True
    )
    assert "originals" not in status.stdout


def test_it_asks_where_somebody_can_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    long = (
        "Am Abend kamen hundert Gäste auf den Platz, und die Kapelle spielte bis in die späte Nacht hinein."
    )
    text = f"{long}\n\nEin Zwischenruf\n\nKurz.\n\n{long}\n"
    asked: list[str] = []

    def yes(doubt: importer.Doubt) -> bool:
        asked.append(doubt.question)
        return True

    left = importer.imported(text.encode(), "x.txt")
    assert left.count("heading") == 0 and [doubt.line for doubt in left.doubts] == [3]
    taken = importer.imported(text.encode(), "x.txt", ask=yes)
    assert taken.count("heading") == 1 and asked == ["is this a heading?"] and not taken.doubts


@pytest.mark.parametrize("encoding", ["utf-7", "unicode_escape"])
def test_halves_of_characters_are_refused(encoding: str) -> None:
    raw = b"Ein Absatz mit Worten +2AA- und \\ud800 darin."
    with pytest.raises(ImportFault, match="halves of characters"):
        importer.imported(raw, "text.txt", encoding=encoding)
