"""A product's inputs at an earlier time, and as they are: for a first and a second build.

Rows are ordered by the columns of type DATE or TIMESTAMP of their tables. A row whose times lie
on both sides of the cut, or that refers to a row that comes later than itself, was in no state of
the inputs that we know: it is left out of both. Then every later row is later by each of its times,
whichever of them an incremental model asks for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import duckdb

from inseam.dbt_project.own_catalog import database_file
from inseam.odcs.contract import Contract
from inseam.synthesis.references import foreign_keys
from inseam.testing.engine import literal, quoted
from inseam.testing.source_table import DescribedTable

# The newest quarter of the rows comes later.
_EARLIER_SHARE = 0.75
_ISO_8601 = r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}(:?\d{2})?)?)?"


@dataclass(frozen=True, slots=True)
class _Reference:
    """Columns of the table of number ``child`` that refer to those of number ``parent``."""

    child: int
    columns: tuple[str, ...]
    parent: int
    targets: tuple[str, ...]


@dataclass(slots=True)
class SplitInputs:
    """The loaded rows, each of them earlier, later or left out.

    ``later`` and ``left_out`` count rows.
    """

    connection: duckdb.DuckDBPyConnection
    tables: Sequence[DescribedTable]
    later: int = 0
    left_out: int = 0

    def write(self, folder: Path, *, later: bool) -> dict[str, Path]:
        """Puts the earlier rows into databases in ``folder``, and the ``later`` ones too if asked.

        Gives the files by catalog. Tables that are there already are replaced, others stay.
        """
        folder.mkdir(exist_ok=True)
        sides = "('early', 'later')" if later else "('early')"
        catalogs = sorted({described.table.catalog for described in self.tables})
        files = {catalog: database_file(folder, catalog) for catalog in catalogs}
        for catalog, file in files.items():
            self.connection.execute(f"attach {literal(str(file))} as target")
            for number, described in enumerate(self.tables):
                if described.table.catalog == catalog:
                    schema, name = described.table.schema, described.table.name
                    self.connection.execute(
                        f"create schema if not exists {quoted('target', schema)}"
                    )
                    self.connection.execute(
                        f"create or replace table {quoted('target', schema, name)} as"
                        f" select t.* from {_whole(described)} as t"
                        f" inner join side_{number} as s on t.rowid = s.row_number"
                        f" where s.side in {sides} order by t.rowid"
                    )
            self.connection.execute("detach target")
        return files

    def undo(self) -> None:
        """From here on every row is an earlier one."""
        for number, _ in enumerate(self.tables):
            self.connection.execute(f"update side_{number} set side = 'early'")
        self.later = self.left_out = 0


@contextmanager
def split_inputs(
    databases: Mapping[str, Path],
    tables: Iterable[DescribedTable],
    groups: Iterable[Sequence[DescribedTable]],
    instant: datetime,
) -> Iterator[SplitInputs]:
    """Splits the rows of ``tables`` in ``databases``, by catalog.

    The tables of each of ``groups`` are cut at one time, the newest quarter of their rows apart;
    those of none are whole at once. The cut is not later than ``instant``, the clock of the run.
    """
    with _attached(databases) as connection:
        split = _whole_inputs(connection, tables)
        cuts = [_cut(connection, group, instant) for group in map(tuple, groups)]
        for number, described in enumerate(split.tables):
            cut = next(
                (c for c, group in zip(cuts, groups, strict=True) if described in group), None
            )
            parting = _times(connection, described, instant, cut) if cut else []
            _mark(connection, number, described, parting, cut)
        _follow(connection, split)
        yield split


@contextmanager
def inputs_as_of(
    databases: Mapping[str, Path],
    tables: Iterable[DescribedTable],
    instant: datetime,
    as_of: datetime,
) -> Iterator[SplitInputs]:
    """Splits all ``tables`` at one time: what was there at ``as_of`` is earlier.

    A row without a time comes with another of the same key but for its last column, as lines of
    one order do; else with the row before it. Of two such times, the later one has all rows that
    the earlier one has. Texts in ISO 8601 are times too: what
    becomes of them is not for a model to say, as in a second build. ``instant`` is the clock of the
    run that made the rows.
    """
    with _attached(databases) as connection:
        split = _whole_inputs(connection, tables)
        # What happened at that very time is there.
        cut = _after(as_of)
        for number, described in enumerate(split.tables):
            times = _times(connection, described, instant, texts=True)
            _mark(connection, number, described, times, cut, carried=True)
        _follow(connection, split)
        yield split


def _after(time: datetime) -> datetime:
    try:
        return time + timedelta(microseconds=1)
    except OverflowError:
        return time


@contextmanager
def _attached(databases: Mapping[str, Path]) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute("set threads = 1")
        for catalog, file in sorted(databases.items()):
            connection.execute(
                f"attach {literal(str(file))} as {quoted(f'whole_{catalog}')} (read_only)"
            )
        yield connection


def _whole_inputs(
    connection: duckdb.DuckDBPyConnection, tables: Iterable[DescribedTable]
) -> SplitInputs:
    # Two names of one table in dbt are one table here.
    one_each = {(t.table.catalog, t.table.schema, t.table.name.lower()): t for t in tables}.values()
    return SplitInputs(connection, tuple(one_each))


def _whole(described: DescribedTable) -> str:
    table = described.table
    return quoted(f"whole_{table.catalog}", table.schema, table.name)


def _times(
    connection: duckdb.DuckDBPyConnection,
    described: DescribedTable,
    instant: datetime,
    cut: datetime | None = None,
    *,
    texts: bool = False,
) -> list[str]:
    """Its columns that tell when a row came, as TIMESTAMPs; with a ``cut``, those that it parts.

    One that is mostly in the future tells how long a row is valid, and one of a single value when
    the rows were extracted. With ``texts``, those of which each is an instant count too.
    """
    columns = connection.execute(f"describe {_whole(described)}").fetchall()
    times = [
        f"cast({quoted(row[0])} as timestamp)"
        for row in columns
        if row[1] == "DATE" or row[1].startswith("TIMESTAMP")
    ]
    if texts:
        times += [
            # The offset counts: a plain cast to TIMESTAMP drops it.
            f"cast(cast({quoted(row[0])} as timestamptz) as timestamp)"
            for row in columns
            if row[1] == "VARCHAR" and _has_instants(connection, described, quoted(row[0]))
        ]
    if not times:
        return []
    parts = (
        "min({0}) < max({0})"
        if cut is None
        else f"min({{0}}) < {_literal(cut)} and max({{0}}) >= {_literal(cut)}"
    )
    past = f"2 * count(*) filter ({{0}} > {_literal(instant)}) <= count({{0}})"
    measures = ", ".join(f"{parts} and {past}".format(time) for time in times)
    row = connection.execute(f"select {measures} from {_whole(described)}").fetchone()
    assert row is not None
    return [time for time, tells in zip(times, row, strict=True) if tells]


def _has_instants(
    connection: duckdb.DuckDBPyConnection, described: DescribedTable, column: str
) -> bool:
    """Whether each text of the column is a day or an instant in ISO 8601, and there is one."""
    is_instant = (
        f"regexp_full_match({column}, {literal(_ISO_8601)})"
        f" and try_cast({column} as timestamptz) is not null"
    )
    row = connection.execute(
        f"select count({column}) > 0 and count({column}) = count(*) filter ({is_instant})"
        f" from {_whole(described)}"
    ).fetchone()
    assert row is not None
    return bool(row[0])


def _cut(
    connection: duckdb.DuckDBPyConnection, group: Sequence[DescribedTable], instant: datetime
) -> datetime | None:
    """The first time that is later; None if no time parts the rows."""
    arrivals = [
        f"select greatest(null, {', '.join(times)}) as arrival from {_whole(described)}"
        for described in group
        if (times := _times(connection, described, instant))
    ]
    if not arrivals:
        return None
    # Python has no year 0, and what is to come has no place in a history.
    rows = (
        f"(select arrival from ({' union all '.join(arrivals)})"
        f" where arrival between timestamp '0001-01-01' and {_literal(instant)})"
    )
    row = connection.execute(
        "select min(arrival), newest, date_trunc('day', newest) from"
        f" (select arrival, quantile_disc(arrival, {_EARLIER_SHARE}) over () as newest from {rows})"
        " group by newest"
    ).fetchone()
    if row is None:
        return None
    first: datetime
    newest: datetime
    day: datetime
    first, newest, day = row
    # A day is never cut in two if there are others: dates and times of it would not agree.
    if newest > first:
        return day if day > first else newest
    row = connection.execute(
        f"select min(arrival) from {rows} where arrival > {_literal(first)}"
    ).fetchone()
    later: datetime | None = row[0] if row else None
    return later


def _mark(
    connection: duckdb.DuckDBPyConnection,
    number: int,
    described: DescribedTable,
    times: Iterable[str],
    cut: datetime | None,
    *,
    carried: bool = False,
) -> None:
    """Makes the table ``side_<number>``: for each row, by its number, its side of the cut.

    A row without a time is early; if times are ``carried``, where the row before it is.
    """
    side, last, first = "'early'", "null", "null"
    if cut and (parting := ", ".join(times)):
        last, first = f"greatest(null, {parting})", f"least(null, {parting})"
        side = (
            f"case when coalesce(last < {_literal(cut)}, true) then 'early'"
            f" when first >= {_literal(cut)} then 'later' else 'out' end"
        )
    # What rows of one key but for its last column are parts of, such as an order.
    parts = [quoted(column.physical_name) for column in described.object.primary_key[:-1]]
    rows = (
        f"select rowid as row_number, {last} as last, {first} as first,"
        f" ({', '.join(parts) or 'rowid'}) as whole from {_whole(described)}"
    )
    if carried:
        rows = (
            f"select row_number, last, coalesce(first, last) as first from"
            f" (select row_number, {_carried('last')} as last, first from ({rows}))"
        )
    connection.execute(
        f"create table side_{number} as select row_number, {side} as side from ({rows})"
    )


def _carried(column: str) -> str:
    """The column, or its value in another part of the same whole, or in the row before.

    Before all values it is that of the row after.
    """
    window = "over (order by row_number rows between"
    return (
        f"coalesce({column}, max({column}) over (partition by whole),"
        f" last_value({column} ignore nulls) {window} unbounded preceding and current row),"
        f" first_value({column} ignore nulls) {window} current row and unbounded following))"
    )


def _follow(connection: duckdb.DuckDBPyConnection, split: SplitInputs) -> None:
    """Leaves out the rows that refer to rows later than themselves, or left out; counts all."""
    tables = split.tables
    references = _references(tables)
    changed = True
    while changed:
        changed = False
        for reference in references:
            child, parent = tables[reference.child], tables[reference.parent]
            key = ", ".join(f"cast(t.{quoted(c)} as varchar)" for c in reference.targets)
            own = ", ".join(f"cast(t.{quoted(c)} as varchar)" for c in reference.columns)
            orphans = (
                f"with parents as (select ({key}) as key, bool_or(s.side = 'early') as early,"
                f" bool_or(s.side = 'later') as later from {_whole(parent)} as t"
                f" inner join side_{reference.parent} as s on t.rowid = s.row_number group by 1)"
                f" select t.rowid from {_whole(child)} as t"
                f" inner join side_{reference.child} as s on t.rowid = s.row_number"
                f" inner join parents as p on ({own}) = p.key"
                " where s.side <> 'out' and not p.early and (not p.later or s.side = 'early')"
            )
            row = connection.execute(
                f"update side_{reference.child} set side = 'out' where row_number in ({orphans})"
            ).fetchone()
            changed = changed or bool(row and row[0])
    for number, _ in enumerate(tables):
        rows = connection.execute(f"select side, count(*) from side_{number} group by side")
        counts = dict(rows.fetchall())
        split.later += counts.get("later", 0)
        split.left_out += counts.get("out", 0)


def _references(tables: Sequence[DescribedTable]) -> list[_Reference]:
    """Those that contracts declare, and columns that are called like another table's sole key."""
    numbers = {(t.contract.id, t.object.physical_name): n for n, t in enumerate(tables)}
    contracts: dict[str, Contract] = {t.contract.id: t.contract for t in tables}
    declared, _ = foreign_keys(list(contracts.values()))
    found = [
        _Reference(
            numbers[key.table],
            tuple(_column(tables, numbers[key.table], c) for c in key.columns),
            numbers[key.target],
            tuple(_column(tables, numbers[key.target], c) for c in key.target_columns),
        )
        for key in declared
        if key.table in numbers and key.target in numbers and key.table != key.target
    ]
    for parent, described in enumerate(tables):
        keys = [column.physical_name for column in described.object.primary_key]
        for child, other in enumerate(tables):
            names = {c.physical_name.lower(): c.physical_name for c in other.object.properties}
            if child != parent and len(keys) == 1 and keys[0].lower() in names:
                found.append(_Reference(child, (names[keys[0].lower()],), parent, (keys[0],)))
    return list(dict.fromkeys(found))


def _column(tables: Sequence[DescribedTable], number: int, position: int) -> str:
    return tables[number].object.properties[position].physical_name


def _literal(time: datetime) -> str:
    return f"timestamp {literal(time.isoformat(sep=' '))}"
