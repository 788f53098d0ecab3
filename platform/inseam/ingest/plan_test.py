from __future__ import annotations

from dataclasses import replace

import duckdb
import pytest

from inseam.authoring.drafted_tables import DraftColumn, DraftTable
from inseam.documents.yaml_document import read_yaml
from inseam.ingest import statements
from inseam.ingest.plan import Plan, groups, plan
from inseam.odcs.contract import read_contract
from inseam.report.finding import Finding

FILE = "contracts/external/shop-v1.odcs.yaml"
SHOP = """\
apiVersion: v3.1.0
kind: DataContract
id: shop-v1
version: 1.0.0
customProperties: [{property: ingestionCursor, value: changed}]
servers: [{server: production, type: postgres, host: h, database: shop, schema: public}]
schema:
  - name: orders
    physicalType: table
    properties:
      - {name: id, physicalType: uuid, primaryKey: true}
      - {name: amount, physicalType: "numeric(12,2)"}
      - {name: changed, physicalType: text, required: true}
  - name: rates
    properties:
      - {name: rate, physicalType: real}
"""
ID = DraftColumn("id", "uuid", is_required=True, key=1)
AMOUNT = DraftColumn("amount", "numeric(12,2)")
CHANGED = DraftColumn("changed", "text", is_required=True)
ORDERS = DraftTable("public", "orders", (ID, AMOUNT, CHANGED))
RATES = DraftTable("public", "rates", (DraftColumn("rate", "real"),))


def planned(*tables: DraftTable, text: str = SHOP) -> tuple[Plan | None, list[Finding]]:
    document = read_yaml(FILE, text.encode())
    return plan(document, read_contract(document), tables)


def with_columns(*columns: DraftColumn) -> DraftTable:
    return replace(ORDERS, columns=columns)


def test_a_database_as_the_contract_has_it_is_read() -> None:
    found, findings = planned(ORDERS, RATES)
    assert findings == []
    assert found is not None
    orders, rates = found.tables
    assert [(c.name, c.kept.stored) for c in orders.columns] == [
        ("id", "VARCHAR"),
        ("amount", "DECIMAL(12,2)"),
        ("changed", "VARCHAR"),
    ]
    assert orders.key == ("id",)
    assert orders.cursor is not None
    assert orders.cursor.name == "changed"
    assert rates.cursor is None


@pytest.mark.parametrize(
    ("tables", "rule", "line", "names"),
    [
        ((RATES,), "ingest-table-gone", 8, "public.orders"),
        ((with_columns(ID, CHANGED), RATES), "ingest-column-gone", 12, "orders.amount"),
        (
            (with_columns(ID, replace(AMOUNT, type_text="numeric(14,2)"), CHANGED), RATES),
            "ingest-type-changed",
            12,
            "numeric(14,2)",
        ),
        (
            (with_columns(ID, AMOUNT, replace(CHANGED, is_required=False)), RATES),
            "ingest-null-allowed",
            13,
            "orders.changed",
        ),
        ((with_columns(replace(ID, key=None), AMOUNT, CHANGED), RATES), "ingest-key-gone", 8, "id"),
    ],
)
def test_drift_is_an_error_before_anything_is_read(
    tables: tuple[DraftTable, ...], rule: str, line: int, names: str
) -> None:
    found, (finding,) = planned(*tables)
    assert found is None
    assert (finding.rule, finding.severity, finding.file) == (rule, "error", FILE)
    assert finding.line == line
    assert names in finding.message


def test_all_drift_is_reported_in_one_run() -> None:
    found, findings = planned(with_columns(replace(ID, key=None), CHANGED))
    assert found is None
    rules = {finding.rule for finding in findings}
    assert rules == {"ingest-column-gone", "ingest-key-gone", "ingest-table-gone"}


def test_a_new_column_is_a_warning_and_is_not_read() -> None:
    new = DraftColumn("note", "text")
    found, (finding,) = planned(with_columns(ID, AMOUNT, CHANGED, new), RATES)
    assert found is not None
    assert (finding.rule, finding.severity) == ("ingest-column-new", "warning")
    assert [column.name for column in found.tables[0].columns] == ["id", "amount", "changed"]


def test_a_type_that_is_not_kept_is_refused_with_its_line() -> None:
    text = SHOP.replace('"numeric(12,2)"', "numeric")
    found, (finding,) = planned(
        with_columns(ID, replace(AMOUNT, type_text="numeric"), CHANGED), RATES, text=text
    )
    assert found is None
    assert (finding.rule, finding.line) == ("ingest-type-not-kept", 12)
    assert "view" in finding.fix


def test_a_cursor_that_a_table_lacks_is_an_error_where_the_table_names_it() -> None:
    text = SHOP.replace(
        "physicalType: table", "customProperties: [{property: ingestionCursor, value: chnged}]"
    )
    found, (finding,) = planned(ORDERS, RATES, text=text)
    assert found is None
    assert (finding.rule, finding.line) == ("ingest-cursor-unknown", 9)
    assert "`changed`" in finding.fix


def test_another_way_to_read_is_another_layout() -> None:
    found, _ = planned(ORDERS, RATES)
    other, _ = planned(ORDERS, RATES, text=SHOP.replace("ingestionCursor", "cursor"))
    assert found is not None
    assert other is not None
    assert found.layout != other.layout


def test_months_are_read_together_until_there_are_enough_rows() -> None:
    assert list(groups({}, 10)) == []
    rows = {"2025-02": 6, "2025-01": 5, "2025-03": 4, "2025-04": 40, "": 1}
    assert list(groups(rows, 10)) == [("", "2025-01"), ("2025-02", "2025-03"), ("2025-04",)]


def test_a_row_stays_in_the_lake_or_is_read_and_never_both() -> None:
    """Whatever stands in the cursor."""
    found, _ = planned(ORDERS, RATES)
    assert found is not None
    orders = found.tables[0]
    changed = [
        "2025-01-31T23:30:00-04:00",
        "2025-02-01",
        "garbage",
        "",
        None,
        "२०२५-01",
        "2025-13",
    ]
    with duckdb.connect() as connection:
        connection.execute("create table lake (changed varchar)")
        connection.executemany("insert into lake values (?)", [[text] for text in changed])
        kept = connection.execute(
            f"select changed from lake where {statements.kept_rows(orders, ('2025-01', ''))}"
        ).fetchall()
    assert kept == [("2025-02-01",), ("2025-13",)]
    assert statements.kept_rows(found.tables[1], ("",)) is None
