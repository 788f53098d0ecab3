from __future__ import annotations

import socket
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet
import pytest

from inseam.authoring import drafted_tables
from inseam.authoring.drafted_tables import (
    CannotRead,
    DraftColumn,
    DraftTable,
    tables_of_database,
    tables_of_files,
    tables_of_postgres,
)


def test_files_of_a_folder_are_tables(tmp_path: Path) -> None:
    (tmp_path / "sales.csv").write_text("sale_id,sold_on\n1,2026-01-02\n")
    (tmp_path / "notes.txt").write_text("nothing")
    shops = pa.schema(
        [pa.field("shop_id", pa.int32(), nullable=False), pa.field("name", pa.string())]
    )
    rows = pa.Table.from_pydict({"shop_id": [1], "name": ["Kumo"]}, schema=shops)
    pyarrow.parquet.write_table(rows, tmp_path / "shops.parquet")

    assert tables_of_files(tmp_path) == (
        DraftTable(
            None, "sales", (DraftColumn("sale_id", "BIGINT"), DraftColumn("sold_on", "DATE"))
        ),
        DraftTable(
            None,
            "shops",
            (DraftColumn("shop_id", "INTEGER", is_required=True), DraftColumn("name", "VARCHAR")),
        ),
    )


def test_a_duckdb_file_tells_keys_and_comments(tmp_path: Path) -> None:
    path = tmp_path / "shop.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "create table lines (sale bigint, line int, code varchar unique,"
            " price decimal(9, 2) not null, primary key (sale, line))"
        )
        connection.execute("comment on table lines is 'One row for each line.'")
        connection.execute("comment on column lines.price is 'In euros.'")
        connection.execute("create view sums as select sum(price) as total from lines")

    assert tables_of_database(path) == (
        DraftTable(
            "main",
            "lines",
            (
                DraftColumn("sale", "BIGINT", is_required=True, key=1),
                DraftColumn("line", "INTEGER", is_required=True, key=2),
                DraftColumn("code", "VARCHAR", is_unique=True),
                DraftColumn("price", "DECIMAL(9,2)", "In euros.", is_required=True),
            ),
            "One row for each line.",
        ),
        DraftTable("main", "sums", (DraftColumn("total", "DECIMAL(38,2)"),)),
    )


def test_what_is_no_database_says_so_in_a_line(tmp_path: Path) -> None:
    path = tmp_path / "shop.duckdb"
    path.write_text("no database, however long this text may be" * 200)

    with pytest.raises(CannotRead, match=r"^`.*shop\.duckdb` cannot be read: [^\n]+$"):
        tables_of_database(path)


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://reader:hunter2@localhost:1/shop",
        "host=localhost port=1 user=reader password=hunter2 dbname=shop",
        "host=localhost port=1 user=reader password='hunter2' dbname=shop",
    ],
)
def test_a_postgres_that_does_not_answer_gives_no_secret_away(address: str) -> None:
    with pytest.raises(CannotRead) as raised:
        tables_of_postgres(address)

    assert "does not answer" in str(raised.value)
    assert "hunter2" not in str(raised.value)


def test_a_server_that_says_nothing_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGCONNECT_TIMEOUT", "2")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with pytest.raises(CannotRead, match="does not answer"):
            tables_of_postgres(f"host=127.0.0.1 port={port} user=reader dbname=shop")


def test_what_hides_secrets_hides_them_in_any_text() -> None:
    said = drafted_tables._without_secrets("at postgres://me:hunter2@x/y and password = 'hunter2'")

    assert said == "at postgres://...@x/y and password = ..."
