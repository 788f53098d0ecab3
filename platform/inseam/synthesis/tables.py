"""Tables, column by column, each when another one needs it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

import duckdb
import numpy as np
import pyarrow as pa

from inseam.synthesis.arrow_rows import cast_or_null, distinct, first_of_each, joined
from inseam.synthesis.column import nearest, spread
from inseam.synthesis.contract_table import (
    Axis,
    ContractTable,
    each_with_a_shared_column,
    keys_kept_at_once,
)
from inseam.synthesis.kept_rows import not_kept, without_bad_rows, without_orphans
from inseam.synthesis.plan import Plan
from inseam.synthesis.random_draws import Draws, Integers
from inseam.synthesis.shortages import (
    cycle_of_keys,
    no_parents,
    too_few_combinations,
    too_few_parents,
)
from inseam.synthesis.unsatisfiable import AtElement, TableKey
from inseam.synthesis.value_sets import UNLIMITED, Listed

# The part of its parents that a table refers to, so that some parents have no children.
_WITH_CHILDREN = 0.8
# Of hard rows: the part that has one and the same parent.
_OF_ONE_PARENT = 0.1


class Tables:
    """Filled as the plan says; ``short`` if rules left out more rows than were made on top.

    ``abundance`` is how many times the rows are made of which rules leave out some.
    """

    def __init__(
        self,
        plan: Plan,
        given: Mapping[TableKey, pa.Table],
        fewer: bool,
        engine: duckdb.DuckDBPyConnection,
        abundance: int,
    ) -> None:
        self._plan, self._given, self._fewer = plan, given, fewer
        self._engine, self._abundance = engine, abundance
        self._arrays: dict[tuple[TableKey, int], pa.Array] = {}
        self._pools: dict[tuple[TableKey, int], pa.Table] = {}
        self._counts: dict[TableKey, int] = {}
        self._counting: set[TableKey] = set()
        self._making: list[tuple[TableKey, Axis]] = []
        self._whole: dict[TableKey, pa.Table] = {}
        self._in_whole: set[TableKey] = set()
        self.short = False

    # Whole tables

    def table(self, table: TableKey) -> pa.Table:
        """Raises `Unsatisfied`."""
        if table not in self._whole:
            self._in_whole.add(table)
            described = self._plan.tables[table]
            arrays = [self._array(table, n) for n in range(len(described.object.properties))]
            names = [column.physical_name for column in described.object.properties]
            made = pa.table(dict(zip(names, arrays, strict=True)))
            self._whole[table] = self._kept_rows(described, made)
            self._in_whole.discard(table)
        return self._whole[table]

    def _kept_rows(self, described: ContractTable, made: pa.Table) -> pa.Table:
        """Without rows that a rule calls bad, and without those that repeat a key."""
        if not described.leaves_out:
            return made
        made = without_bad_rows(self._engine, described, made)
        for key in described.joint:
            made = first_of_each(made, key.columns)
        wanted = self._plan.wanted(described)
        self.short = self.short or len(made) < wanted
        return self._chosen_rows(described, made, min(wanted, len(made)))

    def _chosen_rows(self, described: ContractTable, made: pa.Table, wanted: int) -> pa.Table:
        """As many rows as are wanted, with a number of nulls that the rules allow."""
        for number in range(made.num_columns):
            demands = self._plan.column(described.table, number).null_demands
            nulls = np.asarray(made.column(number).combine_chunks().is_null())
            count = int(nulls[:wanted].sum())
            if all(demand.allows(count, wanted) for demand in demands):
                continue
            if (allowed := nearest(count, wanted, demands, wanted)) is not None:
                with_null, without = np.flatnonzero(nulls), np.flatnonzero(~nulls)
                index = np.concatenate([with_null[:allowed], without[: wanted - allowed]])
                return made.take(pa.array(np.sort(index)))
        return made.slice(0, wanted)

    def _count(self, table: TableKey) -> int:
        """How many rows are made. Raises `Unsatisfied`."""
        if table in self._given:
            return len(self._given[table])
        if table in self._counts:
            return self._counts[table]
        described = self._plan.tables[table]
        wanted = self._plan.wanted(described)
        making = wanted * (self._abundance if described.leaves_out else 1)
        if table in self._counting:
            return making
        self._counting.add(table)
        try:
            if self._fewer or making > wanted:
                capacity = self._capacity(described)
                if capacity < wanted and not self._fewer:
                    capacity = wanted  # the column itself says why that is too many
                demands = described.row_demands()
                if capacity < making:
                    making = capacity
                    if capacity < wanted and any(not d.allows(capacity, 1) for d in demands):
                        making = wanted
        finally:
            self._counting.discard(table)
        self._counts[table] = making
        return making

    def _capacity(self, described: ContractTable) -> int:
        """How many rows the unique keys leave room for."""
        found = UNLIMITED
        table = described.table
        for number in range(len(described.object.properties)):
            column = self._plan.column(table, number)
            # Of a column that needs no value, the other rows have none.
            if column.is_unique and column.required_by is not None:
                found = min(found, self._size(described, (number,)))
        for key in described.joint:
            found = min(found, self._size(described, key.columns))
        return found

    def _size(self, described: ContractTable, columns: tuple[int, ...]) -> int:
        """How many different values the columns have together, at most."""
        found = 1
        for axis in described.axes_of(columns):
            if not axis.keys:
                found *= self._plan.column(described.table, axis.columns[0]).domain.size
            elif any(key.target in self._counting for key in axis.keys):
                continue  # how many parents there are hangs on this very number
            else:
                pool = self._pool(described, axis)
                names = [str(c) for c in axis.columns if c in columns]
                found *= len(distinct(pool.select(names)))
        return min(found, UNLIMITED)

    def _array(self, table: TableKey, number: int) -> pa.Array:
        """The column as made, before rows are left out. Raises `Unsatisfied`."""
        if (table, number) not in self._arrays:
            described = self._plan.tables[table]
            (axis,) = described.axes_of((number,))
            self._make(described, axis)
        return self._arrays[table, number]

    def _referred(self, table: TableKey, numbers: tuple[int, ...]) -> pa.Table:
        """The columns of a parent, as they will stay. Raises `Unsatisfied`."""
        described = self._plan.tables[table]
        names = [described.object.properties[number].physical_name for number in numbers]
        if table in self._given:
            given = self._given[table]
            by_name = {name.lower(): name for name in given.column_names}
            columns = [
                given.column(by_name[name.lower()]) if name.lower() in by_name else None
                for name in names
            ]
            arrays = [
                c.combine_chunks() if c is not None else pa.nulls(len(given)) for c in columns
            ]
        elif described.leaves_out and table not in self._in_whole:
            whole = self.table(table)
            arrays = [whole.column(name).combine_chunks() for name in names]
        else:
            arrays = [self._array(table, number) for number in numbers]
        return pa.table({str(n): array for n, array in enumerate(arrays)})

    def _make(self, described: ContractTable, axis: Axis) -> None:
        """Fills the axis, and those that a key of several columns ties to it."""
        group = self._tied(described, axis)
        for one in group:
            for place, (table, other) in enumerate(self._making):
                if table == described.table and other is one:
                    raise cycle_of_keys(self._making[place:])
        if len(group) == 1:
            self._making.append((described.table, axis))
            try:
                self._fill(described, axis)
            finally:
                self._making.pop()
            return
        for one in group:
            self._making.append((described.table, one))
        try:
            self._fill_together(described, group)
        finally:
            del self._making[-len(group) :]

    def _tied(self, described: ContractTable, axis: Axis) -> list[Axis]:
        for key in keys_kept_at_once(described.joint):
            axes = described.axes_of(key.columns)
            if axis in axes and len(axes) > 1 and not self._plan.has_unique(described, key):
                return axes
        return [axis]

    def _fill(self, described: ContractTable, axis: Axis) -> None:
        table, n = described.table, self._count(described.table)
        first = axis.columns[0]
        if not axis.keys:
            column = self._plan.column(table, first)
            self._arrays[table, first] = column.array(
                self._plan.draws(described, described.name(first)), n
            )
            return
        columns = [self._plan.column(table, number) for number in axis.columns]
        pool = self._pool(described, axis)
        name = described.name(first)
        draws = self._plan.draws(described, name, "parents")
        masks = [
            column.nulls(self._plan.draws(described, described.name(number)), n)
            for number, column in zip(axis.columns, columns, strict=True)
        ]
        if not len(pool):
            if (
                not all(
                    mask.all() or column.required_by is None
                    for mask, column in zip(masks, columns, strict=True)
                )
                and n
            ):
                raise no_parents(
                    described, axis, [self._plan.column(table, c) for c in axis.columns]
                )
            for number, column in zip(axis.columns, columns, strict=True):
                self._arrays[table, number] = pa.nulls(n, column.domain.type)
            return
        keys = [key.columns for key in described.joint if set(key.columns) <= set(axis.columns)]
        keys += [(number,) for number, c in zip(axis.columns, columns, strict=True) if c.is_unique]
        if len(axis.columns) == 1:
            (column,), (mask,) = columns, masks
            values = pool.column(0).combine_chunks()
            if column.duplicate_demands:
                needed = n - int(mask.sum())
                parents = Listed(values)
                if column.is_unique and parents.size < needed and column.required_by is None:
                    mask = mask | (np.arange(n) >= parents.size)
                    needed = n - int(mask.sum())
                made = column.values(draws, needed, parents)
            else:
                some = _some(len(values), draws)
                made = values.take(pa.array(self._parents_of(some, draws, n - int(mask.sum()))))
            self._arrays[table, axis.columns[0]] = spread(made, mask)
            return
        if keys:
            for key in keys:
                pool = first_of_each(pool, tuple(axis.columns.index(c) for c in key))
            if len(pool) < n:
                raise too_few_parents(described, axis, len(pool), n)
            index = draws.subset(len(pool), n)
        else:
            some = _some(len(pool), draws)
            index = self._parents_of(some, draws, n)
        self._take(described, axis, pool, index, masks)

    def _parents_of(self, some: Integers, draws: Draws, n: int) -> Integers:
        """Of ``n`` children, drawn from ``some``."""
        chosen = draws.below(len(some), n)
        if self._plan.hard:
            chosen[draws.of("one").mask(n, round(n * _OF_ONE_PARENT))] = 0
        return some[chosen]

    def _take(
        self,
        described: ContractTable,
        axis: Axis,
        pool: pa.Table,
        index: Integers,
        masks: Sequence[np.ndarray],
    ) -> None:
        for position, (number, mask) in enumerate(zip(axis.columns, masks, strict=True)):
            values = pool.column(position).combine_chunks()
            self._arrays[described.table, number] = values.take(pa.array(index, mask=mask))

    def _fill_together(self, described: ContractTable, group: list[Axis]) -> None:
        """Different combinations of values for the columns of a key."""
        table, n = described.table, self._count(described.table)
        (key, *_) = [
            key
            for key in keys_kept_at_once(described.joint)
            if described.axes_of(key.columns) == group
        ]
        sizes, pools = [], []
        for axis in group:
            if axis.keys:
                pool = self._pool(described, axis)
                inside = tuple(i for i, c in enumerate(axis.columns) if c in key.columns)
                pool = first_of_each(pool, inside)
                pools.append(pool)
                sizes.append(len(pool))
                if not len(pool) and n:
                    raise no_parents(
                        described, axis, [self._plan.column(table, c) for c in axis.columns]
                    )
            else:
                pools.append(None)
                sizes.append(self._plan.column(table, axis.columns[0]).domain.size)
        taken = _balanced(sizes, n)
        if math.prod(taken) < n:
            raise too_few_combinations(described, key, math.prod(taken), n)
        names = [described.name(c) for c in key.columns]
        chosen = self._plan.draws(described, "key", *names).subset(math.prod(taken), n)
        for axis, pool, size, take in zip(group, pools, sizes, taken, strict=True):
            index, chosen = chosen % take, chosen // take
            draws = self._plan.draws(described, described.name(axis.columns[0]))
            masks = [self._plan.column(table, c).nulls(draws, n) for c in axis.columns]
            if pool is None:
                column = self._plan.column(table, axis.columns[0])
                values = column.domain.distinct(draws.of("value"), take)
                if len(values) < take:
                    others = math.prod(taken) // take
                    raise too_few_combinations(described, key, others * len(values), n)
                self._arrays[table, axis.columns[0]] = values.take(pa.array(index, mask=masks[0]))
            else:
                rows = draws.of("parents").subset(size, take)
                self._take(described, axis, pool, rows[index], masks)

    def _pool(self, described: ContractTable, axis: Axis) -> pa.Table:
        """The different values that the parents have, with this table's limits and types.

        Has the axis' columns, named by their numbers.
        """
        at = (described.table, axis.columns[0])
        if at not in self._pools:
            pool: pa.Table | None = None
            for key in each_with_a_shared_column(axis.keys):
                parents = self._referred(key.target, key.target_columns)
                columns = {}
                for name, number in zip(parents.column_names, key.columns, strict=True):
                    type_ = self._plan.column(described.table, number).domain.type
                    columns[str(number)] = cast_or_null(
                        parents.column(name).combine_chunks(), type_
                    )
                rows = distinct(pa.table(columns).drop_null())
                pool = rows if pool is None else joined(self._engine, pool, rows)
            if pool is None:
                raise AssertionError("an axis without keys has no pool")
            for number in axis.columns:
                domain = self._plan.column(described.table, number).domain
                accepted = domain.accepts(pool.column(str(number)).combine_chunks())
                if not accepted.all():
                    pool = pool.filter(pa.array(accepted))
            self._pools[at] = pool.select([str(number) for number in axis.columns])
        return self._pools[at]

    # Afterwards

    def without_orphans(self, made: dict[TableKey, pa.Table]) -> dict[TableKey, pa.Table]:
        return without_orphans(made, self._plan.tables, self._plan.keys)

    def not_kept(self, made: Mapping[TableKey, pa.Table]) -> Iterator[AtElement]:
        return not_kept(self._engine, made, self._plan.tables, self._plan.unresolved)


def _balanced(sizes: Sequence[int], n: int) -> list[int]:
    """How many different values of each column give enough combinations, spread evenly."""
    root = math.ceil((4 * max(n, 1)) ** (1 / len(sizes)))
    taken = [min(size, root) for size in sizes]
    while math.prod(taken) < n and taken != list(sizes):
        taken = [min(size, 2 * part) for size, part in zip(sizes, taken, strict=True)]
    return taken


def _some(size: int, draws: Draws) -> Integers:
    """The parents that get children: not all of them, if there are several."""
    return np.sort(draws.of("some").permutation(size)[: max(math.ceil(size * _WITH_CHILDREN), 1)])
