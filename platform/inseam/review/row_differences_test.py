"""The rows of a port at the base and at the head, and what of them a review shows."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import pytest

from inseam.review.masking import MASKED, Mask, mask_of
from inseam.review.row_differences import Change, Example, RowDifference, Side, connected
from inseam.review.row_differences import row_difference as difference
from inseam.testing.exports import profile

CANARY = "canary.person@secret.example.com"


def column(name: str, **said: Any) -> dict[str, Any]:
    return {"name": name, "classification": "internal", **said}


CONTRACT: Mapping[str, Any] = {
    "id": "orders-v1",
    "schema": [
        {
            "name": "orders",
            "properties": [
                column("id", primaryKey=True),
                column("state", logicalTypeOptions={"enum": ["open", "to be sent"]}),
                column("amount"),
                column("note"),
                {"name": "buyer", "tags": ["pii"]},
            ],
        }
    ],
}
COLUMNS = "id, state, amount, note, buyer"
MASK = mask_of([(CONTRACT, {}), (CONTRACT, {})], "orders")


def side(folder: Path, rows: str, columns: str = COLUMNS) -> Side:
    """As a test leaves it."""
    folder.mkdir()
    file = folder / "orders.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"create table orders as select * from (values {rows}) t({columns})")
        connection.execute(f"copy (from orders order by all) to '{file}' (format parquet)")
        return Side(file, profile(connection, "main", "orders"))


def compared(
    folder: Path,
    base: str,
    head: str,
    *,
    key: tuple[str, ...] = ("id",),
    mask: Mask = MASK,
    columns: tuple[str, str] = (COLUMNS, COLUMNS),
) -> RowDifference:
    sides = side(folder / "base", base, columns[0]), side(folder / "head", head, columns[1])
    with connected() as connection:
        return difference(connection, "orders-v1", "orders", *sides, key, mask)


def test_equal_rows_in_equal_and_in_other_files(tmp_path: Path) -> None:
    rows = "(1, 'open', 1.5, 'x', 'Ada'), (2, 'open', 2.5, 'y', 'Bob')"
    found = compared(tmp_path, rows, rows)
    assert found == RowDifference("orders-v1", "orders", 2, 2)
    assert found.no_row_differs
    # A column that is written in another place is the same.
    other = "('open', 1, 1.5, 'x', 'Ada'), ('open', 2, 2.5, 'y', 'Bob')"
    swapped = "state, id, amount, note, buyer"
    (tmp_path / "again").mkdir()
    assert compared(tmp_path / "again", rows, other, columns=(COLUMNS, swapped)).no_row_differs


def test_added_removed_and_changed_rows_by_their_key(tmp_path: Path) -> None:
    found = compared(
        tmp_path,
        "(1, 'open', 1.5, 'x', 'Ada'), (2, 'open', 2.5, 'y', 'Bob'), (3, 'open', 3.5, 'z', 'Eve')",
        "(2, 'to be sent', 9.5, 'y', 'Bob'), (3, 'open', 3.5, 'z', 'Eve'), (4, 'open', 1, 'x', '')",
    )
    assert (found.base_rows, found.head_rows) == (3, 3)
    assert (found.added, found.removed, found.changed) == (1, 1, 1)
    assert not found.no_row_differs
    assert found.columns == (("state", 1), ("amount", 1))
    assert found.key == ("id",)
    assert found.examples == (
        Example("removed", (("id", "1"),)),
        Example(
            "changed",
            (("id", "2"),),
            (
                Change("state", "state", "open", "to be sent"),
                Change("amount", "amount", "2.5", "9.5"),
            ),
        ),
        Example("added", (("id", "4"),)),
    )


@pytest.mark.parametrize("key", [(), ("state",), ("no_such_column",)])
def test_without_a_key_that_tells_rows_apart_only_equal_rows_are_the_same(
    tmp_path: Path, key: tuple[str, ...]
) -> None:
    found = compared(
        tmp_path,
        "(1, 'open', 1.5, 'x', 'A'), (1, 'open', 1.5, 'x', 'A'), (2, 'open', 1, 'x', 'A')",
        "(1, 'open', 1.5, 'x', 'A'), (2, 'open', 1, 'x', 'A'), (2, 'open', 7, 'x', 'A')",
        key=key,
    )
    assert (found.added, found.removed, found.changed, found.key) == (1, 1, 0, ())
    assert [example.kind for example in found.examples] == ["removed", "added"]
    assert dict(found.examples[1].key)["amount"] == "7.0"


def test_the_first_ten_rows_are_shown_with_all_that_changed_in_them(tmp_path: Path) -> None:
    base = ", ".join(f"({n + 100}, 'open', {n}, 'x', 'A')" for n in range(50))
    # Of every second row the amount changes, of every third one the state.
    head = ", ".join(
        f"({n + 100}, '{'open' if n % 3 else 'closed'}', {n + 1 - n % 2}, 'x', 'A')"
        for n in range(50)
    )
    found = compared(tmp_path, base, head)
    expected = [n for n in range(50) if n % 3 == 0 or n % 2 == 0]
    assert found.changed == len(expected)
    assert [dict(row.key)["id"] for row in found.examples] == [str(n + 100) for n in expected[:10]]
    for number, row in zip(expected, found.examples, strict=False):
        assert {change.column for change in row.changes} == {
            *(["amount"] if number % 2 == 0 else []),
            *(["state"] if number % 3 == 0 else []),
        }


def test_columns_and_types_that_differ(tmp_path: Path) -> None:
    found = compared(
        tmp_path,
        "(1, 'open', 1, 'x', 'A')",
        "(1, 'open', 1::bigint, 'x', 'B')",
        columns=(COLUMNS, "id, state, amount, note, seller"),
    )
    assert found.no_row_differs
    assert found.schema == (
        Change("amount", "amount", "INTEGER", "BIGINT"),
        Change("seller", "seller", None, "VARCHAR"),
        Change("buyer", "buyer", "VARCHAR", None),
    )


def test_measures_that_differ(tmp_path: Path) -> None:
    found = compared(
        tmp_path,
        "(1, 'open', 1, 'x', 'A'), (2, 'open', 2, 'x', 'B')",
        "(1, 'open', 1, 'x', 'A'), (2, null, 3, 'x', 'A')",
    )
    assert found.profile == (
        Change("state", "nulls", "0", "1"),
        Change("amount", "max", "2", "3"),
        # How many there are is said of personal columns too, and which is not.
        Change("buyer", "distinct", "2", "1"),
    )


def test_a_side_without_rows(tmp_path: Path) -> None:
    head = side(tmp_path / "head", "(1, 'open', 1, 'x', 'A')")
    with connected() as connection:
        found = difference(connection, "orders-v1", "orders", None, head, ("id",), MASK)
    assert (found.base_rows, found.head_rows) == (None, 1)
    assert not found.no_row_differs


@pytest.mark.parametrize(
    ("place", "shown"),
    [
        # A value that is an address closes its column, for it is more than a word.
        ("id", {"id": MASKED, "state": "open", "amount": "1"}),
        ("note", {"id": "1", "note": MASKED}),
        ("buyer", {"id": "1", "buyer": MASKED}),
        ("state", {"id": "1", "state": MASKED}),
    ],
)
def test_a_canary_is_shown_nowhere(tmp_path: Path, place: str, shown: dict[str, str]) -> None:
    names = COLUMNS.split(", ")
    one = {"id": "'1'", "state": "'open'", "amount": "1", "note": "'Call her.'", "buyer": "'Ada'"}
    base = {**one, place: f"'{CANARY}'" if place == "id" else one[place]}
    head = {**one, place: f"'{CANARY}'", "amount": "2"}
    rows = ["(" + ", ".join(side_[name] for name in names) + ")" for side_ in (base, head)]
    for key in (("id",), ()):
        folder = tmp_path / f"by-{len(key)}"
        folder.mkdir()
        found = compared(folder, rows[0], rows[1], key=key)
        text = json.dumps(dataclasses.asdict(found), ensure_ascii=False)
        assert CANARY not in text
        assert "canary" not in text
        assert "Call her." not in text
        if key:
            (row,) = found.examples
            values = dict(row.key) | {change.column: change.base for change in row.changes}
            assert {name: values[name] for name in shown if name in values} == {
                name: value for name, value in shown.items() if name in values
            }
            assert place in values


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("2026-01-31 10:00:00", True),
        ("550e8400-e29b-41d4-a716-446655440000", True),
        (None, True),
        ("+49 30 1234567", False),
        ("4111 1111 1111 1111", False),
        ("192.168.17.4", False),
    ],
)
def test_a_value_that_looks_personal_is_masked(value: str | None, shown: bool) -> None:
    assert MASK.shown("amount", value) == (value if shown else MASKED)


def test_a_column_is_open_only_if_both_sides_say_so() -> None:
    closed = json.loads(json.dumps(CONTRACT))
    closed["schema"][0]["properties"][2]["tags"] = ["pii"]
    assert "amount" in MASK.open
    assert "amount" not in mask_of([(CONTRACT, {}), (closed, {})], "orders").open
    assert "amount" not in mask_of([(closed, {}), (CONTRACT, {})], "orders").open
    assert mask_of([], "orders").open == {}
    # What reaches a column, lineage knows.
    carried = {"orders-v1.orders.amount": frozenset({"personal data"})}
    assert "amount" not in mask_of([(CONTRACT, {}), (CONTRACT, carried)], "orders").open


@pytest.mark.parametrize("key", [("id",), ()])
def test_what_does_not_fit_into_memory_is_written_to_disk(
    tmp_path: Path, key: tuple[str, ...]
) -> None:
    files = tmp_path / "base.parquet", tmp_path / "head.parquet"
    with duckdb.connect() as connection:
        for file, added in zip(files, (0, 1), strict=True):
            connection.execute(
                "copy (select i as id, 'row ' || hash(i) || hash(i + 1) as text,"
                f" i + case when i % 1000 = 0 then {added} else 0 end as n"
                f" from range(300000) t(i)) to '{file}' (format parquet)"
            )
    base, head = (Side(file, {"rows": 300_000, "columns": {}}) for file in files)
    with connected("48MB") as connection:
        # This is too little, unless more of it is on disk.
        connection.execute("set max_temp_directory_size = '1KB'")
        with pytest.raises(duckdb.OutOfMemoryException):
            difference(connection, "c", "t", base, head, key, Mask({}))
    with connected("48MB") as connection:
        found = difference(connection, "c", "t", base, head, key, Mask({}))
    assert (found.changed, found.added) == ((300, 0) if key else (0, 300))
