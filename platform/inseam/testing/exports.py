"""What a test leaves behind for people and other tools: rows, profile, checks of contracts."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import duckdb

from inseam.odcs.contract import Contract, SchemaObject
from inseam.testing.engine import in_schema, literal, quoted
from inseam.testing.outcomes import ContractOutcome


def export_rows(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    described: SchemaObject,
    schema: str,
    folder: Path,
) -> None:
    """Writes the object's rows as Parquet in order of its key: equal rows give equal bytes."""
    relation = in_schema(connection, schema, described.physical_name)
    key = [quoted(column.physical_name) for column in described.primary_key]
    others = [quoted(row[0]) for row in connection.execute(f"describe {relation}").fetchall()]
    target = folder / contract.id / f"{described.physical_name}.parquet"
    target.parent.mkdir(parents=True, exist_ok=True)
    order = ", ".join(dict.fromkeys([*key, *others]))
    connection.execute(
        f"copy (select * from {relation} order by {order})"
        f" to {literal(str(target))} (format parquet, compression zstd)"
    )


def profile(connection: duckdb.DuckDBPyConnection, schema: str, table: str) -> dict[str, Any]:
    """Row count; for every column its type, nulls, distinct values, smallest and largest."""
    relation = in_schema(connection, schema, table)
    columns = connection.execute(f"describe {relation}").fetchall()
    measures = ", ".join(
        f"count(*) - count({c}), count(distinct {c}), min({c})::varchar, max({c})::varchar"
        for c in (quoted(row[0]) for row in columns)
    )
    row = connection.execute(
        f"select count(*){', ' + measures if measures else ''} from {relation}"
    ).fetchone()
    assert row is not None
    return {
        "rows": row[0],
        "columns": {
            name: {
                "type": type_,
                "nulls": row[1 + 4 * i],
                "distinct": row[2 + 4 * i],
                "min": row[3 + 4 * i],
                "max": row[4 + 4 * i],
            }
            for i, (name, type_, *_) in enumerate(columns)
        },
    }


def checks_by_contract(outcomes: Iterable[ContractOutcome]) -> dict[str, Any]:
    """What was checked of each contract and what came of it, without a word of any row."""
    return {
        outcome.contract.id: {
            "checks": [
                {
                    "type": check.type,
                    "category": check.category,
                    "name": check.name,
                    "object": check.object,
                    "column": check.column,
                    "result": check.result,
                    "engine": check.engine,
                }
                for check in outcome.checks
            ],
            "not_evaluated": [
                {"name": promise.name, "reason": promise.reason}
                for promise in outcome.not_evaluated
            ],
        }
        for outcome in outcomes
    }
