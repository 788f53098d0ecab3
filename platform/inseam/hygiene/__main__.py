"""``python -m inseam.hygiene <project> <manifest.json> <config.yml>``."""

from __future__ import annotations

import sys
from pathlib import Path, PurePosixPath

from inseam.contracts.yaml_document import read_file, read_yaml
from inseam.hygiene.bouncer import failures
from inseam.hygiene.config import read_checks
from inseam.hygiene.findings import findings
from inseam.report.process import run_process
from inseam.report.report import Report, report


def main() -> Report:
    project, manifest, config = sys.argv[1:]
    checks = read_checks(read_yaml(config, read_file(config)))
    failed = failures(Path(manifest), Path(config))
    return report(findings(PurePosixPath(project), failed, checks))


if __name__ == "__main__":
    sys.exit(run_process(main))
