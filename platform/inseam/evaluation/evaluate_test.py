"""What rows say of rules, in the spellings of ODCS 3.0 to 3.2."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import duckdb
import pytest

from inseam.documents.element_path import format_path
from inseam.documents.yaml_document import read_yaml
from inseam.evaluation.engine import DuckDB
from inseam.evaluation.evaluate import evaluate
from inseam.evaluation.result import Result, Verdict
from inseam.odcs.contract import read_contract

PARCEL = {"name": "parcel_id", "logicalType": "integer", "unique": True}
KILOS = {"name": "kilos", "logicalType": "number", "physicalType": "DECIMAL(10,2)"}
# One of three weights is missing, and one parcel was scanned twice.
SCANS = "select * from (values (1, null::decimal(10,2)), (2, 1.5), (2, 9)) t(parcel_id, kilos)"
PASSED, FAILED, WARNING, NOT_EVALUATED = Verdict

FEW_NULLS = {"metric": "nullValues", "mustBeLessThan": 50, "unit": "percent"}


def results(
    rules: list[Mapping[str, Any]],
    *,
    on: str = "kilos",
    rows: str = SCANS,
    columns: tuple[Mapping[str, Any], ...] = (PARCEL, KILOS),
    version: str = "v3.1.0",
    **arguments: Any,
) -> list[Result]:
    """Of rules on a column, or on the object itself."""
    described = {
        "name": "scans",
        "properties": [
            {**column, "quality": rules} if column["name"] == on else column for column in columns
        ],
    }
    if on == "scans":
        described["quality"] = rules
    contract = {
        "apiVersion": version,
        "kind": "DataContract",
        "id": "parcels-v1",
        "version": "1.0.0",
        "status": "active",
        "schema": [described],
    }
    read = read_contract(read_yaml("parcels-v1.odcs.yaml", json.dumps(contract).encode()))
    with duckdb.connect() as connection:
        connection.execute(f"create table scans as {rows}")
        return evaluate(read, DuckDB(connection), {"scans": "scans"}, **arguments)


def verdicts(rules: list[Mapping[str, Any]], **arguments: Any) -> list[Verdict]:
    return [result.verdict for result in results(rules, **arguments)]


def only(rule: Mapping[str, Any], **arguments: Any) -> Result:
    (result,) = results([rule], **arguments)
    return result


# Several rules of one metric


@pytest.mark.parametrize(
    ("on", "first", "second", "expected"),
    [
        (
            "kilos",
            {**FEW_NULLS, "mustBeLessThan": 30, "severity": "warning"},
            {**FEW_NULLS, "mustBeLessThan": 90},
            [WARNING, PASSED],
        ),
        (
            "kilos",
            {**FEW_NULLS, "mustBeLessThan": 90},
            {**FEW_NULLS, "mustBeLessThan": 30},
            [PASSED, FAILED],
        ),
        ("kilos", {"metric": "nullValues", "mustBe": 1}, FEW_NULLS, [PASSED, PASSED]),
        (
            "kilos",
            {"metric": "invalidValues", "mustBe": 0, "arguments": {"validValues": [1.5, 9]}},
            {"metric": "invalidValues", "mustBe": 0, "arguments": {"pattern": "^1"}},
            [PASSED, FAILED],
        ),
        (
            "kilos",
            {"metric": "missingValues", "mustBe": 1},
            {"metric": "missingValues", "mustBe": 1, "arguments": {"missingValues": [None, 9]}},
            [PASSED, FAILED],
        ),
        (
            "scans",
            {"metric": "rowCount", "mustBeGreaterThan": 5, "severity": "info"},
            {"metric": "rowCount", "mustBeGreaterThan": 2},
            [WARNING, PASSED],
        ),
        (
            "scans",
            {"metric": "duplicateValues", "mustBe": 0, "arguments": {"properties": ["parcel_id"]}},
            {
                "metric": "duplicateValues",
                "mustBe": 0,
                "arguments": {"properties": ["parcel_id", "kilos"]},
            },
            [FAILED, PASSED],
        ),
        (
            "parcel_id",
            {"metric": "duplicateValues", "mustBeLessThan": 1, "severity": "warning"},
            {"metric": "duplicateValues", "mustBeLessThan": 2},
            [WARNING, PASSED],
        ),
    ],
)
def test_rules_of_one_metric_keep_their_own_results(
    on: str, first: Mapping[str, Any], second: Mapping[str, Any], expected: list[Verdict]
) -> None:
    assert verdicts([first, second], on=on) == expected


def test_a_result_has_its_place_its_demand_and_the_rows() -> None:
    rule = {"id": "few-nulls", **FEW_NULLS, "mustBeLessThan": 30}
    result = only(rule)

    assert format_path(result.path) == "schema[0].properties[1].quality[0]"
    assert (result.place.described.name, result.place.label) == ("scans", "kilos")
    assert result.name == "quality rule `few-nulls`: null values must be less than 30 %"
    assert result.measured == "Found 33.333333 % (1 of 3 rows)."
    assert result.rows == ("parcel_id=1, kilos=NULL",)


def test_rows_are_shown_without_what_is_not_for_everybody() -> None:
    secret = {**KILOS, "classification": "restricted"}
    result = only({"metric": "nullValues", "mustBe": 0}, columns=(PARCEL, secret))

    assert result.rows == ("parcel_id=1",)


# Metrics


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({"metric": "nullValues", "mustBeBetween": [1, 2]}, PASSED),
        ({"metric": "nullValues", "mustNotBeBetween": [1, 2]}, FAILED),
        ({"metric": "nullValues", "mustNotBe": 1}, FAILED),
        ({"metric": "nullValues", "mustBeGreaterOrEqualTo": 1}, PASSED),
        ({"metric": "nullValues", "mustBeLessOrEqualTo": 0}, FAILED),
        # A number is not `N/A`, and that must not fail.
        ({"metric": "missingValues", "mustBe": 1, "arguments": {"missingValues": ["N/A"]}}, PASSED),
        ({"metric": "missingValues", "mustBe": 2, "arguments": {"missingValues": ["9"]}}, PASSED),
        (
            {"metric": "invalidValues", "mustBe": 1, "arguments": {"validValues": ["x", 9]}},
            PASSED,
        ),
        # Repeated values are counted, not the rows that repeat them.
        ({"metric": "duplicateValues", "mustBe": 0}, PASSED),
        # Version 3.0.
        ({"rule": "nullCheck"}, FAILED),
        ({"type": "library", "rule": "nullCount", "mustBe": 1}, PASSED),
        ({"rule": "validValues", "validValues": [1.5, 9]}, PASSED),
    ],
)
def test_metrics_of_a_column(rule: Mapping[str, Any], expected: Verdict) -> None:
    assert only(rule, version="v3.0.2" if "rule" in rule else "v3.1.0").verdict is expected


def test_duplicates_in_percent_are_repeated_values_of_all_rows() -> None:
    rows = "select 'a' as kilos from range(998) union all select 'b' from range(2)"
    rule = {"metric": "duplicateValues", "mustBeLessThan": 0.1, "unit": "percent"}
    result = only(rule, rows=rows, columns=({"name": "kilos", "logicalType": "string"},))

    assert result.verdict is FAILED
    assert result.measured == "Found 0.2 % (2 of 1000 rows)."


def test_a_null_in_a_key_makes_no_duplicate() -> None:
    rows = "select * from (values (1, null), (1, null), (2, 5), (2, 5)) t(parcel_id, kilos)"
    rule = {
        "metric": "duplicateValues",
        "mustBe": 1,
        "arguments": {"properties": ["parcel_id", "kilos"]},
    }

    assert only(rule, on="scans", rows=rows).verdict is PASSED


def test_a_rule_of_several_columns_names_them_by_their_names_in_the_contract() -> None:
    parcel = {**PARCEL, "name": "parcel", "physicalName": "parcel_id"}
    rule = {"metric": "duplicateValues", "mustBe": 1, "arguments": {"properties": ["parcel"]}}

    assert only(rule, on="scans", columns=(parcel, KILOS)).verdict is PASSED


# Fields and elements

LINES = (
    "select * from (values ({'code': 'x'}, [{'sku': 'a'}, {'sku': 'a'}], map {'k': 3}),"
    " ({'code': null}, [{'sku': null}], map {'k': 4}), (null, null, null))"
    " t(depot, lines, marks)"
)


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        # The fields of an object that is missing are not.
        (({"name": "depot", "logicalType": "object", "properties": [{"name": "code"}]},), 1),
        (
            (
                {
                    "name": "lines",
                    "logicalType": "array",
                    "items": {"logicalType": "object", "properties": [{"name": "sku"}]},
                },
            ),
            1,
        ),
    ],
)
def test_nested_values_are_counted_by_row(columns: Any, expected: int) -> None:
    field = (columns[0].get("items") or columns[0])["properties"][0]
    field["quality"] = [{"metric": "nullValues", "mustBe": expected}]

    (result,) = results([], rows=LINES, columns=columns)

    assert result.verdict is PASSED


def test_a_list_that_repeats_a_value_counts_once() -> None:
    sku = {"name": "sku", "quality": [{"metric": "duplicateValues", "mustBe": 1}]}
    lines = {"name": "lines", "logicalType": "array", "items": {"properties": [sku]}}

    assert [r.verdict for r in results([], rows=LINES, columns=(lines,))] == [PASSED]


# Queries


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("select count(*) from {object} where {column} is null", PASSED),
        ('select count(*) from "{model}" where ${field} is null', PASSED),
        ("select count(*) from `${table}` where '{property}' is null", PASSED),
        ("select count(*) from scans where kilos is null;", PASSED),
        ("with n as (select count(*) as c from scans) select c - 2 from n", PASSED),
        ("select count(*) = 3 from {object}", PASSED),
        ("select count(*) from {object}", FAILED),
        ("select max(kilos) from {object} where false", FAILED),
        ("select 'nan'::double", FAILED),
    ],
)
def test_a_query_yields_one_number(query: str, expected: Verdict) -> None:
    assert only({"type": "sql", "query": query, "mustBe": 1}).verdict is expected


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("select kilos from {object} order by 1", "its query yields several rows"),
        ("select kilos from {object} where false", "its query yields no row"),
        ("select count(*), 1 from {object}", "its query yields several columns"),
        ("select 'one'", "its query yields no number"),
        ("select current_date", "its query yields no number"),
        ("select count(*) from {objekt}", "nothing is called {objekt} here"),
        ("select count(*) from nowhere", "its query fails"),
        ("select count(* from {object}", "its query fails"),
        ("drop table scans", "its query is not one SELECT"),
        ("select 1; drop table scans", "its query is not one SELECT"),
        ("copy scans to 'scans.csv'", "its query is not one SELECT"),
    ],
)
def test_a_query_without_a_number_says_nothing_of_the_rows(query: str, reason: str) -> None:
    result = only({"type": "sql", "query": query, "mustBeLessThan": 5})

    assert (result.verdict, result.reason, result.is_fault) == (NOT_EVALUATED, reason, True)


def test_a_number_is_compared_as_it_is_written() -> None:
    rule = {"type": "sql", "query": "select 0.1::decimal(3, 1)", "mustBe": 0.1}

    assert only(rule).verdict is PASSED


# What is left out


@pytest.mark.parametrize(
    ("on", "rule", "reason"),
    [
        ("kilos", {"type": "text", "description": "Weighed dry."}, "it is written in words"),
        (
            "kilos",
            {"type": "custom", "engine": "dqx", "implementation": "x"},
            "it is written for dqx, which does not run here",
        ),
        (
            "scans",
            {
                "type": "custom",
                "engine": "soda",
                "implementation": "checks for scans:\n  - row_count > 0\n",
                "mustBeGreaterThan": 0,
            },
            "it is written for soda, which does not run here",
        ),
        ("kilos", {"type": "sql", "mustBe": 0}, "it has no `query`"),
        (
            "kilos",
            {"type": "sql", "query": "select 1", "mustBe": "one"},
            "it has no threshold that is a number",
        ),
        ("kilos", {"metric": "rowCount", "mustBe": 0}, "`rowCount` belongs to a table"),
        ("scans", {"metric": "nullValues", "mustBe": 0}, "`nullValues` belongs to a column"),
        ("kilos", {"metric": "invalidValues", "mustBe": 0}, "it has neither `validValues`"),
        ("scans", {"metric": "duplicateValues", "mustBe": 0}, "it does not list `properties`"),
        ("scans", {"metric": "rowCount", "mustBe": 9, "unit": "percent"}, "a number of rows"),
        ("kilos", {"metric": "freshness", "mustBe": 0}, "`freshness` is not one of"),
        ("kilos", {"rule": "outliers", "mustBe": 0}, "`outliers` is not one of"),
        ("kilos", {"mustBe": 0}, "it names no metric"),
        ("kilos", {"metric": "nullValues"}, "it has no threshold"),
    ],
)
def test_what_no_row_can_answer_is_listed_with_its_reason(
    on: str, rule: Mapping[str, Any], reason: str
) -> None:
    result = only(rule, on=on)

    assert result.verdict is NOT_EVALUATED
    assert result.reason.startswith(reason)
    assert not result.is_fault


def test_a_rule_for_production_is_evaluated_where_it_is_asked_for() -> None:
    volume = {
        "metric": "rowCount",
        "mustBeGreaterThan": 500,
        "customProperties": [{"property": "evaluatedIn", "value": "production"}],
    }

    assert only(volume, on="scans").reason == "it is to be evaluated in production"
    assert only(volume, on="scans", evaluated_in_production=True).verdict is FAILED


# Options of columns


@pytest.mark.parametrize(
    ("column", "values", "expected"),
    [
        ({**KILOS, "logicalTypeOptions": {"multipleOf": 0.25}}, "1.5::decimal(10,2)", PASSED),
        ({**KILOS, "logicalTypeOptions": {"multipleOf": 0.25}}, "1.3::decimal(10,2)", FAILED),
        ({**KILOS, "logicalTypeOptions": {"multipleOf": 0.01}}, "1.37::decimal(10,2)", PASSED),
        ({**KILOS, "logicalTypeOptions": {"multipleOf": 0.00001}}, "1.3::decimal(10,2)", PASSED),
        ({"name": "kilos", "logicalTypeOptions": {"multipleOf": 0.1}}, "'0.3'", PASSED),
        (
            {"name": "kilos", "logicalType": "integer", "logicalTypeOptions": {"multipleOf": 5}},
            "12::bigint",
            FAILED,
        ),
        (
            {"name": "kilos", "logicalType": "number", "logicalTypeOptions": {"multipleOf": 0.1}},
            "0.1 + 0.2::double",
            PASSED,
        ),
        ({**KILOS, "logicalTypeOptions": {"exclusiveMinimum": 0}}, "0::decimal(10,2)", FAILED),
        ({**KILOS, "logicalTypeOptions": {"exclusiveMaximum": 9}}, "9::decimal(10,2)", FAILED),
        (
            {
                "name": "kilos",
                "logicalType": "date",
                "logicalTypeOptions": {"exclusiveMinimum": "2024-01-01"},
            },
            "date '2024-01-02'",
            PASSED,
        ),
        (
            {"name": "kilos", "logicalType": "integer", "logicalTypeOptions": {"format": "i8"}},
            "200::bigint",
            FAILED,
        ),
        ({**KILOS, "logicalTypeOptions": {"exclusiveMinimum": 0}}, "null::decimal(10,2)", PASSED),
    ],
)
def test_options_of_numbers_and_dates(
    column: Mapping[str, Any], values: str, expected: Verdict
) -> None:
    found = results([], columns=(column,), rows=f"select {values} as kilos")

    assert [result.verdict for result in found] == [expected]


@pytest.mark.parametrize(
    ("form", "kept", "broken"),
    [
        (
            "uuid",
            ["0cbcb7d0-7f17-4c43-a4ec-1a2b3c4d5e6f", "0CBCB7D0-7F17-4C43-A4EC-1A2B3C4D5E6F"],
            ["0cbcb7d07f174c43a4ec1a2b3c4d5e6f", "0cbcb7d0-7f17-4c43-a4ec-1a2b3c4d5e6", ""],
        ),
        ("email", ["ann@shop.example", "a+b@x.co.uk"], ["ann", "ann@shop", "a b@x.de", "@x.de"]),
        ("uri", ["https://x.de/a?b", "mailto:a@b.de"], ["x.de", "//x.de", "http:", "http://a b"]),
        ("hostname", ["x.de", "a-b.c", "localhost"], ["-a.de", "a..b", "a_b.de", "x.de."]),
        ("ipv4", ["127.0.0.1", "255.255.255.255"], ["256.0.0.1", "1.2.3", "01.2.3.4"]),
        (
            "ipv6",
            ["::", "::1", "2001:db8::1", "1:2:3:4:5:6:7:8", "::ffff:1.2.3.4", "1::8"],
            ["1:2:3", "1::2::3", "g::", "1:2:3:4:5:6:7:8:9", "12345::"],
        ),
        ("byte", ["", "YQ==", "YWI=", "YWJj"], ["YQ", "a b=", "=YQ="]),
    ],
)
def test_formats_of_texts(form: str, kept: list[str], broken: list[str]) -> None:
    column = {
        "name": "kilos",
        "logicalType": "string",
        "logicalTypeOptions": {"format": form},
    }

    def verdict(value: str) -> Verdict:
        (result,) = results([], columns=(column,), rows=f"select '{value}' as kilos")
        return result.verdict

    assert {value: verdict(value) for value in kept} == dict.fromkeys(kept, PASSED)
    assert {value: verdict(value) for value in broken} == dict.fromkeys(broken, FAILED)


@pytest.mark.parametrize(
    ("form", "value", "expected"),
    [
        ("yyyy-MM-dd", "2024-02-29", PASSED),
        ("yyyy-MM-dd", "2023-02-29", FAILED),
        ("yyyy-MM-dd", "2024-2-9", FAILED),
        ("dd.MM.yyyy", "31.12.2024", PASSED),
        ("yyyy-MM-dd'T'HH:mm:ss", "2024-02-29T10:00:00", PASSED),
        ("yyyy-MM-dd'T'HH:mm:ss", "2024-02-29 10:00:00", FAILED),
        ("yyyy-MM-dd'T'HH:mm:ssXXX", "2024-02-29T10:00:00+01:00", PASSED),
        ("EEE d MMM", "Thu 29 Feb", NOT_EVALUATED),
    ],
)
def test_formats_of_dates_in_text(form: str, value: str, expected: Verdict) -> None:
    column = {
        "name": "kilos",
        "logicalType": "date",
        "physicalType": "STRING",
        "logicalTypeOptions": {"format": form},
    }
    (result,) = results([], columns=(column,), rows=f"select '{value}' as kilos")

    assert result.verdict is expected


@pytest.mark.parametrize(
    ("column", "reason"),
    [
        (
            {"name": "kilos", "logicalType": "date", "logicalTypeOptions": {"format": "dd.MM.yy"}},
            "the column is a DATE, which has no other form",
        ),
        (
            {
                "name": "kilos",
                "logicalType": "string",
                "logicalTypeOptions": {"format": "password"},
            },
            "`password` is not a format that a text could be compared with",
        ),
        (
            {
                "name": "kilos",
                "logicalType": "object",
                "logicalTypeOptions": {"minProperties": 1},
            },
            "neither datacontract-cli nor Inseam looks at it",
        ),
    ],
)
def test_options_that_nobody_evaluates_are_listed(column: Mapping[str, Any], reason: str) -> None:
    (result,) = results([], columns=(column,), rows="select null as kilos")

    assert (result.verdict, result.reason) == (NOT_EVALUATED, reason)


def test_an_object_that_was_not_built_has_no_verdicts() -> None:
    document = {
        "apiVersion": "v3.1.0",
        "kind": "DataContract",
        "id": "parcels-v1",
        "version": "1.0.0",
        "status": "active",
        "schema": [
            {
                "name": "scans",
                "quality": [{"metric": "rowCount", "mustBe": 1}],
                "properties": [{"name": "kilos", "logicalTypeOptions": {"multipleOf": 2}}],
            }
        ],
    }
    contract = read_contract(read_yaml("parcels-v1.odcs.yaml", json.dumps(document).encode()))
    with duckdb.connect() as connection:
        found = evaluate(contract, DuckDB(connection), {})

    assert [result.reason for result in found] == ["`scans` was not built"] * 2


def test_a_missing_column_is_a_fault_of_no_row() -> None:
    result = only({"metric": "nullValues", "mustBe": 0}, rows="select 1 as parcel_id")

    assert (result.verdict, result.is_fault) == (NOT_EVALUATED, True)
    assert "kilos" in result.measured
