"""What columns are to be filled with, before any value is made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime

import duckdb

from inseam.odcs.contract import Contract
from inseam.odcs.types import dialect_of
from inseam.synthesis.column import FilledColumn, nearest
from inseam.synthesis.column_reader import ColumnReader
from inseam.synthesis.contract_table import ContractTable, Key
from inseam.synthesis.limits import Limit, Unsatisfied, limits_of
from inseam.synthesis.random_draws import Draws
from inseam.synthesis.references import foreign_keys
from inseam.synthesis.row_rules import limits_of_queries
from inseam.synthesis.unsatisfiable import TableKey

_MAX_ROWS = 10_000_000


class Plan:
    """``rows`` a table are wanted where its contract demands no other number.

    With ``hard`` the rows hold what engines are likely to treat in two ways.
    """

    def __init__(
        self,
        contracts: Sequence[Contract],
        rows: int,
        seed: int,
        as_of: datetime,
        engine: duckdb.DuckDBPyConnection,
        *,
        hard: bool = False,
    ) -> None:
        self.hard = hard
        self._rows, self._seed = rows, seed
        self.keys, self.unresolved = foreign_keys(contracts)
        self.tables = {
            (c.id, o.physical_name): ContractTable(c, o, self.keys)
            for c in contracts
            for o in c.objects
        }
        self._readers = {
            c.id: ColumnReader(c.file, dialect_of(c), as_of, engine, hard=hard) for c in contracts
        }
        self._columns: dict[tuple[TableKey, int], FilledColumn] = {}

    def wanted(self, described: ContractTable) -> int:
        """How many rows the caller and the contract want. Raises `Unsatisfied`."""
        demands = described.row_demands()
        wanted = nearest(self._rows, max(self._rows, _MAX_ROWS), demands, 1)
        if wanted is None:
            raise Unsatisfied(
                f"No number of rows of `{described.object.physical_name}` keeps its rules.",
                [demand.place for demand in demands],
            )
        return wanted

    def types(self, table: TableKey) -> tuple[str, ...]:
        return tuple(
            self.column(table, n).type for n in range(len(self.tables[table].object.properties))
        )

    def column(self, table: TableKey, number: int) -> FilledColumn:
        """Raises `Unsatisfied`."""
        if (table, number) not in self._columns:
            described = self.tables[table]
            stated = described.object.properties[number]
            label = f"{described.object.physical_name}.{stated.physical_name}"
            reader = self._readers[table[0]]
            is_key = described.primary == number
            found = reader.read(stated, label, is_key=is_key)
            rules = tuple(limits_of_queries(described.contract, described.object, stated))
            children = tuple(self._limits_of_children(table, number, set()))
            kept: tuple[Limit, ...] = ()
            for more in filter(None, (rules, children)):
                # What others demand of it is kept where that is possible.
                with suppress(Unsatisfied):
                    narrow = reader.read(stated, label, is_key=is_key, more=(*kept, *more))
                    # The keys are of use to the tables that refer to them.
                    enough = min(found.domain.size, self._rows * 2)
                    if more is rules or narrow.domain.size >= enough:
                        found, kept = narrow, (*kept, *more)
            self._columns[table, number] = found
        return self._columns[table, number]

    def _limits_of_children(
        self, table: TableKey, number: int, seen: set[tuple[TableKey, int]]
    ) -> Iterator[Limit]:
        seen.add((table, number))
        own = self.tables[table].object.properties[number].constraints
        for key in self.keys:
            for child, parent in zip(key.columns, key.target_columns, strict=True):
                if key.target != table or parent != number or (key.table, child) in seen:
                    continue
                described = self.tables[key.table]
                column = described.object.properties[child]
                for limit in limits_of(column, described.contract.file):
                    stated = own.options.get(limit.kind)
                    if stated is None or stated.value != limit.value:
                        yield limit
                yield from self._limits_of_children(key.table, child, seen)

    def has_unique(self, described: ContractTable, key: Key) -> bool:
        return any(self.column(described.table, n).is_unique for n in key.columns)

    def draws(self, described: ContractTable, *names: str | int) -> Draws:
        return Draws(self._seed, *described.table, *names)
