from __future__ import annotations

import json
from typing import Any

import pytest

from inseam.bundle.contents import contents
from inseam.report.finding import InputError
from testkit.bundle import (
    COLUMNS,
    CONTRACT,
    FILES,
    PUBLISHED,
    ROWS,
    event,
    sources,
    tested,
)

PORT = "orders-v1.odcs.yaml"
PORT_CONTRACT = "models/output_ports/v1/orders-v1.odcs.yaml"


def document(path: str, **changes: Any) -> Any:
    return json.loads(contents(sources(**changes))[path])


def checked(*results: str) -> dict[str, Any]:
    (known,) = tested().checks["orders-v1"]["checks"]
    checks = [{**known, "result": result} for result in results]
    found: dict[str, Any] = document(
        "test-results/orders-v1.json",
        tested=tested(checks={"orders-v1": {"checks": checks, "not_evaluated": []}}),
    )
    return found


def rules(**changes: Any) -> list[str]:
    with pytest.raises(InputError) as error:
        contents(sources(**changes))
    return [finding.rule for finding in error.value.findings]


def test_a_bundle_has_what_there_is_of_a_product_and_no_more() -> None:
    assert sorted(contents(sources())) == [
        "README.md",
        "agreements/shop-v1.yaml",
        "contracts/orders-v1.odcs.yaml",
        "costs.yaml",
        "dbt-results.json",
        "facts/dbt.jsonl",
        "inputs/shop-v1.odcs.yaml",
        "lineage/_.json",
        "lineage/orders.json",
        "manifest.json",
        "orders.odps.yaml",
        "profile.json",
        "published/orders-v1/1.1.0.odcs.yaml",
        "sample/orders-v1/orders.json",
        "test-results/orders-v1.json",
    ]


def test_files_of_the_repository_are_in_it_as_they_are() -> None:
    files = contents(sources())

    assert files["contracts/orders-v1.odcs.yaml"] == CONTRACT.encode()
    assert files["published/orders-v1/1.1.0.odcs.yaml"] == PUBLISHED["orders-v1/1.1.0.odcs.yaml"]
    assert files["orders.odps.yaml"] == FILES["orders.odps.yaml"]


def test_keys_that_no_standard_has_stay_in_contracts() -> None:
    unknown = CONTRACT.replace(
        "physicalName: orders\n", "physicalName: orders\n    retention: P2Y\n"
    )
    unknown = unknown.replace("logicalType: integer}", "logicalType: integer, origin: {shop: 1}}")
    port = {PORT_CONTRACT: unknown.encode()}
    archived = {"orders-v1/1.1.0.odcs.yaml": unknown.encode()}

    files = contents(sources(files=FILES | port, published=PUBLISHED | archived))

    assert b"retention: P2Y" in unknown.encode()
    assert b"origin: {shop: 1}" in unknown.encode()
    assert files[f"contracts/{PORT}"] == unknown.encode()
    assert files[f"published/{next(iter(archived))}"] == unknown.encode()


def test_the_order_of_what_it_is_made_from_says_nothing() -> None:
    made = contents(sources())
    other = contents(
        sources(
            files=dict(reversed(FILES.items())),
            published=dict(reversed(PUBLISHED.items())),
            tested=tested(
                profile={
                    "orders-v1": {"orders": {"columns": dict(reversed(COLUMNS.items())), "rows": 2}}
                },
                rows={("orders-v1", "orders"): [dict(reversed(row.items())) for row in ROWS]},
            ),
        )
    )

    assert made == other


def test_no_value_that_not_everybody_may_see_is_anywhere_in_it() -> None:
    of_test = {
        path: content.decode()
        for path, content in contents(sources()).items()
        if path not in FILES and not path.startswith("contracts/")
    }

    for value in ("canary", "815", "816", "ana@shop", "by post"):
        assert [path for path, text in of_test.items() if value in text] == []


