"""For tests: the facts of a dbt project in a repository that a test laid out."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

from inseam.documents.yaml_document import read_yaml
from inseam.facts import dbt
from inseam.odcs.canonical import canonical_text
from inseam.report.process import run_process
from testkit.dbt_fork import run_in_fork

TESTDATA = Path(__file__).parents[1] / "inseam/check/testdata"
# The project of ``testdata/base``.
ORDERS = Path("products", "orders")
_PROFILES = Path(__file__).parents[1] / "dbt/profiles.yml"
_OUT = "_facts.jsonl"
_EXIT_CODE = "_exit_code"


def lay_out_orders(root: Path, changed: Path | None = None) -> None:
    """``testdata/base`` and over it a folder's files; without those its `deleted.txt` names."""
    shutil.copytree(TESTDATA / "base", root)
    if changed is not None:
        shutil.copytree(changed, root, dirs_exist_ok=True)
    deleted = root / "deleted.txt"
    for path in deleted.read_text().split() if deleted.is_file() else ():
        (root / path).unlink()
    others = (path.parent for path in root.glob("products/*/dbt_project.yml"))
    for package in (
        root / "shared/dbt_common",
        *(path for path in others if path.name != "orders"),
    ):
        shutil.copytree(package, root / ORDERS / "dbt_packages" / package.name)
    (root / "platform/dbt").mkdir(parents=True)
    shutil.copy(_PROFILES, root / "platform/dbt")


def facts_of_orders(root: Path) -> bytes:
    contracts = {path.relative_to(root) for path in root.rglob("*.odcs.yaml")}
    own = {path for path in contracts if path.is_relative_to(ORDERS)}
    return facts_of(root, ORDERS, own, contracts - own)


def facts_of(root: Path, project: Path, own: Iterable[Path], others: Iterable[Path]) -> bytes:
    """``project`` and the contracts, the project's and others', are paths below ``root``."""

    def entries(contracts: Iterable[Path]) -> list[dict[str, str]]:
        found = []
        for file in sorted(contracts):
            form = root / "_contracts" / f"{file}.json"
            form.parent.mkdir(parents=True, exist_ok=True)
            form.write_text(canonical_text(read_yaml(str(file), (root / file).read_bytes())))
            found.append({"file": str(file), "canonical": str(form.relative_to(root))})
        return found

    request = {
        "version": 1,
        "project": str(project),
        "profiles": "platform/dbt/profiles.yml",
        "engine": "duckdb",
        "dbt": "",
        "as_of": "2026-01-31T06:00:00Z",
        "output_ports": entries(own),
        "input_ports": entries(others),
    }
    (root / "_request.json").write_text(json.dumps(request))
    # In a fork: dbt keeps state in its process.
    run_in_fork(_read, root)
    assert (root / _EXIT_CODE).read_text() == "0"
    return (root / _OUT).read_bytes()


def _read(root: Path) -> None:
    os.chdir(root)
    sys.argv = ["dbt", "_request.json", _OUT, "_manifest.json"]
    Path(_EXIT_CODE).write_text(str(int(run_process(dbt.main))))
