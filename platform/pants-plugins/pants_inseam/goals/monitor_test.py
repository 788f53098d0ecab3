from __future__ import annotations

import json
from pathlib import Path

import pytest
from pants.testutil.rule_runner import GoalRuleResult, RuleRunner, mock_console

from pants_inseam.goals.monitor import Monitor
from pants_inseam.stub_repository import (
    OPTIONS,
    Files,
    below,
    contract,
    make_repository,
    pex_tool_variables,
)

ORDERS, CLAIMS = "products/orders", "products/claims"
# Says what it is asked for.
STUB_MONITOR = """\
import json, sys

_, form, file = sys.argv
json.dump({**json.load(open(file)), "form": form}, open("asked.json", "w"))
sys.exit(1)
"""


def product(folder: str) -> Files:
    name = Path(folder).name
    return below(
        folder,
        {
            "BUILD": "data_product()",
            "dbt_project.yml": f"name: {name}",
            f"models/output_ports/v1/{name}-v1.odcs.yaml": contract(f"{name}-v1"),
        },
    )


@pytest.fixture
def runner(monkeypatch: pytest.MonkeyPatch) -> RuleRunner:
    made = make_repository(
        {
            "platform/inseam/monitor/BUILD": "python_sources()\n",
            "platform/inseam/monitor/__main__.py": STUB_MONITOR,
            "docs/BUILD": "",
            **product(ORDERS),
            **product(CLAIMS),
        }
    )
    monkeypatch.chdir(made.build_root)
    return made


def monitor(runner: RuleRunner, *arguments: str) -> GoalRuleResult:
    # A process in the foreground takes this process's own files.
    with mock_console(runner.options_bootstrapper):
        return runner.run_goal_rule(
            Monitor, args=arguments, global_args=OPTIONS, env_inherit=pex_tool_variables()
        )


def test_the_products_named_are_measured_and_the_exit_code_is_the_process_s(
    runner: RuleRunner,
) -> None:
    given = ("--environment=lake", "--now=2026-12-01T06:00:00Z", "--wait=7")
    assert monitor(runner, *given, f"{ORDERS}::").exit_code == 1
    asked = json.loads(Path(runner.build_root, "asked.json").read_text())
    assert [one["project"] for one in asked["products"]] == [ORDERS]
    assert asked["owners"] == {"claims-v1": "claims", "orders-v1": "orders"}
    assert (asked["environment"], asked["now"], asked["wait"]) == ("lake", given[1][6:], 7)


def test_without_a_product_nothing_is_measured(runner: RuleRunner) -> None:
    result = monitor(runner, "docs::")
    assert result.exit_code == 1
    assert "no data product" in result.stderr
    assert not Path(runner.build_root, "asked.json").exists()
