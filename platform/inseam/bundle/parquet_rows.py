"""The rows that a test of a product left as Parquet, as JSON knows them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb

# All of them are looked through for what is personal; of a large table that many say enough.
MAX_ROWS = 10_000


def read_rows(file: Path, max_rows: int = MAX_ROWS) -> list[dict[str, Any]]:
    """The first rows of the file. Dates and times are text, in UTC."""
    with duckdb.connect() as connection:
        connection.execute("set threads = 1; set TimeZone = 'UTC'")
        source = "'" + str(file).replace("'", "''") + "'"
        rows = connection.execute(
            f"select to_json(r) from (from read_parquet({source}) limit {max_rows}) as r"
        ).fetchall()
    # What is not a number in JSON is its name.
    return [json.loads(text, parse_constant=str) for (text,) in rows]
