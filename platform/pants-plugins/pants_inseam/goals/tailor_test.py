from __future__ import annotations

import pytest
from pants.core.goals.tailor import PutativeTarget, PutativeTargets
from pants.testutil.rule_runner import RuleRunner

from pants_inseam.goals.tailor import (
    PutativeContractTargetsRequest,
    PutativeDbtTargetsRequest,
    PutativePlatformTargetsRequest,
)
from pants_inseam.stub_repository import Files, below, contract, make_repository, set_options
from pants_inseam.target_types import (
    DataContractTarget,
    DataProductTarget,
    DbtPackageTarget,
    DbtProjectTarget,
)

SHOP = "contracts/external/shop-v1.odcs.yaml"
REPOSITORY: Files = {
    "products/orders/dbt_project.yml": "name: orders",
    "products/orders/packages.yml": "packages: [{local: ../../shared/common}]",
    "products/orders/models/output_ports/v1/orders-v1.odcs.yaml": contract("orders-v1"),
    "elsewhere/returns/dbt_project.yml": "name: returns",
    "elsewhere/returns/returns.odps.yaml": "id: returns",
    "shared/common/dbt_project.yml": "name: common",
    "shared/common/integration_tests/dbt_project.yml": "name: integration_tests",
    "shared/common/integration_tests/packages.yml": "packages: [{local: ..}]",
    SHOP: contract("shop-v1"),
}
FOLDERS = (
    "contracts/external",
    "elsewhere/returns",
    "products/orders",
    "shared/common",
    "shared/common/integration_tests",
)


def proposed(runner: RuleRunner) -> set[PutativeTarget]:
    requests = (PutativeDbtTargetsRequest(FOLDERS), PutativeContractTargetsRequest(FOLDERS))
    return {target for request in requests for target in runner.request(PutativeTargets, [request])}


def a_target(target_type: type, path: str) -> PutativeTarget:
    return PutativeTarget.for_target_type(
        target_type, path=path, name=None, triggering_sources=["dbt_project.yml"]
    )


def test_every_dbt_project_and_external_contract_gets_its_target() -> None:
    assert proposed(make_repository(REPOSITORY)) == {
        a_target(DataProductTarget, "products/orders"),
        a_target(DataProductTarget, "elsewhere/returns"),
        a_target(DbtPackageTarget, "shared/common"),
        a_target(DbtProjectTarget, "shared/common/integration_tests"),
        PutativeTarget.for_target_type(
            DataContractTarget,
            path="contracts/external",
            name="shop-v1",
            triggering_sources=["shop-v1.odcs.yaml"],
            kwargs={"source": "shop-v1.odcs.yaml"},
        ),
    }


def test_what_has_a_target_gets_no_other() -> None:
    targets = {
        "contracts/external/BUILD": "data_contract(name='shop-v1', source='shop-v1.odcs.yaml')",
        "elsewhere/returns/BUILD": "data_product()",
        "products/orders/BUILD": "data_product()",
        "shared/common/BUILD": "dbt_package()",
        "shared/common/integration_tests/BUILD": "dbt_project()",
    }
    assert proposed(make_repository({**REPOSITORY, **targets})) == set()


@pytest.mark.parametrize("beside", [{}, {"products/parcels/parcels.odps.yaml": "id: parcels"}])
def test_a_product_s_project_in_a_subfolder_gets_no_target_and_is_named(
    beside: Files, caplog: pytest.LogCaptureFixture
) -> None:
    nested = "products/parcels/dbt"
    runner = make_repository({f"{nested}/dbt_project.yml": "name: parcels", **beside})

    found = runner.request(PutativeTargets, [PutativeDbtTargetsRequest((nested,))])

    assert not found
    (said,) = caplog.messages
    assert said.startswith(f"{nested}/dbt_project.yml gets no target")
    assert f"Move what is in {nested} to products/parcels," in said


@pytest.mark.parametrize("form", ["json", "yml"])
def test_an_external_contract_of_another_form_gets_no_target_and_is_named(
    form: str, caplog: pytest.LogCaptureFixture
) -> None:
    folder, elsewhere = "contracts/external", "docs/contracts"
    contracts = {f"{where}/shop-v1.odcs.{form}": "{}" for where in (folder, elsewhere)}
    runner = make_repository(contracts)

    found = runner.request(PutativeTargets, [PutativeContractTargetsRequest((folder, elsewhere))])

    assert not found
    (said,) = caplog.messages
    assert said.startswith(f"{folder}/shop-v1.odcs.{form} gets no target")
    assert "Rename it to `shop-v1.odcs.yaml`" in said


def test_a_product_in_a_subfolder_with_its_odps_file_is_a_product() -> None:
    nested = "products/depots/parcels"
    files = {"dbt_project.yml": "name: parcels", "parcels.odps.yaml": "id: parcels"}
    runner = make_repository(below(nested, files))

    found = runner.request(PutativeTargets, [PutativeDbtTargetsRequest((nested,))])

    assert set(found) == {a_target(DataProductTarget, nested)}


def test_it_can_be_switched_off() -> None:
    runner = make_repository(REPOSITORY)
    set_options(runner, "--no-data-products-tailor-enabled")
    assert proposed(runner) == set()


def test_a_package_with_a_licence_is_of_others_and_its_own_tests_are_no_project() -> None:
    common = "shared/common"
    runner = make_repository({**REPOSITORY, f"{common}/LICENSE": "Do as you like."})
    of_package = {target for target in proposed(runner) if target.path.startswith(common)}
    assert of_package == {
        PutativeTarget.for_target_type(
            DbtPackageTarget,
            path=common,
            name=None,
            triggering_sources=["dbt_project.yml"],
            kwargs={"vendored": True},
        )
    }


@pytest.mark.parametrize("folder", ["products/orders", "shared/common"])
def test_python_is_proposed_for_the_platform_alone(folder: str) -> None:
    stray = {f"{folder}/{name}": "" for name in ("config.py", "a_test.py", "conftest.py")}
    runner = make_repository({**REPOSITORY, **stray, "platform/inseam/a.py": ""})
    request = PutativePlatformTargetsRequest((folder, "platform/inseam"))
    (found,) = runner.request(PutativeTargets, [request])
    assert (found.path, found.type_alias) == ("platform/inseam", "python_sources")
