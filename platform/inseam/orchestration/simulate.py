"""``python -m inseam.orchestration.simulate``: a year of the products of the facts, by chance.

Writes a table with one row a strategy: medians of the seeds, with their range. The same options and
facts write the same bytes.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

from inseam.orchestration.facts_read import FACTS, read_facts
from inseam.orchestration.plan import plan
from inseam.orchestration.simulation.assumptions import Assumptions
from inseam.orchestration.simulation.mesh import USUAL, Simulated, simulated
from inseam.orchestration.simulation.study import HEADS, START, study, table
from inseam.report.exit_code import ExitCode
from inseam.report.finding import Finding, InputError, Severity
from inseam.report.report import report
from inseam.report.text import to_text

_MOST_DAYS = 3650


def main(arguments: Sequence[str]) -> int:
    options = _parser().parse_args(arguments)
    try:
        found = read_mesh(options.facts, options.days)
    except InputError as error:
        print(to_text(report(error.findings)), file=sys.stderr)
        return ExitCode.BAD_INPUT
    seeds = sorted(set(options.seed))
    for line in lines(found, options.days, seeds):
        print(line)
    return ExitCode.CLEAN


def read_mesh(database: Path, days: int) -> Simulated:
    """A port that ends within the days asks nothing. Raises `InputError`."""
    found = simulated(plan(read_facts(database), day=(START + timedelta(days=days)).date()))
    if not found.mesh.products:
        raise InputError(
            [
                Finding(
                    rule="simulation-no-products",
                    severity=Severity.ERROR,
                    file=database.as_posix(),
                    message="No product of these facts has an output port.",
                    fix="Write the facts of a repository with products: ./pants facts ::",
                )
            ]
        )
    return found


def lines(of: Simulated, days: int, seeds: Sequence[int]) -> Iterator[str]:
    yield f"{len(of.mesh.products)} products, {days} days, seeds {', '.join(map(str, seeds))}"
    yield f"Assumed, not measured: a run takes {USUAL // timedelta(minutes=1)} minutes (median)."
    rows = [HEADS, *table(study(of, Assumptions(), days, seeds))]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for first, *others in rows:
        cells = (
            first.ljust(widths[0]),
            *(cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True)),
        )
        yield "  ".join(cells).rstrip()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m inseam.orchestration.simulate", description=__doc__, allow_abbrev=False
    )
    parser.add_argument("--days", type=_days, default=365, help="how long (default: 365)")
    parser.add_argument(
        "--seed",
        type=int,
        nargs="+",
        default=list(range(1, 11)),
        help="one or more whole numbers (default: 1 to 10)",
    )
    parser.add_argument("--facts", type=Path, default=FACTS, help=f"default: {FACTS.as_posix()}")
    return parser


def _days(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= _MOST_DAYS:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a whole number of days from 1 to {_MOST_DAYS}"
        )
    return int(text)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
