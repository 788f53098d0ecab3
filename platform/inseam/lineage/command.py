"""Where columns come from, and who uses them.

    inseam lineage <lineage.json, or its folder> [--upstream <column>] [--downstream <column>]

`./pants lineage` writes the file; a bundle of a data product has one, too. With neither column, the
map of the products is shown.
Exit codes: 0 it is shown, 2 something cannot be read or is not there, 3 a fault of ours.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from inseam.lineage.document import Lineage, from_json
from inseam.lineage.show import FORMS, Request, show, show_difference
from inseam.report.finding import Finding, InputError, Severity
from inseam.report.process import run_process
from inseam.report.report import Report
from inseam.report.text import to_text

_FILE = "lineage.json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("lineage", help=f"a {_FILE}, or a folder with one")
    column = "<contract id>.<object>.<column>, or <product>/<model>.<column>; can be repeated"
    parser.add_argument("--upstream", action="append", default=[], metavar="COLUMN", help=column)
    parser.add_argument("--downstream", action="append", default=[], metavar="COLUMN", help=column)
    parser.add_argument(
        "--base", metavar="LINEAGE", help="show the edges that came and went since this one"
    )
    parser.add_argument("--format", choices=FORMS, default="text")


def run(options: argparse.Namespace) -> int:
    if options.base is not None and (options.upstream or options.downstream):
        print("inseam lineage: give --base, or columns; see --help", file=sys.stderr)
        return 2
    return run_process(lambda: _report(options), to_text)


def _report(options: argparse.Namespace) -> Report:
    return Report(summary=tuple(_show(options).rstrip("\n").split("\n")))


def _show(options: argparse.Namespace) -> str:
    head = _read(options.lineage)
    if options.base is not None:
        return show_difference(options.format, _read(options.base), head)
    request = Request(options.format, tuple(options.upstream), tuple(options.downstream))
    return show(request, head, "--")


def _read(name: str) -> Lineage:
    path = Path(name)
    file = path / _FILE if path.is_dir() else path
    try:
        return from_json(file.read_text(encoding="utf-8"))
    except OSError:
        raise _unread(name, f"There is no {_FILE} here.") from None
    except (ValueError, TypeError, KeyError):
        raise _unread(
            name, f"This is not a {_FILE} that this version of inseam can read."
        ) from None


def _unread(name: str, message: str) -> InputError:
    fix = f"Run `./pants lineage products::`, and name `dist/lineage/{_FILE}`."
    return InputError(
        [
            Finding(
                rule="lineage-unreadable",
                severity=Severity.ERROR,
                file=name,
                message=message,
                fix=fix,
            )
        ]
    )
