"""The command `inseam`: what works on files alone, without Pants and dbt.

A word's module is imported when it is asked for: nobody who compares contracts waits for the rules
of lint, or needs the packages that these need.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Protocol

from inseam import __version__


class Command(Protocol):
    """The module of a word."""

    __doc__: str | None

    def add_arguments(self, parser: argparse.ArgumentParser) -> None: ...

    def run(self, options: argparse.Namespace) -> int:
        """The exit code: `inseam.report.exit_code`."""


@dataclass(frozen=True, slots=True)
class Word:
    """``extra`` is that of the wheel, and ``packages`` what is imported of it."""

    help: str
    command: Callable[[], Command]
    extra: str = ""
    packages: tuple[str, ...] = ()


def _gate() -> Command:
    from inseam.gate import __main__ as command

    return command


def _lint() -> Command:
    from inseam.contract_lint import command

    return command


def _lineage() -> Command:
    from inseam.lineage import command

    return command


def _bundle() -> Command:
    from inseam.bundle import __main__ as command

    return command


WORDS: Mapping[str, Word] = {
    "gate": Word("what a change of contracts breaks, and which version it asks for", _gate),
    "lint": Word(
        "what is wrong in contracts (ODCS) and products' files (ODPS)",
        _lint,
        extra="lint",
        packages=("datacontract", "dataproduct", "duckdb", "jsonschema"),
    ),
    "lineage": Word("where columns come from, and who uses them, from a lineage.json", _lineage),
    "bundle": Word("whether the bundle of a data product is whole", _bundle),
}
# What people look for here, and cannot find.
_IN_THE_REPOSITORY = {
    "check": "`check` reads SQL as dbt compiles it, and dbt is not part of this package: run"
    " `./pants check <product>::` in the repository of the products.",
}


def main(given: Sequence[str] | None = None) -> int:
    arguments = list(sys.argv[1:] if given is None else given)
    word = next(iter(arguments), "")
    if problem := _problem(word):
        print(f"inseam: {problem}", file=sys.stderr)
        return 2
    parser = argparse.ArgumentParser(
        prog="inseam", description="Contracts between data products, from their files."
    )
    parser.add_argument("--version", action="version", version=f"inseam {__version__}")
    words = parser.add_subparsers(metavar="command", required=True)
    for name, offered in WORDS.items():
        if name != word:
            words.add_parser(name, help=offered.help)
            continue
        command = offered.command()
        description = (command.__doc__ or "").split("\n", 1)[0]
        of_word = words.add_parser(name, help=offered.help, description=description)
        command.add_arguments(of_word)
        of_word.set_defaults(run=command.run)
    options = parser.parse_args(arguments)
    code: int = options.run(options)
    return code


def _problem(word: str) -> str:
    """Why this cannot be done here, and what to do; empty if it can be tried."""
    if word in _IN_THE_REPOSITORY:
        return _IN_THE_REPOSITORY[word]
    offered = WORDS.get(word)
    if offered is None or all(find_spec(package) for package in offered.packages):
        return ""
    install = f'run `pip install "inseam[{offered.extra}]"`'
    return f"`{word}` needs more packages than are installed: {install}."


if __name__ == "__main__":
    sys.exit(main())