def test_a_sample_has_the_columns_that_everybody_may_see() -> None:
    found = document("sample/orders-v1/orders.json")
    assert found == [{"order_id": 4711}, {"order_id": 4712}]


def test_a_profile_counts_in_every_column_and_shows_values_of_those_of_the_sample() -> None:
    described = document("profile.json")["orders-v1"]["orders"]

    assert described["rows"] == 2
    assert described["columns"] == {
        "order_id": COLUMNS["order_id"],
        "margin": {"type": "INTEGER", "nulls": 0, "distinct": 2},
        "customer_email": {"type": "VARCHAR", "nulls": 0, "distinct": 1},
        "note": {"type": "VARCHAR", "nulls": 0, "distinct": 2},
    }


def test_a_smallest_value_beyond_the_rows_that_were_read_is_looked_at_too() -> None:
    rows = {("orders-v1", "orders"): [{"order_id": 1, "note": "by post"}]}
    described = document("profile.json", tested=tested(rows=rows))["orders-v1"]["orders"]
    assert "min" not in described["columns"]["note"]


def test_a_column_is_the_contracts_however_the_engine_spells_it() -> None:
    found = tested(
        rows={("orders-v1", "orders"): [{"Order_ID": 1, "MARGIN": 2, "extra": 3}]},
        profile={
            "orders-v1": {
                "orders": {
                    "rows": 1,
                    "columns": {
                        "Order_ID": COLUMNS["order_id"],
                        "MARGIN": COLUMNS["margin"],
                        "extra": COLUMNS["margin"],
                    },
                }
            }
        },
    )

    files = contents(sources(tested=found))

    columns = json.loads(files["profile.json"])["orders-v1"]["orders"]["columns"]
    assert [name for name, column in columns.items() if "min" in column] == ["Order_ID"]
    (row,) = json.loads(files["sample/orders-v1/orders.json"])
    assert row["order_id"] == 1
    # As the contract has them.
    assert list(row) == ["order_id", "note"]


@pytest.mark.parametrize(
    ("said", "carries", "is_shown"),
    [
        ("", ["internal", "public"], True),
        ("", ["confidential"], False),
        ("", ["personal data"], False),
        ("classification: internal", ["Confidential"], True),
        ("classification: internal", ["personal data"], False),
    ],
)
def test_a_column_that_carries_anothers_values_is_shown_as_that_would_be(
    said: str, carries: list[str], is_shown: bool
) -> None:
    contract = CONTRACT.replace(
        "{name: order_id, ", f"{{name: order_id, {said + ', ' if said else ''}"
    )
    column = {"dataset": "orders-v1.ORDERS", "name": "Order_Id", "carries": carries}
    files = contents(
        sources(files={**FILES, PORT_CONTRACT: contract.encode()}, lineage={"columns": [column]})
    )

    assert bool(json.loads(files["sample/orders-v1/orders.json"])) is is_shown
    profile = json.loads(files["profile.json"])["orders-v1"]["orders"]["columns"]
    assert ("min" in profile["order_id"]) is is_shown


@pytest.mark.parametrize(
    ("before", "said"),
    [
        ("schema:", "tags: [pii]\n"),
        ("schema:", "customProperties: [{property: containsPii, value: true}]\n"),
        ("    properties:", "    tags: [personal data, pii]\n"),
    ],
)
def test_where_a_whole_says_that_it_is_about_persons_only_classified_columns_are_shown(
    before: str, said: str
) -> None:
    contract = CONTRACT.replace(before, said + before)
    rows = [{**row, "note": "by post"} for row in ROWS]
    files = contents(
        sources(
            files={**FILES, PORT_CONTRACT: contract.encode()},
            tested=tested(rows={("orders-v1", "orders"): rows}),
        )
    )

    assert json.loads(files["sample/orders-v1/orders.json"]) == [{"note": "by post"}] * 2


