"""The published file of a contract's version.

``python -m inseam.generated.published <contract.odcs.yaml> <out folder> [other file ...]`` writes
the file of a version that is released and has none. One that is there is never written again. The
other files are those that claim the contract's id as well.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from inseam.contracts.odcs import Contract, read_contract
from inseam.contracts.yaml_document import Document, read_yaml
from inseam.contracts.yaml_document import Path as ElementPath
from inseam.generated.archive import SUFFIX, is_file_name, published_path
from inseam.generated.wanted import WantedFile, write_stale
from inseam.report.finding import Finding, InputError, Severity
from inseam.report.process import run_process
from inseam.report.report import Report, report

# ODCS 3.1, Fundamentals: proposed, draft, active, deprecated, retired.
RELEASED = frozenset({"active", "deprecated"})


def published_file(contract: Contract, document: Document, content: bytes) -> WantedFile | None:
    """None if the version is not released or has its file. Raises `InputError` for bad names."""
    if (contract.status or "").lower() not in RELEASED:
        return None
    named: tuple[tuple[ElementPath, str, str], ...] = (
        (("id",), "id", contract.id),
        (("version",), "version", contract.version),
    )
    problems = [
        _unnameable(document, path, what, name)
        for path, what, name in named
        if not is_file_name(name)
    ]
    if problems:
        raise InputError(problems)
    path = published_path(contract.id, contract.version)
    if path.is_file():
        return None
    return WantedFile(path, content, contract.file)


def check_id(contract: Contract, document: Document, claimed_by: Iterable[str]) -> None:
    """Raises `InputError` if the id is not the file's name, or other files claim it as well."""
    problems = []
    stem = Path(contract.file).name.removesuffix(SUFFIX)
    if contract.id != stem:
        message = f"The contract's id is `{contract.id}`, and its file is called `{stem}{SUFFIX}`."
        fix = f"Rename the file to {contract.id}{SUFFIX}, or correct the id."
        problems.append(_of_id(document, "contract-id-not-file-name", message, fix))
    if others := ", ".join(sorted(claimed_by)):
        message = f"The id `{contract.id}` is claimed by {others} as well."
        fix = "Give one of the contracts an id of its own."
        problems.append(_of_id(document, "contract-id-claimed-twice", message, fix))
    if problems:
        raise InputError(problems)


def _of_id(document: Document, rule: str, message: str, fix: str) -> Finding:
    return Finding(
        rule=rule,
        severity=Severity.ERROR,
        file=document.file,
        line=document.line(("id",)),
        message=message,
        fix=fix,
    )


def _unnameable(document: Document, path: ElementPath, what: str, name: str) -> Finding:
    return Finding(
        rule="contract-name-invalid",
        severity=Severity.ERROR,
        file=document.file,
        line=document.line(path),
        message=f"The released contract has the {what} {name!r}, which cannot name a file.",
        fix="Use letters, digits, hyphens and dots.",
    )


def main() -> Report:
    file, out, *others = sys.argv[1:]
    content = Path(file).read_bytes()
    document = read_yaml(file, content)
    contract = read_contract(document)
    check_id(contract, document, others)
    wanted = published_file(contract, document, content)
    command = f"./pants generate {file}"
    return report(write_stale([wanted] if wanted else [], Path(out), command))


if __name__ == "__main__":
    sys.exit(run_process(main))
