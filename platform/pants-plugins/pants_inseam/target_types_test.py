from __future__ import annotations

from pants.engine.internals.graph import Owners, OwnersRequest
from pants.engine.target import SourcesField, SourcesPaths, SourcesPathsRequest, Tags
from pants.testutil.rule_runner import RuleRunner

from pants_inseam.stub_repository import Files, below, contract, make_repository, targets_in
from pants_inseam.target_types import (
    DataContractTarget,
    DbtProjectDependenciesField,
    DbtProjectTarget,
    DbtProjectTestTimeoutField,
)

ORDERS = {
    "BUILD": "data_product()",
    "dbt_project.yml": "name: orders",
    ".dbtignore": "*.odcs.yaml",
    "README.md": "# Orders",
    "orders.odps.yaml": "id: orders",
    "models/staging/stg_orders.sql": "select 1",
    "models/input_ports/shop-v1.odcs.yaml": contract("shop-v1"),
    "models/output_ports/v1/orders.sql": "select 1",
    "models/output_ports/v1/orders-v1.odcs.yaml": contract("orders-v1"),
}


def sources(runner: RuleRunner, address: str) -> set[str]:
    field = targets_in(runner, "products/orders")[address][SourcesField]
    return set(runner.request(SourcesPaths, [SourcesPathsRequest(field)]).files)


def owners(runner: RuleRunner, file: str) -> set[str]:
    return {str(a) for a in runner.request(Owners, [OwnersRequest((f"products/orders/{file}",))])}


def repository(files: Files) -> RuleRunner:
    return make_repository(
        below("products/orders", files),
    )


def test_a_product_is_a_dbt_project_and_a_contract_for_each_port() -> None:
    runner = repository(
        {**ORDERS, "models/output_ports/v1/order-lines-v1.odcs.yaml": contract("order-lines-v1")}
    )
    types = {a: type(t) for a, t in targets_in(runner, "products/orders").items()}
    assert types == {
        "products/orders#dbt": DbtProjectTarget,
        "products/orders#v1/orders-v1": DataContractTarget,
        "products/orders#v1/order-lines-v1": DataContractTarget,
    }


def test_a_second_version_needs_no_edit_of_the_build_file() -> None:
    runner = repository(ORDERS)
    assert "products/orders#v2/orders-v2" not in targets_in(runner, "products/orders")
    runner.write_files(
        {"products/orders/models/output_ports/v2/orders-v2.odcs.yaml": contract("orders-v2")}
    )
    assert "products/orders#v2/orders-v2" in targets_in(runner, "products/orders")


def test_a_folder_without_a_project_is_a_dbt_project_without_sources() -> None:
    runner = repository({"BUILD": "data_product()"})
    assert set(targets_in(runner, "products/orders")) == {"products/orders#dbt"}
    assert sources(runner, "products/orders#dbt") == set()


def test_sources_are_all_files_but_contracts_and_what_is_no_source() -> None:
    runner = repository(
        {
            **ORDERS,
            "target/manifest.json": "{}",
            "models/target/compiled.sql": "select 1",
            "logs/dbt.log": "",
            "dbt_packages/dbt_common/dbt_project.yml": "",
            "seeds/BUILD": "",
            "macros/BUILD.pants": "",
        }
    )
    contracts = {"models/output_ports/v1/orders-v1.odcs.yaml"}
    assert sources(runner, "products/orders#dbt") == {
        f"products/orders/{file}" for file in set(ORDERS) - {"BUILD"} - contracts
    }
    assert sources(runner, "products/orders#v1/orders-v1") == {
        f"products/orders/{file}" for file in contracts
    }


def test_every_file_has_one_owner() -> None:
    runner = repository(ORDERS)
    for file in ("README.md", ".dbtignore", "orders.odps.yaml", "models/staging/stg_orders.sql"):
        assert owners(runner, file) == {"products/orders#dbt"}, file
    contract_file = "models/output_ports/v1/orders-v1.odcs.yaml"
    assert owners(runner, contract_file) == {"products/orders#v1/orders-v1"}


def test_a_deleted_contract_belongs_to_the_product() -> None:
    runner = repository(ORDERS)
    deleted = "models/output_ports/v1/gone-v1.odcs.yaml"
    assert owners(runner, deleted) == {"products/orders:orders"}


def test_arguments_go_to_the_targets_that_they_concern() -> None:
    runner = repository(
        {**ORDERS, "BUILD": "data_product(dependencies=['//a:b'], timeout=7, tags=['gold'])"}
    )
    targets = targets_in(runner, "products/orders")
    dbt = targets["products/orders#dbt"]
    assert dbt[DbtProjectDependenciesField].value == ("//a:b",)
    assert dbt[DbtProjectTestTimeoutField].value == 7
    assert {t[Tags].value for t in targets.values()} == {("gold",)}
