from __future__ import annotations

import pytest

from inseam.documents.yaml_document import Path, read_yaml
from inseam.gate.consumers import Consumer, part_at, readers_in_words

CONTRACT = read_yaml(
    "contract",
    b"""\
version: 1.0.0
schema:
  - name: orders
    physicalName: ORDERS_V1
    properties:
      - name: amount
        properties:
          - name: cents
""",
)
COLUMN: Path = ("schema", 0, "properties", 0)


@pytest.mark.parametrize(
    ("path", "part"),
    [
        (("version",), ()),
        (("schema",), ()),
        (("schema", 0), ("orders_v1",)),
        (("schema", 0, "quality", 0), ("orders_v1",)),
        (COLUMN, ("orders_v1", "amount")),
        # Facts know no parts of columns.
        ((*COLUMN, "properties", 0, "required"), ("orders_v1", "amount")),
        (("schema", 7, "properties", 0), ()),
    ],
)
def test_a_place_is_known_by_what_readers_type(path: Path, part: tuple[str, ...]) -> None:
    assert part_at(CONTRACT, path) == part


AMOUNT = ("orders", "amount")
MODEL = Consumer("churn", "growth", AMOUNT, "stg_orders", "churn/stg_orders.sql", 7)
LATER = Consumer("churn", "growth", AMOUNT, "stg_orders", "churn/stg_orders.sql", 9)
OTHER = Consumer("churn", "growth", ("orders", "status"), "stg_states", "churn/stg_states.sql", 2)
ANY = Consumer("churn", "growth", ("orders",), "stg_orders", "churn/stg_orders.sql", 1)
ROWS = Consumer("audit", "", ("orders", ""), "counted", "audit/counted.sql", 3)
AGREED = Consumer("sales", "sales", None, "", "sales/agreements/orders-v1.yaml", 1)
ALL = (AGREED, ROWS, ANY, OTHER, LATER, MODEL)
OF_MODEL = "read by churn (team growth), in stg_orders, churn/stg_orders.sql:7"


def test_of_a_column_its_readers_are_named_with_their_lines() -> None:
    assert readers_in_words(ALL, AMOUNT) == (OF_MODEL,)


def test_of_a_table_whoever_reads_its_rows_is_named_too() -> None:
    assert readers_in_words(ALL, ("orders",)) == (
        "read by audit, in counted, audit/counted.sql:3",
        OF_MODEL,
        "read by churn (team growth), in stg_states, churn/stg_states.sql:2",
    )


def test_of_what_concerns_all_a_product_is_named_once_and_agreements_count() -> None:
    assert readers_in_words(ALL, ()) == (
        "read by audit, in counted, audit/counted.sql:3",
        f"{OF_MODEL}, and 1 more of its models",
        "read by sales (team sales), sales/agreements/orders-v1.yaml:1",
    )


def test_more_than_ten_are_counted() -> None:
    many = [Consumer(f"product_{number:02}", "", AMOUNT) for number in range(13)]

    said = readers_in_words(many, AMOUNT)

    assert len(said) == 11
    assert said[-1] == "and 3 more"


def test_nobody_is_said() -> None:
    assert readers_in_words([AGREED], AMOUNT) == ("no consumers in this repository",)
