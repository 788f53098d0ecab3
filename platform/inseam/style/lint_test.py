from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from sqlfluff.core import FluffConfig, Linter

from inseam.style.format_rules import FORMAT_RULES
from inseam.style.lint import lint_files
from testkit.style_repository import HERE, lay_out

BASE = HERE / "testdata" / "base"
CASES = HERE / "testdata" / "cases"
MODEL = Path("products/orders/models/orders.sql")


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = lay_out(tmp_path, BASE, CASES / "layout_is_bad")
    monkeypatch.chdir(root)
    return root


def test_a_file_larger_than_sqlfluff_reads_by_default_is_linted_to_its_end(root: Path) -> None:
    columns = "".join(f"    column_{i:04} as renamed_column_{i:04},\n" for i in range(700))
    MODEL.write_text(f"select\n{columns}    amount as TOTAL\nfrom {{{{ ref('purchases') }}}}\n")
    assert MODEL.stat().st_size > 20_000
    (finding,) = lint_files([MODEL], "products/orders").findings
    assert (finding.rule, finding.line) == ("sqlfluff-CP02", 702)


def test_sqlfluff_called_by_hand_says_the_same(root: Path) -> None:
    called = subprocess.run(
        [sys.executable, "-m", "sqlfluff", "lint", "--format=json", "products"],
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": ":".join(sys.path)},
    )
    by_hand = {
        (file["filepath"], violation["start_line_no"], f"sqlfluff-{violation['code']}")
        for file in json.loads(called.stdout)
        for violation in file["violations"]
    }
    files = sorted(Path("products").rglob("*.sql"))
    found = lint_files(files, "products/orders").findings
    assert by_hand == {(finding.file, finding.line, finding.rule) for finding in found}
    assert len(by_hand) > 5


def test_the_rules_that_are_named_are_rules_of_sqlfluff(root: Path) -> None:
    config = FluffConfig.from_root()
    known = Linter(config=FluffConfig(overrides={"dialect": "duckdb"})).rule_tuples()
    names = {rule.code for rule in known} | {rule.name for rule in known}
    groups = {group for rule in known for group in rule.groups}
    assert set(FORMAT_RULES) <= names | groups
    assert set(config.get("rule_denylist")) <= names
    set_up = config.get_section("rules")
    assert {name for name in set_up if isinstance(set_up[name], dict)} <= names
