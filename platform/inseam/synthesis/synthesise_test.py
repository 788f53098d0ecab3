from __future__ import annotations

import copy
import hashlib
import json
import os
import re
import subprocess
import sys
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inseam.documents.yaml_document import read_yaml
from inseam.odcs.contract import Contract, read_contract
from inseam.synthesis.synthesise import Synthesised, synthesise
from testkit.contract_strategies import ROWS, contracts
from testkit.row_checker import violations

AS_OF = datetime(2025, 1, 15, 12)  # noqa: DTZ001
EXAMPLES = int(os.environ.get("INSEAM_GENERATED_CONTRACTS", "50"))


def read(value: dict[str, Any]) -> Contract:
    file = f"{value['id']}.odcs.yaml"
    return read_contract(read_yaml(file, json.dumps(value).encode()))


def contract(*tables: dict[str, Any], id: str = "shop-v1") -> dict[str, Any]:
    return {
        "apiVersion": "v3.1.0",
        "kind": "DataContract",
        "id": id,
        "version": "1.0.0",
        "schema": list(tables),
    }


def table(name: str, *columns: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"name": name, "properties": list(columns), **more}


def column(name: str, logical_type: str = "string", **more: Any) -> dict[str, Any]:
    return {"name": name, "logicalType": logical_type, **more}


def made(*values: dict[str, Any], rows: int = ROWS, **more: Any) -> Synthesised:
    seed = more.pop("seed", 1)
    return synthesise([read(v) for v in values], rows=rows, seed=seed, as_of=AS_OF, **more)


def only(column_: dict[str, Any], rows: int = 200) -> list[Any]:
    """The values of a contract's only column."""
    (rows_,) = made(contract(table("t", column_)), rows=rows).tables.values()
    return list(rows_.column(0).to_pylist())


# For every contract


@given(contracts())
@settings(max_examples=EXAMPLES)
def test_rows_keep_their_contract(value: dict[str, Any]) -> None:
    found = made(value)

    assert violations([read(value)], found.tables) == []
    assert found.not_kept == ()


