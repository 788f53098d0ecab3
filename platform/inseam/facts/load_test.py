"""Many products' facts as one DuckDB file."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest

from inseam.facts.documents import read_documents
from inseam.facts.gathered import Gathered
from inseam.facts.lines import read_rows, to_lines
from inseam.facts.load import findings, load, summary
from inseam.facts.schema import TABLES, VERSION, TagRow
from inseam.facts.tables import columns

COMPLETE = Path(__file__).parent / "testdata" / "documents" / "complete"


@pytest.fixture
def facts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The facts of two products, the second with a broken file."""
    shutil.copytree(COMPLETE, tmp_path / "repository")
    monkeypatch.chdir(tmp_path / "repository")
    shutil.copytree("products/orders", "products/returns")
    Path("products/returns/costs.yaml").write_text("{")
    files = []
    for folder in (Path("products/orders"), Path("products/returns")):
        files.append(tmp_path / "facts" / f"{folder.name}.jsonl")
        read_documents(folder).write(files[-1])
    return files


def rows(database: Path) -> dict[str, list[Any]]:
    with duckdb.connect(str(database), read_only=True) as connection:
        return {t.TABLE: connection.execute(f"from {t.TABLE}").fetchall() for t in TABLES}


def test_every_table_is_there_with_the_rows_of_all(facts: list[Path], tmp_path: Path) -> None:
    load(facts, tmp_path / "a.duckdb")
    loaded = rows(tmp_path / "a.duckdb")
    assert [row[0] for row in loaded["products"]] == ["orders", "returns"]
    assert [row[0] for row in loaded["costs"]] == ["orders", "orders"]
    assert loaded["models"] == []
    expected = {
        row
        for folder in ("orders", "returns")
        for row in read_documents(Path("products", folder)).rows
    }
    # What follows from them has its own tests.
    assert sum(len(rows) for name, rows in loaded.items() if name != "feasibility") == len(expected)


def test_what_is_loaded_does_not_depend_on_the_order_of_files(
    facts: list[Path], tmp_path: Path
) -> None:
    load(facts, tmp_path / "a.duckdb")
    together = [row for file in facts for row in read_rows(file.read_bytes())]
    random.Random(1).shuffle(together)
    for file, rows_of_file in zip(facts, (together[:50], together[40:]), strict=True):
        file.write_bytes(to_lines(rows_of_file))
    load(reversed(facts), tmp_path / "b.duckdb")
    assert rows(tmp_path / "a.duckdb") == rows(tmp_path / "b.duckdb")


def test_values_are_as_they_were(tmp_path: Path) -> None:
    texts = ["a'b", '"', "line\nend", "\u2028", "{{ x }}", "x" * 100_000, "null", ""]
    read = Gathered(None)
    read.rows = [
        TagRow(product=None, element="", tag=text, file="a.odps.yaml", line=2**40) for text in texts
    ]
    read.write(tmp_path / "facts.jsonl")
    load([tmp_path / "facts.jsonl"], tmp_path / "a.duckdb")
    loaded = rows(tmp_path / "a.duckdb")["tags"]
    assert sorted(row[2] for row in loaded) == sorted(texts)
    assert {(row[0], row[3], row[4]) for row in loaded} == {(None, "a.odps.yaml", 2**40)}


def test_the_file_says_what_its_tables_mean(facts: list[Path], tmp_path: Path) -> None:
    load(facts, tmp_path / "a.duckdb")
    with duckdb.connect(str(tmp_path / "a.duckdb"), read_only=True) as connection:
        commented = connection.execute(
            "select table_name, column_name from duckdb_columns() where comment is not null"
        ).fetchall()
        assert set(commented) == {(t.TABLE, c.key) for t in TABLES for c in columns(t)}
        assert connection.execute("from facts_version").fetchall() == [(VERSION,)]


def test_the_summary_says_how_much_there_is_and_the_findings_are_those_of_the_facts(
    facts: list[Path], tmp_path: Path
) -> None:
    load(facts, tmp_path / "a.duckdb")
    (line,) = summary(tmp_path / "a.duckdb")
    assert line.startswith("2 products, 2 output ports, 0 external contracts,")
    assert [finding.file for finding in findings(facts)] == ["products/returns/costs.yaml"]


def test_no_product_is_said_aloud(tmp_path: Path) -> None:
    load([], tmp_path / "a.duckdb")
    counts, warning = summary(tmp_path / "a.duckdb")
    assert counts.startswith("0 products, ")
    assert warning.startswith("No product was read")


@pytest.mark.parametrize("header", ["[]", json.dumps({"facts": VERSION + 1})])
def test_facts_of_another_version_are_refused(header: str, tmp_path: Path) -> None:
    (tmp_path / "facts.jsonl").write_text(f"{header}\n")
    with pytest.raises(ValueError, match="another version"):
        load([tmp_path / "facts.jsonl"], tmp_path / "a.duckdb")
