from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from inseam.documents.yaml_document import read_yaml
from inseam.odcs.contract import Contract, read_contract
from inseam.testing.later_rows import inputs_as_of, split_inputs
from inseam.testing.source_table import DescribedTable, SourceTable

NOW = datetime.fromisoformat("2026-01-31T06:00:00")
CONTRACT = """
apiVersion: v3.1.0
kind: DataContract
id: shop-v1
version: 1.0.0
schema:
  - name: articles
    properties:
      - {name: article, logicalType: string, primaryKey: true}
      - {name: since, logicalType: date}
      - {name: until, logicalType: date}
  - name: orders
    properties:
      - {name: id, logicalType: integer, primaryKey: true}
      - {name: item, logicalType: string, relationships: [{to: articles.article}]}
      - {name: ordered, logicalType: timestamp}
      - {name: paid, logicalType: timestamp}
  - name: lines
    properties:
      - {name: line, logicalType: integer, primaryKey: true}
      - {name: id, logicalType: integer}
      - {name: packed, logicalType: timestamp}
  - name: units
    properties:
      - {name: unit, logicalType: string}
"""
COLUMNS = {
    "articles": "article varchar, since date, until date",
    "orders": "id int, item varchar, ordered timestamp, paid timestamp",
    "lines": "line int, id int, packed timestamp",
    "units": "unit varchar",
}
TABLES = tuple(COLUMNS)


@pytest.fixture
def contract(tmp_path: Path) -> Contract:
    return read_contract(read_yaml("shop-v1.odcs.yaml", CONTRACT.encode()))


def read(database: Path, table: str) -> list[str]:
    with duckdb.connect(str(database)) as connection:
        return [str(row[0]) for row in connection.execute(f"from public.{table}").fetchall()]


def made(
    contract: Contract, folder: Path, rows: Mapping[str, str]
) -> tuple[Path, list[DescribedTable]]:
    database = folder / "shop.duckdb"
    with duckdb.connect(str(database)) as connection:
        connection.execute("create schema public")
        for table, columns in COLUMNS.items():
            connection.execute(f"create table public.{table} ({columns})")
            if table in rows:
                connection.execute(f"insert into public.{table} values {rows[table]}")
    return database, [
        DescribedTable(
            SourceTable("shop", "public", o.name, "shop", "shop-v1", "shop.yaml", 1, 1), contract, o
        )
        for o in contract.objects
    ]


def split(
    contract: Contract, folder: Path, rows: Mapping[str, str], *together: str
) -> dict[str, tuple[list[str], list[str]]]:
    """By table the first columns of its earlier rows, and of all that are not left out.

    ``together`` are the tables that are cut at one time; all, if none is named.
    """
    database, described = made(contract, folder, rows)
    groups = [[d for d in described if d.object.name in (together or TABLES)]]
    with split_inputs({"shop": database}, described, groups, NOW) as parted:
        files = parted.write(folder / "again", later=False)
        earlier = {table: read(files["shop"], table) for table in TABLES}
        files = parted.write(folder / "again", later=True)
        return {table: (earlier[table], read(files["shop"], table)) for table in TABLES}


def test_the_newest_quarter_comes_later(contract: Contract, tmp_path: Path) -> None:
    orders = ", ".join(f"({day}, null, '2026-01-0{day} 10:00', null)" for day in (8, 1, 3, 6))
    found = split(contract, tmp_path, {"orders": orders})
    assert found["orders"] == (["1", "3"], ["8", "1", "3", "6"])


def test_a_row_without_a_time_is_early(contract: Contract, tmp_path: Path) -> None:
    orders = "(1, null, null, null), (2, null, '2026-01-02', null), (3, null, '2026-01-03', null)"
    found = split(contract, tmp_path, {"orders": orders})
    assert found["orders"] == (["1", "2"], ["1", "2", "3"])


def test_a_row_with_times_before_and_after_the_cut_is_left_out(
    contract: Contract, tmp_path: Path
) -> None:
    orders = (
        "(1, null, '2026-01-01', '2026-01-02'), (2, null, '2026-01-02', '2026-01-22'),"
        "(3, null, '2026-01-03', '2026-01-04'), (4, null, '2026-01-22', '2026-01-23'),"
        "(5, null, '2026-01-22', null), (6, null, '2026-01-02', '2026-01-03')"
    )
    found = split(contract, tmp_path, {"orders": orders})
    assert found["orders"] == (["1", "3", "6"], ["1", "3", "4", "5", "6"])


