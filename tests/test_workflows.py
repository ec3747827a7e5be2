"""The workflows: a pull request gets no right to write and no secret; foreign code is pinned to what was looked at."""

from __future__ import annotations

import re

import pytest
import yaml
from conftest import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
STARTER = ROOT / "theme" / "starter" / "all" / ".github" / "workflows" / "edition.yml"


@pytest.mark.parametrize("file", [*WORKFLOWS, STARTER], ids=lambda file: file.name)
def test_actions_are_pinned_and_tokens_only_read(file: object) -> None:
    text = file.read_text(encoding="utf-8")  # type: ignore[attr-defined]
    used = re.findall(r"uses: (.*)", text)
    assert used and all(re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", one) for one in used)
    assert "pull_request_target" not in text and "secrets." not in text and "workflow_run" not in text
    assert yaml.safe_load(text)["permissions"] == {"contents": "read"}
    for job in yaml.safe_load(text)["jobs"].values():
        for step in job["steps"]:
            assert "${{" not in step.get("run", "")  # what a pull request names must not become a command
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is False


def test_a_new_edition_starts_with_the_pins_that_were_looked_at() -> None:
    pins = {one for file in WORKFLOWS for one in re.findall(r"uses: (.*)", file.read_text(encoding="utf-8"))}
    assert set(re.findall(r"uses: (.*)", STARTER.read_text(encoding="utf-8"))) <= pins


def test_only_publishing_from_main_may_write() -> None:
    for file in WORKFLOWS:
        data = yaml.safe_load(file.read_text(encoding="utf-8"))
        writing = [name for name, job in data["jobs"].items() if "write" in str(job.get("permissions", ""))]
        assert (file.name, writing) in [("check.yml", []), ("publish.yml", ["deploy"])]
        if writing:
            assert "pull_request" not in data[True]  # YAML 1.1 reads “on” as true


def test_every_command_of_the_workflows_exists() -> None:
    from lesart.cli import parser

    for file in [*WORKFLOWS, ROOT / ".gitlab-ci.yml"]:
        for line in re.findall(r"python3 build\.py ([^\n>|]*)", file.read_text(encoding="utf-8")):
            words = line.replace('"', "").replace("$", "").split()
            parser().parse_args(words if words and not words[0].startswith("-") else ["build", *words])
