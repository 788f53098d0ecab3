"""The audit of a release on Databricks: what it asks, and what it makes of the answers.

databricks-sql-connector is replaced where it would connect, by a stand-in on DuckDB; the rest is
what a release runs. Where it connects to, the connector itself says.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, virtual_environment

# databricks_statements_test.py is the sample of every change.
pytestmark = pytest.mark.nightly

GOLDEN = Path(__file__).with_name("databricks_audit.sql")
PROGRAM = Path(__file__).with_name("databricks_audit.py")
HOST = "databricks.entropy-data.example.com"
WAREHOUSE = "/sql/1.0/warehouses/one"
GIVEN = {
    "DATABRICKS_HOST": HOST,
    "DATABRICKS_HTTP_PATH": WAREHOUSE,
    "DATABRICKS_TOKEN": "canary",
    # datacontract-cli's own, which would win over the contract's.
    "DATACONTRACT_DATABRICKS_SERVER_HOSTNAME": "elsewhere.example.com",
    "DATACONTRACT_DATABRICKS_SCHEMA": "elsewhere",
}
SCHEMA = "op_orders_v1__7_3f2a9c01"
CONTRACT = """\
apiVersion: v3.1.0
kind: DataContract
id: orders-v1
version: 1.0.0
status: active
servers:
  - server: production
    type: databricks
    host: readers.example.com
    catalog: shop
    schema: op_orders_v1
schema:
  - name: orders
    physicalType: table
    quality:
      - id: volume
        metric: rowCount
        mustBeGreaterThan: 2
        customProperties:
          - {property: evaluatedIn, value: production}
      - id: no-refund
        type: sql
        query: select count(*) from {object} where amount < 0
        mustBe: 0
      - id: as-readers-name-it
        type: sql
        query: select count(customer) from op_orders_v1.orders
        mustBeGreaterThan: 0
      - id: without-a-schema
        type: sql
        query: select count(distinct customer) from orders
        mustBeGreaterThan: 0
    properties:
      - name: order_id
        logicalType: integer
        physicalType: BIGINT
        required: true
        unique: true
        primaryKey: true
        primaryKeyPosition: 1
      - name: customer
        logicalType: string
        physicalType: STRING
        required: true
        classification: internal
        logicalTypeOptions: {pattern: '^c[0-9]+$', format: hostname}
        quality:
          - {metric: missingValues, arguments: {missingValues: [N/A]}, mustBe: 0}
      - name: amount
        logicalType: number
        physicalType: DECIMAL(10,2)
        logicalTypeOptions: {minimum: 0, multipleOf: 0.01}
      - {name: placed_at, logicalType: timestamp, physicalType: TIMESTAMP, required: true}
slaProperties:
  - {property: freshness, value: 24, unit: h, element: orders.placed_at}
