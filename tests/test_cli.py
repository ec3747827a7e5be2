"""The commands as somebody at a terminal meets them."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT


def test_check_says_what_it_looked_at(
    small: Path, run: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("check", "--root", small) == 0
    assert capsys.readouterr().out.startswith("checked 2 articles, 5 annotations, 2 sources: no problem (")


def test_build_is_the_default(
    small: Path, run: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("--root", small) == 0
    assert f"in {small / 'site'}" in capsys.readouterr().out
    assert (small / "site" / "index.html").exists()


def test_json_is_nothing_but_json(
    small: Path, run: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    (small / "annotations" / "bericht.yaml").write_text("- id: x\n", encoding="utf-8")
    assert run("check", "--root", small, "--format", "json") == 1
    problems = json.loads(capsys.readouterr().out)["problems"]
    assert set(problems[0]) == {"file", "line", "column", "severity", "code", "message", "hint"}


def test_a_quote_is_never_placed_on_the_part_of_a_word(
    small: Path, run: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    file = small / "content" / "bericht.md"
    file.write_text(
        file.read_text(encoding="utf-8").replace("hundert Gäste*", "1100 Gäste*"), encoding="utf-8"
    )
    notes = small / "annotations" / "bericht.yaml"
    text = notes.read_text(encoding="utf-8")
    notes.write_text(
        text.replace("quote: hundert Gäste auf den Platz", "quote: 100 Gäste auf den Platz"), encoding="utf-8"
    )
    assert run("check", "--root", small) == 1
    said = capsys.readouterr().err
    assert (
        "“100 Gäste auf den Platz” stands in content/bericht.md only within a longer word or number." in said
    )
    assert "Did you mean line 14: “1100 Gäste auf den Platz”?" in said


def test_wrong_use_is_two(small: Path, run: Callable[..., int]) -> None:
    assert run("check", "--root", small / "nowhere") == 2
    with pytest.raises(SystemExit) as stopped:
        run("chek")
    assert stopped.value.code == 2


def test_version(run: Callable[..., int], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        run("--version")
    assert stopped.value.code == 0
    assert "lesart" in capsys.readouterr().out


def test_schemas_describe_every_field_of_an_annotation(
    run: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("schema") == 0
    annotation = json.loads(capsys.readouterr().out)["annotation.schema.json"]
    assert set(annotation["required"]) == {"id", "type", "quote", "body"}
    assert all(field.get("description") for field in annotation["properties"].values())


def test_a_fault_of_our_own_is_no_traceback(
    small: Path, run: Callable[..., int], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("kaputt")

    monkeypatch.setattr("lesart.pipeline.check", broken)
    assert run("check", "--root", small) == 3
    said = capsys.readouterr().err
    assert "kaputt" in said and "Traceback" not in said


def test_a_fault_in_a_template_is_a_problem(
    small: Path, run: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    import shutil

    shutil.copytree(ROOT / "theme", small / "theme")
    page = small / "theme" / "templates" / "start.html"
    page.write_text(
        page.read_text(encoding="utf-8").replace("page.introduction", "page.introducton"), encoding="utf-8"
    )
    assert run("build", "--root", small) == 1
    said = capsys.readouterr().err
    assert "theme/templates/start.html:" in said and "introducton" in said and "Traceback" not in said


def test_serve_shows_an_edit_and_an_error(small: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "lesart", "serve", "--root", str(small), "--port", "0"],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    killer = threading.Timer(30, process.kill)
    killer.start()
    try:
        assert process.stdout
        address = process.stdout.readline().split(" ")[2]

        def get(path: str) -> str:
            try:
                with urllib.request.urlopen(address + path) as answer:
                    return str(answer.read().decode())
            except urllib.error.HTTPError:
                return ""  # the search index follows

        def wait_for(path: str, words: str) -> None:
            while words not in get(path):
                assert process.poll() is None
                time.sleep(0.05)

        assert "Walzer" in get("bericht.html")
        file = small / "content" / "bericht.md"
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace("Am Abend", "Am späten Abend"), encoding="utf-8")
        wait_for("bericht.html", "Am späten Abend")
        file.write_text(text.replace("einen Walzer", "eine Polka"), encoding="utf-8")
        wait_for("~lesart/state", "quote-not-found")
        assert "Walzer" in get("bericht.html"), "the last good page stays"
        wait_for("pagefind/pagefind-entry.json", "languages")
    finally:
        killer.cancel()
        process.kill()
        process.wait()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("serve", "--port", "99999"), 2),
        (("serve", "--port", "-1"), 2),
        (("build", "--out", "x" * 300), 3),
        (("init", "x" * 300), 3),
    ],
)
def test_wrong_arguments_are_no_fault_of_our_own(
    arguments: tuple[str, ...],
    code: int,
    small: Path,
    run: Callable[..., int],
    capsys: pytest.CaptureFixture[str],
) -> None:
    root = () if arguments[0] == "init" else ("--root", small)
    try:
        ended = run(*arguments, *root)
    except SystemExit as stopped:  # argparse
        ended = int(stopped.code or 0)
    assert ended == code
    assert "fault of our own" not in capsys.readouterr().err
