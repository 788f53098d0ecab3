"""The published file of a contract's version.

``python -m inseam.codegen.published <contract.odcs.yaml> <out folder> [other file ...]`` writes
the file of a version that is released and has none. One that is there is never written again: a
contract that promises something else needs another version. The other files are those that claim
the contract's id as well.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from inseam.codegen.archive import is_file_name, is_version, published_path
from inseam.codegen.expected_file import ExpectedFile, write_stale
from inseam.codegen.root_causes import with_reporters
from inseam.contract_lint.outline import ContractOutline as LintedContract
from inseam.contract_lint.problem import Problem
from inseam.contract_lint.rules import names
from inseam.documents.line_ends import as_git_keeps
from inseam.documents.yaml_document import Document, read_file, read_yaml
from inseam.odcs.contract import Contract, read_contract
from inseam.report.finding import Finding, InputError, Severity
from inseam.report.process import run_process
from inseam.report.report import Report, report
from inseam.rules.rule import Rule

# ODCS 3.1, Fundamentals: proposed, draft, active, deprecated, retired.
RELEASED = frozenset({"active", "deprecated"})
ID_CLAIMED_TWICE = Rule(
    id="contract-id-claimed-twice",
    what="A contract's id is its own in the whole repository.",
    why="A reference to the id could mean either contract.",
    fix="Give one of the contracts an id of its own.",
)
VERSION_WITHOUT_ORDER = Rule(
    id="contract-version-without-order",
    what="The version of a released contract has its place in the order of versions (PEP 440).",
    why="Consumers accept the newest published version; otherwise it is unclear which that is.",
    fix="Write three numbers with dots, or after them `-alpha`, `-beta` or `-rc` and a number.",
)


def published_file(contract: Contract, content: bytes) -> ExpectedFile | None:
    """None if the version is not released, or has its file."""
    path = published_path(contract.id, contract.version)
    if not is_released(contract) or path.is_file():
        return None
    return ExpectedFile(path, content, contract.file)


def is_released(contract: Contract) -> bool:
    return (contract.status or "").lower() in RELEASED


def reused_version(contract: Contract, document: Document, content: bytes) -> list[Finding]:
    """What the gate reports of a contract that differs from what is published of its version."""
    if not is_file_name(contract.version):
        return []
    path = published_path(contract.id, contract.version)
    if not path.is_file() or as_git_keeps(path.read_bytes()) == as_git_keeps(content):
        return []
    # Only here: the gate takes twice as long to import as all the rest of this process.
    from inseam.contract_lint.lint_file import lint
    from inseam.gate.archived import reused_on_every_day
    from inseam.gate.configuration import FILE, NOTHING_CONFIGURED, read_configuration

    # What a contract that is not valid changes is not known before contract-lint's errors are gone.
    if any(found.severity is Severity.ERROR for found in lint(contract.file, content)):
        return []
    configuration = NOTHING_CONFIGURED
    if Path(FILE).is_file():
        configuration = read_configuration(read_yaml(FILE, read_file(FILE)))
    published = read_yaml(str(path), path.read_bytes())
    return reused_on_every_day(document, published, configuration)


def check(contract: Contract, document: Document, claimed_by: Iterable[str]) -> None:
    """Raises `InputError` if the contract cannot be found by its id, or filed by its version."""
    linted = LintedContract(document)
    problems = [*names.invalid_id(linted), *names.id_not_file_name(linted)]
    if others := ", ".join(sorted(claimed_by)):
        message = f"The id `{contract.id}` is claimed by {others} as well."
        problems.append(Problem(ID_CLAIMED_TWICE, ("id",), message))
    if is_released(contract):
        problems += list(names.version_invalid(linted)) or _unordered_version(contract)
    if problems:
        raise InputError(problem.finding(document) for problem in problems)


def _unordered_version(contract: Contract) -> list[Problem]:
    if is_file_name(contract.version) and is_version(contract.version):
        return []
    has = f"has the version {contract.version!r}" if contract.version else "has no version"
    message = f"The contract is {(contract.status or '').lower()} and {has}, so it cannot be filed."
    # That there is none, lint reports as well.
    rule = VERSION_WITHOUT_ORDER if contract.version else names.VERSION_INVALID
    return [Problem(rule, ("version",), message)]


def publish(file: str, out: Path, claimed_by: Iterable[str] = ()) -> list[Finding]:
    """Writes the file of the contract's version below ``out``, if it is due, with a finding.

    Raises `InputError` as `check` does.
    """
    content = read_file(file)
    try:
        document = read_yaml(file, content)
        contract = read_contract(document)
        check(contract, document, claimed_by)
    except InputError as error:
        raise InputError(with_reporters(error.findings)) from None
    wanted = published_file(contract, content)
    stale = write_stale([wanted] if wanted else [], out, f"./pants generate {file}")
    return [*stale, *reused_version(contract, document, content)]


def main() -> Report:
    file, out, *others = sys.argv[1:]
    return report(publish(file, Path(out), others))


if __name__ == "__main__":
    sys.exit(run_process(main))