"""
ROWS = [
    "1, 'c1', 10.57, timestamp'2026-01-31 05:00:00'",
    "2, 'c2', 3, timestamp'2026-01-30 07:00:00'",
    "3, 'c2', 3, timestamp'2026-01-30 06:00:00'",
]


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    lock = ROOT / "platform/locks/databricks-release.txt"
    return virtual_environment(tmp_path_factory.mktemp("databricks"), lock)


def audited(
    programs: Path,
    rows: list[str],
    contract: str = CONTRACT,
    given: dict[str, str] = GIVEN,
    **asked: Any,
) -> Any:
    done = subprocess.run(
        [programs / "python", PROGRAM],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT / "platform"),
            "USER": "test",
            **given,
        },
        input=json.dumps(
            {"contract": contract, "rows": rows, "production_rules_block": True, **asked}
        ),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def passed(programs: Path) -> Any:
    return audited(programs, ROWS)


def test_every_statement_is_sent_in_this_order(passed: Any) -> None:
    text = "-- What the audit of a release asks a Databricks warehouse.\n\n"
    text += "".join(f"{_without_random_names(one['text'])};\n" for one in passed["sent"])
    if os.environ.get("INSEAM_UPDATE_GOLDEN"):
        GOLDEN.write_text(text, encoding="utf-8")
    assert text == GOLDEN.read_text(encoding="utf-8")


def _without_random_names(statement: str) -> str:
    return re.sub(r"(databricks_view_of_\w+?)_[a-z0-9]{26}`", r"\1_some_name`", statement)


def test_statements_are_databricks_sql_that_changes_nothing(passed: Any) -> None:
    kinds: dict[str, list[str]] = {}
    for one in passed["sent"]:
        kinds.setdefault(one["kind"], []).append(one["text"])
    made = [*kinds.pop("Create"), *kinds.pop("Drop")]
    # datacontract-cli's way to a table's columns: a view that only its own session has.
    assert len(made) == 2
    assert all("VIEW" in text and "`ibis_databricks_view_of_orders_" in text for text in made)
    assert kinds.pop("Command") == ["set time zone 'UTC'"]
    assert set(kinds) == {"Describe", "Select"}


def test_only_the_schema_of_the_release_is_read(passed: Any) -> None:
    sessions = [(one["catalog"], one["schema"]) for one in passed["connected"]]
    assert set(sessions) == {("shop", SCHEMA)}
    text = "\n".join(one["text"] for one in passed["sent"])
    # In their sessions, tables without a schema are those of the release.
    assert set(re.findall(r"op_orders_v1\w*", text)) == {SCHEMA}


def test_both_connect_with_what_the_variables_of_the_environment_have(passed: Any) -> None:
    assert len(passed["connected"]) == 2
    for one in passed["connected"]:
        assert one["server_hostname"] == HOST
        assert one["http_path"] == WAREHOUSE
        assert one["access_token"] == "canary"


def test_rows_that_keep_the_contract_pass(passed: Any) -> None:
    assert passed["findings"] == []
    assert passed["passed"]
    assert passed["checks"] > 20


def test_rows_that_break_it_do_not(programs: Path) -> None:
    broken = audited(
        programs,
        ["1, 'c1', -1, timestamp'2026-01-30 05:00:00'", "1, 'N/A', 2, null"],
    )
    found = {message for _, _, _, message in broken["findings"]}
    assert not broken["passed"]
    assert {severity for _, severity, _, _ in broken["findings"]} == {"error"}
    for words in (
        "quality rule `volume`",
        "quality rule `no-refund`",
        "missing values must be 0",
        "`orders.order_id` breaks",
        "`orders.placed_at` breaks",
        "matches regex pattern ^c[0-9]+$",
        "has a minimum of 0",
        "the newest row is of 2026-01-30 05:00:00 UTC, 25 h old at 2026-01-31 06:00:00 UTC",
    ):
        assert any(words in message for message in found), (words, found)


def test_rules_of_production_are_only_reported_where_the_environment_says_so(
    programs: Path,
) -> None:
    few = audited(programs, [ROWS[1]], production_rules_block=False)
    assert few["passed"]
    assert [(rule, severity) for rule, severity, _, _ in few["findings"]] == [
        ("contract-check-failed", "warning")
    ]


def test_a_type_that_the_contract_does_not_have_is_found(programs: Path) -> None:
    other = audited(programs, ROWS, CONTRACT.replace("physicalType: BIGINT", "physicalType: INT"))
    (finding,) = other["findings"]
    assert "`orders.order_id` breaks the contract" in finding[3]
    assert "bigint" in finding[3]


def test_what_the_warehouse_refuses_is_no_broken_promise(programs: Path) -> None:
    contract = CONTRACT.replace("where amount < 0", "where amount_in_cents < 0")
    refused = audited(programs, ROWS, contract)
    (finding,) = refused["findings"]
    assert finding[:2] == ["contract-not-evaluated", "error"]
    assert "amount_in_cents" in finding[3]


@pytest.mark.parametrize("part", ["datacontract-cli", "inseam"])
def test_the_connector_looks_up_the_host_of_the_environment(programs: Path, part: str) -> None:
    assert audited(programs, ROWS, connect=part) == {"asked": [HOST, 443]}


def test_a_host_that_is_not_listed_is_refused_before_anything_connects(programs: Path) -> None:
    given = {**GIVEN, "DATABRICKS_HOST": "elsewhere.example.com"}
    assert audited(programs, ROWS, given=given) == {
        "refused": [
            (
                "environment-host-refused The environment variable `DATABRICKS_HOST` is"
                " `elsewhere.example.com`, which `databricks` does not list. Nothing was sent."
            )
        ]
    }


@pytest.mark.parametrize("missing", ["DATABRICKS_HTTP_PATH", "DATABRICKS_TOKEN"])
def test_a_variable_that_is_not_set_is_one_error_with_its_name(
    programs: Path, missing: str
) -> None:
    given = {name: value for name, value in GIVEN.items() if name != missing}
    assert audited(programs, ROWS, given=given) == {
        "refused": [
            (
                f"environment-variable-unset The environment variable `{missing}` is not set."
                " Nothing was sent."
            )
        ]
    }
