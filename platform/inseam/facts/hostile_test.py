"""Files that somebody made to do harm, or by mistake: each process that reads facts says what is
wrong, does not hang, and is content with the memory that a runner has.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

import pytest

from inseam.dbt_project import canonical
from inseam.facts import dbt, documents
from inseam.facts.dbt_test import PROJECT, TESTDATA, lay_out, write_request
from inseam.facts.lines import read_rows
from inseam.facts.rows import Rows
from inseam.facts.schema import ContractColumnRow, ContractRow, FindingRow, ModelRow, SlaRow
from testkit.effort.limited import Ended, run_limited

PLATFORM = Path(__file__).resolve().parents[2]
MEGABYTES = 500
FOLDER = "products/orders"
CONTRACT = f"{FOLDER}/models/output_ports/v1/orders-v1.odcs.yaml"
HEAD = "apiVersion: v3.1.0\nkind: DataContract\nid: orders-v1\nversion: 1.0.0\nstatus: active\n"
SCHEMA = "schema:\n- name: orders\n  physicalName: orders\n  properties:\n"
MODEL = PROJECT / "models/staging/stg_orders.sql"


def run(root: Path, module: ModuleType, *arguments: str) -> Ended:
    command = [sys.executable, "-m", module.__name__, *arguments]
    ended = run_limited(command, root, {"PYTHONPATH": str(PLATFORM)}, root)
    for text in (ended.stdout, ended.stderr):
        assert "Traceback" not in text, text[-2000:]
    assert ended.megabytes < MEGABYTES
    return ended


def facts_of_documents(root: Path, files: Mapping[str, str]) -> Path:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    out = root / "out/facts.jsonl"
    assert run(root, documents, FOLDER, "out/facts.jsonl").exit_code == 0
    return out


def rows(out: Path) -> Rows:
    return Rows(read_rows(out.read_bytes()))


def findings(out: Path) -> list[FindingRow]:
    return rows(out).of(FindingRow)


def laughs() -> str:
    lines = ["a0: &a0 ha"]
    for n in range(9):
        lines.append(f"a{n + 1}: &a{n + 1} [{', '.join([f'*a{n}'] * 10)}]")
    return "\n".join(lines) + "\n"


BROKEN = {
    "no YAML": ("{ not yaml\n", "is not valid YAML"),
    "nothing": ("", "is empty"),
    "10 MB in one line": (f"{HEAD}description: {'x' * 10_000_000}\n", "more than 5,000,000"),
    "4 MB of keys": (
        HEAD + "".join(f"k{n}: {n}\n" for n in range(290_000)),
        "more than 200,000 values",
    ),
    "a key twice": (f"{HEAD}id: again\n", "has the key `id` twice"),
    "a bomb of anchors": (HEAD + laughs(), "more than 200,000 values"),
    "an anchor within itself": (f"{HEAD}tags: &t [*t]\n", ""),
    "lists 500 deep": (f"{HEAD}x: {'[' * 500}{']' * 500}\n", "nested more than 200 deep"),
    "lists 100,000 deep": (f"{HEAD}x: {'[' * 100_000}\n", "nested more than 200 deep"),
    "no text": ("\x00\x01\x02", ""),
}


@pytest.mark.parametrize("name", BROKEN)
@pytest.mark.parametrize("path", [CONTRACT, f"{FOLDER}/orders.odps.yaml", f"{FOLDER}/costs.yaml"])
def test_a_document_that_cannot_be_read_is_a_finding(name: str, path: str, tmp_path: Path) -> None:
    text, said = BROKEN[name]
    found = findings(facts_of_documents(tmp_path, {path: text}))
    assert [(row.file, row.is_unread) for row in found] == [(path, True)]
    assert said in found[0].message


def test_names_that_are_paths_and_words_that_are_code_are_rows_like_others(tmp_path: Path) -> None:
    hostile = "{{ env_var('HOME') }} {% raw %} <script>alert(1)</script> | `x`"
    text = (
        f"{HEAD.replace('orders-v1', '../../../etc/passwd')}{SCHEMA}"
        f'  - name: ../../x\n    logicalType: string\n    description: "{hostile}"\n'
    )
    out = facts_of_documents(tmp_path, {CONTRACT: text})
    (contract,) = rows(out).of(ContractRow)
    (column,) = rows(out).of(ContractColumnRow)
    assert contract.contract_id == "../../../etc/passwd"
    assert hostile in vars(column).values()
    assert {path.name for path in tmp_path.iterdir()} == {
        "products",
        "out",
        "_stdout",
        "_stderr",
        "_end",
    }


def test_a_length_of_time_that_no_number_holds_is_none(tmp_path: Path) -> None:
    text = f"{HEAD}slaProperties:\n- property: noticePeriod\n  value: P{'9' * 400}D\n"
    out = facts_of_documents(tmp_path, {CONTRACT: text})
    (sla,) = rows(out).of(SlaRow)
    assert sla.days is None


def facts_of_dbt(root: Path, files: Mapping[Path, str]) -> Path:
    lay_out(TESTDATA / "complete", root)
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    write_request(root)
    arguments = ("_request.json", "out/facts.jsonl", "out/manifest.json")
    assert run(root, dbt, *arguments).exit_code == 0
    return root / "out/facts.jsonl"


SQL = {
    "10 MB in one line": f"select '{'x' * 10_000_000}' as order_id",
    "500 brackets": f"select {'(' * 500}1{')' * 500} as order_id",
    "500 queries in queries": f"select order_id from {'(select 1 as order_id from ' * 500}"
    f"(select 1){') as q' * 500}",
    "500 conditions in Jinja": f"select 1 as order_id {'{% if true %}' * 500}{'{% endif %}' * 500}",
    "half a template": "select {{ 1",
    "a template that fails": "select {{ 1 / 0 }} as order_id",
    "a million brackets, nearly": f"select {'(' * 900_000}",
}


@pytest.mark.parametrize("name", SQL)
def test_sql_that_cannot_be_read_is_said_and_what_can_be_is_read(name: str, tmp_path: Path) -> None:
    out = facts_of_dbt(tmp_path / "root", {MODEL: SQL[name]})
    models = {row.model for row in rows(out).of(ModelRow)}
    assert "stg_orders" in models or [row for row in findings(out) if row.is_unread]


def test_jinja_and_html_in_a_models_description_harm_nobody(tmp_path: Path) -> None:
    words = "\"{{ env_var('HOME') }} {% set x = 1 %}<script>alert(1)</script>\""
    properties = f"models:\n- name: stg_orders\n  description: {words}\n"
    out = facts_of_dbt(tmp_path / "root", {MODEL.with_name("_hostile.yml"): properties})
    # dbt renders descriptions, and may refuse this one.
    assert str(Path.home()) not in out.read_text(encoding="utf-8")
    assert out.stat().st_size > 0


def test_sql_as_large_as_it_may_be_is_laid_out(tmp_path: Path) -> None:
    folder = tmp_path / FOLDER / "models"
    folder.mkdir(parents=True)
    for number, text in enumerate(
        ("(" * 900_000, "{{" * 450_000, "'{{ a }}" * 110_000, "--\n" * 300_000)
    ):
        (folder / f"m{number}.sql").write_text(text)
    (folder / "x.yml").write_text(f"models: {'[' * 500}{']' * 500}\n")
    shutil.copy(folder / "m0.sql", folder / "m9.sql")
    assert run(tmp_path, canonical, FOLDER, "_out").exit_code == 0
    assert len(list((tmp_path / "_out").rglob("*.sql"))) == 5
