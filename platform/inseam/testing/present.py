"""Shows a test's result: ``present <result.json> <format> <project folder> [contract file ...]``.

Runs where the contracts lie as people wrote them, and so can say in which line an element is, and
how a provider's contract differs from the snapshot that the product accepted.
"""

from __future__ import annotations

import sys
from pathlib import Path

from inseam.report.exit_code import ExitCode, exit_code
from inseam.report.formats import FORMATS
from inseam.report.process import run_process
from inseam.report.report import Report, report
from inseam.testing.changed_inputs import changed_inputs
from inseam.testing.located import locate
from inseam.testing.result import from_json


def present(result_file: Path, project: Path, contract_files: list[Path]) -> Report:
    result = from_json(result_file.read_text(encoding="utf-8"))
    findings = [locate(finding) for finding in result.findings]
    if exit_code(findings) is ExitCode.FINDINGS:
        findings += changed_inputs(project, contract_files)
    return report(findings, *result.summary)


if __name__ == "__main__":
    _, file, format, folder, *contracts = sys.argv
    paths = [Path(contract) for contract in contracts]
    sys.exit(run_process(lambda: present(Path(file), Path(folder), paths), FORMATS[format]))
