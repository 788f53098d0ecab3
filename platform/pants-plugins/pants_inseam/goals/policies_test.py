from __future__ import annotations

import json
from typing import Any

import pytest
from pants.testutil.rule_runner import GoalRuleResult, RuleRunner

from pants_inseam.goals.facts_test import ORDERS, REPOSITORY, SHOP
from pants_inseam.goals.policies import Owners, Policies
from pants_inseam.lint.policies import JudgeContracts, JudgeProducts, JudgeRest
from pants_inseam.stub_generators import lint, lint_results
from pants_inseam.stub_repository import OPTIONS, Files, make_repository, pex_tool_variables

# Every line of a policy is a finding: its severity and its file. Each run has a name of its own.
POLICIES = """\
import glob, json, os, sys, time, uuid

today, facts, out = sys.argv[1:]
if os.path.exists("platform/policies/policies.yaml"):
    sys.exit("Traceback of a fault")
if os.path.exists("platform/policies/products/slow.sql"):
    time.sleep(600)
lines = [
    line.split() for path in sorted(glob.glob("platform/policies/*/*.sql")) for line in open(path)
]
os.makedirs(f"{out}/baselines")
parts = len(glob.glob(f"{facts}/**/*.jsonl", recursive=True))
for name in ("standing", "open"):
    text = f"{parts} parts as of {today}, {name}, run {uuid.uuid4().hex}"
    open(f"{out}/{name}.txt", "w").write(text)
open(f"{out}/baselines/known.txt", "w").write("what is known")
findings = [{"severity": severity, "file": file} for severity, file in lines]
print(json.dumps({"version": 1, "findings": findings, "summary": ["asked"]}))
sys.exit(any(severity == "error" for severity, _ in lines))
"""
POLICY = "platform/policies/products/x.sql"
ODPS = "products/orders/orders.odps.yaml"
SNAPSHOT = "products/invoices/models/input_ports/orders-v1.odcs.yaml"
TEAMS = "platform/teams.yaml"
FILES: Files = {
    **REPOSITORY,
    "platform/inseam/policies/__main__.py": POLICIES,
}
LINTS = (JudgeProducts, JudgeContracts, JudgeRest)


def repository(*lines: str) -> RuleRunner:
    return make_repository({**FILES, POLICY: "".join(f"{line}\n" for line in lines)})


def policies(runner: RuleRunner, *arguments: str) -> GoalRuleResult:
    return runner.run_goal_rule(
        Policies, global_args=OPTIONS, args=arguments, env_inherit=pex_tool_variables()
    )


def said(output: str) -> list[str]:
    reports: list[Any] = [json.loads(line) for line in output.splitlines() if line[:1] == "{"]
    return [finding["file"] for report in reports for finding in report["findings"]]


def test_policies_without_end_are_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    runner = repository()
    assert policies(runner).exit_code == 0
    monkeypatch.setattr("pants_inseam.goals.policies.SECONDS", 1)
    runner.write_files({"platform/policies/products/slow.sql": ""})
    # It would end with 0 by itself.
    assert policies(runner).exit_code != 0


def test_all_policies_are_asked_over_all_products_whatever_the_targets() -> None:
    runner = repository()
    # Both parts of two products, three contracts of no product, and the teams.
    assert policies(runner).stdout.startswith("9 parts as of 20")
    assert "9 parts as of 20" in policies(runner, "products/orders::").stdout
    assert ", open, run " in policies(runner).stdout
    assert ", standing, run " in policies(runner, "--policies-all").stdout


def test_the_day_is_an_input_and_the_same_day_is_asked_once() -> None:
    runner = repository()
    first = policies(runner, "--policies-today=2026-12-30").stdout
    assert "as of 2026-12-30" in first
    assert policies(runner, "--policies-today=2026-12-30").stdout == first
    assert "as of 2026-12-31" in policies(runner, "--policies-today=2026-12-31").stdout


def test_the_findings_are_those_of_the_targets() -> None:
    runner = repository(f"error {ODPS}", f"info {ORDERS}", f"warning {TEAMS}")
    everything = policies(runner)
    assert everything.exit_code == 1
    assert said(everything.stdout) == [ODPS, TEAMS]
    assert said(policies(runner, "products/orders::").stdout) == [ODPS, ORDERS]
    other = policies(runner, "products/invoices::")
    assert (other.exit_code, said(other.stdout)) == (0, [])


def test_lint_says_every_finding_once_but_infos() -> None:
    files = [ODPS, SNAPSHOT, ORDERS, SHOP, TEAMS, POLICY]
    runner = repository(*(f"error {file}" for file in files), "info platform/x")
    assert sorted(f for r in lint_results(runner, LINTS) for f in said(r.stdout)) == sorted(files)


@pytest.mark.parametrize(
    "line, spec, exit_code",
    [
        (f"error {ODPS}", "products/orders::", 1),
        (f"error {ODPS}", "products/invoices::", 0),
        (f"warning {ODPS}", "products/orders::", 0),
        (f"error {SHOP}", "contracts/external::", 1),
        (f"error {SHOP}", "products/orders::", 0),
        (f"error {TEAMS}", "products/orders::", 1),
    ],
)
def test_lint_fails_for_what_concerns_its_targets(line: str, spec: str, exit_code: int) -> None:
    assert lint(repository(line), "--only=policies", spec).exit_code == exit_code


def test_lint_can_leave_them_out() -> None:
    runner = repository(f"error {ODPS}")
    arguments = ("--only=policies", "--policies-skip", "products/orders::")
    assert lint(runner, *arguments).exit_code == 0


def test_a_fault_is_said_and_not_taken_for_findings() -> None:
    runner = repository()
    runner.write_files({"platform/policies/policies.yaml": "fault"})
    result = policies(runner)
    assert result.exit_code == 1
    assert "Traceback of a fault" in result.stderr


def test_a_baseline_is_written_for_a_policy_that_something_breaks() -> None:
    runner = repository()
    result = policies(runner, "--policies-baseline=known")
    assert "Wrote platform/policies/baselines/known.txt" in result.stderr
    assert policies(runner, "--policies-baseline=other").exit_code == 1


def test_a_file_belongs_to_its_contract_or_else_to_its_product() -> None:
    owners = Owners(frozenset({"products/a"}), frozenset({"products/a/models/a.odcs.yaml"}))
    assert owners.of("products/a/models/a.odcs.yaml") == "products/a/models/a.odcs.yaml"
    assert owners.of("products/a/models/b.sql") == "products/a"
    assert owners.of("products/ab/b.sql") is None


def test_a_program_is_told_that_nothing_was_found() -> None:
    result = repository().run_goal_rule(
        Policies,
        global_args=[*OPTIONS, "--inseam-format=json"],
        env_inherit=pex_tool_variables(),
    )
    assert result.exit_code == 0
    assert json.loads(result.stdout)["findings"] == []
