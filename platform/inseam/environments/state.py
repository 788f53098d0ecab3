"""What an environment knows of itself: the tables of its schema `inseam`.

Rows are only ever added, each with an ``entry``, its place in the order of all; what is true now
follows from them. So engines without UPDATE serve too, and what happened can be read with SQL.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from inseam.environments.operations import OperationFailed, Operations
from inseam.report.finding import Finding, InputError, Severity

Row = Mapping[str, Any]
# A table's columns with their types, in order.
Columns = tuple[tuple[str, str], ...]

_TEXT, _NUMBER = "string", "bigint"


def _columns(*names: str) -> Columns:
    return (("entry", _NUMBER), *((name, _TEXT) for name in names))


# What each version of the schema adds to the one before. Instants are text in ISO 8601, UTC.
VERSIONS: tuple[Mapping[str, Columns], ...] = (
    {
        # One row a step of a release: what happened, when, by whom, from which commit and code.
        "releases": _columns(
            "product", "release", "step", "at", "who", "commit_id", "code", "note"
        ),
        # The schemas that a release owns; noted before they are made.
        "release_schemas": _columns("product", "release", "database_name", "schema_name"),
        # What a release built, and the name that readers know it by, if it is of a port.
        "release_objects": _columns(
            "product",
            "release",
            "kind",
            "database_name",
            "schema_name",
            "object_name",
            "contract",
            "published_schema",
            "published_name",
        ),
        # Rows of external contracts that were loaded: one row for each contract and step.
        "loads": (
            *_columns("contract", "version", "step", "digest", "seed", "as_of", "at", "who"),
            ("made_rows", _NUMBER),
        ),
        # The tables that a load replaced; `load` is its entry.
        "loaded_tables": (
            *_columns("database_name", "schema_name", "table_name", "origin"),
            ("load", _NUMBER),
            ("made_rows", _NUMBER),
        ),
        # What was granted and revoked for agreements.
        "grants": _columns("step", "principal", "privilege", "securable", "agreement", "at", "who"),
    },
    {
        # The contracts that a release reads.
        "release_inputs": _columns("product", "release", "contract"),
        # The events of releases that a receiver has: of which run, and of which kind.
        "lineage_events": _columns("product", "release", "run", "event_type", "receiver", "at"),
    },
    {
        # What a load brought in from the system itself; `load` is its entry. `layout` says how the
        # columns were read, and `months` is JSON: {month: [rows, digest, highest cursor]}.
        "ingested_tables": (
            *_columns("contract", "table_name", "layout", "data_as_of", "cursor", "months"),
            ("load", _NUMBER),
            ("table_rows", _NUMBER),
            ("changed_rows", _NUMBER),
        ),
    },
    {
        # What runs of `monitor` found of each port: `found` is JSON, a line of `history.json`.
        "monitor_runs": _columns(
            "monitored_at", "contract", "product", "release", "at", "who", "found"
        ),
    },
)
# These grow with each run, and nothing follows from them for a release: who wants one reads it
# alone (`rows_since`), and its entries are of an order of their own.
APART = frozenset({"monitor_runs"})
_VERSION = "schema_version"
_VERSION_COLUMNS: Columns = (("version", _NUMBER),)
# The claim of whoever holds the environment: `inseam.environments.holder`.
HOLDER = "holder"


@dataclass(frozen=True, slots=True)
class State:
    """The rows by table, each table's in their order. An environment without state has none.

    ``was_held`` says that somebody held the environment when it was read, or had not let go of it.
    ``left_out`` are tables that were not read.
    """

    tables: Mapping[str, tuple[Row, ...]]
    version: int = 0
    was_held: bool = False
    left_out: frozenset[str] = frozenset()

    def rows(self, table: str) -> tuple[Row, ...]:
        if table in self.left_out | APART:
            raise ValueError(f"{table} was not read.")
        return self.tables.get(table, ())

    def with_rows(self, rows: Mapping[str, Iterable[Row]]) -> State:
        """As it is when these were added, for the one who added them."""
        added = {table: (*self.rows(table), *new) for table, new in rows.items()}
        return replace(self, tables={**self.tables, **added})

    @property
    def next_entry(self) -> int:
        if self.left_out:
            raise ValueError("Entries are counted over all tables.")
        return 1 + max((row["entry"] for rows in self.tables.values() for row in rows), default=0)


def read_state(operations: Operations, left_out: frozenset[str] = frozenset()) -> State:
    """Reads only, and not the tables ``left_out``: one without rows takes a lake 40 ms.

    Raises `InputError` if a later Inseam wrote it, `OperationFailed`.
    """
    wanted = sorted(_tables(VERSIONS).keys() - left_out - APART)
    found = _rows_of(operations, [*wanted, _VERSION, HOLDER])
    version = max((row["version"] for row in found.get(_VERSION, ())), default=0)
    if version > len(VERSIONS):
        raise InputError([_of_a_later_version(operations.target, version)])
    tables = _tables(VERSIONS[:version]).keys() - APART
    rows = {table: _in_order(found.get(table, ())) for table in sorted(tables)}
    return State(rows, version, HOLDER in found, left_out)


def rows_since(operations: Operations, table: str, column: str, least: str) -> tuple[Row, ...]:
    """Those of a table whose text in ``column`` is not less; in order, none if it is not there.

    Raises `OperationFailed`.
    """
    found = operations.call("state_rows_since", table=table, column=column, least=least)
    return _in_order(found or ())


def _rows_of(operations: Operations, tables: list[str]) -> Mapping[str, Iterable[Row]]:
    """Of those that are there, in one call: it takes longer to begin one than to read."""
    try:
        return operations.call("state_rows", tables=tables) or {}
    except OperationFailed as failure:
        # Whoever held it has let go between two statements, where the engine has no transactions.
        if HOLDER not in str(failure):
            raise
    return operations.call("state_rows", tables=tables) or {}


def make_state(operations: Operations) -> State:
    """The state, with the tables of this version. Only whoever holds the environment calls it."""
    state = read_state(operations)
    if state.version < len(VERSIONS):
        operations.call("create_state", tables={_VERSION: _VERSION_COLUMNS})
        operations.call("create_state", tables=_tables(VERSIONS[state.version :]))
        operations.call("add_state_rows", rows={_VERSION: [{"version": len(VERSIONS)}]})
        state = read_state(operations)
    return state


def add_rows(operations: Operations, rows: Mapping[str, Iterable[Row]]) -> None:
    """Rows by table, all or none where the engine has transactions."""
    operations.call("add_state_rows", rows={table: list(added) for table, added in rows.items()})


def _tables(versions: Iterable[Mapping[str, Columns]]) -> dict[str, Columns]:
    return {table: columns for version in versions for table, columns in version.items()}


def _in_order(rows: Iterable[Row]) -> tuple[Row, ...]:
    return tuple(sorted(rows, key=lambda row: row["entry"]))


def _of_a_later_version(target: str, version: int) -> Finding:
    return Finding(
        rule="environment-state-newer",
        severity=Severity.ERROR,
        file="platform/environments.yaml",
        message=(
            f"The state of the environment on dbt's target `{target}` has version {version};"
            f" this Inseam knows versions up to {len(VERSIONS)}."
        ),
        fix="Update your branch from main: somebody released with a later Inseam.",
    )