def test_the_time_of_an_extract_and_an_open_end_part_nothing(
    contract: Contract, tmp_path: Path
) -> None:
    rows = {
        "articles": "('a', '2026-01-01', '9999-12-31'), ('b', '2026-01-02', '9999-12-31'),"
        " ('c', '2026-01-03', '2026-01-04')",
        "lines": "(1, null, '2026-01-30'), (2, null, '2026-01-30')",
    }
    found = split(contract, tmp_path, rows)
    assert found["articles"] == (["a", "b"], ["a", "b", "c"])
    assert found["lines"] == (["1", "2"], ["1", "2"])


def test_a_time_that_is_yet_to_come_is_later(contract: Contract, tmp_path: Path) -> None:
    """Else a filter on the latest time that the table has would find nothing."""
    orders = (
        "(1, null, '2026-01-01', null), (2, null, '2026-01-02', null),"
        "(3, null, '2026-01-03', null), (4, null, '9999-12-31', null)"
    )
    found = split(contract, tmp_path, {"orders": orders})
    assert found["orders"] == (["1", "2"], ["1", "2", "3", "4"])


def test_tables_are_cut_at_one_time_and_in_no_day(contract: Contract, tmp_path: Path) -> None:
    rows = {
        "articles": "('a', '2026-01-01', null), ('b', '2026-01-09', null)",
        "orders": "(1, null, '2026-01-01 08:00', null), (2, null, '2026-01-09 05:00', null),"
        " (3, null, '2026-01-09 15:00', null)",
    }
    found = split(contract, tmp_path, rows)
    assert found["articles"][0] == ["a"]
    assert found["orders"][0] == ["1"]


def test_rows_of_one_day_are_cut_by_the_hour(contract: Contract, tmp_path: Path) -> None:
    orders = "(1, null, '2026-01-09 05:00', null), (2, null, '2026-01-09 15:00', null)"
    assert split(contract, tmp_path, {"orders": orders})["orders"] == (["1"], ["1", "2"])


def test_what_refers_to_a_later_row_is_left_out(contract: Contract, tmp_path: Path) -> None:
    """By a relationship, and by a column that is called like the key."""
    rows = {
        "articles": "('old', '2026-01-01', null), ('new', '2026-01-29', null)",
        "orders": "(1, 'old', '2026-01-05', null), (2, 'new', '2026-01-06', null),"
        " (3, 'new', '2026-01-30', null), (4, 'gone', '2026-01-07', null)",
        "lines": "(11, 1, null), (21, 2, null), (31, 3, '2026-01-30'), (41, 4, '2026-01-07')",
    }
    found = split(contract, tmp_path, rows)
    assert found["orders"] == (["1", "4"], ["1", "3", "4"])
    assert found["lines"] == (["11", "41"], ["11", "31", "41"])


def test_a_table_without_times_and_one_that_is_not_asked_for_are_whole_at_once(
    contract: Contract, tmp_path: Path
) -> None:
    rows = {
        "units": "('kg'), ('lb')",
        "lines": "(1, null, '2026-01-01'), (2, null, '2026-01-30')",
        "orders": "(1, null, '2026-01-05', null), (2, null, '2026-01-06', null)",
    }
    found = split(contract, tmp_path, rows, "orders", "units")
    assert found["units"] == (["kg", "lb"], ["kg", "lb"])
    assert found["lines"] == (["1", "2"], ["1", "2"])
    assert found["orders"] == (["1"], ["1", "2"])


def test_times_that_python_cannot_hold_are_times(contract: Contract, tmp_path: Path) -> None:
    orders = (
        "(1, null, '-infinity', null), (2, null, '0044-03-15 (BC)', null),"
        "(3, null, '2026-01-03', null), (4, null, '2026-01-04', null), (5, null, 'infinity', null)"
    )
    found = split(contract, tmp_path, {"orders": orders})
    assert found["orders"] == (["1", "2", "3"], ["1", "2", "3", "4", "5"])


def test_no_rows_and_rows_of_one_time_are_not_parted(contract: Contract, tmp_path: Path) -> None:
    orders = "(1, null, '2026-01-05', null), (2, null, '2026-01-05', null)"
    found = split(contract, tmp_path, {"orders": orders})
    assert found["orders"] == (["1", "2"], ["1", "2"])
    assert found["articles"] == ([], [])


