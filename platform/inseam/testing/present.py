"""Shows a test's result: ``python -m inseam.testing.present <result.json>``.

Runs where the contracts lie as people wrote them, and so can say in which line an element is.
"""

from __future__ import annotations

import sys
from pathlib import Path

from inseam.contracts.locate import with_line
from inseam.contracts.yaml_document import read_yaml
from inseam.report.exit_code import ExitCode, exit_code
from inseam.report.finding import Finding
from inseam.report.process import run_process
from inseam.report.text import render_text
from inseam.testing.located import Located
from inseam.testing.result import from_json


def locate(located: Located) -> Finding:
    file = Path(located.finding.file)
    if located.element is None or not file.is_file():
        return located.finding
    return with_line(located.finding, located.element, read_yaml(str(file), file.read_bytes()))


def main() -> ExitCode:
    (result_file,) = sys.argv[1:]
    result = from_json(Path(result_file).read_text(encoding="utf-8"))
    findings = [locate(finding) for finding in result.findings]
    if findings:
        print(render_text(findings))
        print()
    print("\n".join(result.summary))
    return exit_code(findings)


if __name__ == "__main__":
    sys.exit(run_process(main))