def test_the_names_of_customers_are_nowhere_in_it() -> None:
    contract = CONTRACT.replace("name: orders", "name: customers").replace(
        "name: note", "name: name"
    )
    files = {**FILES, "models/output_ports/v1/orders-v1.odcs.yaml": contract.encode()}
    unclassified = {
        name: content.replace(b", classification: internal", b"") for name, content in files.items()
    }
    rows = {("orders-v1", "orders"): [{"order_id": 1, "name": "Ana Lopez"}]}

    made = contents(sources(files=unclassified, tested=tested(rows=rows)))
    assert json.loads(made["sample/orders-v1/orders.json"]) == [{"order_id": 1}]
    classified = contents(sources(files=files, tested=tested(rows=rows)))
    assert b"Ana Lopez" in classified["sample/orders-v1/orders.json"]


def test_an_object_that_was_not_built_has_no_sample() -> None:
    files = contents(sources(tested=tested(profile={}, rows={})))

    assert "sample/orders-v1/orders.json" not in files
    assert json.loads(files["profile.json"]) == {"orders-v1": {}}


def test_a_test_result_is_as_datacontract_cli_says_it() -> None:
    result = document("test-results/orders-v1.json")

    assert result == {
        "id": result["id"],
        "runId": result["id"],
        "dataContractId": "orders-v1",
        "dataContractVersion": "1.1.0",
        "dataProductId": "orders",
        "outputPortId": "orders",
        "server": "orders/orders",
        "timestampStart": "2026-01-31T06:00:00Z",
        "timestampEnd": "2026-01-31T06:00:00Z",
        "result": "passed",
        "checks": [
            {
                "category": "schema",
                "type": "field_required",
                "name": "order_id is required",
                "model": "orders",
                "field": "order_id",
                "engine": "datacontract-cli",
                "result": "passed",
            },
            {
                "type": "not_evaluated",
                "name": "freshness",
                "result": "skipped",
                "reason": "a service level",
            },
        ],
        "logs": [],
    }


@pytest.mark.parametrize(
    ("results", "whole"),
    [
        (("passed", "warning"), "warning"),
        (("failed", "warning", "passed"), "failed"),
        (("failed", "error"), "error"),
        ((), "error"),
    ],
)
def test_a_contract_is_as_its_worst_check(results: tuple[str, ...], whole: str) -> None:
    assert checked(*results)["result"] == whole


def test_equal_results_have_one_id_and_others_another() -> None:
    assert checked("passed")["id"] == checked("passed")["id"]
    assert checked("passed")["id"] != checked("failed")["id"]


def test_events_lie_with_the_port_that_their_run_fills() -> None:
    assert document("lineage/orders.json") == [event("orders.orders", "orders-v1")]
    assert document("lineage/_.json") == [event("orders")]


def test_what_an_engine_says_of_its_failure_is_not_told() -> None:
    failed = event("orders.orders", message="Duplicate key: canary")
    assert document("lineage/_.json", events=[failed]) == [event("orders.orders")]


def test_of_dbts_nodes_it_tells_what_became_of_them() -> None:
    assert document("dbt-results.json") == [
        {"unique_id": "model.orders.orders", "status": "success", "failures": None}
    ]


@pytest.mark.parametrize("more", [{}, {"a.odps.yaml": b"id: a", "b.odps.yaml": b"id: b"}])
def test_a_product_has_one_description(more: dict[str, bytes]) -> None:
    files = {path: content for path, content in FILES.items() if path != "orders.odps.yaml"}
    assert rules(files={**files, **more}) == ["bundle-product"]


def test_all_that_cannot_be_read_is_said_at_once() -> None:
    files = {**FILES, "orders.odps.yaml": b"- 1", PORT_CONTRACT: b"a: {"}
    assert rules(files=files) == ["yaml-unreadable", "bundle-product"]


def test_a_port_is_called_so_that_its_file_has_a_path_on_every_system() -> None:
    odps = FILES["orders.odps.yaml"].replace(b"name: orders,", b"name: ../orders,")
    assert rules(files={**FILES, "orders.odps.yaml": odps}) == ["bundle-path"]