def as_of(
    contract: Contract, folder: Path, rows: Mapping[str, str], *times: str
) -> list[dict[str, list[str]]]:
    """The first columns of the rows that were there at each of these times, by table."""
    database, described = made(contract, folder, rows)
    found = []
    for time in times:
        with inputs_as_of(
            {"shop": database}, described, NOW, datetime.fromisoformat(time)
        ) as parted:
            files = parted.write(folder / "then", later=False)
        found.append({table: read(files["shop"], table) for table in TABLES})
    return found


def test_what_was_there_at_a_time_has_come_by_then(contract: Contract, tmp_path: Path) -> None:
    orders = (
        "(1, null, '2026-01-01', '2026-01-02'), (2, null, '2026-01-02', '2026-01-22'),"
        "(3, null, '2026-01-22 10:00', null), (4, null, null, null)"
    )
    times = ("2025-12-31", "2026-01-02", "2026-01-22T10:00:00", "9999-12-31T23:59:59.999999")
    found = as_of(contract, tmp_path, {"orders": orders}, *times)
    assert [then["orders"] for then in found] == [
        [],
        ["1"],
        ["1", "2", "3", "4"],
        ["1", "2", "3", "4"],
    ]


def test_a_row_without_a_time_comes_with_the_one_before_it(
    contract: Contract, tmp_path: Path
) -> None:
    orders = (
        "(1, null, null, null), (2, null, '2026-01-05', null), (3, null, null, null),"
        " (4, null, '2026-01-01', null), (5, null, null, null)"
    )
    first, second = as_of(contract, tmp_path, {"orders": orders}, "2026-01-02", "2026-01-05")
    assert first["orders"] == ["4", "5"]
    assert second["orders"] == ["1", "2", "3", "4", "5"]


def test_parts_of_one_whole_come_together(tmp_path: Path) -> None:
    keys = "{name: line, logicalType: integer, primaryKey: true"
    text = CONTRACT.replace(
        keys + "}\n      - {name: id, logicalType: integer}",
        keys + ", primaryKeyPosition: 2}\n"
        "      - {name: id, logicalType: integer, primaryKey: true, primaryKeyPosition: 1}",
    )
    assert text != CONTRACT
    whole = read_contract(read_yaml("shop-v1.odcs.yaml", text.encode()))
    lines = (
        "(1, 7, '2026-01-05'), (2, 7, null), (3, 8, null), (4, 8, '2026-01-20'),"
        " (5, 9, null), (6, 9, null)"
    )
    first, second = as_of(whole, tmp_path, {"lines": lines}, "2026-01-05", "2026-01-20")
    assert first["lines"] == ["1", "2"]
    assert second["lines"] == ["1", "2", "3", "4", "5", "6"]


def test_before_its_first_row_a_table_was_empty(contract: Contract, tmp_path: Path) -> None:
    rows = {"articles": "('a', '2026-01-05', '9999-12-31'), ('b', '2026-01-09', '9999-12-31')"}
    first, second = as_of(contract, tmp_path, rows, "2026-01-04", "2026-01-08")
    assert (first["articles"], second["articles"]) == ([], ["a"])


def test_a_row_comes_no_sooner_than_what_it_refers_to(contract: Contract, tmp_path: Path) -> None:
    rows = {
        "articles": "('old', '2026-01-01', null), ('new', '2026-01-20', null)",
        "orders": "(1, 'old', '2026-01-05', null), (2, 'new', '2026-01-06', null)",
        "lines": "(11, 1, null), (21, 2, null)",
    }
    first, second = as_of(contract, tmp_path, rows, "2026-01-10", "2026-01-21")
    assert (first["orders"], first["lines"]) == (["1"], ["11"])
    assert (second["orders"], second["lines"]) == (["1", "2"], ["11", "21"])


def test_instants_as_text_tell_the_time_and_other_texts_do_not(
    contract: Contract, tmp_path: Path
) -> None:
    rows = {
        "orders": "(1, '2026-01-05T00:30:00+02:00', null, null),"
        " (2, '2026-01-05T00:00:00Z', null, null)",
        "units": "('2026-01-05'), ('2027-W01'), ('2026-01-07')",
    }
    first, second = as_of(contract, tmp_path, rows, "2026-01-04T23:00:00", "2026-01-06")
    assert (first["orders"], second["orders"]) == (["1"], ["1", "2"])
    assert first["units"] == ["2026-01-05", "2027-W01", "2026-01-07"]
