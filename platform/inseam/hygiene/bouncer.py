"""dbt-bouncer on one manifest, as a process: its command line is what it keeps stable."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inseam.report.finding import Finding, InputError, Severity

_START = "from dbt_bouncer.main import app; app()"
_PASSED, _FAILED, _BAD_CONFIG = 0, 1, 2
# "1. manifest_checks -> 0 -> check_model_names -> model_name_pattern: Field required"
_CONFIG_PROBLEM = re.compile(r"^\d+\. (.+)$", re.MULTILINE)
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True, slots=True)
class Result:
    """Of one check on one node. ``index`` is the check's place in the configuration, from 0.

    ``file`` is relative to the project; None for what concerns the project as a whole.
    """

    index: int
    file: str | None
    message: str
    severity: Severity


def failures(manifest: Path, config: Path) -> list[Result]:
    """What fails. Raises `InputError` for a configuration that dbt-bouncer does not take."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        (folder / "target").mkdir()
        shutil.copy(manifest, folder / "target" / "manifest.json")
        settings = f"dbt_artifacts_dir: target\n{config.read_text(encoding='utf-8')}"
        (folder / "dbt-bouncer.yml").write_text(settings, encoding="utf-8")
        run = subprocess.run(
            [
                *(sys.executable, "-c", _START, "run", "--config-file=dbt-bouncer.yml"),
                *("--output-format=json", "--output-file=results.json"),
                *("--output-only-failures", "--allow-zero-checks"),
            ],
            cwd=folder,
            env={**os.environ, "NO_COLOR": "1", "HOME": scratch},
            capture_output=True,
            text=True,
            check=False,
        )
        said = _COLOURS.sub("", run.stdout + run.stderr)
        if run.returncode == _BAD_CONFIG:
            raise InputError([_refused(config, said)])
        if run.returncode not in (_PASSED, _FAILED):
            raise RuntimeError(f"dbt-bouncer ended with {run.returncode}: {said}")
        results = folder / "results.json"
        listed = json.loads(results.read_text(encoding="utf-8")) if results.is_file() else []
    return [_result(entry) for entry in listed if entry["outcome"] != "success"]


def _result(entry: dict[str, Any]) -> Result:
    _, index, _ = entry["check_run_id"].split(":", 2)
    return Result(
        index=int(index),
        file=entry["file_path"] or None,
        message=str(entry["failure_message"] or ""),
        severity=Severity.WARNING if entry["severity"] == "warn" else Severity.ERROR,
    )


def _refused(config: Path, said: str) -> Finding:
    return Finding(
        rule="dbt-bouncer-config-invalid",
        severity=Severity.ERROR,
        file=str(config),
        message="dbt-bouncer does not take its configuration.",
        fix="Correct what it names; checks are counted from 0.",
        details=tuple(_CONFIG_PROBLEM.findall(said)) or tuple(said.strip().splitlines()[-5:]),
    )
