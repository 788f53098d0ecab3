"""The report on real dbt projects, by the configuration of this repository.

``testdata/breaks`` breaks every check, ``testdata/keeps`` none. To accept the report of now, after
reading it:

    INSEAM_UPDATE_GOLDEN=1 PYTHONPATH=platform python -m pytest <this file>
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from inseam.dbt_project.artifacts import normalised_manifest
from inseam.dbt_project.in_process import invoke
from inseam.documents.yaml_document import read_yaml
from inseam.hygiene.__main__ import main
from inseam.hygiene.config import read_checks
from inseam.hygiene.findings import rule_id
from inseam.report.process import run_process
from inseam.report.text import to_text
from testkit.dbt_fork import run_in_fork

HERE = Path(__file__).parent
PLATFORM = HERE.parent.parent
CONFIG = PLATFORM / "policies" / "dbt-bouncer.yml"
PROJECT = Path("products", "orders")


def parse(root: Path) -> None:
    """In a fork: dbt keeps state in its process."""
    os.chdir(root)
    os.environ["INSEAM_DUCKDB_FILE"] = str(root / "orders.duckdb")
    manifest = invoke(
        "local",
        "parse",
        f"--project-dir={PROJECT}",
        f"--profiles-dir={PLATFORM / 'dbt'}",
        f"--target-path={root / 'target'}",
        f"--log-path={root / 'logs'}",
    )
    document = manifest.writable_manifest().to_dict(omit_none=False)
    Path("manifest.json").write_text(normalised_manifest(document, {"orders"}), encoding="utf-8")


def lay_out(project: str, root: Path) -> None:
    shutil.copytree(HERE / "testdata" / project, root / PROJECT)
    assert run_in_fork(parse, root) == 0
    shutil.copy(CONFIG, root / "dbt-bouncer.yml")


def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    monkeypatch.setattr(sys, "argv", ["hygiene", str(PROJECT), "manifest.json", "dbt-bouncer.yml"])
    code = run_process(main, to_text)
    return int(code), capsys.readouterr().out


@pytest.mark.parametrize("project", ["breaks", "keeps"])
def test_a_project(
    project: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    lay_out(project, tmp_path)
    monkeypatch.chdir(tmp_path)
    code, said = run(monkeypatch, capsys)
    expected = HERE / "testdata" / f"{project}.txt"
    if os.environ.get("INSEAM_UPDATE_GOLDEN"):
        expected.write_text(f"{said}exit {code}\n", encoding="utf-8")
    assert f"{said}exit {code}\n" == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("config", "is_named"),
    [
        ({}, True),
        ({"materialized": "ephemeral"}, False),
        ({"contract": {"enforced": False}}, False),
    ],
    ids=["enforced", "ephemeral", "described"],
)
def test_a_value_is_held_against_a_type_that_dbt_holds_the_column_to(
    config: dict[str, Any],
    is_named: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    lay_out("breaks", tmp_path)
    monkeypatch.chdir(tmp_path)
    manifest = json.loads(Path("manifest.json").read_text(encoding="utf-8"))
    manifest["nodes"]["model.orders.amounts"]["config"] |= config
    Path("manifest.json").write_text(json.dumps(manifest), encoding="utf-8")

    _, said = run(monkeypatch, capsys)

    assert ("[unit-test-value-finer-than-column]" in said) is is_named


def test_every_check_of_the_configuration_has_a_case() -> None:
    checks = read_checks(read_yaml(str(CONFIG), CONFIG.read_bytes()))
    broken = (HERE / "testdata" / "breaks.txt").read_text(encoding="utf-8")
    asked = {rule_id(check.name) for check in checks}
    assert [rule for rule in sorted(asked) if f"[{rule}]" not in broken] == []
    assert (HERE / "testdata" / "keeps.txt").read_text(encoding="utf-8") == "exit 0\n"


MODEL_NAMES = "  - name: check_model_names\n    description: Rename it.\n"


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ("manifest_checks: []\ncatalog_checks: []\n", "a list of `manifest_checks`"),
        ("- check_model_names\n", "a list of `manifest_checks`"),
        ("manifest_checks:\n  - name: check_model_names\n", "dbt-bouncer.yml:2: error"),
        (f"manifest_checks:\n{MODEL_NAMES}", "model_name_pattern: Field required"),
        (
            f"manifest_checks:\n{MODEL_NAMES}    model_name_pattern: '['\n",
            "dbt-bouncer does not take its configuration",
        ),
        ("manifest_checks:\n  - name: check_nothing\n    description: x\n", "check_nothing"),
        ("manifest_checks: [\n", "dbt-bouncer.yml:1: error[yaml-unreadable]"),
    ],
)
def test_a_broken_configuration_is_said(
    config: str,
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    empty: dict[str, Any] = {"metadata": {}, "nodes": {}, "macros": {}}
    Path("manifest.json").write_text(json.dumps(empty), encoding="utf-8")
    Path("dbt-bouncer.yml").write_text(config, encoding="utf-8")
    code, text = run(monkeypatch, capsys)
    assert (code, said in text) == (2, True), text
