"""Publishing: all or nothing, nothing outside, and the same bytes each time."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path, PurePosixPath

import pytest
from conftest import ROOT

from lesart import pipeline, publish, search
from lesart.model import Artifact


def tree(folder: Path) -> dict[str, bytes]:
    return {
        f.relative_to(folder).as_posix(): f.read_bytes() for f in sorted(folder.rglob("*")) if f.is_file()
    }


def artifact(path: str, content: bytes = b"x") -> Artifact:
    return Artifact(path=PurePosixPath(path), content=content)


BREAKS = {
    "quote": ("annotations/bericht.yaml", "quote: einen Walzer", "quote: einen Tango"),
    "id": ("annotations/bericht.yaml", "id: walzer", "id: Walzer!"),
    "source key": ("annotations/bericht.yaml", "ref: zeitung", "ref: zeitumg"),
    "verdict": ("annotations/bericht.yaml", "verdict: false", "verdict: falsch"),
    "date": ("annotations/bericht.yaml", "reviewed: 2024-06-01", "reviewed: 2024-06-31"),
    "indentation": ("annotations/bericht.yaml", "  verdict: false", "    verdict: false"),
    "front matter": ("content/bericht.md", "publisher: Dorfblatt", "verlag: Dorfblatt"),
}


@pytest.mark.parametrize("broken", BREAKS.values(), ids=BREAKS.keys())
def test_a_broken_edition_leaves_the_site_as_it_was(
    broken: tuple[str, str, str], small: Path, run: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("build", "--root", small) == 0
    before = tree(small / "site")
    capsys.readouterr()
    path, old, new = broken
    file = small / path
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    assert run("build", "--root", small) == 1
    said = capsys.readouterr().err
    errors = [line for line in said.splitlines() if ": error " in line]
    assert len(errors) == 1, said
    assert errors[0].startswith(f"{path}:")
    line = int(errors[0].split(":")[1])
    wanted = next(
        n for n, text in enumerate(file.read_text(encoding="utf-8").splitlines(), 1) if new.strip() in text
    )
    assert abs(line - wanted) <= 1
    assert "Traceback" not in said
    assert tree(small / "site") == before


def test_the_same_input_gives_the_same_bytes(small: Path, tmp_path: Path) -> None:
    """In other processes, with another clock zone, locale and hash seed."""
    results = []
    for number, (seed, zone) in enumerate((("0", "UTC"), ("42", "Asia/Tokyo"))):
        out = tmp_path / f"out{number}"
        environment = {
            **os.environ,
            "PYTHONHASHSEED": seed,
            "TZ": zone,
            "LC_ALL": "C",
            "PYTHONPATH": str(ROOT),
        }
        command = [sys.executable, "-m", "lesart", "build", "--root", str(small), "--out", str(out)]
        subprocess.run(command, check=True, env=environment, capture_output=True)
        results.append(tree(out))
    assert results[0] == results[1]


def test_a_foreign_folder_is_never_replaced(small: Path, run: Callable[..., int]) -> None:
    (small / "site").mkdir()
    (small / "site" / "meins.txt").write_text("meins", encoding="utf-8")
    assert run("build", "--root", small) == 3
    assert tree(small / "site") == {"meins.txt": b"meins"}


@pytest.mark.parametrize("path", ["../x", "/etc/x", "a/../../x"])
def test_nothing_is_written_outside(path: str, tmp_path: Path) -> None:
    out = tmp_path / "a" / "b" / "site"
    with pytest.raises(publish.PublishError):
        publish.publish([artifact("index.html"), artifact(path)], out)
    assert not out.exists()
    assert not list((tmp_path / "a" / "b").iterdir()), "the unfinished folder was left behind"


def test_a_killed_build_leaves_the_site(small: Path, run: Callable[..., int]) -> None:
    assert run("build", "--root", small) == 0
    before = tree(small / "site")
    script = (
        "import os, sys\nfrom pathlib import Path\nfrom lesart import publish, cli\n"
        "old = Path.write_bytes\n"
        "def write(self, data):\n"
        "    if self.name == 'suche.html': os.kill(os.getpid(), 9)\n"
        "    return old(self, data)\n"
        "Path.write_bytes = write\n"
        "cli.main(['build', '--root', sys.argv[1]])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(small)], cwd=ROOT, capture_output=True, check=False
    )
    assert done.returncode == -9
    assert tree(small / "site") == before


def test_two_things_with_one_path_are_a_problem() -> None:
    assert [p.code for p in publish.doubled([artifact("A.html"), artifact("a.html")])] == [
        "duplicate-address"
    ]


# --- search --------------------------------------------------------------------------------------------------


def test_what_pagefind_cut_short_is_not_published(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    original = search._needed

    def cut(files: dict[str, bytes]) -> dict[str, bytes]:
        kept = original(files)
        kept["pagefind.js"] = kept["pagefind.js"][:1000]
        return kept

    monkeypatch.setattr(search, "_needed", cut)
    checked = pipeline.build(small, small / "site", progress=lambda _: None)
    assert "search" in {problem.code for problem in checked.problems}
    assert not (small / "site").exists()


def test_a_missing_pagefind_is_said(
    small: Path, monkeypatch: pytest.MonkeyPatch, run: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(search, "_binary", lambda: str(small / "nowhere"))
    assert run("build", "--root", small) == 3
    assert "search index could not be made" in capsys.readouterr().err


def test_surroundings_do_not_change_the_index(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pages = {"a.html": "<!doctype html><html lang=de><body data-pagefind-body><p>Wort</p></body></html>"}
    plain = search.make_bundle(pages, "de")
    monkeypatch.setenv("PAGEFIND_FORCE_LANGUAGE", "en")
    monkeypatch.chdir(small)
    (small / "pagefind.yml").write_text("force_language: en\n", encoding="utf-8")
    assert search.make_bundle(pages, "de") == plain
