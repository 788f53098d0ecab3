"""Tests one data product: ``python -m inseam.testing <request.json>``.

Exits 0 when the test ran, whatever it found; `inseam.testing.present` shows the findings and gives
the exit code that they mean.
"""

from __future__ import annotations

import gc
import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

from inseam.dbt_project.artifacts import normalised_manifest, normalised_run_results
from inseam.report.process import run_process
from inseam.report.report import Report
from inseam.testing.dbt_runs import TARGET_FOLDER
from inseam.testing.junit import junit_xml
from inseam.testing.outcomes import Outcome
from inseam.testing.request import TestRequest, read_test_request
from inseam.testing.result import TestResult, to_json
from inseam.testing.steps import run_test
from inseam.testing.summary import summarise


def write_results(request: TestRequest, outcome: Outcome) -> None:
    product = request.project.name
    result = TestResult(
        summary=summarise(product, outcome, request.synthesis),
        findings=tuple(outcome.findings),
    )
    (request.results / "result.json").write_text(to_json(result), encoding="utf-8")
    (request.results / "junit.xml").write_text(junit_xml(product, outcome), encoding="utf-8")
    for command in ("build", "test"):
        folder = Path(TARGET_FOLDER, command)
        if (folder / "compiled").is_dir():
            shutil.copytree(folder / "compiled", request.results / "compiled", dirs_exist_ok=True)
        if (folder / "run_results.json").is_file():
            (request.results / f"run_results.{command}.json").write_text(
                normalised_run_results(_read(folder / "run_results.json")), encoding="utf-8"
            )
    if (manifest := Path(TARGET_FOLDER, "build", "manifest.json")).is_file():
        (request.results / "manifest.json").write_text(
            normalised_manifest(_read(manifest)), encoding="utf-8"
        )


def _read(artifact: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(artifact.read_text(encoding="utf-8"))
    return document


def main() -> Report:
    # The process is short, and dbt's many small objects cost the collector a tenth of it.
    gc.disable()
    (request_file,) = sys.argv[1:]
    request = read_test_request(Path(request_file))
    request.results.mkdir(parents=True)
    write_results(request, run_test(request))
    return Report()


if __name__ == "__main__":
    code = run_process(main)
    sys.stdout.flush()
    sys.stderr.flush()
    # Everything is written; taking dbt's objects apart one by one would cost another second.
    os._exit(code)
