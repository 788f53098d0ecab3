from __future__ import annotations

import json

from pants.core.goals.run import RunRequest
from pants.engine.fs import DigestContents
from pants.testutil.rule_runner import RuleRunner

from pants_inseam.goals.run import DbtRunFieldSet
from pants_inseam.stub_repository import below, contract, make_repository, source, targets_in

ORDERS = "products/orders/models/output_ports/v1/orders-v1.odcs.yaml"
SHOP = "contracts/external/shop-v1.odcs.yaml"


def run_request() -> tuple[RuleRunner, RunRequest]:
    runner = make_repository(
        {
            "contracts/external/BUILD": "data_contract(name='shop', source='shop-v1.odcs.yaml')",
            SHOP: contract("shop-v1"),
            **below(
                "products/orders",
                {
                    "BUILD": "data_product()",
                    "dbt_project.yml": "name: orders",
                    "models/input_ports/shop-v1.source.yaml": source("shop-v1"),
                    "models/output_ports/v1/orders-v1.odcs.yaml": contract("orders-v1"),
                },
            ),
        }
    )
    target = targets_in(runner, "products/orders")["products/orders#dbt"]
    return runner, runner.request(RunRequest, [DbtRunFieldSet.create(target)])


def test_the_library_is_started_in_the_repository_with_its_sources_from_the_sandbox() -> None:
    runner, request = run_request()
    assert request.args[0].startswith("{chroot}/")
    assert request.args[1:] == ("-m", "inseam.testing.by_hand", "{chroot}/_request.json")
    assert request.extra_env["PEX_EXTRA_SYS_PATH"] == "{chroot}/_src"
    files = {file.path for file in runner.request(DigestContents, [request.digest])}
    assert "_src/inseam/testing/by_hand.py" in files


def test_contracts_are_read_where_they_are() -> None:
    runner, request = run_request()
    files = {file.path: file.content for file in runner.request(DigestContents, [request.digest])}
    asked = json.loads(files["_request.json"])
    assert asked["project"] == "products/orders"
    assert asked["output_ports"] == [{"file": ORDERS, "canonical": ORDERS}]
    assert asked["input_ports"] == [{"file": file, "canonical": file} for file in (SHOP, ORDERS)]
