"""Measures how fast Inseam is, against what people would do otherwise, and writes the page.

    PYTHONPATH=platform python -m benchmarks [--only FIGURE ...]

in the environment of platform/locks/testing.txt, on Linux. Each figure is kept as JSON in
platform/benchmarks/results when it is done, so they may be measured on several days, and
docs/performance.md is made of all that are there. ``--list`` names the figures.
"""

from __future__ import annotations

import argparse
import os
import shlex
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import page
from benchmarks.bench import Bench
from benchmarks.catalogue import FIGURES
from benchmarks.figure import Figure
from benchmarks.measuring import CommandFailed, adopt_orphans, end_all
from benchmarks.results import FOLDER, new_result, write


def main(arguments: list[str]) -> int:
    options = _options(arguments)
    chosen = [f for f in FIGURES if not options.only or f.name in options.only]
    if options.list:
        for figure in chosen:
            print(f"{figure.name:<16} about {figure.minutes} minutes: {figure.title}")
        return 0
    adopt_orphans()
    failed = []
    with tempfile.TemporaryDirectory(prefix="inseam-benchmarks-") as temporary:
        bench = Bench(
            folder=options.folder or Path(temporary),
            runs=options.runs,
            sizes=options.sizes,
            against=options.against,
        )
        try:
            for number, figure in enumerate(chosen, 1):
                bench.say(f"[{number}/{len(chosen)}] {figure.name}: {figure.title}")
                try:
                    _measure(bench, figure, options.results, arguments)
                except CommandFailed as failure:
                    bench.say(f"{figure.name} was not measured: {failure}")
                    failed.append(figure.name)
        finally:
            end_all()
    if options.results == FOLDER:
        page.write()
    if failed:
        print(f"Not measured: {', '.join(failed)}.", file=sys.stderr)
    return 1 if failed else 0


def _measure(bench: Bench, figure: Figure, results: Path, arguments: list[str]) -> None:
    load = os.getloadavg()[0]
    series = figure.measure(bench)
    # So that nothing of it is measured with the next one.
    bench.stop_daemons()
    # As a person would repeat it: where repositories and results lie does not matter.
    sizes = f" --sizes={','.join(map(str, bench.sizes))}" if bench.sizes else ""
    against = f" --against={shlex.quote(bench.against)}" if bench.against != "HEAD" else ""
    command = f"python -m benchmarks --only {figure.name} --runs={bench.runs}{sizes}{against}"
    day = datetime.now(UTC).date()
    file = write(new_result(figure.name, command, series, load, day, bench.commit), results)
    bench.say(f"written: {file.name}")


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    names = [figure.name for figure in FIGURES]
    parser.add_argument("--only", nargs="+", choices=names, metavar="FIGURE", default=[])
    parser.add_argument("--list", action="store_true", help="name the figures, and end")
    parser.add_argument("--runs", type=int, default=3, help="of each, in turn")
    parser.add_argument(
        "--sizes", type=_sizes, default=(), help="numbers of products, such as 10,100"
    )
    parser.add_argument("--against", default="HEAD", help="the commit that facts are compared with")
    parser.add_argument(
        "--folder", type=Path, help="where repositories are made and stay, for the next time"
    )
    parser.add_argument("--results", type=Path, default=FOLDER)
    return parser.parse_args(arguments)


def _sizes(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(","))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
