from __future__ import annotations

import pytest
from pants.backend.project_info.dependents import Dependents, DependentsRequest
from pants.build_graph.address import AddressInput
from pants.engine.addresses import Address, Addresses
from pants.engine.target import (
    Dependencies,
    DependenciesRequest,
    TransitiveTargets,
    TransitiveTargetsRequest,
)
from pants.testutil.rule_runner import RuleRunner

from pants_inseam.dependency_inference import local_package_folders
from pants_inseam.stub_repository import Files, below, contract, make_repository, source

EXTERNAL = {
    "contracts/external/BUILD": "data_contract(name='shop', source='shop-v1.odcs.yaml')",
    "contracts/external/shop-v1.odcs.yaml": contract("shop-v1"),
}
COMMON = {
    "shared/dbt_common/BUILD": "dbt_package()",
    "shared/dbt_common/dbt_project.yml": "name: dbt_common",
}
PACKAGES = "packages: [{local: ../../shared/dbt_common}]"


def product(name: str, **files: str | bytes) -> Files:
    """A product with the port `<name>-v1`. Of ``files`` the names are those of `PLACES`."""
    return below(
        f"products/{name}",
        {
            "BUILD": "data_product()",
            "dbt_project.yml": f"name: {name}",
            f"models/output_ports/v1/{name}-v1.odcs.yaml": contract(f"{name}-v1"),
            **{PLACES[place]: content for place, content in files.items()},
        },
    )


PLACES = {
    "build": "BUILD",
    "source": "models/input_ports/first.source.yaml",
    "second_source": "models/input_ports/second.source.yaml",
    "schema": "transform/staging/schema.yml",
    "source_of_a_package": "dbt_packages/shop/models/sources.yml",
    "packages": "packages.yml",
    "dependencies": "dependencies.yml",
}


def repository(*parts: Files) -> RuleRunner:
    return make_repository(
        {file: content for part in parts for file, content in part.items()},
    )


def address(runner: RuleRunner, spec: str) -> Address:
    return runner.request(Address, [AddressInput.parse(spec, description_of_origin="a test")])


def dependencies(runner: RuleRunner, spec: str) -> set[str]:
    field = runner.get_target(address(runner, spec))[Dependencies]
    return {str(a) for a in runner.request(Addresses, [DependenciesRequest(field)])}


def dependent_projects(runner: RuleRunner, spec: str) -> set[str]:
    request = DependentsRequest([address(runner, spec)], transitive=True, include_roots=False)
    found = {str(a) for a in runner.request(Dependents, [request])}
    return {spec for spec in found if spec.endswith("#dbt")}


def test_a_project_depends_on_its_own_contracts() -> None:
    runner = repository(product("orders"), product("returns"))
    assert dependencies(runner, "products/orders#dbt") == {"products/orders#v1/orders-v1"}


def test_a_project_depends_on_the_contracts_that_its_sources_name_wherever_they_are() -> None:
    runner = repository(
        EXTERNAL,
        product("orders"),
        product("stock"),
        product("prices"),
        product("carts"),
        product(
            "revenue",
            source=source("orders-v1", "shop-v1"),
            second_source=source("stock-v1"),
            schema=source("prices-v1"),
            source_of_a_package=source("carts-v1"),
        ),
    )
    assert dependencies(runner, "products/revenue#dbt") == {
        "contracts/external:shop",
        "products/orders#v1/orders-v1",
        "products/prices#v1/prices-v1",
        "products/revenue#v1/revenue-v1",
        "products/stock#v1/stock-v1",
    }


@pytest.mark.parametrize("file", ["packages", "dependencies"])
def test_a_project_depends_on_its_packages_and_on_those_that_they_need(file: str) -> None:
    runner = repository(
        below("shared/tools", {"BUILD": "dbt_package()", "dbt_project.yml": "name: tools"}),
        {"shared/tools/packages.yml": "packages: [{local: ../dates}, {package: a/b, version: 1}]"},
        below("shared/dates", {"BUILD": "dbt_package()", "dbt_project.yml": "name: dates"}),
        {"shared/dates/dependencies.yml": "packages: [{local: ../tools}, {local: ../nothing}]"},
        product("orders", **{file: "packages: [{local: ../../shared/tools}]"}),
    )
    assert dependencies(runner, "products/orders#dbt") == {
        "products/orders#v1/orders-v1",
        "shared/dates:dates",
        "shared/tools:tools",
    }


def test_a_contract_depends_on_nothing() -> None:
    runner = repository(EXTERNAL, product("orders", source=source("shop-v1")))
    assert dependencies(runner, "products/orders#v1/orders-v1") == set()
    assert dependencies(runner, "contracts/external:shop") == set()


def test_a_project_depends_on_the_packages_that_it_names() -> None:
    runner = repository(COMMON, product("orders", packages=PACKAGES), product("returns"))
    common = "shared/dbt_common:dbt_common"
    assert common in dependencies(runner, "products/orders#dbt")
    assert common not in dependencies(runner, "products/returns#dbt")