@given(contracts(), st.data())
@settings(max_examples=max(EXAMPLES // 2, 1))
def test_another_column_changes_no_other(value: dict[str, Any], data: st.DataObject) -> None:
    more = copy.deepcopy(value)
    at = data.draw(st.integers(0, len(value["schema"]) - 1))
    more["schema"][at]["properties"].append(column("added", examples=["x"], required=True))

    before, after = made(value).tables, made(more).tables

    assert {
        key: rows.drop_columns([c for c in rows.column_names if c == "added"])
        for key, rows in after.items()
    } == before


def test_rows_do_not_depend_on_hash_seeds_or_the_clock() -> None:
    program = (
        "import sys; from inseam.synthesis.synthesise_test import digest;sys.stdout.write(digest())"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", program],
            env={
                **os.environ,
                "PYTHONPATH": os.pathsep.join(str(Path(folder).resolve()) for folder in sys.path),
                "PYTHONHASHSEED": seed,
                "TZ": zone,
            },
            check=False,
            capture_output=True,
            text=True,
        )
        for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo"))
    ]

    assert [run.stdout for run in runs] == [digest()] * 2, runs[0].stderr


def digest() -> str:
    """Of rows of many kinds."""
    orders = Path(__file__).parents[1] / "odcs/testdata/orders-v1.odcs.yaml"
    read_orders = read_contract(read_yaml("orders-v1.odcs.yaml", orders.read_bytes()))
    found = synthesise([read_orders], rows=50, seed=1, as_of=AS_OF, fewer=True)
    text = json.dumps([rows.to_pylist() for rows in found.tables.values()], default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def test_another_seed_gives_other_rows() -> None:
    value = contract(table("t", column("a", "integer")))

    assert made(value, seed=1).tables != made(value, seed=2).tables


# Values


def test_nullable_columns_have_nulls_and_required_ones_do_not() -> None:
    assert None in only(column("a"), rows=5)
    assert None not in only(column("a", required=True))


def test_edges_of_the_type_appear_where_the_contract_allows_them() -> None:
    assert {"", "Zoë Müller-Łukasz"} <= set(only(column("a")))
    assert {date(2024, 2, 29), date(9999, 12, 31)} <= set(only(column("a", "date")))
    assert {0, -1, 1} <= set(only(column("a", "integer")))


def test_bounds_appear_and_are_kept() -> None:
    options = {"minimum": 7, "exclusiveMaximum": 1_000_000}
    found = only(column("a", "integer", required=True, logicalTypeOptions=options))

    assert (min(found), max(found)) == (7, 999_999)


def test_instants_are_near_the_given_one() -> None:
    found = [value for value in only(column("at", "timestamp")) if value]
    near = [value for value in found if AS_OF - timedelta(days=731) <= value <= AS_OF]

    assert len(near) > len(found) * 0.9
    assert AS_OF in near


def test_examples_appear() -> None:
    assert {"Käse", "Brot"} <= set(only(column("a", examples=["Käse", "Brot"])))
    assert 4711 in only(column("a", "integer", examples=[4711]))


def test_a_name_decides_what_free_texts_look_like() -> None:
    found = [value for value in only(column("customer_email")) if value and "@" in value]

    assert len(found) > 100


def test_a_pattern_with_the_shape_of_an_instant_is_filled_with_instants() -> None:
    pattern = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?(Z|[+-]\d{2}:\d{2})$"
    found = only(column("at", required=True, logicalTypeOptions={"pattern": pattern}))

    assert all(datetime.fromisoformat(value) for value in found)
    assert len({value[19:] for value in found}) > 2


def test_dates_in_text_columns_have_their_format() -> None:
    options = {"format": "dd.MM.yyyy"}
    of_date = column("a", "date", physicalType="STRING", required=True, logicalTypeOptions=options)

    assert all(re.fullmatch(r"[0-3]\d\.[01]\d\.\d{4}", value) for value in only(of_date))


def test_a_json_column_holds_what_its_properties_say() -> None:
    of_json = column(
        "a", "object", physicalType="string", required=True,
        properties=[column("n", "integer", required=True)],
    )  # fmt: skip

    assert all(isinstance(json.loads(text)["n"], int) for text in only(of_json))


# Keys


def test_children_point_at_parents_and_some_parents_have_none() -> None:
    parents = table("parents", column("id", "integer", primaryKey=True))
    child = column("parent", "integer", required=True, relationships=[{"to": "parents.id"}])
    found = made(contract(parents, table("children", child)), rows=100).tables

    known = set(found["shop-v1", "parents"].column("id").to_pylist())
    used = set(found["shop-v1", "children"].column("parent").to_pylist())
    assert used < known


def test_parents_of_another_contract_are_found_by_its_file_and_by_ids() -> None:
    parents = table("parents", column("id", "integer", primaryKey=True, id="key"), id="all")
    child = column("parent", "integer", required=True)
    for to in ("crm-v1.odcs.yaml#schema/all/properties/key", "../x/crm-v1.odcs.yaml#parents.id",
               "parents.id"):  # fmt: skip
        children = table("children", {**child, "relationships": [{"to": to}]})
        found = made(contract(parents, id="crm-v1"), contract(children)).tables

        used = set(found["shop-v1", "children"].column("parent").to_pylist())
        assert used < set(found["crm-v1", "parents"].column("id").to_pylist())


def test_given_rows_are_the_parents() -> None:
    parents = table("parents", column("id", primaryKey=True))
    child = column("parent", required=True, relationships=[{"to": "parents.id"}])
    given_rows = {("shop-v1", "parents"): pa.table({"ID": ["p1", "p2"]})}
    found = made(contract(parents, table("children", child)), given=given_rows)

    assert list(found.tables) == [("shop-v1", "children")]
    assert set(found.tables["shop-v1", "children"].column(0).to_pylist()) <= {"p1", "p2"}


def test_tables_may_refer_to_each_other_and_to_themselves() -> None:
    def refers(to: str) -> dict[str, Any]:
        return column("other", "integer", required=True, relationships=[{"to": to}])

    key = column("id", "integer", primaryKey=True)
    value = contract(
        table("a", key, refers("b.id")),
        table("b", key, refers("a.id")),
        table("c", key, refers("c.id")),
    )

    assert violations([read(value)], made(value).tables) == []


def test_a_key_of_two_parents_repeats_no_pair() -> None:
    key = column("id", "integer", primaryKey=True)
    pairs = table(
        "pairs",
        column("a", "integer", primaryKey=True, primaryKeyPosition=1,
               relationships=[{"to": "a.id"}]),
        column("b", "integer", primaryKey=True, primaryKeyPosition=2,
               relationships=[{"to": "b.id"}]),
    )  # fmt: skip
    value = contract(table("a", key), table("b", key), pairs)

    assert violations([read(value)], made(value, rows=100).tables) == []


def test_fewer_rows_are_made_where_a_key_has_fewer_values_if_that_is_allowed() -> None:
    countries = table("t", column("code", primaryKey=True, enum=[{"value": "DE"}, {"value": "AT"}]))

    (rows,) = made(contract(countries), fewer=True).tables.values()
    assert rows.num_rows == 2


def test_rows_that_a_rule_in_sql_calls_bad_are_left_out() -> None:
    rule = {"type": "sql", "query": "select count(*) from {object} where a > b", "mustBe": 0}
    value = contract(table("t", column("a", "integer"), column("b", "integer"), quality=[rule]))
    found = made(value, rows=50)

    assert violations([read(value)], found.tables) == []
    assert found.tables["shop-v1", "t"].num_rows == 50


def test_a_rule_in_sql_that_is_not_kept_is_named() -> None:
    rule = {"type": "sql", "query": "select sum(a) from {object}", "mustBe": 4711}
    found = made(contract(table("t", column("a", "integer"), quality=[rule])))

    assert [(f.element, f.finding.rule) for f in found.not_kept] == [
        ("schema[0].quality[0]", "contract-not-synthesised")
    ]


def test_a_rule_that_would_leave_no_row_is_named_and_keeps_no_other_from_being_kept() -> None:
    rules = [
        {"type": "sql", "query": f"select count(*) from {{object}} where {bad}", "mustBe": 0}
        for bad in ("a <> 3 * b + 1", "a > b")
    ]
    of = [column(name, "integer", required=True) for name in "ab"]
    found = made(contract(table("t", *of, quality=rules)))

    assert [f.element for f in found.not_kept] == ["schema[0].quality[0]"]


def test_nulls_are_as_many_as_a_rule_allows_after_rows_are_left_out() -> None:
    bad = {"type": "sql", "query": "select count(*) from {object} where a > 5000", "mustBe": 0}
    nulls = {"metric": "nullValues", "mustBeGreaterOrEqualTo": 25, "unit": "percent"}
    of = [column("a", "integer"), column("b", "integer", quality=[nulls])]
    value = contract(table("t", *of, quality=[bad]))

    assert violations([read(value)], made(value).tables) == []


def test_a_number_of_rows_in_the_contract_goes_before_the_one_wanted() -> None:
    rule = {"metric": "rowCount", "mustBeGreaterOrEqualTo": 40}

    assert (
        made(contract(table("t", column("a"), quality=[rule]))).tables["shop-v1", "t"].num_rows
        == 40
    )


@pytest.mark.parametrize("rows", [0, 1, 2])
def test_few_rows_and_none_can_be_made(rows: int) -> None:
    value = contract(table("t", column("id", primaryKey=True), column("a", "date"), column("b")))

    assert made(value, rows=rows).tables["shop-v1", "t"].num_rows == rows


def test_a_whole_object_array_or_map_can_be_unique() -> None:
    point = column("p", "object", required=True, unique=True)
    point["properties"] = [column("x", "integer"), column("y", "string")]
    tags = column("t", "array", required=True, unique=True, items=column("items", "integer"))
    for nested in (point, tags):
        values = [repr(value) for value in only(nested)]
        assert len(values) == len(set(values)) == 200
