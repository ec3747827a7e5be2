"""What is made to be taken along, short of a browser."""

from __future__ import annotations

from pathlib import Path

import pytest

from lesart import pipeline
from lesart.export import onefile
from lesart.export.modules import JoinError, joined


def test_what_is_too_large_for_one_file_is_said_and_the_zip_is_there(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(onefile, "LIMIT", 100_000)
    checked = pipeline.build(small, tmp_path / "site", progress=lambda _: None)
    (problem,) = [one for one in checked.problems if one.code == "too-large"]
    assert not problem.is_error and "zip" in problem.hint
    assert {file.suffix for file in (tmp_path / "site" / "download").iterdir()} == {".epub", ".zip"}
    start = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    assert "download/zwei-berichte.zip" in start and "download/zwei-berichte.html" not in start


def test_the_same_edition_gives_the_same_bytes(small: Path) -> None:
    def made() -> dict[str, bytes]:
        checked, artifacts = pipeline.pages(small)
        taken, _ = pipeline.exports(checked, artifacts, pipeline.bundle(checked)[0])
        return {artifact.path.name: artifact.content for artifact in taken}

    assert made() == made()


def test_modules_are_joined_with_scopes_of_their_own() -> None:
    files = {
        "js/a.js": b'// first\nimport { b as c, d } from "./b.js";\nexport const undo = () => c(d);\n',
        "js/b.js": b'export function b(x) { return x; }\nexport const d = 1;\nconst later = () => import("../p/q.js");\n',
    }
    text = joined(files, ["js/a.js"], {"p/q.js"}, "https://edition.invalid/")
    assert 'const { b: c, d } = load("js/b.js");' in text and "return { undo };" in text
    assert "return { b, d };" in text and 'load.later("p/q.js")' in text
    assert "first" not in text


@pytest.mark.parametrize(
    "line", ['import x from "./b.js";', "export default 1;", 'export { a } from "./b.js";']
)
def test_what_cannot_be_joined_is_named(line: str) -> None:
    with pytest.raises(JoinError, match=r"js/a\.js"):
        joined({"js/a.js": line.encode(), "js/b.js": b""}, ["js/a.js"], set(), "https://edition.invalid/")
