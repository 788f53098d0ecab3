"""The document and its JSON."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from inseam.lineage.document import (
    InputPort,
    Lineage,
    LineageColumn,
    LineageContract,
    LineageEdge,
    LineageProduct,
    Model,
    Object,
    Server,
    Unresolved,
    all_rows,
    column_id,
    dataset_of,
    from_json,
    in_order,
    model_id,
    object_id,
    to_json,
)

HOSTILE = "</script>{{ '\"' }}\n<b>"
ORDERS = object_id("shop-v1", "Orders")
STAGING = model_id("invoices", "stg_orders")
LINEAGE = Lineage(
    products=(
        LineageProduct(id="invoices", team="billing", description=HOSTILE, file="i.odps.yaml"),
    ),
    contracts=(
        LineageContract(id="shop-v1", servers=(Server(type="postgres"),), file="shop-v1.odcs.yaml"),
    ),
    objects=(
        Object(
            id=ORDERS,
            contract="shop-v1",
            name="orders",
            physical_name="Orders",
            file="shop-v1.odcs.yaml",
            line=4,
        ),
    ),
    models=(
        Model(
            id=STAGING,
            product="invoices",
            name="stg_orders",
            kind="model",
            file="stg_orders.sql",
        ),
    ),
    input_ports=(InputPort(product="invoices", contract="shop-v1", file="shop-v1.source.yaml"),),
    columns=(
        LineageColumn(
            id=column_id(ORDERS, HOSTILE),
            dataset=ORDERS,
            name=HOSTILE,
            position=1,
            classification="confidential",
            carries=("confidential",),
            file="shop-v1.odcs.yaml",
            line=6,
        ),
    ),
    edges=(
        LineageEdge(
            column_id(ORDERS, HOSTILE),
            all_rows(STAGING),
            "indirect",
            "FILTER",
            file="stg_orders.sql",
        ),
    ),
    unresolved=(Unresolved(STAGING, "It does not compile.", "stg_orders.sql", 1),),
)


def test_what_is_written_is_read_again() -> None:
    assert from_json(to_json(LINEAGE)) == LINEAGE


def test_what_is_none_false_or_empty_is_left_out() -> None:
    (product,) = json.loads(to_json(LINEAGE))["products"]
    assert product == {
        "id": "invoices",
        "team": "billing",
        "level": 0,
        "description": HOSTILE,
        "file": "i.odps.yaml",
        "line": 1,
    }


def test_a_column_that_is_said_to_be_no_personal_data_says_so_in_json() -> None:
    (column,) = (column._replace(is_personal=False) for column in LINEAGE.columns)
    written = to_json(replace(LINEAGE, columns=(column,)))
    assert '"is_personal":false' in written
    assert from_json(written).columns == (column,)


def test_every_entry_has_its_line() -> None:
    edges = [LineageEdge(f"a/{name}.x", "b/y.z", "direct", "IDENTITY") for name in "abc"]
    before = to_json(replace(LINEAGE, edges=tuple(edges))).splitlines()
    after = to_json(replace(LINEAGE, edges=tuple(edges[:2]))).splitlines()
    assert len(before) - len(after) == 1


def test_the_order_is_that_of_ids_whatever_it_was() -> None:
    edges = tuple(LineageEdge(f"a/b.{name}", "b/y.z", "direct", "IDENTITY") for name in "cab")
    ordered = in_order(replace(LINEAGE, edges=(*edges, edges[0])))
    assert [edge.source for edge in ordered.edges] == ["a/b.a", "a/b.b", "a/b.c"]


def test_names_in_an_id_are_told_from_its_separators_and_from_all_rows() -> None:
    assert column_id("p/m", "A.b/c") == "p/m.a%2Eb%2Fc"
    assert column_id("p/m", "*") == "p/m.%2A" != all_rows("p/m")
    assert dataset_of(column_id(model_id("p", "m.1"), "x.y")) == "p/m%2E1"
    assert column_id("p/m", "%2e") != column_id("p/m", ".")


def test_another_version_is_refused() -> None:
    with pytest.raises(ValueError, match="no lineage of version 1"):
        from_json('{"lineage": 2}')
