"""What is read of a dbt project: a folder a case, with the files that differ from ``base``.

To accept what is read now, after reading it:

    INSEAM_UPDATE_GOLDEN=1 PYTHONPATH=platform python -m pytest <this file>
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from pathlib import Path

import pytest

from inseam.documents.yaml_document import read_yaml
from inseam.facts import dbt
from inseam.facts.lines import read_rows
from inseam.facts.rows import Rows
from inseam.facts.schema import FindingRow, ModelRow
from inseam.facts.shown import shown
from inseam.odcs.canonical import canonical_text
from inseam.report.process import run_process
from testkit.dbt_fork import run_in_fork

HERE = Path(__file__).parent
TESTDATA = HERE / "testdata" / "dbt"
PROFILES = HERE.parent.parent / "dbt" / "profiles.yml"
CASES = sorted(path for path in TESTDATA.iterdir() if path.is_dir() and path.name != "base")
PROJECT = Path("products", "orders")


def lay_out(case: Path, root: Path) -> None:
    shutil.copytree(TESTDATA / "base", root)
    shutil.copytree(case, root, dirs_exist_ok=True)
    deleted = root / "deleted.txt"
    for path in deleted.read_text().split() if deleted.is_file() else ():
        shutil.rmtree(root / path)
    shutil.copytree(root / "shared/dbt_common", root / PROJECT / "dbt_packages/dbt_common")
    (root / "platform/dbt").mkdir(parents=True)
    shutil.copy(PROFILES, root / "platform/dbt")


def write_request(root: Path, engine: str = "duckdb") -> None:
    def entries(folder: Path) -> list[dict[str, str]]:
        found = []
        for contract in sorted(folder.rglob("*.odcs.yaml")):
            file = str(contract.relative_to(root))
            form = root / "_contracts" / f"{file}.json"
            form.parent.mkdir(parents=True, exist_ok=True)
            form.write_text(canonical_text(read_yaml(file, contract.read_bytes())))
            found.append({"file": file, "canonical": str(form.relative_to(root))})
        return found

    request = {
        "version": 1,
        "project": str(PROJECT),
        "profiles": "platform/dbt/profiles.yml",
        "as_of": "2026-01-31T06:00:00Z",
        "engine": engine,
        "dbt": "",
        "output_ports": entries(root / PROJECT),
        "input_ports": entries(root / "contracts"),
    }
    (root / "_request.json").write_text(json.dumps(request))


def run(root: Path) -> None:
    """The process, in a fork: dbt keeps state in its process."""
    os.chdir(root)
    sys.argv = ["dbt", "_request.json", "out/facts.jsonl", "out/manifest.json"]
    code = run_process(dbt.main)
    Path("exit_code").write_text(str(int(code)))


def facts_of(root: Path) -> bytes:
    write_request(root)
    run_in_fork(run, root)
    assert (root / "exit_code").read_text() == "0"
    return (root / "out/facts.jsonl").read_bytes()


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case.name))
def test_the_rows_are_those_of_the_case(case: Path, tmp_path: Path) -> None:
    root = tmp_path / "repository"
    lay_out(case, root)

    # What is equal in all cases is shown in one.
    rows = shown(read_rows(facts_of(root)))

    assert str(tmp_path) not in rows
    expected = case / "expected.txt"
    if os.environ.get("INSEAM_UPDATE_GOLDEN"):
        expected.write_text(rows)
    assert rows == expected.read_text()
    for place in re.findall(r"^\w+ (\S+:\d+) ", rows, re.MULTILINE):
        file, _, line = place.rpartition(":")
        assert 1 <= int(line) <= len((root / file).read_bytes().splitlines()) + 1, place


def test_layout_and_comments_leave_the_keys_of_a_model_as_they_are(tmp_path: Path) -> None:
    file = PROJECT / "models/output_ports/v1/orders.sql"
    keys = []
    for number, edit in enumerate((("", ""), ("amount,", "amount, -- in EUR\n\n"), ("> 0", "> 1"))):
        root = tmp_path / str(number)
        lay_out(TESTDATA / "complete", root)
        text = (root / file).read_text()
        (root / file).write_text(text.replace(*edit, 1))
        (model,) = (
            row for row in Rows(read_rows(facts_of(root))).of(ModelRow) if row.model == "orders"
        )
        keys.append((model.code, model.compiled))
    before, reformatted, changed = keys
    assert reformatted == before
    assert changed[0] != before[0]
    assert changed[1] != before[1]


def test_a_contract_counts_as_enforced_only_where_a_relation_is_built(tmp_path: Path) -> None:
    root = tmp_path / "repository"
    lay_out(TESTDATA / "complete", root)
    staging = root / PROJECT / "models/staging"
    names = ("table", "view", "ephemeral")
    for name in names:
        (staging / f"as_{name}.sql").write_text(
            f"{{{{ config(materialized='{name}', contract={{'enforced': true}}) }}}}\nselect 1 as a"
        )
    columns = "columns: [{name: a, data_type: int}]"
    described = "".join(f"  - {{name: as_{name}, {columns}}}\n" for name in names)
    (staging / "_enforced.yml").write_text(f"models:\n{described}")

    enforced = {row.model: row.is_enforced for row in Rows(read_rows(facts_of(root))).of(ModelRow)}

    assert {name: enforced[f"as_{name}"] for name in names} == {
        "table": True,
        "view": True,
        "ephemeral": False,
    }


def test_a_file_that_would_keep_dbt_busy_is_said_and_dbt_not_started(tmp_path: Path) -> None:
    root = tmp_path / "repository"
    lay_out(TESTDATA / "complete", root)
    (root / PROJECT / "models/staging/stg_orders.sql").write_text(f"select '{'x' * 10_000_000}'")
    (row,) = read_rows(facts_of(root))
    assert isinstance(row, FindingRow)
    assert row.rule == "dbt-file-too-large"
    assert row.is_unread
    assert not (root / "_dbt_target").exists()
