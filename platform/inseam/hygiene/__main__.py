"""``python -m inseam.hygiene <project> <manifest.json> <config.yml>``."""

from __future__ import annotations

import json
import sys
from pathlib import Path, PurePosixPath
from typing import Any

from inseam.dbt_project.two_meanings import two_meanings
from inseam.dbt_project.unit_test_values import unit_test_findings
from inseam.documents.yaml_document import read_file, read_yaml
from inseam.hygiene.bouncer import failures
from inseam.hygiene.config import read_checks
from inseam.hygiene.findings import findings
from inseam.report.process import run_process
from inseam.report.report import Report, report


def main() -> Report:
    project, manifest, config = sys.argv[1:]
    checks = read_checks(read_yaml(config, read_file(config)))
    failed = failures(Path(manifest), Path(config))
    document = json.loads(Path(manifest).read_text(encoding="utf-8"))
    finer = unit_test_findings(
        Path(project), document.get("unit_tests", {}), _declared_types(document)
    )
    failed_checks = findings(PurePosixPath(project), failed, checks)
    return report([*failed_checks, *finer, *two_meanings(Path(project))])


def _declared_types(manifest: dict[str, Any]) -> dict[tuple[str, str], str]:
    """Of the columns that a contract is enforced on; `test` knows those of all others.

    Elsewhere a `data_type` is a description that nothing holds the column to.
    """
    return {
        (node["name"], name.lower()): column["data_type"]
        for node in manifest["nodes"].values()
        if _is_enforced(node["config"])
        for name, column in (node.get("columns") or {}).items()
        if column.get("data_type")
    }


def _is_enforced(config: dict[str, Any]) -> bool:
    """dbt says so of an ephemeral model too, and compares nothing: no relation is built."""
    enforced = (config.get("contract") or {}).get("enforced")
    return bool(enforced) and config.get("materialized") != "ephemeral"


if __name__ == "__main__":
    sys.exit(run_process(main))
