from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from pants.testutil.rule_runner import GoalRuleResult, RuleRunner, mock_console

from pants_inseam.goals.facts_test import REPOSITORY
from pants_inseam.goals.grants import Grants
from pants_inseam.stub_repository import OPTIONS, Files, make_repository, pex_tool_variables

# Says what it is asked for, and which facts it has.
STUB_GRANTS = """\
import json, os, sys

_, form, file = sys.argv
asked = json.load(open(file))
root = os.path.join(os.path.dirname(file), "_facts")
asked["facts"] = sorted(
    os.path.relpath(os.path.join(folder, name), root)
    for folder, _, names in os.walk(root)
    for name in names
)
asked["form"] = form
json.dump(asked, open("asked.json", "w"))
sys.exit(asked["environment"] == "unknown" and 2)
"""
FILES: Files = {
    **REPOSITORY,
    "platform/inseam/grants/BUILD": "python_sources()\n",
    "platform/inseam/grants/__main__.py": STUB_GRANTS,
}


@pytest.fixture
def runner(monkeypatch: pytest.MonkeyPatch) -> RuleRunner:
    made = make_repository(FILES)
    monkeypatch.chdir(made.build_root)
    return made


def grants(runner: RuleRunner, *arguments: str) -> GoalRuleResult:
    # A process in the foreground takes this process's own files.
    with mock_console(runner.options_bootstrapper):
        return runner.run_goal_rule(
            Grants, args=arguments, global_args=OPTIONS, env_inherit=pex_tool_variables()
        )


def asked(runner: RuleRunner, *arguments: str) -> Mapping[str, Any]:
    file = Path(runner.build_root, "asked.json")
    file.unlink(missing_ok=True)
    assert grants(runner, *arguments).exit_code == 0
    found: Mapping[str, Any] = json.loads(file.read_text())
    return found


def test_what_people_wrote_of_all_products_and_teams_lies_beside_the_request(
    runner: RuleRunner,
) -> None:
    found = asked(runner, "--today=2026-02-01")
    assert [file for file in found["facts"] if file.startswith("products/")] == [
        "products/invoices.documents.jsonl",
        "products/orders.documents.jsonl",
    ]
    assert "teams.jsonl" in found["facts"]
    assert {key: found[key] for key in ("environment", "date", "apply", "wait", "form")} == {
        "environment": "",
        "date": "2026-02-01",
        "apply": False,
        "wait": 600,
        "form": "text",
    }


def test_options_are_handed_on(runner: RuleRunner) -> None:
    found = asked(runner, "--environment=databricks", "--apply", "--wait=3", "products::")
    assert (found["environment"], found["apply"], found["wait"]) == ("databricks", True, 3)


def test_some_of_the_products_are_refused(runner: RuleRunner) -> None:
    result = grants(runner, "products/orders::")
    assert result.exit_code == 2
    assert "without targets" in result.stderr
    assert not Path(runner.build_root, "asked.json").exists()


def test_the_exit_code_is_that_of_the_process(runner: RuleRunner) -> None:
    assert grants(runner, "--environment=unknown").exit_code == 2
