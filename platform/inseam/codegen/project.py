"""What is made and committed in a dbt project.

``python -m inseam.codegen.project <project folder> <out folder> [accepted contract id ...]``
writes the files that are missing or differ below the out folder, and says which they are.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from inseam.codegen.dbt_models import models_files
from inseam.codegen.expected_file import ExpectedFile, write_stale
from inseam.codegen.fixed_files import fixed_files
from inseam.codegen.input_ports import input_ports
from inseam.codegen.root_causes import with_reporters
from inseam.codegen.snapshots import snapshots
from inseam.contract_lint.outline import ContractOutline as LintedContract
from inseam.contract_lint.rules.names import id_not_file_name
from inseam.dbt_project.read_files import is_read_by_dbt
from inseam.documents.yaml_document import Document
from inseam.odcs.places import PORT_CONTRACTS
from inseam.report.finding import Finding, InputError
from inseam.report.process import run_process
from inseam.report.report import Report, report


def models(project: Path) -> tuple[list[ExpectedFile], list[Finding]]:
    """With a finding for each model that is left out.

    Raises `InputError` for contracts that cannot be read, or are not called by their id.
    """
    files = models_files(project, is_read_by_dbt(project))
    if misnamed := [finding for file in files for finding in _misnamed(file.made_from)]:
        raise InputError(misnamed)
    wanted = [
        ExpectedFile(
            file.path,
            file.text.encode(),
            f"the contracts beside it ({', '.join(Path(one.file).name for one in file.made_from)})",
        )
        for file in files
    ]
    return wanted, [finding for file in files for finding in file.findings]


def _misnamed(contracts: Iterable[Document]) -> Iterator[Finding]:
    """What is made of such a contract would have to be made again."""
    for document in contracts:
        for problem in id_not_file_name(LintedContract(document)):
            yield problem.finding(document)


def generate(project: Path, out: Path, accepted: Collection[str] = ()) -> list[Finding]:
    """A finding for each file that is written, and for each that only a person can put right.

    A dbt project without ports, such as a package's own tests, names its schemas as it likes.

    Raises `InputError` with everything that cannot be read or made, and then writes nothing.
    """
    problems: list[Finding] = []
    findings: list[Finding] = []
    wanted: list[ExpectedFile] = []
    try:
        made, left_out = models(project)
        wanted += made
        findings += left_out
    except InputError as error:
        problems += error.findings
    try:
        ports = input_ports(project)
        if wanted or ports or problems or next(project.glob(PORT_CONTRACTS), None):
            fixed, own = fixed_files(project)
            wanted = [*fixed, *wanted]
            findings = [*own, *findings]
        taken, of_snapshots = snapshots(project, ports, accepted)
        wanted += taken
        findings += of_snapshots
    except InputError as error:
        problems += error.findings
    if problems:
        raise InputError([*with_reporters(problems), *findings])
    return [*findings, *write_stale(wanted, out, f"./pants generate {project}::")]


def main() -> Report:
    project, out, *accepted = sys.argv[1:]
    return report(generate(Path(project), Path(out), accepted))


if __name__ == "__main__":
    sys.exit(run_process(main))
