"""Rows made from a contract pass the contract test that its own product runs."""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings

from inseam.documents.yaml_document import Document, read_yaml
from inseam.odcs.canonical import canonical_text
from inseam.odcs.contract import read_contract
from inseam.synthesis.synthesise import Synthesised, synthesise
from inseam.testing import contract_checks
from inseam.testing.engine import quoted
from inseam.testing.outcomes import CheckOutcome
from inseam.testing.request import ContractInput
from testkit.contract_strategies import ROWS, valid_contracts

AS_OF = datetime(2025, 1, 15, 12)  # noqa: DTZ001
EXAMPLES = int(os.environ.get("INSEAM_GENERATED_CONTRACTS", "25"))
WRITTEN = Path(__file__).parents[1] / "odcs/testdata/orders-v1.odcs.yaml"


def checks(document: Document, rows: int, folder: Path) -> tuple[CheckOutcome, ...]:
    """The checks that datacontract-cli runs on the rows made for a contract."""
    contract = read_contract(document)
    made = synthesise([contract], rows=rows, seed=1, as_of=AS_OF, fewer=True)
    assert made.not_kept == ()
    database = folder / "rows.duckdb"
    database.unlink(missing_ok=True)
    _write(made, contract.schema or "main", database)
    canonical = folder / "contract.json"
    canonical.write_text(canonical_text(document), encoding="utf-8")
    port = ContractInput(contract, canonical)
    return contract_checks.test_contract(port, database, {}, evaluated_in_production=False).checks


def _write(made: Synthesised, schema: str, database: Path) -> None:
    with duckdb.connect(str(database)) as connection:
        connection.execute(f"create schema if not exists {quoted(schema)}")
        for (_, name), rows in made.tables.items():
            connection.register("rows_made", rows)
            columns = ", ".join(
                f"cast({quoted(column)} as {type_}) as {quoted(column)}"
                for column, type_ in zip(rows.column_names, made.types[_, name], strict=True)
            )
            connection.execute(
                f"create table {quoted(schema, name)} as select {columns} from rows_made"
            )


@given(valid_contracts())
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_rows_of_any_contract_pass_its_test(tmp_path: Path, value: dict[str, Any]) -> None:
    found = checks(read_yaml("a.odcs.yaml", json.dumps(value).encode()), ROWS, tmp_path)

    assert [check for check in found if check.failed] == []
    assert any(check.passed for check in found)


@pytest.mark.parametrize("rows", [10, 1_000])
def test_rows_of_a_written_contract_pass_its_test(tmp_path: Path, rows: int) -> None:
    found = checks(read_yaml(WRITTEN.name, WRITTEN.read_bytes()), rows, tmp_path)

    assert [check for check in found if not check.passed] == []
