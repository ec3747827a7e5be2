"""Problems for machines: JSON, GitHub's workflow commands, SARIF 2.1.0, GitLab's code quality report; and Markdown.

What editors wrote is hostile here: nothing in it begins a command, a mention, a link or HTML where it is shown.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from typing import Any
from urllib.parse import quote

from lesart.problems import (
    ALLOWABLE,
    CODES,
    Problem,
    Problems,
    as_data,
    as_workflow_command,
    counted,
    visible,
)

#: Of the JSON form. It changes when a key changes its meaning or goes; new keys may come at any time.
JSON_VERSION = 1

#: So many errors, and so many warnings, GitHub shows for one step; it drops the rest without a word.
GITHUB_LIMIT = 10

#: JSON Schema (draft 2020-12) of what `--format json` prints.
JSON_SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Problems of an edition",
    "type": "object",
    "required": ["version", "problems"],
    "properties": {
        "version": {"const": JSON_VERSION, "description": "Of this form."},
        "problems": {
            "type": "array",
            "description": "By file, line and column.",
            "items": {
                "type": "object",
                "required": ["file", "line", "column", "severity", "code", "message", "hint"],
                "properties": {
                    "file": {
                        "type": "string",
                        "description": "Relative to the edition, with forward slashes.",
                    },
                    "line": {"type": "integer", "minimum": 1},
                    "column": {"type": "integer", "minimum": 1, "description": "In code points."},
                    "severity": {"enum": ["error", "warning"]},
                    "code": {"type": "string", "description": "Stable; lesart/PROBLEMS.md lists them."},
                    "message": {"type": "string", "description": "What is wrong, in one sentence."},
                    "hint": {"type": "string", "description": "How it is mended."},
                },
            },
        },
    },
}


def as_json(problems: Problems) -> str:
    return _dumped({"version": JSON_VERSION, "problems": [as_data(problem) for problem in problems]})


def as_github(problems: Problems) -> tuple[str, ...]:
    """Lines for the log of a step: what GitHub shows at its line, then the rest as plain text under a notice."""
    shown: list[str] = []
    rest: list[Problem] = []
    so_far: Counter[str] = Counter()
    # errors first: a pull request with many warnings must not hide them
    for problem in sorted(problems, key=lambda one: not one.is_error):
        so_far[problem.severity] += 1
        if so_far[problem.severity] <= GITHUB_LIMIT:
            shown.append(as_workflow_command(problem))
        else:
            rest.append(problem)
    if rest:
        shown.append(
            f"::notice title=check::In the log and in the summary of this job: {counted(len(rest), 'more problem')}."
        )
    return (*shown, *(_one_line(problem) for problem in rest))


def _one_line(problem: Problem) -> str:
    """A log line that can begin no workflow command, and commands no terminal."""
    place = problem.place
    text = f"{place.file}:{place.line}:{place.column}: {problem.severity} {problem.message} [{problem.code}] {problem.hint}"
    return f"  {visible(text)}"


def as_sarif(problems: Problems, version: str) -> str:
    """SARIF 2.1.0 for code-scanning views; rules are the codes, addresses are relative to the repository."""
    codes = sorted({problem.code for problem in problems})
    rules = [
        {
            "id": code,
            "shortDescription": {"text": CODES[code][1]},
            "fullDescription": {"text": CODES[code][1]},
            "help": {
                "text": CODES[code][1]
                + (f" It may be allowed: “allow: [{code}]”." if code in ALLOWABLE else "")
            },
            "defaultConfiguration": {"level": CODES[code][0]},
        }
        for code in codes
    ]
    results = [
        {
            "ruleId": problem.code,
            "ruleIndex": codes.index(problem.code),
            "level": problem.severity,
            "message": {"text": f"{problem.message} {problem.hint}"},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": quote(problem.place.file), "uriBaseId": "%SRCROOT%"},
                        "region": {"startLine": problem.place.line, "startColumn": problem.place.column},
                    }
                }
            ],
            "partialFingerprints": {"problem/v1": _fingerprint(problem)},
        }
        for problem in problems
    ]
    driver = {"name": "lesart", "version": version, "rules": rules}
    return _dumped(
        {
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [{"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}],
        }
    )


def as_gitlab(problems: Problems) -> str:
    """GitLab's code quality report: shown in a merge request, and at the line."""
    return _dumped(
        [
            {
                "description": f"{problem.message} {problem.hint}",
                "check_name": problem.code,
                "fingerprint": _fingerprint(problem),
                "severity": "major" if problem.is_error else "minor",
                "location": {"path": problem.place.file, "lines": {"begin": problem.place.line}},
            }
            for problem in problems
        ]
    )


def _fingerprint(problem: Problem) -> str:
    """The same for the same problem after its line moved."""
    return hashlib.sha256(f"{problem.code}\0{problem.place.file}\0{problem.message}".encode()).hexdigest()


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


# --- Markdown ------------------------------------------------------------------------------------------------

#: Stops what forges make of a bare sign: @name, #1, !1, ~label, %1, https://, www.
_JOINER = "\u2060"
_CALLS = re.compile(
    r"(?<=[@#!~%$])(?=\w)|(?<=[@#!~%$\"])(?=[\"\[])|(?<=:)(?=//)|(?<=\bwww)(?=\.)|(?<=\bGH)(?=-\d)", re.I
)
_SIGNS = re.compile(r"([!\"#$%'()*+,\-./:;=?@\[\\\]^_`{|}~])")


def markdown(text: str) -> str:
    """The text in one line of Markdown that shows it and does nothing else."""
    safe = _CALLS.sub(_JOINER, visible(text))
    safe = _SIGNS.sub(r"\\\1", safe.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))
    # the entities' own signs must not be escaped
    return re.sub(r"&(amp|lt|gt)\\;", r"&\1;", safe)


def as_markdown(problems: Problems) -> str:
    """A list of problems, for the summary of a job."""
    if not problems:
        return "No problem.\n"
    return "".join(
        f"- **{one.severity}** {markdown(f'{one.place.file}:{one.place.line}')}: {markdown(one.message)} "
        f"{markdown(one.hint)} `{one.code}`\n"
        for one in problems
    )
