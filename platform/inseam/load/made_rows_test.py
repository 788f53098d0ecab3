from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb

from inseam.load.made_rows import MadeRows, make_rows
from inseam.load.request import LoadRequest
from inseam.report.finding import Finding
from inseam.testing.outcomes import Origin
from testkit.lake import CUSTOMERS, SHOP, WRITTEN, contract, product, request


def make(asked: LoadRequest, folder: Path) -> MadeRows:
    made, findings = make_rows(asked.contracts[0], asked, folder)
    assert findings == []
    assert made is not None
    return made


def refused(asked: LoadRequest, folder: Path) -> list[Finding]:
    made, findings = make_rows(asked.contracts[0], asked, folder)
    assert made is None
    return findings


def rows(made: MadeRows, table: str) -> list[tuple[object, ...]]:
    (file,) = (one.file for one in made.tables if one.name == table)
    return duckdb.sql(f"from read_parquet('{file}')").fetchall()


def test_a_table_that_nobody_wrote_is_made_to_go_with_the_others(tmp_path: Path) -> None:
    reader = product(tmp_path, "orders", {"customers": CUSTOMERS})
    made = make(request(contract(tmp_path), readers=(reader,)), tmp_path / "made")
    assert [(t.name, t.origin, t.rows) for t in made.tables] == [
        ("customers", Origin.WRITTEN, 3),
        ("orders", Origin.SYNTHESISED, 20),
    ]
    assert made.writer == reader
    assert {row[1] for row in rows(made, "orders")} <= {1, 2, 3, None}


def test_generated_rows_go_before_made_ones_and_written_before_both(tmp_path: Path) -> None:
    generated = tmp_path / "generated"
    generated.mkdir()
    duckdb.sql("select 7 as customer_id, date '2025-01-01' as since").write_parquet(
        str(generated / "customers.parquet")
    )
    found = replace(contract(tmp_path), generated=generated)
    first = make(request(found), tmp_path / "first")
    assert [t.origin for t in first.tables] == [Origin.GENERATED, Origin.SYNTHESISED]
    reader = product(tmp_path, "orders", WRITTEN)
    second = make(request(found, readers=(reader,)), tmp_path / "second")
    assert {t.origin for t in second.tables} == {Origin.WRITTEN}
    third = make(request(found, readers=(reader,), synthesise=True), tmp_path / "third")
    assert {t.origin for t in third.tables} == {Origin.SYNTHESISED}


def test_the_digest_is_of_what_is_loaded(tmp_path: Path) -> None:
    asked = request(contract(tmp_path))
    digests = [
        make(one, tmp_path / str(number)).digest
        for number, one in enumerate(
            (
                asked,
                asked,
                replace(asked, synthesis=replace(asked.synthesis, seed=2)),
                request(contract(tmp_path, SHOP.replace("database: shop", "database: store"))),
                request(
                    contract(
                        tmp_path, SHOP.replace("physicalType: bigint", "physicalType: integer")
                    )
                ),
            )
        )
    ]
    assert digests[0] == digests[1]
    assert len(set(digests)) == 4


def test_after_the_clock_rows_are_made_for_the_time_that_is_loaded(tmp_path: Path) -> None:
    later = request(contract(tmp_path), as_of="2027-01-01T00:00:00Z")
    made = make(later, tmp_path / "made")
    latest = max(str(row[2]) for row in rows(made, "orders"))
    assert "2026-01-31 06:00:00" < latest <= "2027-01-01 00:00:00"


def test_a_row_that_breaks_the_contract_is_named_with_its_line(tmp_path: Path) -> None:
    reader = product(tmp_path, "orders", {"customers": "customer_id,since\n1,\n"})
    (finding,) = refused(request(contract(tmp_path), readers=(reader,)), tmp_path / "made")
    assert (finding.rule, finding.line) == ("input-invalid", 2)


def test_a_file_that_is_called_like_no_table_is_no_row_that_is_lost(tmp_path: Path) -> None:
    reader = product(tmp_path, "orders", {"customer": CUSTOMERS})
    elsewhere = reader / "tests/inputs/other-v1/customer.csv"
    elsewhere.parent.mkdir()
    elsewhere.touch()
    (finding,) = refused(request(contract(tmp_path), readers=(reader,)), tmp_path / "made")
    assert finding.rule == "input-of-no-table"
    assert "`shop-v1/customers.csv`" in finding.fix


def test_a_type_that_no_lake_has_is_named(tmp_path: Path) -> None:
    text = SHOP.replace("type: postgres", "type: duckdb").replace(
        "physicalType: date,", 'physicalType: "union(day date, note text)",'
    )
    (finding,) = refused(request(contract(tmp_path, text)), tmp_path / "made")
    assert finding.rule == "load-type-not-stored"
    assert finding.message == (
        "The column `customers.since` is UNION(day DATE, note TEXT), which no lake stores."
    )
    assert finding.line == 10


def test_a_place_is_needed_and_columns_are(tmp_path: Path) -> None:
    text = SHOP.replace("servers:", "was_servers:") + "  - name: nothing\n"
    findings = refused(request(contract(tmp_path, text)), tmp_path / "made")
    assert [finding.rule for finding in findings] == ["load-without-columns", "load-without-place"]
    text = SHOP[: SHOP.index("schema:\n")]
    (finding,) = refused(request(contract(tmp_path, text)), tmp_path / "made")
    assert finding.rule == "load-without-tables"


def test_rows_that_no_contract_can_have_say_so(tmp_path: Path) -> None:
    impossible = "logicalTypeOptions: {minimum: 5, maximum: 1}, primaryKey: true}"
    text = SHOP.replace("primaryKey: true}", impossible, 1)
    findings = refused(request(contract(tmp_path, text)), tmp_path / "made")
    assert findings
    assert "products/<product>/tests/inputs/shop-v1/customers.csv" in findings[0].fix
