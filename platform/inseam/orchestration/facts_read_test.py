"""What an orchestrator says of facts that it cannot read."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from inseam.facts.schema import VERSION
from inseam.orchestration.facts_read import read_facts
from inseam.report.finding import InputError


def refusal(database: Path) -> str:
    with pytest.raises(InputError) as refused:
        read_facts(database)
    (finding,) = refused.value.findings
    assert finding.fix == "Write it: ./pants facts ::"
    return finding.message


def test_facts_that_are_not_there_are_an_error(tmp_path: Path) -> None:
    assert "no such file" in refusal(tmp_path / "facts.duckdb")


def test_facts_of_another_version_are_an_error(tmp_path: Path) -> None:
    older, none = tmp_path / "older.duckdb", tmp_path / "none.duckdb"
    with duckdb.connect(str(older)) as connection:
        connection.execute(f"create table facts_version as select {VERSION - 1} as version")
    duckdb.connect(str(none)).close()

    assert f"version {VERSION - 1}; this Inseam reads version {VERSION}" in refusal(older)
    assert "no version" in refusal(none)


def test_a_file_that_is_no_database_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "facts.duckdb"
    file.write_text("half a file" * 1_000, encoding="utf-8")

    assert refusal(file).startswith("It cannot be opened: ")
