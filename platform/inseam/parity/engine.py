"""What a comparison needs of the engine that it compares DuckDB with."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

# Names and types of columns, in the engine's words.
Schema = Sequence[tuple[str, str]]


class Failed(Exception):
    """The engine refused a statement. Says why, in its own words."""


class Engine(Protocol):
    def take(self, name: str, rows: Path, types: Schema) -> None:
        """Makes a Parquet file, or a folder of them, a table with these types."""

    def run(self, sql: str, target: Path) -> Schema:
        """Writes the rows of a query as Parquet into a folder. Raises `Failed`."""

    def number(self, sql: str) -> int:
        """The one value of a query. Raises `Failed`."""

    def forget(self) -> None:
        """Drops all tables."""
