"""`./pants facts` over real products."""

from __future__ import annotations

import re
import uuid
from typing import Any

import duckdb
from conftest import Repository

FOLDER = "products/customer_activity"


def query(repository: Repository, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(repository.root / "dist/facts.duckdb"), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def processes_run(output: str) -> int:
    """How many no cache could answer. One of them is that which loads all."""
    found = re.search(r"^ *local_execution_requests: (\d+)$", output, re.MULTILINE)
    assert found, output
    return int(found[1])


def test_the_file_says_who_reads_which_column_of_a_port(repository: Repository) -> None:
    result = repository.pants("facts", "::")

    assert result.exit_code == 0, result.output
    assert "\n2 products, 2 output ports, " in f"\n{result.output}"
    assert query(repository, "select file, line, message from findings") == []
    readers = """
        select product, model, column_name from column_reads
        where contract_id = 'entropydata-postgres-v1' and column_name = 'user_id'
    """
    assert ("customer_activity", "stg_organization_members", "user_id") in query(
        repository, readers
    )
    # Every place is one.
    for table, file, line in query(
        repository,
        "select 'models', file, line from models union all select 'tests', file, line from tests"
        " union all select 'columns', file, line from contract_columns",
    ):
        lines = (repository.root / file).read_text(encoding="utf-8").splitlines()
        assert 1 <= line <= len(lines), (table, file, line)


def test_databricks_sql_is_read_by_its_own_adapter_on_request(repository: Repository) -> None:
    models = "select count(*), count(compiled) from models where kind = 'model'"
    reads = "select distinct product, model, contract_id, column_name from column_reads"
    keys = "select model, compiled from models where kind = 'model'"
    assert repository.pants("facts", "::").exit_code == 0
    of_duckdb = {sql: set(query(repository, sql)) for sql in (models, reads, keys)}

    result = repository.pants("--facts-engine=databricks", "facts", "::")

    assert result.exit_code == 0, result.output
    assert query(repository, "select file, line, message from findings") == []
    of_databricks = {sql: set(query(repository, sql)) for sql in (models, reads, keys)}
    assert of_databricks[models] == of_duckdb[models]
    # The same columns, by other SQL.
    assert of_databricks[reads] == of_duckdb[reads]
    assert of_databricks[keys] != of_duckdb[keys]


def test_a_change_reads_the_part_of_the_product_that_it_concerns(repository: Repository) -> None:
    repository.pants("facts", "::")

    assert processes_run(repository.pants("--stats-log", "facts", "::").output) == 0
    new = uuid.uuid4().hex  # or the cache knows the answer from an earlier run of this test
    for file, addition in (
        ("README.md", f"\n## {new}\n"),
        ("models/staging/stg_assets.sql", f"-- {new}\n"),
    ):
        with (repository.root / FOLDER / file).open("a", encoding="utf-8") as text:
            text.write(addition)
        result = repository.pants("--stats-log", "facts", "::")
        assert result.exit_code == 0, result.output
        assert processes_run(result.output) == 2, file


def test_a_broken_file_is_said_and_costs_nobody_elses_rows(repository: Repository) -> None:
    agreement = f"{FOLDER}/agreements/entropydata-postgres-v1.yaml"
    repository.edit(agreement, lambda text: f"{text}start: again\n")

    result = repository.pants("facts", "::")

    assert result.exit_code == 1
    assert f"{agreement}:" in result.output
    assert query(repository, "select file, is_unread from findings") == [(agreement, True)]
    assert query(repository, "select count(*) from products") == [(2,)]
    assert query(repository, "select count(*) from agreements") == [(1,)]
