"""What is wrong in contracts (ODCS) and products' files (ODPS), as far as each alone tells.

    inseam lint <file or folder> ...

Exit codes: 0 no errors, 1 errors, 2 a file cannot be read, 3 a fault of ours.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from pathlib import Path

from inseam.contract_lint.lint_file import lint
from inseam.contract_lint.standards import is_named_as_one
from inseam.report.finding import Finding, InputError, Severity
from inseam.report.formats import FORMATS
from inseam.report.process import run_process
from inseam.report.report import Report, report

# Where dbt and its like write copies.
_WRITTEN = frozenset({"target", "dbt_packages"})


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "files",
        nargs="+",
        help="contracts and products' files, or folders with `*.odcs.yaml` and `*.odps.yaml` files",
    )
    parser.add_argument("--format", choices=sorted(FORMATS), default="text")


def run(options: argparse.Namespace) -> int:
    return run_process(lambda: lint_all(options.files), FORMATS[options.format])


def lint_all(names: Sequence[str]) -> Report:
    """Raises `InputError` for what cannot be read, with the findings of all other files."""
    missing = [name for name in names if not Path(name).exists()]
    findings = [_missing(name, "There is no such file or folder.") for name in missing]
    files = list(dict.fromkeys(file for name in names for file in _files(Path(name))))
    if not files and not missing:
        where = "No `*.odcs.yaml` or `*.odps.yaml` is there."
        findings = [_missing(", ".join(names), where)]
    is_unread = bool(findings)
    for file in files:
        try:
            findings += lint(file.as_posix(), file.read_bytes())
        except InputError as error:
            is_unread = True
            findings += error.findings
    if is_unread:
        raise InputError(findings)
    return report(findings, f"{len(files)} file{'' if len(files) == 1 else 's'} linted")


def _files(path: Path) -> Iterable[Path]:
    if path.is_file():
        return (path,)
    return sorted(file for file in path.rglob("*") if _is_linted(file.relative_to(path), file))


def _is_linted(relative: Path, file: Path) -> bool:
    is_own = not any(part.startswith(".") or part in _WRITTEN for part in relative.parts)
    return is_own and is_named_as_one(file.name) and file.is_file()


def _missing(name: str, message: str) -> Finding:
    return Finding(
        rule="file-missing",
        severity=Severity.ERROR,
        file=name,
        message=message,
        fix="Name contracts or products' files, or folders with such files.",
    )
