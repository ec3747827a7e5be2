"""What moves when a threshold of the anchoring moves: `python bench/thresholds.py CASES.jsonl[.gz] … [--write]`.

Makes each number that `lesart/align.py`, `lesart/follow.py` and `lesart/sense.py` name in capital letters smaller and
larger by `FACTORS`, one at a time, and scores every `--every`th case again, with the text before and with the selector
alone (`bench/anchoring.py` says how). Prints the table, and with `--write` puts it into `bench/README.md` between its
two markers. One processor takes about ten minutes for three hundred cases.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]

import anchoring  # noqa: E402  # found by the line above

from lesart import align, follow, sense  # noqa: E402

FACTORS = (0.7, 1.4)
MODULES: tuple[ModuleType, ...] = (align, follow, sense)
README = ROOT / "bench" / "README.md"
MARKS = ("<!-- thresholds.py writes from here -->", "<!-- to here -->")

Scores = dict[str, float]
Trial = tuple[str, float | None]
CASES: list[dict[str, Any]] = []


def thresholds() -> dict[str, float]:
    """Every number with a name in capital letters, in the order of the modules."""
    return {
        name: value
        for module in MODULES
        for name, value in vars(module).items()
        if name.isupper() and isinstance(value, int | float)
    }


def moved(value: float, factor: float) -> float:
    """The value made smaller or larger; a whole number stays one, and is never the same or less than one."""
    if isinstance(value, float):
        return round(value * factor, 4)
    return max(1, value - 1 if factor < 1 and round(value * factor) == value else round(value * factor))


def scored(trial: Trial) -> tuple[Trial, Scores]:
    """The scores with one threshold set to another value (none for a name of '')."""
    name, value = trial
    holders = [module for module in MODULES if hasattr(module, name)] if name else []
    kept = [getattr(module, name) for module in holders]
    for module in holders:
        setattr(module, name, value)
    try:
        return trial, {key: count for way in ("history", "selector") for key, count in score(way).items()}
    finally:
        for module, old in zip(holders, kept, strict=True):
            setattr(module, name, old)


def score(way: str) -> Scores:
    counts: Counter[str] = Counter()
    for case in CASES:
        counts.update(("exist",) if case["truth"] else ())
        counts.update(anchoring.verdicts(case, anchoring.answer(case, way)))
    exist = max(1, counts["exist"])
    return {
        f"{way} WRONG": counts["WRONG"],
        f"{way} right": round(100 * counts["right"] / exist, 1),
        f"{way} first": round(100 * (counts["right"] + counts["first"]) / exist, 1),
        f"{way} silent": counts["silent"],
    }


def row(scores: Scores) -> str:
    """The scores of both ways, as cells."""
    cells = [
        f"{scores[f'{way} {key}']:g}" if key in ("WRONG", "silent") else f"{scores[f'{way} {key}']:.1f}"
        for way in ("history", "selector")
        for key in ("WRONG", "right", "first", "silent")
    ]
    return " | ".join(cells)


def table(results: dict[Trial, Scores]) -> str:
    """What moved, as Markdown; then the names of those with which nothing did."""
    base = results["", None]
    head = "WRONG | right | right or first | silent"
    lines = [
        f"{len(CASES)} cases. WRONG and silent are numbers, the rest percent of what still exists; first with the text",
        "before, then with the selector alone. `python bench/thresholds.py CASES --write` makes this table again.",
        "",
        f"| threshold | is | tried | {head} | {head} |",
        "| --- | --- | --- |" + " --- |" * 8,
        f"| as they are | | | {row(base)} |",
    ]
    quiet = []
    for name, value in thresholds().items():
        trials = [(trial, scores) for trial, scores in results.items() if trial[0] == name]
        stirred = [
            f"| `{name}` | {value:g} | {tried:g} | {row(scores)} |"
            for (_, tried), scores in trials
            if scores != base and tried is not None
        ]
        lines += stirred
        if trials and not stirred:
            quiet.append(f"`{name}` ({value:g})")
    return "\n".join([*lines, "", f"Nothing moved with these: {', '.join(quiet)}."])


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("cases", nargs="+", type=Path, help="JSON lines, gzipped or not")
    parser.add_argument("--every", type=int, default=4, help="score every so manieth case (default: 4)")
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME", help="try these thresholds only")
    parser.add_argument("--write", action="store_true", help="put the table into bench/README.md")
    options = parser.parse_args()
    CASES.extend([case for path in options.cases for case in anchoring.read(path)][:: options.every])
    trials: list[Trial] = [("", None)]
    trials += [
        (name, moved(value, factor))
        for name, value in thresholds().items()
        for factor in FACTORS
        if not options.only or name in options.only
    ]
    # forked, so that the cases are read once
    with multiprocessing.get_context("fork").Pool() as pool:
        results = dict(pool.imap(scored, trials))
    text = table(results)
    print(text)
    if options.write:
        before, rest = README.read_text(encoding="utf-8").split(MARKS[0])
        after = rest.split(MARKS[1])[1]
        README.write_text(f"{before}{MARKS[0]}\n{text}\n{MARKS[1]}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
