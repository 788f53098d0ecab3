"""The tables of a project's sources, and what describes them."""

from __future__ import annotations

from dataclasses import dataclass

from inseam.odcs.contract import Contract, SchemaObject


@dataclass(frozen=True, slots=True)
class SourceTable:
    """One table of a dbt source. ``file`` and ``line`` are where the project names it.

    ``source_line`` is where its source names the contract, or begins. ``unique_id`` is dbt's.
    ``seed`` is the unique id of the project's own seed that is this table, if one is;
    ``external_location`` a file or address that dbt-duckdb would read instead of it.
    """

    catalog: str
    schema: str
    name: str
    source: str
    contract_id: str | None
    file: str
    line: int | None
    source_line: int | None
    unique_id: str = ""
    seed: str | None = None
    external_location: str | None = None


@dataclass(frozen=True, slots=True)
class DescribedTable:
    """A source table and the contract's object that describes it."""

    table: SourceTable
    contract: Contract
    object: SchemaObject
