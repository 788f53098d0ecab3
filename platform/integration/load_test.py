"""`./pants load` of one contract of a system outside, and a client of the lake."""

from __future__ import annotations

import csv
import re

import duckdb
from conftest import Repository

TARGET = "contracts/external:entropydata-application-v1"
WRITTEN = "products/entropydata_postgres/tests/inputs/entropydata-application-v1"
PLACE = "lake.entropydata_application__public"


def test_rows_that_a_team_wrote_are_loaded_and_read(repository: Repository) -> None:
    first = repository.pants("load", TARGET)
    assert first.exit_code == 0, first.output
    assert (
        "entropydata-application-v1: loaded: 7 tables, 284 rows (written by"
        " products/entropydata_postgres: asset, "
    ) in first.output
    attach = re.search(r"^Any DuckDB client reads it: (.*)$", first.output, re.MULTILINE)
    assert attach is not None, first.output
    with duckdb.connect() as lake:
        extensions = repository.root / "dist/duckdb_extensions"
        lake.execute(f"set extension_directory = '{extensions}'")
        lake.execute(attach[1])
        found = lake.execute(f"select asset_id::varchar, name from {PLACE}.asset").fetchall()
    with (repository.root / WRITTEN / "asset.csv").open(encoding="utf-8", newline="") as rows:
        written = [(row["asset_id"], row["name"]) for row in csv.DictReader(rows)]
    assert found == written

    again = repository.pants("load", TARGET)
    assert again.exit_code == 0, again.output
    assert "entropydata-application-v1: unchanged: 7 tables, 284 rows" in again.output
    assert "lake: 0 contracts loaded, 1 unchanged." in again.output