def test_what_a_build_file_adds_is_kept() -> None:
    runner = repository(
        EXTERNAL,
        product("orders", build="data_product(dependencies=['contracts/external:shop'])"),
    )
    assert dependencies(runner, "products/orders#dbt") == {
        "contracts/external:shop",
        "products/orders#v1/orders-v1",
    }


@pytest.mark.parametrize(
    "place, content",
    [
        ("source", source("unknown-v1")),
        ("source", "sources: [{config: {meta: {data_contract: {id: 'orders-v1"),
        ("source", b"\xff\xff"),
        ("source", ""),
        ("packages", "packages: ["),
        ("packages", b"\xff\xff"),
        ("packages", ""),
        ("packages", "packages: [{local: ../../shared/unknown}]"),
    ],
)
def test_a_file_that_says_nothing_useful_leaves_edges_out(place: str, content: str | bytes) -> None:
    runner = repository(COMMON, EXTERNAL, product("orders"), product("revenue", **{place: content}))
    assert dependencies(runner, "products/revenue#dbt") == {"products/revenue#v1/revenue-v1"}


def test_an_id_that_two_contracts_claim_leads_to_neither() -> None:
    twice = {**EXTERNAL, "contracts/external/shop-v1.odcs.yaml": contract("orders-v1")}
    runner = repository(twice, product("orders"), product("revenue", source=source("orders-v1")))
    assert dependencies(runner, "products/revenue#dbt") == {"products/revenue#v1/revenue-v1"}
    assert dependencies(runner, "products/orders#dbt") == {"products/orders#v1/orders-v1"}


def test_edges_follow_the_files() -> None:
    runner = repository(EXTERNAL, product("orders"))
    assert "contracts/external:shop" not in dependencies(runner, "products/orders#dbt")
    runner.write_files(product("orders", source=source("shop-v1")))
    assert "contracts/external:shop" in dependencies(runner, "products/orders#dbt")


# orders -> returns -> revenue, and stock beside them.
CHAIN = (
    product("orders"),
    product("returns", source=source("orders-v1")),
    product("revenue", source=source("returns-v1")),
    product("stock"),
)
ALL = {f"products/{name}#dbt" for name in ("orders", "returns", "revenue", "stock")}


def test_a_contract_matters_to_its_product_and_its_consumers_only() -> None:
    runner = repository(*CHAIN)
    assert dependent_projects(runner, "products/orders:orders#v1/orders-v1") == {
        "products/orders#dbt",
        "products/returns#dbt",
    }


def test_the_sql_of_a_product_matters_to_nobody_else() -> None:
    runner = repository(*CHAIN)
    assert dependent_projects(runner, "products/orders:orders#dbt") == set()


@pytest.mark.parametrize(
    "tool",
    [
        "platform/inseam/testing/engine.py",  # imported by an entry module
        "platform/inseam/testing/present.py",
        "platform/inseam/odcs/canonical.py",
        "platform/dbt:profiles",
    ],
)
def test_a_tool_matters_to_every_project(tool: str) -> None:
    runner = repository(
        *CHAIN,
        {
            "platform/inseam/testing/__main__.py": "import inseam.testing.engine",
            "platform/inseam/testing/engine.py": "",
            "platform/inseam/testing/unused.py": "",
        },
    )
    assert dependent_projects(runner, tool) == ALL
    assert dependent_projects(runner, "platform/inseam/testing/unused.py") == set()


def test_a_package_matters_to_the_projects_that_use_it() -> None:
    runner = repository(COMMON, product("orders", packages=PACKAGES), product("returns"))
    assert dependent_projects(runner, "shared/dbt_common") == {"products/orders#dbt"}


def test_products_that_consume_each_other_are_no_cycle_for_pants() -> None:
    runner = repository(
        product("orders", source=source("returns-v1")),
        product("returns", source=source("orders-v1")),
    )
    roots = [address(runner, f"products/{name}:{name}#dbt") for name in ("orders", "returns")]
    closure = runner.request(TransitiveTargets, [TransitiveTargetsRequest(roots)]).closure
    assert {str(target.address) for target in closure} == {
        "products/orders#dbt",
        "products/orders#v1/orders-v1",
        "products/returns#dbt",
        "products/returns#v1/returns-v1",
    }


@pytest.mark.parametrize(
    "packages_yml, expected",
    [
        ("packages: [{local: ../../shared/a}, {local: ../../shared/b/}]", ("shared/a", "shared/b")),
        ("packages: [{local: ./own}]", ("products/orders/own",)),
        ("packages: [{package: x/y, version: 1.0.0}, {git: 'x'}]", ()),
        ("packages: {local: ../../shared/a}", ()),
        ("other: [{local: ../../shared/a}]", ()),
        ("projects: [{packages: [{local: ../../shared/a}]}]", ()),
        ("packages: [{local: [../../shared/a]}]", ()),
        ("packages: [{version: !!timestamp x, local: ../../shared/a}]", ("shared/a",)),
    ],
)
def test_local_package_folders(packages_yml: str, expected: tuple[str, ...]) -> None:
    assert local_package_folders(packages_yml.encode(), "products/orders") == expected
