"""What a test says: a folder a case, with the files that differ from ``base``, and the output.

To accept what the tests say now, after reading it:

    INSEAM_UPDATE_GOLDEN=1 PYTHONPATH=platform python -m pytest <this file>
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import ibis
import pandas  # noqa: F401  what ibis imports when it is used: once here, not in every fork
import pytest

from inseam.documents.yaml_document import read_yaml
from inseam.odcs.canonical import canonical_text
from inseam.report.process import run_process
from inseam.report.text import to_text
from inseam.testing import __main__ as testing
from inseam.testing.present import present
from testkit.dbt_fork import run_in_fork

HERE = Path(__file__).parent
ibis.duckdb  # noqa: B018  imports the backend

CASES = sorted(path for path in (HERE / "testdata" / "cases").iterdir() if path.is_dir())
PROFILES = HERE.parent.parent / "dbt" / "profiles.yml"
PROJECT = "products/orders"


def lay_out(case: Path, root: Path) -> None:
    shutil.copytree(HERE / "testdata" / "base", root)
    shutil.copytree(case, root, dirs_exist_ok=True)
    deleted = root / "deleted.txt"
    for path in deleted.read_text().split() if deleted.is_file() else ():
        (root / path).unlink()
    (root / "platform" / "dbt").mkdir(parents=True)
    shutil.copy(PROFILES, root / "platform" / "dbt")


def contract_files(root: Path) -> list[Path]:
    """Those of ports and of other systems; a snapshot is none."""
    found = (path.relative_to(root) for path in sorted(root.rglob("*.odcs.yaml")))
    return [path for path in found if "input_ports" not in path.parts]


def write_request(root: Path) -> None:
    entries = []
    for contract in contract_files(root):
        file = str(contract)
        form = root / "_contracts" / f"{file}.json"
        form.parent.mkdir(parents=True, exist_ok=True)
        document = read_yaml(file, (root / contract).read_bytes())
        form.write_text(canonical_text(document), encoding="utf-8")
        entries.append({"file": file, "canonical": str(form.relative_to(root))})
    # What Pants finds among all products.
    cycle = root / "cycle.json"
    own = [entry for entry in entries if entry["file"].startswith(PROJECT)]
    request = {
        "version": 1,
        "project": PROJECT,
        "profiles": "platform/dbt/profiles.yml",
        "as_of": "2026-01-31T06:00:00Z",
        "output_ports": own,
        "input_ports": entries,
        "claimed_twice": {},
        "cycle": json.loads(cycle.read_text()) if cycle.is_file() else [],
        "synthesis": {"rows": 20, "seed": 1},
        "results": "_results",
        "results_shown_at": "dist/test/orders",
    }
    (root / "_request.json").write_text(json.dumps(request))


def run(root: Path) -> None:
    """The two processes of a test, in a child process of their own."""
    os.chdir(root)
    out = StringIO()
    with redirect_stdout(out):
        sys.argv = ["testing", "_request.json"]
        code = run_process(testing.main, to_text)
        if code == 0:
            code = run_process(
                lambda: present(
                    Path("_results/result.json"), Path(PROJECT), contract_files(Path())
                ),
                to_text,
            )
    Path("_output.txt").write_text(f"{out.getvalue()}exit code {int(code)}\n")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_says_what_the_case_expects(case: Path, tmp_path: Path) -> None:
    root = tmp_path / "repository"
    lay_out(case, root)
    write_request(root)
    run_in_fork(run, root)

    output = (root / "_output.txt").read_text()

    expected = case / "expected.txt"
    if os.environ.get("INSEAM_UPDATE_GOLDEN"):
        expected.write_text(output)
    assert output == expected.read_text()
