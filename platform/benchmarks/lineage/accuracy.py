"""How right column lineage is: ours, sqlglot's own and SQLLineage's, on the same cases.

    platform/benchmarks/lineage/run accuracy [--cases FILE ...] [--wrong]

which makes an environment of platform/locks/lineage-peers.txt for it. Without `--cases` the cases
are the golden ones of `inseam.sql`. `--wrong` names the cases that an engine got wrong without
saying so. The exit code is 1 if ours is not ahead of both in exact cases, crashes, or is silently
wrong in more than one case of a hundred.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from benchmarks.lineage.cases import Answer, Case, Score, golden, judge, read_cases
from benchmarks.lineage.engines import Engine, available

_MOST_SILENTLY_WRONG = 0.01


def score(engine: Engine, cases: list[Case]) -> Score:
    total = Score()
    for case in cases:
        try:
            answer = engine(case)
        except Exception as error:  # noqa: BLE001
            total.crashes += 1
            answer = Answer(error=f"{type(error).__name__}: {error}")
        judge(case, answer, total)
    return total


def table(scores: dict[str, Score]) -> str:
    heads = ("engine", "exact", "precision", "recall", "silently wrong", "errors", "crashes")
    rows = [
        (
            name,
            f"{found.exact / max(found.cases, 1):.1%}",
            f"{found.precision:.1%}",
            f"{found.recall:.1%}",
            f"{found.silently_wrong} ({found.silently_wrong / max(found.cases, 1):.1%})",
            str(found.errors),
            str(found.crashes),
        )
        for name, found in scores.items()
    ]
    widths = [max(len(row[place]) for row in (heads, *rows)) for place in range(len(heads))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in (heads, *rows)
    )


def is_good(scores: dict[str, Score]) -> bool:
    ours = scores["inseam"]
    peers = [found for name, found in scores.items() if name != "inseam"]
    return (
        not ours.crashes
        and ours.silently_wrong <= _MOST_SILENTLY_WRONG * ours.cases
        and all(ours.exact >= peer.exact for peer in peers)
    )


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Compares engines of column lineage.")
    parser.add_argument("--cases", type=Path, action="append", default=[])
    parser.add_argument("--wrong", action="store_true")
    options = parser.parse_args(arguments)
    cases = [case for path in options.cases for case in read_cases(path)] or golden()
    engines, remarks = available()
    scores = {name: score(engine, cases) for name, engine in engines.items()}
    print(f"{len(cases)} cases", *remarks, table(scores), sep="\n")
    if options.wrong:
        for name, found in scores.items():
            print(*(f"{name}: {wrong}" for wrong in found.wrong_ids), sep="\n")
    return 0 if is_good(scores) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
