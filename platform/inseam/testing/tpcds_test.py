from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

from inseam.documents.yaml_document import Document, read_yaml
from inseam.report.finding import InputError
from inseam.testing.tpcds import write_tables

FILE = "contracts/external/shop-v1.odcs.yaml"
SCALE_FACTOR = 0.01


def contract(generator: str, columns: str = "[{name: w_warehouse_sk}]") -> Document:
    text = f"""\
apiVersion: v3.1.0
kind: DataContract
id: shop-v1
version: 1.0.0
servers: [{{server: production, type: postgres, database: shop, schema: public}}]
schema:
  - name: places
    customProperties:
      - property: testDataGenerator
        value: {generator}
    properties: {columns}
"""
    return read_yaml(FILE, text.encode())


def tpcds(rows: str) -> str:
    return f"{{name: tpcds, scaleFactor: {SCALE_FACTOR}, {rows}}}"


def rows(path: Path) -> list[tuple[Any, ...]]:
    return duckdb.connect().execute(f"select * from '{path}'").fetchall()


def test_a_table_has_the_columns_of_the_contract_in_its_types(tmp_path: Path) -> None:
    columns = "[{name: w_city, physicalType: text}, {name: w_warehouse_sk, physicalType: smallint}]"
    assert write_tables(contract(tpcds("table: warehouse"), columns), tmp_path) == []
    described = duckdb.connect().execute(f"describe from '{tmp_path}/places.parquet'").fetchall()
    assert [(name, type_) for name, type_, *_ in described] == [
        ("w_city", "VARCHAR"),
        ("w_warehouse_sk", "SMALLINT"),
    ]
    assert len(rows(tmp_path / "places.parquet")) == 1


def test_a_query_makes_a_table_that_tpc_ds_does_not_have(tmp_path: Path) -> None:
    query = "query: 'select w_warehouse_sk + 41 as w_warehouse_sk from warehouse'"
    assert write_tables(contract(tpcds(query)), tmp_path) == []
    assert rows(tmp_path / "places.parquet") == [("42",)]


def test_the_same_request_gives_the_same_bytes(tmp_path: Path) -> None:
    columns = "[{name: i_item_sk}, {name: i_category}, {name: i_current_price}]"
    asked = contract(tpcds("query: 'from item order by random()'"), columns)
    for run in ("first", "second"):
        assert write_tables(asked, tmp_path / run) == []
    first, second = (tmp_path / run / "places.parquet" for run in ("first", "second"))
    assert first.read_bytes() == second.read_bytes()


def test_a_contract_that_names_no_generator_gets_nothing(tmp_path: Path) -> None:
    text = "apiVersion: v3.1.0\nkind: DataContract\nid: shop-v1\nschema: [{name: places}]\n"
    assert write_tables(read_yaml(FILE, text.encode()), tmp_path) == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "generator, message",
    [
        ("tpcds", "is not a mapping"),
        ("{name: faker, scaleFactor: 0.01, table: item}", "`faker`, which is not a generator"),
        ("{name: tpcds, table: item}", "the scaleFactor `None`"),
        ("{name: tpcds, scaleFactor: 100, table: item}", "the scaleFactor `100`"),
        ("{name: tpcds, scaleFactor: 0.001, table: item}", "the scaleFactor `0.001`"),
        ("{name: tpcds, scaleFactor: true, table: item}", "the scaleFactor `True`"),
        ("{name: tpcds, scaleFactor: 0.01}", "does not say which rows"),
        (
            "{name: tpcds, scaleFactor: 0.01, table: item, query: from item}",
            "does not say which rows",
        ),
        ("{name: tpcds, scaleFactor: 0.01, table: item, seed: 1}", "has no setting `seed`"),
        ("{name: tpcds, scaleFactor: 0.01, table: 'item; drop'}", "is not a plain identifier"),
    ],
)
def test_a_request_that_makes_no_sense_is_refused(
    tmp_path: Path, generator: str, message: str
) -> None:
    with pytest.raises(InputError) as refused:
        write_tables(contract(generator), tmp_path)
    (finding,) = refused.value.findings
    assert message in finding.message
    assert finding.file == FILE
    assert (finding.line or 0) >= 9


@pytest.mark.parametrize(
    "asked, columns, message",
    [
        ("table: orders", "[{name: id}]", "`places`: Catalog Error"),
        ("query: 'select 1 as id); drop table item; from (item'", "[{name: id}]", "Parser Error"),
        ("query: \"from read_csv('/etc/passwd')\"", "[{name: id}]", "Permission Error"),
        ("table: warehouse", "[{name: id}]", "no column `id`"),
        ("table: warehouse", "[{name: w_city, physicalType: integer}]", "do not fit the types"),
        (
            "query: 'select null as id from warehouse'",
            "[{name: id, required: true}]",
            "requires `id`, but TPC-DS leaves it empty in 1 rows",
        ),
    ],
)
def test_what_cannot_be_had_is_a_finding(
    tmp_path: Path, asked: str, columns: str, message: str
) -> None:
    (finding,) = write_tables(contract(tpcds(asked), columns), tmp_path)
    assert message in finding.message
    assert (finding.line or 0) >= 9
