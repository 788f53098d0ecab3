"""What the processes of a comparison hand on: what DuckDB built, and what Spark is to run."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TypeVar

from inseam import wire

BUILT = "built.json"
# How the label of rows that are made from contracts begins; their seed follows.
MADE = "made rows, seed "
# In the `meta` of a model: false where its rows are of the engine, such as the text of its SQL.
SAME_ON_SPARK = "same_on_spark"
_T = TypeVar("_T", "Built", "Compiled")


@dataclass(frozen=True, slots=True)
class BuiltColumn:
    """``type`` is DuckDB's. ``databricks`` is the type that a contract promises, or else the one
    that holds the same values.
    """

    name: str
    type: str
    databricks: str


@dataclass(frozen=True, slots=True)
class BuiltTable:
    """A source, seed, model or snapshot by dbt's id.

    ``rows`` is a Parquet file beside the document, and "" where DuckDB did not build the table:
    ``why_missing`` then says why. ``key`` tells its rows apart, by the contract or a test of the
    model; () where nothing says so. ``port`` is the contract that it fulfils, or "".
    """

    id: str
    name: str
    rows: str
    columns: tuple[BuiltColumn, ...] = ()
    key: tuple[str, ...] = ()
    port: str = ""
    why_missing: str = ""


@dataclass(frozen=True, slots=True)
class Built:
    """``label`` says in words which input rows these were. ``failures`` are how many rows each
    data test found, by its id; a unit test fails with 1. ``stopped`` says why nothing was built.
    """

    label: str
    tables: tuple[BuiltTable, ...] = ()
    failures: dict[str, int] = field(default_factory=dict)
    stopped: str = ""


@dataclass(frozen=True, slots=True)
class CompiledNode:
    """A node as dbt-databricks compiles it.

    ``relation`` is its catalog, schema and name; () for what has no table of its own. ``source`` is
    the text as it is written, ``sql`` what comes of it, "" for what is no SQL. ``may_differ`` is
    true of a model that says so (`SAME_ON_SPARK`).
    """

    id: str
    kind: str
    name: str
    file: str
    materialized: str
    language: str
    relation: tuple[str, ...]
    needs: tuple[str, ...]
    source: str
    sql: str
    counted: str = "count(*)"
    may_differ: bool = False


@dataclass(frozen=True, slots=True)
class Compiled:
    """``nodes`` are in an order in which each comes after what it needs."""

    nodes: tuple[CompiledNode, ...]


def write(form: Built | Compiled, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    document = {"version": wire.VERSION, **asdict(form)}
    text = json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False)
    file.write_text(text + "\n", encoding="utf-8")


def read(file: Path, form: type[_T]) -> _T:
    """Raises ValueError for what `write` did not write."""
    return wire.read_file(file, form)
