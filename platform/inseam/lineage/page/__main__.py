"""``python -m inseam.lineage.page <lineage.json> <out.html> [--base <lineage.json>]``

Writes the page of a lineage; with a base, it also shows what is new, other or gone, and with
``--results <folder>`` how the checks in it came out, as `./pants test` leaves them there.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from inseam.lineage.document import Lineage, from_json
from inseam.lineage.page.from_lineage import view_of
from inseam.lineage.page.quality import read_quality
from inseam.lineage.page.render import render
from inseam.report.finding import Finding, InputError, Severity
from inseam.report.process import run_process
from inseam.report.report import Report


def main(given: Sequence[str]) -> Report:
    parser = argparse.ArgumentParser(
        prog="inseam.lineage.page", description="Writes the page of a lineage."
    )
    parser.add_argument("lineage", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--base", type=Path, help="the lineage that this one is compared with")
    parser.add_argument("--results", type=Path, help="folder with JUnit XML of `./pants test`")
    parser.add_argument("--title", default="Lineage")
    args = parser.parse_args(given)
    base = _read(args.base) if args.base else None
    lineage = _read(args.lineage)
    quality = read_quality(args.results, lineage) if args.results else ()
    page = render(view_of(lineage, base, quality=quality, title=args.title))
    args.out.write_text(page, encoding="utf-8", newline="\n")
    return Report()


def _read(file: Path) -> Lineage:
    try:
        return from_json(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(
            [
                Finding(
                    rule="no-lineage",
                    severity=Severity.ERROR,
                    file=str(file),
                    message=f"This cannot be read as a lineage: {error}",
                    fix="Give the `lineage.json` that `./pants lineage` writes.",
                )
            ]
        ) from error


if __name__ == "__main__":
    sys.exit(run_process(lambda: main(sys.argv[1:])))
