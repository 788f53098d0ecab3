from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pants.core.goals.lint import Lint, LintResult
from pants.testutil.rule_runner import GoalRuleResult, RuleRunner

from pants_inseam.generated_files import (
    Generate,
    GeneratedFilesFieldSet,
    GeneratedFilesLintRequest,
)
from pants_inseam.stub_repository import (
    OPTIONS,
    Files,
    below,
    contract,
    make_repository,
    pex_tool_variables,
    targets_in,
)

# Copies the contract of each version, and refuses one that says it is broken.
DBT_MODELS = """\
import os, sys

project, out = sys.argv[1:]
stale = []
for folder, _, names in sorted(os.walk(project)):
    for name in names:
        if name.endswith(".odcs.yaml"):
            text = open(f"{folder}/{name}").read()
            if "fault" in text:
                sys.exit("Traceback of a fault")
            models = f"{folder}/_models.yml"
            os.makedirs(f"{out}/{folder}")
            open(f"{out}/{models}", "w").write(text)
            if "broken" in text:
                print(f"{folder}/{name}: broken")
                sys.exit(2)
            if not os.path.exists(models) or open(models).read() != text:
                stale.append(models)
for models in stale:
    print(f"{models}: stale")
sys.exit(1 if stale else 0)
"""


class Partition:
    description = "a test"


def port(product: str, version: str, text: str) -> Files:
    return below(
        f"products/{product}",
        {"BUILD": "data_product()", f"models/output_ports/{version}/port.odcs.yaml": text},
    )


def models(product: str, version: str = "v1") -> str:
    return f"products/{product}/models/output_ports/{version}/_models.yml"


def repository(files: Files) -> RuleRunner:
    return make_repository({"platform/inseam/contracts/dbt_models.py": DBT_MODELS, **files})


def generate(runner: RuleRunner, spec: str = "products::") -> GoalRuleResult:
    return runner.run_goal_rule(Generate, args=[*OPTIONS, spec], env_inherit=pex_tool_variables())


def lint(runner: RuleRunner, product: str) -> LintResult:
    target = targets_in(runner, f"products/{product}")[f"products/{product}#dbt"]
    field_set = GeneratedFilesFieldSet.create(target)
    batch: Any = GeneratedFilesLintRequest.Batch("generated-files", (field_set,), Partition)
    return runner.request(LintResult, [batch])


def test_what_is_missing_or_differs_is_written() -> None:
    runner = repository(
        {
            **port("orders", "v1", contract("orders-v1")),
            **port("orders", "v2", contract("orders-v2")),
            **port("returns", "v1", contract("returns-v1")),
            models("orders"): contract("orders-v1"),
            models("returns"): "old",
        }
    )
    result = generate(runner)
    assert result.exit_code == 0
    assert result.stdout == f"wrote {models('orders', 'v2')}\nwrote {models('returns')}\n"
    assert result.stderr == "2 dbt project(s) looked at, 2 file(s) written.\n"
    assert runner.read_file(models("orders", "v2")) == contract("orders-v2")
    assert runner.read_file(models("returns")) == contract("returns-v1")


def test_a_second_call_writes_nothing() -> None:
    runner = repository(port("orders", "v1", contract("orders-v1")))
    generate(runner)
    runner.scheduler.invalidate_all_files()
    result = generate(runner)
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "1 dbt project(s) looked at, 0 file(s) written.\n"


def test_only_the_projects_that_are_named_are_written() -> None:
    runner = repository(
        {
            **port("orders", "v1", contract("orders-v1")),
            **port("returns", "v1", contract("returns-v1")),
        }
    )
    assert generate(runner, "products/returns").stdout == f"wrote {models('returns')}\n"
    assert generate(runner, "platform::").stderr.startswith("0 dbt project(s) looked at")


@pytest.mark.parametrize(
    "text, exit_code, message",
    [
        ("broken", 2, "products/orders/models/output_ports/v1/port.odcs.yaml: broken\n"),
        # So Python exits when it cannot start a module, and findings have the same code.
        ("fault", 1, "Traceback of a fault\n"),
    ],
)
def test_a_project_that_fails_is_shown_and_keeps_nobody_else_from_being_written(
    text: str, exit_code: int, message: str
) -> None:
    runner = repository(
        {**port("orders", "v1", text), **port("returns", "v1", contract("returns-v1"))}
    )
    result = generate(runner)
    assert result.exit_code == exit_code
    assert result.stdout == f"wrote {models('returns')}\n"
    assert result.stderr == f"{message}2 dbt project(s) looked at, 1 file(s) written.\n"
    assert not Path(runner.build_root, models("orders")).exists()


def test_lint_says_which_files_are_stale_and_writes_nothing() -> None:
    runner = repository(port("orders", "v1", contract("orders-v1")))
    result = lint(runner, "orders")
    assert (result.exit_code, result.stdout) == (1, f"{models('orders')}: stale\n")
    runner.write_files({models("orders"): contract("orders-v1")})
    result = lint(runner, "orders")
    assert (result.exit_code, result.stdout) == (0, "")


def test_lint_fails_for_a_contract_that_cannot_be_read() -> None:
    result = lint(repository(port("orders", "v1", "broken")), "orders")
    assert result.exit_code == 2
    assert result.stdout.endswith("port.odcs.yaml: broken\n")


@pytest.mark.parametrize(
    "option, exit_code", [("--no-generated-files-skip", 1), ("--generated-files-skip", 0)]
)
def test_the_lint_goal_can_leave_it_out(option: str, exit_code: int) -> None:
    runner = repository(port("orders", "v1", contract("orders-v1")))
    result = runner.run_goal_rule(
        Lint, args=[*OPTIONS, option, "products::"], env_inherit=pex_tool_variables()
    )
    assert result.exit_code == exit_code
