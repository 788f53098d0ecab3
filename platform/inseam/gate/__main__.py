"""What a change of data contracts does to their readers.

    python -m inseam.gate --against <branch|commit|folder|file> <contract or folder> ...

Compares the contracts here with what they were, says what breaks whom, and which version each
change asks for. With a branch or commit, what they were is the state where this branch left it.
Exit codes: 0 nothing breaks, 1 something does, 2 something cannot be read, 3 a fault of ours.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from inseam.documents.durations import MAX_NOTICE_DAYS
from inseam.documents.yaml_document import read_yaml
from inseam.gate.catalogue import BY_ID
from inseam.gate.configuration import (
    FILE,
    NOTHING_CONFIGURED,
    OPT_IN,
    Configuration,
    read_configuration,
)
from inseam.gate.explain import explained
from inseam.gate.outcome import report_of
from inseam.gate.settings import Majors, Readers, Settings
from inseam.gate.sources import files_against, files_on_disk, is_there
from inseam.gate.trees import compare_trees, contract_ids
from inseam.report.finding import Finding, InputError, Severity
from inseam.report.formats import FORMATS
from inseam.report.near_names import did_you_mean
from inseam.report.process import run_process
from inseam.report.report import Report


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "files", nargs="*", help="contracts, or folders of `*.odcs.yaml` or `*.odcs.json` files"
    )
    parser.add_argument("--against", help="branch, commit, folder or file to compare with")
    parser.add_argument("--format", choices=sorted(FORMATS), default="text")
    parser.add_argument(
        "--config", help=f"file of settings, severities and waivers; {FILE} if it is there"
    )
    parser.add_argument(
        "--majors",
        choices=[str(one) for one in Majors],
        help="whether a new major version is a new contract, or may replace the old one",
    )
    parser.add_argument(
        "--readers",
        choices=[str(one) for one in Readers],
        action="append",
        help="readers to protect besides those in SQL; can be repeated",
    )
    parser.add_argument(
        "--also", choices=OPT_IN, action="append", help="rules that are off by default"
    )
    parser.add_argument(
        "--notice-days", type=int, help="notice period of contracts that promise none"
    )
    parser.add_argument(
        "--today", type=date.fromisoformat, help="the day of the comparison, if not today"
    )
    parser.add_argument("--explain", metavar="RULE", help="explain a rule")


def gate(options: argparse.Namespace, root: Path) -> Report:
    configuration = _configuration(options.config, root)
    settings = _settings(options, configuration)
    against = options.against
    here, root = root, _folder_of(options.files, root)
    if here != root and is_there(here / against):
        against = str((here / against).resolve())
    wanted = [_relative(here / name, root) for name in options.files]
    head = files_on_disk(root, wanted)
    before, base = files_against(root, against, wanted)
    _refuse_missing(wanted, root, base)
    if not base and not head:
        where = ", ".join(options.files)
        why = "No `*.odcs.yaml` or `*.odcs.json` is there or was there."
        raise InputError([_bad_file(where, why)])
    exceptions = configuration.exceptions
    outcome = compare_trees(base, head, settings, before=before, waived=exceptions.contracts)
    known = outcome.looked_at
    if not exceptions.contracts <= known:
        known |= contract_ids(files_on_disk(root, ["."]))
    changed = [path for path, content in head.items() if base.get(path) != content]
    return report_of(outcome, exceptions, settings.today, changed, known)


def _today() -> date:
    """The one place that asks the clock."""
    return date.today()  # noqa: DTZ011


def _folder_of(names: Sequence[str], root: Path) -> Path:
    """The working folder, or what all files have in common if one is outside of it."""
    paths = [(root / name).resolve() for name in names]
    if all(path.is_relative_to(root.resolve()) for path in paths):
        return root
    folders = [path if path.is_dir() else path.parent for path in paths]
    return Path(os.path.commonpath(folders))


def _relative(path: Path, root: Path) -> str:
    return path.resolve().relative_to(root.resolve()).as_posix()


def _refuse_missing(wanted: Sequence[str], root: Path, base: dict[str, bytes]) -> None:
    missing = [
        name
        for name in wanted
        if not is_there(root / name)
        and not any(path == name or path.startswith(f"{name}/") for path in base)
    ]
    if missing:
        raise InputError(_bad_file(name, "It is neither here nor in the base.") for name in missing)


def _bad_file(name: str, why: str) -> Finding:
    return Finding(
        rule="file-missing",
        severity=Severity.ERROR,
        file=name,
        message=f"There is nothing to compare. {why}",
        fix="Name contracts, or folders with contracts in them.",
    )


def _configuration(name: str | None, root: Path) -> Configuration:
    if name is None and not (root / FILE).is_file():
        return NOTHING_CONFIGURED
    file = root / (name or FILE)
    if not (is_there(file) and file.is_file()):
        raise InputError([_bad_file(str(name), "It should be the gate's configuration.")])
    return read_configuration(read_yaml(name or FILE, file.read_bytes()))


def _settings(options: argparse.Namespace, configuration: Configuration) -> Settings:
    """What the command says counts for more than what the file does."""
    settings = configuration.settings(Settings(today=options.today or _today()))
    given: dict[str, Any] = {}
    if options.majors is not None:
        given["majors"] = Majors(options.majors)
    if options.readers is not None:
        given["readers"] = frozenset(map(Readers, options.readers))
    if options.also is not None:
        given["opt_in"] = frozenset(options.also)
    if options.notice_days is not None:
        given["notice_days"] = min(max(options.notice_days, 0), MAX_NOTICE_DAYS)
    return replace(settings, **given)


def _explain(rule: str) -> Report:
    if rule not in BY_ID:
        raise InputError(
            [
                Finding(
                    rule="rule-unknown",
                    severity=Severity.ERROR,
                    file=rule,
                    message="The gate has no such rule.",
                    fix=did_you_mean(rule, BY_ID, "docs/contract-gate.md lists all rules."),
                )
            ]
        )
    return Report(summary=tuple(explained(BY_ID[rule]).split("\n")))


def run(options: argparse.Namespace) -> int:
    if options.explain:
        return run_process(lambda: _explain(options.explain), FORMATS[options.format])
    if not options.against or not options.files:
        print("inseam gate: needs --against and files; see --help", file=sys.stderr)
        return 2
    return run_process(lambda: gate(options, Path.cwd()), FORMATS[options.format])


def main(given: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="inseam gate", description=(__doc__ or "").split("\n", 1)[0]
    )
    add_arguments(parser)
    return run(parser.parse_args(given))


if __name__ == "__main__":
    sys.exit(main())
