from __future__ import annotations

from pants.core.goals.check import CheckResults
from pants.testutil.rule_runner import RuleRunner

from pants_inseam.goals.check import DatabricksCompileRequest
from pants_inseam.stub_repository import below, make_repository, set_options, targets_in
from pants_inseam.target_types import DbtProjectFieldSet

DATABRICKS = """\
import os, sys

print(*sys.argv[1:], *(name for name in os.listdir(".") if name.endswith(".pex")))
print(*sorted(os.listdir(sys.argv[1])), os.path.exists(sys.argv[2]))
sys.exit(1 if "failing" in open(f"{sys.argv[1]}/dbt_project.yml").read() else 0)
"""


def repository() -> RuleRunner:
    return make_repository(
        {
            "platform/inseam/check/databricks.py": DATABRICKS,
            **below(
                "products/orders",
                {"BUILD": "data_product()", "README.md": "", "dbt_project.yml": "name: orders"},
            ),
            **below("products/returns", {"BUILD": "data_product()", "dbt_project.yml": "failing"}),
        }
    )


def check(runner: RuleRunner) -> CheckResults:
    request = DatabricksCompileRequest(
        DbtProjectFieldSet.create(targets_in(runner, f"products/{name}")[f"products/{name}#dbt"])
        for name in ("orders", "returns")
    )
    return runner.request(CheckResults, [request])


def test_every_project_is_compiled_with_its_files_the_profile_and_the_instant() -> None:
    runner = repository()
    set_options(runner, "--data-products-as-of=2030-01-01T00:00:00Z")
    orders, returns = check(runner).results
    assert orders.stdout.splitlines() == [
        " ".join(
            [
                "products/orders platform/dbt/profiles.yml 2030-01-01T00:00:00Z",
                "_databricks/products/orders.json databricks.pex",
            ]
        ),
        "dbt_project.yml True",
    ]
    assert returns.stdout.startswith("products/returns ")


def test_one_project_that_fails_fails_the_check_under_its_own_name() -> None:
    results = check(repository())
    assert results.exit_code == 1
    assert results.checker_name == "databricks-compile"
    assert {r.partition_description: r.exit_code for r in results.results} == {
        "products/orders": 0,
        "products/returns": 1,
    }


def test_the_tools_are_those_of_the_resolve_that_is_asked_for() -> None:
    runner = repository()
    set_options(runner, "--databricks-compile-resolve=testing")
    assert check(runner).results[0].stdout.splitlines()[0].endswith(" testing.pex")


def test_it_can_be_left_out() -> None:
    runner = repository()
    set_options(runner, "--databricks-compile-skip")
    assert check(runner).skipped
