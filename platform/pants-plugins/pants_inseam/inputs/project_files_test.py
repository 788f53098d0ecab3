from __future__ import annotations

from pants.engine.fs import Snapshot
from pants.testutil.rule_runner import RuleRunner

from pants_inseam.inputs.project_files import DbtProjectFiles
from pants_inseam.stub_repository import Files, below, contract, make_repository, targets_in
from pants_inseam.target_types import DbtProject

ORDERS: Files = {
    "BUILD": "data_product()",
    "dbt_project.yml": "name: orders",
    ".dbtignore": "*.odcs.yaml",
    "models/_models.yml": "",
    "models/staging/stg_orders.sql": "select 1",
    "models/docs.md": "{% docs orders %}{% enddocs %}",
    "models/output_ports/v1/orders.sql": "select 1",
    "macros/generate_schema_name.sql": "",
    "tests/inputs/shop-v1/orders.csv": "id\n1\n",
    "seeds/countries.csv": "id\n1\n",
    "snapshots/orders.yml": "",
    "analyses/orders.sql": "",
}
NOT_DBT_S: Files = {
    "README.md": "# Orders",
    "orders.odps.yaml": "id: orders",
    "costs.yaml": "",
    "agreements/shop-v1.yaml": "",
    "models/input_ports/shop-v1.odcs.yaml": contract("shop-v1"),
    "models/output_ports/v1/orders-v1.odcs.yaml": contract("orders-v1"),
}
COMMON: Files = {
    "shared/dbt_common/BUILD": "dbt_package()",
    "shared/dbt_common/README.md": "# Macros",
    "shared/dbt_common/dbt_project.yml": "name: dbt_common",
    "shared/dbt_common/macros/time/as_of.sql": "",
    "shared/dbt_common/integration_tests/dbt_project.yml": "",
}


def layout(files: Files) -> set[str]:
    """The files that a process gets of `products/orders`."""
    runner = make_repository(files)
    return lay_out(runner)


def lay_out(runner: RuleRunner) -> set[str]:
    dbt = targets_in(runner, "products/orders")["products/orders#dbt"]
    digest = runner.request(DbtProjectFiles, [DbtProject.of(dbt)]).digest
    return set(runner.request(Snapshot, [digest]).files)


def test_a_project_lies_at_its_path_with_what_dbt_reads_and_the_profile() -> None:
    expected = {*below("products/orders", ORDERS)} - {"products/orders/BUILD"}
    files = below("products/orders", {**ORDERS, **NOT_DBT_S})
    assert layout(files) == {*expected, "platform/dbt/profiles.yml"}


def test_packages_lie_where_dbt_deps_would_install_them() -> None:
    packages = {"packages.yml": "packages: [{local: ../../shared/dbt_common}]"}
    found = layout({**COMMON, **below("products/orders", {**ORDERS, **packages})})
    assert {file for file in found if "common" in file} == {
        "products/orders/dbt_packages/dbt_common/dbt_project.yml",
        "products/orders/dbt_packages/dbt_common/macros/time/as_of.sql",
    }


def test_a_package_that_is_not_named_is_not_there() -> None:
    found = layout({**COMMON, **below("products/orders", ORDERS)})
    assert not {file for file in found if "common" in file}


def test_an_empty_package_and_an_empty_project_are_no_error() -> None:
    found = layout(
        {
            "shared/dbt_common/BUILD": "dbt_package()",
            "products/orders/BUILD": "data_product()",
            "products/orders/packages.yml": "packages: [{local: ../../shared/dbt_common}]",
        }
    )
    assert found == {"products/orders/packages.yml", "platform/dbt/profiles.yml"}
