"""Results of checks, as `./pants test` leaves them."""

from __future__ import annotations

from pathlib import Path

import pytest

from inseam.lineage.document import Lineage, LineageColumn, LineageContract, Object
from inseam.lineage.page.quality import read_quality
from inseam.lineage.page.view import Quality

LINEAGE = Lineage(
    contracts=(LineageContract(id="orders-v1", file="o.yaml"),),
    objects=(
        Object(
            id="orders-v1.orders",
            contract="orders-v1",
            name="orders",
            physical_name="Orders_T",
            file="o.yaml",
        ),
    ),
    columns=(LineageColumn("orders-v1.orders.id", "orders-v1.orders", "ID", 1),),
)


def read(folder: Path, *cases: str) -> tuple[Quality, ...]:
    text = f"<testsuites><testsuite>{''.join(cases)}</testsuite></testsuites>"
    (folder / "report.xml").write_text(text, encoding="utf-8")
    return read_quality(folder, LINEAGE)


@pytest.mark.parametrize("object_name", ["orders", "Orders_T"])
def test_a_check_of_a_column_stands_at_the_column(tmp_path: Path, object_name: str) -> None:
    found = read(tmp_path, f'<testcase classname="orders-v1.{object_name}" name="ID: is unique"/>')

    assert found == (Quality("orders-v1.orders.id", "is unique", "passed"),)


def test_a_check_of_all_rows_stands_at_the_table(tmp_path: Path) -> None:
    found = read(tmp_path, '<testcase classname="orders-v1.orders" name="orders: has rows"/>')

    assert found == (Quality("orders-v1.orders", "has rows", "passed"),)


def test_what_only_production_can_answer_stands_at_the_contract(tmp_path: Path) -> None:
    case = '<testcase classname="orders-v1" name="fresh"><skipped message="not here"/></testcase>'

    assert read(tmp_path, case) == (Quality("orders-v1", "fresh", "skipped", "not here"),)


def test_a_failure_says_why(tmp_path: Path) -> None:
    case = (
        '<testcase classname="orders-v1.orders" name="ID: is unique">'
        '<failure message="2 rows are not"/></testcase>'
    )

    assert read(tmp_path, case)[0][2:] == ("failed", "2 rows are not")


def test_what_is_of_nothing_here_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "broken.xml").write_text("<testsuites>", encoding="utf-8")

    assert read(tmp_path, '<testcase classname="products.model" name="stg_orders"/>') == ()
