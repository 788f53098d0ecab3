"""The published file of a contract's version.

``python -m inseam.generated.published <contract.odcs.yaml> <out folder> [other file ...]`` writes
the file of a version that is released and has none. One that is there is never written again. The
other files are those that claim the contract's id as well.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from inseam.contracts.odcs import Contract, read_contract
from inseam.contracts.yaml_document import Document, read_file, read_yaml
from inseam.generated.archive import SUFFIX, is_file_name, is_version, published_path
from inseam.generated.wanted import WantedFile, write_stale
from inseam.report.finding import Finding, InputError, Severity
from inseam.report.process import run_process
from inseam.report.report import Report, report

# ODCS 3.1, Fundamentals: proposed, draft, active, deprecated, retired.
RELEASED = frozenset({"active", "deprecated"})


def published_file(contract: Contract, content: bytes) -> WantedFile | None:
    """None if the version is not released, or has its file."""
    path = published_path(contract.id, contract.version)
    if not is_released(contract) or path.is_file():
        return None
    return WantedFile(path, content, contract.file)


def is_released(contract: Contract) -> bool:
    return (contract.status or "").lower() in RELEASED


def check(contract: Contract, document: Document, claimed_by: Iterable[str]) -> None:
    """Raises `InputError` if the contract cannot be found by its id, or filed by its version."""
    problems = _id_problems(contract, claimed_by)
    if is_released(contract):
        problems += _version_problems(contract)
    if problems:
        raise InputError(
            Finding(
                rule=problem.rule,
                severity=Severity.ERROR,
                file=document.file,
                line=document.line((problem.key,)),
                message=problem.message,
                fix=problem.fix,
            )
            for problem in problems
        )


@dataclass(frozen=True, slots=True)
class _Problem:
    key: str
    rule: str
    message: str
    fix: str


def _id_problems(contract: Contract, claimed_by: Iterable[str]) -> list[_Problem]:
    problems = []
    name = Path(contract.file).name
    if not is_file_name(contract.id):
        message = f"The contract has the id {contract.id!r}, which cannot name a file."
        fix = "Use letters, digits and hyphens."
        problems.append(_Problem("id", "contract-name-invalid", message, fix))
    elif name != f"{contract.id}{SUFFIX}":
        message = f"The contract's id is `{contract.id}`, and its file is called `{name}`."
        fix = f"Rename the file to {contract.id}{SUFFIX}, or correct the id."
        problems.append(_Problem("id", "contract-id-not-file-name", message, fix))
    if others := ", ".join(sorted(claimed_by)):
        message = f"The id `{contract.id}` is claimed by {others} as well."
        fix = "Give one of the contracts an id of its own."
        problems.append(_Problem("id", "contract-id-claimed-twice", message, fix))
    return problems


def _version_problems(contract: Contract) -> list[_Problem]:
    if is_file_name(contract.version) and is_version(contract.version):
        return []
    has = f"has the version {contract.version!r}" if contract.version else "has no version"
    message = f"The contract is {(contract.status or '').lower()} and {has}, so it cannot be filed."
    fix = "Write three numbers with dots, such as version: 1.0.0."
    return [_Problem("version", "contract-version-invalid", message, fix)]


def main() -> Report:
    file, out, *others = sys.argv[1:]
    content = read_file(file)
    document = read_yaml(file, content)
    contract = read_contract(document)
    check(contract, document, others)
    wanted = published_file(contract, content)
    command = f"./pants generate {file}"
    return report(write_stale([wanted] if wanted else [], Path(out), command))


if __name__ == "__main__":
    sys.exit(run_process(main))
