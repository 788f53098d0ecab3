"""What datacontract-cli of the lock says where a good guess would be another: why rules are ours.

Each of these facts is asked of the real one. If one changes, `datacontract_cli` may hand it more.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import pytest
from datacontract.data_contract import DataContract

from inseam.documents.yaml_document import read_yaml
from inseam.evaluation.result import Verdict
from inseam.odcs.canonical import canonical_text
from inseam.odcs.contract import read_contract
from inseam.testing.contract_checks import test_contract as outcome_of
from inseam.testing.datacontract_cli import duckdb_server, structural_checks
from inseam.testing.engine import shut_in_for_reading
from inseam.testing.outcomes import ContractOutcome
from inseam.testing.request import ContractInput

PARCEL = {"name": "parcel_id", "logicalType": "integer", "required": True}
KILOS = {"name": "kilos", "logicalType": "number"}
# One of three weights is missing, and one parcel was scanned twice.
SCANS = "select * from (values (1, null::double), (2, 1.5), (2, 9)) t(parcel_id, kilos)"


@pytest.fixture(autouse=True)
def quiet() -> None:
    logging.getLogger("datacontract").setLevel(logging.CRITICAL)


def contract(
    *rules: Mapping[str, Any], on: str = "kilos", options: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    kilos: dict[str, Any] = {**KILOS, "logicalTypeOptions": options} if options else {**KILOS}
    described: dict[str, Any] = {"name": "scans", "properties": [PARCEL, kilos]}
    (described if on == "scans" else kilos)["quality"] = list(rules)
    return {
        "apiVersion": "v3.1.0",
        "kind": "DataContract",
        "id": "parcels-v1",
        "version": "1.0.0",
        "status": "active",
        "servers": [{"server": "test", "type": "duckdb", "database": "rows", "schema": "main"}],
        "schema": [described],
    }


def database(folder: Path) -> Path:
    file = folder / "rows.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute(f"create table scans as {SCANS}")
    return file


def by_itself(document: dict[str, Any], folder: Path) -> list[tuple[str, str | None, str]]:
    """Field, result and reason of each check of a count or a query."""
    document["servers"][0]["database"] = str(database(folder))
    run = DataContract(data_contract_str=json.dumps(document), server="test").test()
    return [
        (check.field or "", check.result and check.result.value, (check.reason or "")[:45])
        for check in run.checks or ()
        if check.type not in ("field_is_present", "field_type")
    ]


def by_inseam(document: dict[str, Any], folder: Path) -> ContractOutcome:
    read = read_yaml("parcels-v1.odcs.yaml", json.dumps(document).encode())
    canonical = folder / "parcels-v1.json"
    canonical.write_text(canonical_text(read), encoding="utf-8")
    port = ContractInput(read_contract(read), canonical)
    return outcome_of(port, database(folder), {}, evaluated_in_production=False)


def results(outcome: ContractOutcome) -> dict[str, str]:
    return {
        f"{check.type} {number}": check.result.value
        for number, check in enumerate(outcome.checks)
        if check.type not in ("field_is_present", "field_type")
    }


FEW_NULLS = {"metric": "nullValues", "unit": "percent"}
REPEATED = {"metric": "duplicateValues", "mustBe": 0}


def test_two_thresholds_of_one_metric_fail_on_another_column(tmp_path: Path) -> None:
    document = contract(
        {**FEW_NULLS, "mustBeLessThan": 30, "severity": "warning"},
        {**FEW_NULLS, "mustBeLessThan": 90},
    )
    said = "Error evaluating check: Duplicate column name"

    assert by_itself(document, tmp_path) == [
        ("parcel_id", "failed", said),
        ("kilos", "failed", said),
        ("kilos", None, ""),
    ]
    (tmp_path / "rows.duckdb").unlink()
    assert list(results(by_inseam(document, tmp_path)).values()) == ["passed", "warning", "passed"]


def test_of_two_rules_on_duplicates_the_first_gets_the_result_of_the_second(tmp_path: Path) -> None:
    document = contract(
        {**REPEATED, "arguments": {"properties": ["parcel_id"]}},
        {**REPEATED, "arguments": {"properties": ["parcel_id", "kilos"]}},
        on="scans",
    )

    # Passed, with the reason for which it failed at first.
    assert by_itself(document, tmp_path)[1:] == [
        ("", "passed", "Actual duplicate_count(scans) was 1, expected"),
        ("", None, ""),
    ]
    (tmp_path / "rows.duckdb").unlink()
    assert list(results(by_inseam(document, tmp_path)).values()) == ["passed", "failed", "passed"]


@pytest.mark.parametrize(
    "options",
    [
        {"exclusiveMinimum": 0, "exclusiveMaximum": 100},
        {"exclusiveMinimum": 0, "minimum": 1},
        {"exclusiveMaximum": 100, "maximum": 99},
    ],
)
def test_bounds_beside_each_other_fail_every_count(
    tmp_path: Path, options: Mapping[str, Any]
) -> None:
    said = "Error evaluating check: Duplicate column name"
    document = contract(options=options)

    assert ("parcel_id", "failed", said) in by_itself(document, tmp_path)
    (tmp_path / "rows.duckdb").unlink()
    assert set(results(by_inseam(document, tmp_path)).values()) == {"passed"}


def test_of_several_rows_and_columns_the_first_decides(tmp_path: Path) -> None:
    document = contract(
        {
            "type": "sql",
            "query": "select kilos, 9 from {object} where kilos is not null order by 1",
            "mustBeLessThan": 5,
        }
    )

    assert by_itself(document, tmp_path)[-1] == ("kilos", "passed", "")
    (tmp_path / "rows.duckdb").unlink()
    outcome = by_inseam(document, tmp_path)
    assert [promise.reason for promise in outcome.not_evaluated] == [
        "its query yields several rows"
    ]


@pytest.mark.parametrize("options", [{"multipleOf": 4}, {"format": "f32", "multipleOf": 4}])
def test_multiples_are_not_looked_at(tmp_path: Path, options: Mapping[str, Any]) -> None:
    document = contract(options=options)

    assert by_itself(document, tmp_path) == [("parcel_id", "passed", "")]
    (tmp_path / "rows.duckdb").unlink()
    assert list(results(by_inseam(document, tmp_path)).values()) == ["passed", "failed"]


@pytest.mark.parametrize(
    "rule", [{"type": "text", "description": "dry"}, {"type": "custom", "engine": "dqx"}]
)
def test_words_and_other_tools_are_left_out_without_a_word(
    tmp_path: Path, rule: Mapping[str, Any]
) -> None:
    document = contract({**rule, "implementation": "x"} if "engine" in rule else rule)

    assert by_itself(document, tmp_path) == [("parcel_id", "passed", "")]
    (tmp_path / "rows.duckdb").unlink()
    assert len(by_inseam(document, tmp_path).not_evaluated) == 1


def test_a_word_among_the_missing_values_of_a_number_fails_every_count(tmp_path: Path) -> None:
    document = contract(
        {"metric": "missingValues", "mustBe": 1, "arguments": {"missingValues": ["N/A"]}}
    )
    said = "Error evaluating check: Conversion Error: Cou"

    assert by_itself(document, tmp_path) == [
        ("parcel_id", "failed", said),
        ("kilos", "failed", said),
    ]
    (tmp_path / "rows.duckdb").unlink()
    assert set(results(by_inseam(document, tmp_path)).values()) == {"passed"}


# Where both evaluate a rule, they agree.


@pytest.mark.parametrize(
    ("on", "rule"),
    [
        ("kilos", {"metric": "nullValues", "mustBe": 1}),
        ("kilos", {"metric": "nullValues", "mustBe": 0}),
        ("kilos", {**FEW_NULLS, "mustBeLessThan": 30}),
        ("kilos", {**FEW_NULLS, "mustBeBetween": [33, 34]}),
        ("kilos", {"metric": "nullValues", "mustNotBeBetween": [1, 2]}),
        ("kilos", {"metric": "missingValues", "mustBe": 2, "arguments": {"missingValues": [9]}}),
        ("kilos", {"metric": "invalidValues", "mustBe": 1, "arguments": {"validValues": [9]}}),
        ("kilos", {"metric": "invalidValues", "mustBe": 0, "arguments": {"pattern": "^1"}}),
        ("kilos", {"metric": "duplicateValues", "mustBe": 0}),
        ("scans", {**REPEATED, "arguments": {"properties": ["parcel_id"]}}),
        ("scans", {**REPEATED, "arguments": {"properties": ["parcel_id", "kilos"]}}),
        ("scans", {"metric": "rowCount", "mustBeGreaterThan": 3, "severity": "low"}),
        ("scans", {"metric": "rowCount", "mustBeLessOrEqualTo": 3}),
        ("scans", {"type": "sql", "query": "select count(*) from {table}", "mustNotBe": 3}),
        ("scans", {"type": "sql", "query": "select max(kilos) from scans", "mustBe": 9}),
        ("kilos", {"type": "sql", "query": "select min({column}) from ${model}", "mustBe": 1.5}),
        ("kilos", {"type": "sql", "query": "select null", "mustBe": 0}),
    ],
)
def test_both_agree_on_a_rule_by_itself(tmp_path: Path, on: str, rule: Mapping[str, Any]) -> None:
    document = contract(rule, on=on)

    (_, theirs, _) = by_itself(document, tmp_path)[-1]
    (tmp_path / "rows.duckdb").unlink()
    ours = by_inseam(document, tmp_path).checks[-1]
    assert ours.result.value == theirs
    assert ours.engine == "inseam"


def test_a_schema_called_like_its_database_is_read(tmp_path: Path) -> None:
    file = tmp_path / "rows.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute("create schema rows.rows")
        connection.execute("create table rows.rows.scans as select 1 as parcel_id, 2.5 as kilos")
    document = contract()
    document["servers"][0]["schema"] = "rows"
    read = read_contract(read_yaml("parcels.odcs.yaml", json.dumps(document).encode()))
    with shut_in_for_reading(file, {}):
        checks = structural_checks(read, document, duckdb_server(file, "rows")).checks
    assert len(checks) > 3
    assert {check.result for check in checks} == {Verdict.PASSED}
