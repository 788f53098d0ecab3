"""Bundles of data products.

    inseam bundle verify <folder> ...

Says of each bundle what is missing, changed, extra or out of its folder. Exit codes: 0 all is as
bundle.json says, 1 something is not.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from inseam.bundle.folder import verify
from inseam.report.formats import FORMATS
from inseam.report.process import run_process
from inseam.report.report import Report, report


def add_arguments(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(required=True)
    command = commands.add_parser("verify", help="compare bundles with their bundle.json")
    command.add_argument("folders", nargs="+", type=Path)
    command.add_argument("--format", choices=sorted(FORMATS), default="text")


def run(options: argparse.Namespace) -> int:
    return run_process(lambda: verified(options.folders), FORMATS[options.format])


def verified(folders: Sequence[Path]) -> Report:
    findings = [finding for folder in folders for finding in verify(folder)]
    count = len(folders)
    return report(findings, f"{count} bundle{'' if count == 1 else 's'} verified")


def main(given: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="inseam bundle", description=(__doc__ or "").split("\n", 1)[0]
    )
    add_arguments(parser)
    return run(parser.parse_args(given))


if __name__ == "__main__":
    sys.exit(main())
