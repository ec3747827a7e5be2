"""Scores `lesart.follow` on cases of real and made edits: `python bench/anchoring.py CASES.jsonl[.gz] …`.

A case is one JSON object a line: `quote`, `prefix`, `suffix`, the text `before` with `start` and `end` of the quote,
the text `after`, and `truth`, where it stands there, or null. `before` and `after` are texts, or keys of
`texts.jsonl[.gz]` beside the cases. Optional: `cls` (the class, for the table), `sensitive` (a number or negation
changed), `repo`.

Each case is judged twice, with the text before and with the selector alone:

right    certain, and where it should be (the two spans share at least 0.3 of what they cover together)
exactly  the same, and sharing at least 0.8
WRONG    certain, but elsewhere, or the passage is gone
first    not certain, but the first place offered is right
held     of these: the place is as sure as that of a right one, but the sense changed, so an editor must look
later    one of the other places offered is right
missed   none is
refused  the passage is gone, and nothing is certain

Percentages of right, exactly, first, later and missed are of the passages that still exist, of WRONG of all, of
refused of those that are gone. `silent` counts sensitive cases that were certain: there must be none. The speed is
in cases a second of one processor's time; nothing is kept from one case to the next.
"""

from __future__ import annotations

import argparse
import gc
import gzip
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from lesart.follow import Followed, align, follow, prepare, seek  # noqa: E402  # found by the line above
from lesart.selector import Quote, Span  # noqa: E402

#: Shares of two spans (what both cover of what either covers) from which they are the same place, and the same span.
SAME_PLACE = 0.3
SAME_SPAN = 0.8

COLUMNS = ("right", "exactly", "WRONG", "first", "held", "later", "missed", "refused", "silent")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("cases", nargs="+", type=Path, help="JSON lines, gzipped or not")
    parser.add_argument("--by", default="cls", help="the key of a case by which the table is divided")
    parser.add_argument("--only", choices=("history", "selector"), help="judge in one way only")
    parser.add_argument(
        "--show", metavar="VERDICT", action="append", default=[], help="list the cases of this verdict"
    )
    options = parser.parse_args()
    cases = [case for path in options.cases for case in read(path)]
    gc.freeze()  # the cases are ours: that they are kept must not cost those who are measured
    for way in ("history", "selector"):
        if options.only in (None, way):
            report(cases, way, options.by, set(options.show))


def read(path: Path) -> Iterator[dict[str, Any]]:
    """The cases of a file, their texts put in."""
    beside = [path.parent / "texts.jsonl.gz", path.parent / "texts.jsonl"]
    texts = {line["text"]: line["content"] for file in beside if file.exists() for line in lines(file)}
    for case in lines(path):
        case["before"] = texts.get(case["before"], case["before"])
        case["after"] = texts.get(case["after"], case["after"])
        yield case


def lines(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a file of JSON lines."""
    with (
        gzip.open(path, "rt", encoding="utf-8")
        if path.suffix == ".gz"
        else path.open(encoding="utf-8") as file
    ):
        yield from map(json.loads, file)


def answer(case: dict[str, Any], way: str) -> Followed:
    """What an editor would be told. Nothing is kept from one case to the next."""
    if way == "history":
        before = prepare(case["before"])
        alignment = align(before, prepare(case["after"], like=before))
        return follow(alignment, Span(case["start"], case["end"]))
    quote = Quote(exact=case["quote"], prefix=case["prefix"], suffix=case["suffix"])
    return seek(prepare(case["after"]), quote)


def verdicts(case: dict[str, Any], told: Followed) -> tuple[str, ...]:
    """The columns that a case counts in."""
    truth = Span(*case["truth"]) if case["truth"] else None
    silent = ("silent",) if told.certain and case.get("sensitive") else ()
    if told.certain and told.span:
        share = shared(told.span, truth)
        if share < SAME_PLACE:
            return ("WRONG", *silent)
        return ("right", "exactly", *silent) if share >= SAME_SPAN else ("right", *silent)
    if truth is None:
        return ("refused",)
    places = [shared(offer.span, truth) >= SAME_PLACE for offer in told.offered]
    if places[:1] == [True]:
        held = told.placed and told.span is not None and shared(told.span, truth) >= SAME_PLACE
        return ("first", "held") if held else ("first",)
    return ("later" if any(places) else "missed",)


def shared(one: Span, other: Span | None) -> float:
    """What both spans cover, as a share of what either covers."""
    if other is None:
        return 0.0
    both = min(one.end, other.end) - max(one.start, other.start)
    return max(0, both) / (max(one.end, other.end) - min(one.start, other.start))


def report(cases: list[dict[str, Any]], way: str, by: str, show: set[str]) -> None:
    """Judges all cases in one way and prints the table."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    spent = 0.0
    for case in cases:
        begun = time.process_time()
        told = answer(case, way)
        spent += time.process_time() - begun
        found = verdicts(case, told)
        for group in (str(case.get(by, "")), "all"):
            counts[group].update(("cases", "exist" if case["truth"] else "gone", *found))
        if show & set(found):
            print(case.get("id", ""), told.outcome, told.span, case["truth"], repr(case["quote"][:80]))
    with_text = "with the text before" if way == "history" else "with the selector alone"
    print(f"\n{with_text:24s} {'cases':>6s}" + "".join(f"{column:>9s}" for column in COLUMNS))
    for group, count in sorted(counts.items(), key=lambda item: (item[0] == "all", item[0])):
        shares = [share(count, column) for column in COLUMNS[:-1]]
        print(f"{group:24s} {count['cases']:6d}" + "".join(shares) + f"{count['silent']:9d}")
    total = counts["all"]
    helped = total["right"] + total["first"]
    print(
        f"totals, {with_text}: {total['cases']} cases, {total['WRONG']} WRONG ({100 * total['WRONG'] / max(1, total['cases']):.2f} %), "
        f"{100 * total['right'] / max(1, total['exist']):.1f} % right "
        f"({100 * (total['right'] + total['held']) / max(1, total['exist']):.1f} % with those held), {100 * helped / max(1, total['exist']):.1f} % right or first, "
        f"{total['silent']} silent, {len(cases) / max(spent, 1e-9):.0f} cases/s"
    )


def share(count: Counter[str], column: str) -> str:
    """A column as a percentage of what it can be a part of."""
    whole = count["cases" if column == "WRONG" else "gone" if column == "refused" else "exist"]
    return f"{100 * count[column] / whole:9.1f}" if whole else f"{'–':>9s}"


if __name__ == "__main__":
    main()
