"""Two sides of a repository: orders-v1 is read by churn and, by an agreement alone, by audit."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from inseam.facts.lines import to_lines
from inseam.facts.schema import (
    AgreementRow,
    ColumnEdgeRow,
    ColumnReadRow,
    ContractRow,
    ExposureReadRow,
    FindingRow,
    ModelDependencyRow,
    ModelRow,
    OutputColumnRow,
    ProductRow,
    SourceRow,
    SourceTableRow,
    SqlProblemRow,
)
from inseam.facts.tables import Row
from inseam.gate.consumers import Consumer, readers_in_words
from inseam.gate.readers import FactsFiles, Readers, readers_of
from testkit.sparse_row import row

TODAY = date(2026, 11, 1)
FILE = "products/churn/models/stg_orders.sql"
CONTRACT = {"contract_id": "orders-v1"}
READS = {"product": "churn", "model": "stg_orders", "file": FILE, "line": 3}
FROM = {"depends_on": "orders", "source": "orders_v1", **CONTRACT}


def churn(code: str, *read: str) -> list[Row]:
    """A product with one model; ``read`` are the columns of orders that it names."""
    rows: list[Row] = [
        row(ProductRow, product="churn", team="growth"),
        row(ModelRow, product="churn", model="stg_orders", file=FILE, code=code),
        row(SourceRow, product="churn", source="orders_v1", **CONTRACT),
        row(
            SourceTableRow,
            product="churn",
            source="orders_v1",
            table_name="orders",
            identifier="orders",
        ),
        row(ModelDependencyRow, **{**READS, "line": 1}, **FROM),
        row(OutputColumnRow, product="churn", model="stg_orders", column_name="out"),
    ]
    for name in read:
        rows.append(row(ColumnReadRow, **READS, **FROM, column_name=name))
        rows.append(
            row(ColumnEdgeRow, **READS, **FROM, column_name="out", from_column=name, is_direct=True)
        )
    return rows


def agreement(end: str | None) -> list[Row]:
    file = "products/audit/agreements/orders-v1.yaml"
    return [
        row(ProductRow, product="audit", team="finance"),
        row(AgreementRow, product="audit", port="orders-v1", end_date=end, file=file, line=1),
    ]


PROVIDER: list[Row] = [row(ContractRow, **CONTRACT, kind="output_port", product="orders")]


@pytest.fixture
def read(tmp_path: Path) -> Any:
    def readers(base: list[Row], head: list[Row]) -> Readers:
        files = {}
        sides: dict[str, list[Row]] = {"both": [*PROVIDER], "base": base, "head": head}
        for side, rows in sides.items():
            files[side] = tmp_path / f"{side}.jsonl"
            files[side].write_bytes(to_lines(rows))
        given = FactsFiles((files["both"],), (files["base"],), (files["head"],))
        return readers_of(["orders-v1"], given, TODAY)

    return readers


def of_columns(readers: Readers) -> set[tuple[str, ...] | None]:
    return {one.part for one in readers.consumers["orders-v1"]} - {("orders", "")}


def test_a_reader_has_team_model_file_and_line(read: Any) -> None:
    said = read(churn("a", "amount"), churn("a", "amount"))

    assert (
        Consumer("churn", "growth", ("orders", "amount"), "stg_orders", FILE, 3)
        in (said.consumers["orders-v1"])
    )
    assert of_columns(said) == {("orders", "amount")}


def test_what_the_same_text_read_at_the_base_it_reads_still(read: Any) -> None:
    """At the head the column is gone, and with it the way to it through `select *`."""
    problem = row(SqlProblemRow, product="churn", model="stg_orders", is_unread=True)

    said = read(churn("a", "amount"), [*churn("a"), problem])

    assert of_columns(said) == {("orders", "amount")}


def test_what_another_text_reads_is_taken_from_the_head(read: Any) -> None:
    said = read(churn("a", "amount"), churn("b", "status"))

    assert of_columns(said) == {("orders", "status")}


def test_who_is_gone_reads_nothing(read: Any) -> None:
    assert of_columns(read(churn("a", "amount"), [])) == set()


BROKEN: list[Row] = [
    row(ProductRow, product="churn", team="growth"),
    row(FindingRow, product="churn", is_unread=True),
    row(ContractRow, **CONTRACT, kind="snapshot", product="churn", file="snapshot.yaml"),
]


def test_who_cannot_be_read_any_more_reads_what_it_read(read: Any) -> None:
    said = read(churn("a", "amount"), BROKEN)

    assert of_columns(said) == {("orders", "amount")}
    readers = said.consumers["orders-v1"]
    assert readers_in_words(readers, ("orders", "amount")) == (
        f"read by churn (team growth), in stg_orders, {FILE}:3",
    )


@pytest.mark.parametrize("base", [[], BROKEN], ids=["new", "broken before"])
def test_who_could_never_be_read_may_read_any_part(read: Any, base: list[Row]) -> None:
    said = read(base, BROKEN)

    readers = said.consumers["orders-v1"]
    assert readers == [Consumer("churn", "growth", (), "", "snapshot.yaml", 1)]
    assert readers_in_words(readers, ("orders", "amount")) == (
        "read by churn (team growth), snapshot.yaml:1",
    )


@pytest.mark.parametrize("end", ["2026-11-01", "2027-01-01", None])
def test_an_agreement_that_goes_on_counts(read: Any, end: str | None) -> None:
    said = read([], agreement(end))

    assert said.agreements == {"orders-v1": ["audit"]}
    file = "products/audit/agreements/orders-v1.yaml"
    assert said.consumers["orders-v1"] == [Consumer("audit", "finance", None, "", file, 1)]


def test_an_agreement_that_has_ended_does_not(read: Any) -> None:
    said = read([], agreement("2026-10-31"))

    assert said.agreements == {}
    assert said.consumers["orders-v1"] == []


def test_an_exposure_may_read_every_column_of_the_port_that_it_reads(read: Any) -> None:
    board = {"product": "churn", "exposure": "churn_board", "file": "exposures.yml", "line": 2}
    rows = [*churn("a"), row(ExposureReadRow, **board, **FROM)]

    for said in (read(rows, rows), read(churn("a"), rows)):
        consumers = said.consumers["orders-v1"]
        assert "read by churn (team growth), in exposure churn_board, exposures.yml:2" in (
            readers_in_words(consumers, ("orders", "amount"))
        )
    assert "exposure" not in str(read(rows, churn("a")).consumers)
