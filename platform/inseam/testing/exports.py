"""What a test leaves behind for people and other tools: rows, profile, dbt's artifacts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb

from inseam.contracts.odcs import Contract, SchemaObject
from inseam.testing.engine import literal, quoted


def export_rows(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    described: SchemaObject,
    schema: str,
    folder: Path,
) -> None:
    """Writes the object's rows as Parquet in order of its key: equal rows give equal bytes."""
    relation = quoted(schema, described.physical_name)
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
    relation = quoted(schema, table)
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


def normalised_manifest(artifact: Path) -> str:
    """dbt's manifest without times, random ids and the folder that the run happened to be in."""
    manifest = json.loads(artifact.read_text(encoding="utf-8"))
    manifest["metadata"] = _named(manifest["metadata"], _STABLE_METADATA)
    for entries in manifest.values():
        if isinstance(entries, dict):
            for entry in entries.values():
                if isinstance(entry, dict):
                    entry.pop("created_at", None)
    return _as_text(manifest)


def normalised_run_results(artifact: Path) -> str:
    """dbt's run results without times, threads and random ids, in order of the nodes' ids."""
    run = json.loads(artifact.read_text(encoding="utf-8"))
    results = [_named(result, _STABLE_RESULT) for result in run["results"]]
    return _as_text(
        {
            "metadata": _named(run["metadata"], _STABLE_METADATA),
            "results": sorted(results, key=lambda result: str(result["unique_id"])),
        }
    )


_STABLE_METADATA = ("dbt_schema_version", "dbt_version", "project_name", "adapter_type")
_STABLE_RESULT = (
    "unique_id",
    "status",
    "message",
    "failures",
    "compiled",
    "compiled_code",
    "relation_name",
)


def _named(entry: dict[str, Any], keys: tuple[str, ...]) -> dict[str, Any]:
    return {key: entry[key] for key in keys if key in entry}


def _as_text(artifact: dict[str, Any]) -> str:
    here = f"{Path.cwd()}/"
    return json.dumps(artifact, indent=1, sort_keys=True).replace(here, "") + "\n"
