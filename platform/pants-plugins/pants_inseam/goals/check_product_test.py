from __future__ import annotations

import pytest
from pants.core.goals.check import CheckResults
from pants.testutil.rule_runner import RuleRunner

from pants_inseam.goals.check import ProductCheckRequest
from pants_inseam.stub_repository import below, contract, make_repository, set_options, targets_in
from pants_inseam.target_types import ProductFieldSet

FACTS = """\
import os, sys

out = sys.argv[2]
folder = out[len("_facts/"):-len(".dbt.jsonl")]
text = "".join(
    open(f"{folder}/models/{name}").read()
    for name in os.listdir(f"{folder}/models") if name.endswith(".sql")
)
if "fault" in text:
    sys.exit("Traceback of a fault")
os.makedirs(os.path.dirname(out), exist_ok=True)
open(out, "w").write(text)
"""
# Its report is what it was given, and something that is another one on every run.
CHECK = """\
import os, sys, uuid

folder, facts, *statements = sys.argv[1:]
files = sorted(
    os.path.join(at, name)
    for at, _, names in os.walk("products")
    for name in names
)
text = open(facts).read()
print(folder, facts, *statements, *files, uuid.uuid4())
sys.exit(1 if "wrong" in text else 0)
"""
COMPILE = """\
import os, sys

folder, _, _, out = sys.argv[1:]
if "not for Databricks" in open(f"{folder}/models/x.sql").read():
    sys.exit(1)
os.makedirs(os.path.dirname(out), exist_ok=True)
open(out, "w").write("{}")
"""
CANONICAL = "import sys\n\nopen(sys.argv[2], 'w').write(open(sys.argv[1]).read())\n"
ORDERS = "products/orders/models/output_ports/v1/orders-v1.odcs.yaml"


def product(sql: str) -> dict[str, str]:
    return {
        "BUILD": "data_product()",
        "README.md": "",
        "dbt_project.yml": "name: x",
        "models/x.sql": sql,
    }


def repository() -> RuleRunner:
    return make_repository(
        {
            "platform/inseam/check/check_product.py": CHECK,
            "platform/inseam/check/databricks.py": COMPILE,
            "platform/inseam/odcs/canonical.py": CANONICAL,
            "platform/inseam/facts/dbt.py": FACTS,
            "platform/inseam/facts/documents.py": "import sys\n",
            **below("products/orders", product("select 1")),
            ORDERS: contract("orders-v1"),
            **below("products/returns", product("wrong")),
            **below("products/broken", product("fault")),
            **below("products/own", {"BUILD": "dbt_project(sources=['*'])", "x.sql": ""}),
        }
    )


def check(runner: RuleRunner, *names: str) -> CheckResults:
    request = ProductCheckRequest(
        ProductFieldSet.create(targets_in(runner, f"products/{name}")[f"products/{name}#dbt"])
        for name in names
    )
    return runner.request(CheckResults, [request])


def test_a_product_is_checked_with_its_facts_its_sql_and_the_contracts_of_its_ports() -> None:
    (result,) = check(repository(), "orders").results
    assert result.exit_code == 0
    assert result.partition_description == "products/orders"
    assert result.stdout.split()[:-1] == [
        "products/orders",
        "_facts/products/orders.dbt.jsonl",
        "_databricks/products/orders.json",
        ORDERS,
        "products/orders/models/x.sql",
    ]


@pytest.mark.parametrize(
    ("options", "sql"),
    [(["--databricks-compile-skip"], "select 1"), ([], "select 1 -- not for Databricks")],
)
def test_without_databricks_sql_the_rest_is_checked(options: list[str], sql: str) -> None:
    runner = repository()
    runner.write_files({"products/orders/models/x.sql": sql})
    set_options(runner, *options)
    (result,) = check(runner, "orders").results
    assert result.exit_code == 0
    assert result.stdout.split()[1:3] == ["_facts/products/orders.dbt.jsonl", ORDERS]


def test_one_product_that_is_wrong_or_stops_a_process_fails_no_other() -> None:
    results = check(repository(), "orders", "returns", "broken")
    assert results.checker_name == "product-check"
    assert [result.exit_code for result in results.results] == [0, 1, 1]
    assert "Traceback of a fault" in results.results[2].stderr


def test_nothing_runs_again_for_another_product_or_a_readme() -> None:
    runner = repository()
    (before,) = check(runner, "orders").results
    runner.write_files(
        {"products/returns/models/x.sql": "select 2", "products/orders/README.md": "x"}
    )
    set_options(runner)
    assert check(runner, "orders").results == (before,)

    runner.write_files({"products/orders/models/x.sql": "select 2"})
    set_options(runner)
    assert check(runner, "orders").results != (before,)


def test_only_products_are_checked() -> None:
    runner = repository()
    (own,) = targets_in(runner, "products/own").values()
    (orders,) = (t for a, t in targets_in(runner, "products/orders").items() if a.endswith("#dbt"))
    assert not ProductFieldSet.is_applicable(own)
    assert ProductFieldSet.is_applicable(orders)


def test_it_can_be_left_out() -> None:
    runner = repository()
    set_options(runner, "--product-check-skip")
    assert check(runner, "orders").skipped
