from __future__ import annotations

import json
from typing import Any

from pants.testutil.rule_runner import GoalRuleResult, RuleRunner

from pants_inseam.goals.facts_test import REPOSITORY
from pants_inseam.goals.review import Review
from pants_inseam.stub_repository import (
    OPTIONS,
    Files,
    commit,
    make_repository,
    pex_tool_variables,
)

AFFECTED = """\
import sys

form, request, out = sys.argv[1:]
open(out, "w").write(form)
"""
GATE = 'print(\'{"version": 1, "findings": [], "summary": []}\')\n'
LINEAGE = """\
import sys

open(sys.argv[2], "w").write("lineage")
"""
# Leaves the project's SQL as its rows.
TESTING = """\
import glob, json, os, sys

request = json.load(open(sys.argv[1]))
os.makedirs("_results")
files = sorted(glob.glob(request["project"] + "/models/**/*.sql", recursive=True))
open("_results/result.json", "w").write("".join(open(file).read() for file in files))
"""
REVIEW = """\
import json, os, sys

form, out = sys.argv[1:]
found = {
    os.path.join(folder, name)[2:]: open(os.path.join(folder, name)).read()
    for folder, _, names in os.walk(".")
    for name in names
    if folder.startswith(("./_base", "./_head")) or name in ("affected", "_gate.json")
}
json.dump({"form": form, "files": found}, open(out, "w"))
"""
FILES: Files = {
    **REPOSITORY,
    "platform/inseam/affected/__main__.py": AFFECTED,
    "platform/inseam/gate/repository.py": GATE,
    "platform/inseam/lineage/__main__.py": LINEAGE,
    "platform/inseam/testing/__main__.py": TESTING,
    "platform/inseam/review/__main__.py": REVIEW,
}
SQL = "products/orders/models/output_ports/v1/orders.sql"


def review(runner: RuleRunner, base: str = "main") -> GoalRuleResult:
    return runner.run_goal_rule(
        Review,
        global_args=OPTIONS,
        args=(f"--review-base={base}",),
        env_inherit=pex_tool_variables(),
    )


def given(runner: RuleRunner) -> dict[str, Any]:
    result = review(runner)
    assert result.exit_code == 0, result.stderr
    document: dict[str, Any] = json.loads(result.stdout)
    return document


def test_both_sides_are_tested_and_given_with_their_contracts_and_lineage() -> None:
    runner = make_repository({**FILES, SQL: "select 1"})
    commit(runner)
    runner.write_files({SQL: "select 2"})

    document = given(runner)

    files = document["files"]
    assert document["form"] == "text"
    assert files["affected"] == "json"
    assert json.loads(files["_gate.json"])["findings"] == []
    for side in ("_base", "_head"):
        rows = files[f"{side}/products/orders/_results/result.json"]
        assert "select 1" in rows
        assert ("select 2" in rows) is (side == "_head")
        assert files[f"{side}/lineage.json"] == "lineage"
        assert f"{side}/products/orders/models/output_ports/v1/orders-v1.odcs.yaml" in files
    # Of what it reads the rows are not compared.
    assert not [file for file in files if "external" in file]


def test_a_base_that_there_is_not_is_said() -> None:
    runner = make_repository(FILES)
    commit(runner)
    result = review(runner, "nothing")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "--review-base=nothing" in result.stderr
