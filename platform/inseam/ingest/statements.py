"""The SQL that compares a table's months, and reads those that changed. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from inseam.ingest.plan import ColumnPlan, TablePlan
from inseam.testing.engine import literal, quoted

# What is no month of four and two digits is compared together, under this name.
NO_MONTH = ""
_MONTH = "[0-9]{4}-[0-9]{2}"


def digests(table: TablePlan) -> str:
    """For Postgres: month, rows, digest, and for each of `lossy_columns` how many are lost.

    The digest is of all that is read of a row, whatever the order of rows. It costs the server one
    pass over the table and sends one row a month.
    """
    read = ", ".join(_read(column) for column in table.columns)
    flags = [f"({_lost(table, c)})::int as lost_{n}" for n, c in enumerate(lossy_columns(table))]
    sums = [f"coalesce(sum(lost_{n}), 0)::bigint as lost_{n}" for n in range(len(flags))]
    inner = ", ".join([f"{_month_in_source(table)} as month", f"row({read})::text as line", *flags])
    both = " || ':' || ".join(
        f"sum(hashtextextended(line, {seed})::numeric)::text" for seed in (0, 1)
    )
    outer = ", ".join(["month", "count(*)::bigint as amount", f"{both} as digest", *sums])
    return (
        f"select {outer} from (select {inner} from {quoted(table.schema, table.name)}) as lines"
        " group by month"
    )


def lossy_columns(table: TablePlan) -> tuple[ColumnPlan, ...]:
    """Those that may have values that nothing here holds, or NULLs that nobody rules out."""
    return tuple(c for c in table.columns if c.kept.lost or (table.is_view and c.is_required))


def repeated_keys(table: TablePlan) -> str:
    """For Postgres: how many keys several rows of a view have. Its catalog says nothing of it."""
    key = ", ".join(quoted(name) for name in table.key)
    return (
        "select count(*)::bigint from (select 1 from"
        f" {quoted(table.schema, table.name)} group by {key} having count(*) > 1) as repeated"
    )


def rows_of(table: TablePlan, months: Sequence[str] | None) -> str:
    """For Postgres: the columns in their order, as `c0`, `c1`, ...; of these months, or of all."""
    read = ", ".join(f"{_read(column)} as c{n}" for n, column in enumerate(table.columns))
    chosen = "" if months is None else f" where {_month_in_source(table)} in ({_listed(months)})"
    return f"select {read} from {quoted(table.schema, table.name)}{chosen}"


def as_stored(table: TablePlan) -> str:
    """For DuckDB: what makes of `rows_of` the columns that are staged."""
    return ", ".join(
        f"cast(c{n} as {column.kept.stored}) as {quoted(column.name)}"
        for n, column in enumerate(table.columns)
    )


def kept_rows(table: TablePlan, replaced: Sequence[str]) -> str | None:
    """For DuckDB: the condition of the rows in the lake whose months did not change.

    None if the table has no months, so no row stays.
    """
    if table.cursor is None:
        return None
    return f"{_month_in_lake(table.cursor)} not in ({_listed(replaced)})"


def highest_cursors(table: TablePlan, files: Sequence[str]) -> str:
    """For DuckDB: month and highest cursor of staged rows, in microseconds since 1970."""
    assert table.cursor is not None
    instant = f"try_cast(cast({quoted(table.cursor.name)} as varchar) as timestamptz)"
    return (
        f"select {_month_in_lake(table.cursor)}, epoch_us(max({instant}))"
        f" from read_parquet([{_listed(files)}]) group by all"
    )


def _read(column: ColumnPlan) -> str:
    return column.kept.read.format(quoted(column.name))


def _lost(table: TablePlan, column: ColumnPlan) -> str:
    name = quoted(column.name)
    conditions = [column.kept.lost.format(name)] if column.kept.lost else []
    if table.is_view and column.is_required:
        conditions.append(f"{name} is null")
    return f"coalesce({' or '.join(conditions)}, false)"


def _month_in_source(table: TablePlan) -> str:
    if table.cursor is None:
        return f"{literal(NO_MONTH)}::text"
    month = str(table.cursor.kept.month).format(_read(table.cursor))
    return f"case when {month} ~ '^{_MONTH}$' then {month} else {literal(NO_MONTH)} end"


def _month_in_lake(cursor: ColumnPlan) -> str:
    month = str(cursor.kept.month).format(quoted(cursor.name))
    matches = f"regexp_full_match({month}, '{_MONTH}')"
    return f"case when {matches} then {month} else {literal(NO_MONTH)} end"


def _listed(texts: Sequence[str]) -> str:
    return ", ".join(literal(text) for text in texts)
