"""What differs between two relations' rows, column by column: DuckDB's SQL over both.

For rows of two engines, and of two versions of a product (`inseam.review`).

The order of rows does not count. Numbers in binary count as equal within `TOLERANCE`: their last
digits depend on the order in which rows were added up. All else is equal, or it is not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import duckdb

# Relative, of the greater of both values.
TOLERANCE = 1e-9
SHOWN_ROWS = 5
_DECIMAL = re.compile(r"DECIMAL\((\d+),(\d+)\)")
_DIGITS = {
    "TINYINT": 3,
    "SMALLINT": 5,
    "INTEGER": 10,
    "BIGINT": 19,
    "UTINYINT": 3,
    "USMALLINT": 5,
    "UINTEGER": 10,
    "UBIGINT": 20,
}
_FLOATS = frozenset({"FLOAT", "DOUBLE"})
_WIDEST = 38
# Of a row in `parity_apart`, whose fields `d` and `s` are a row and its counterpart.
_BOTH = "d.parity_is_d = 1 and s.parity_is_s = 1"
_ALONE = ("s.parity_is_s is null", "d.parity_is_d is null")


@dataclass(frozen=True, slots=True)
class Sample:
    """One row's value on both sides, as text; None is NULL. ``key`` tells which row it is."""

    key: tuple[tuple[str, str | None], ...]
    left: str | None
    right: str | None


@dataclass(frozen=True, slots=True)
class ColumnDifference:
    """``rows`` counts those with another value."""

    column: str
    rows: int
    samples: tuple[Sample, ...]


@dataclass(frozen=True, slots=True)
class Differences:
    """``only_left`` and ``only_right`` count rows without a counterpart, ``samples`` are some.

    ``missing`` are columns that the right rows do not have, ``added`` those that only they have.
    ``changed`` counts the rows that have a counterpart with another value. ``by_key`` says whether
    the key told rows apart.
    """

    left_rows: int
    right_rows: int
    missing: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    columns: tuple[ColumnDifference, ...] = ()
    only_left: int = 0
    only_right: int = 0
    samples: tuple[Sample, ...] = ()
    changed: int = 0
    by_key: bool = False

    @property
    def equal(self) -> bool:
        return not (self.missing or self.added or self.columns or self.only_left or self.only_right)


def compare(
    connection: duckdb.DuckDBPyConnection,
    left: str,
    right: str,
    key: Sequence[str] = (),
    *,
    shown: int = SHOWN_ROWS,
    as_multisets: bool = False,
) -> Differences:
    """Compares two relations, each given as what stands behind `from`.

    ``key`` are columns that tell rows apart; where they do not, or there are none, a row's
    counterpart is the one that has most of its values, or, ``as_multisets``, an exactly equal one.
    ``shown`` is how many samples there are of each column, first in the order of the key as text.
    What does not fit into memory is written to the connection's temporary folder.
    """
    return _Comparison(connection, left, right, shown).compare(key, as_multisets)


@dataclass(frozen=True, slots=True)
class _Column:
    """``left`` and ``right`` are expressions of one type."""

    name: str
    left: str
    right: str
    is_float: bool

    @property
    def quoted(self) -> str:
        return _quoted(self.name)

    @property
    def differs(self) -> str:
        """A condition on a row ``d`` and its counterpart ``s``."""
        d, s = f"d.{self.quoted}", f"s.{self.quoted}"
        if not self.is_float:
            return f"{d} is distinct from {s}"
        near = f"abs({d} - {s}) <= {TOLERANCE!r} * greatest(abs({d}), abs({s}))"
        finite = f"isfinite({d}) and isfinite({s})"
        return f"({d} is distinct from {s} and not coalesce({finite} and {near}, false))"


class _Comparison:
    def __init__(
        self, connection: duckdb.DuckDBPyConnection, left: str, right: str, shown: int
    ) -> None:
        self._connection = connection
        self._shown = shown
        one, other = self._types(left), self._types(right)
        self._missing = tuple(name for lowered, (name, _) in one.items() if lowered not in other)
        self._added = tuple(name for lowered, (name, _) in other.items() if lowered not in one)
        self._columns = tuple(
            _column(name, type_, *other[lowered])
            for lowered, (name, type_) in one.items()
            if lowered in other
        )
        for table, relation, expressions in (
            ("parity_d", left, [f"{c.left} as {c.quoted}" for c in self._columns]),
            ("parity_s", right, [f"{c.right} as {c.quoted}" for c in self._columns]),
        ):
            selected = ", ".join(expressions) or "1 as nothing"
            self._connection.execute(
                f"create or replace temp table {table} as select {selected} from {relation}"
            )

    def compare(self, key: Sequence[str], as_multisets: bool) -> Differences:
        left, right = (
            self._number(f"select count(*) from {table}") for table in ("parity_d", "parity_s")
        )
        equal = Differences(left, right, self._missing, self._added)
        if not self._columns:
            return equal
        if found := self._keyed(key):
            return replace(self._apart(equal, *found), by_key=True)
        if as_multisets:
            return self._as_multisets(equal)
        if self._are_equal([c.name for c in self._columns]):
            return equal
        return self._apart(equal, *self._alike(left, right))

    def _apart(self, equal: Differences, joined: str, shown: Sequence[str]) -> Differences:
        """The rows that differ are few, as a rule: they are kept, and looked at several times."""
        either = " or ".join((*_ALONE, *(c.differs for c in self._columns)))
        self._keep_apart(f"select d, s from {joined} where {either}")
        changed = self._number(f"select count(*) from parity_apart where {_BOTH}")
        columns = self._column_differences(shown) if changed else ()
        return replace(self._with_unpaired(equal, shown), columns=columns, changed=changed)

    def _as_multisets(self, equal: Differences) -> Differences:
        """Rows that one side has more often than the other, as often as that."""
        names = ", ".join(c.quoted for c in self._columns)
        row = ", ".join(f"{c.quoted} := {c.quoted}" for c in self._columns)
        self._keep_apart(
            f"select case when parity_more > 0 then struct_pack({row}, parity_is_d := 1) end as d,"
            f" case when parity_more < 0 then struct_pack({row}, parity_is_s := 1) end as s,"
            " unnest(range(abs(parity_more)::bigint)) as number from ("
            f"select {names}, sum(parity_one) as parity_more from ("
            f"select {names}, 1 as parity_one from parity_d"
            f" union all select {names}, -1 from parity_s"
            f") group by {names} having sum(parity_one) <> 0)"
        )
        return self._with_unpaired(equal, [c.name for c in self._columns])

    def _keep_apart(self, query: str) -> None:
        self._connection.execute(f"create or replace temp table parity_apart as {query}")

    def _with_unpaired(self, equal: Differences, shown: Sequence[str]) -> Differences:
        left, right = (
            self._number(f"select count(*) from parity_apart where {alone}") for alone in _ALONE
        )
        if not (left or right):
            return equal
        samples = self._samples(shown or [c.name for c in self._columns], " or ".join(_ALONE))
        return replace(equal, only_left=left, only_right=right, samples=samples)

    def _types(self, relation: str) -> dict[str, tuple[str, str]]:
        rows = self._connection.execute(f"describe select * from {relation}").fetchall()
        return {name.lower(): (name, type_) for name, type_, *_ in rows}

    def _number(self, query: str) -> int:
        (found,) = self._connection.execute(query).fetchone() or (0,)
        return int(found)

    def _surplus(self, names: Sequence[str]) -> int:
        """How many rows, cut to these columns, have no counterpart, on both sides together."""
        selected = ", ".join(map(_quoted, names))
        return sum(
            self._number(
                f"select count(*) from (select {selected} from {a}"
                f" except all select {selected} from {b})"
            )
            for a, b in (("parity_d", "parity_s"), ("parity_s", "parity_d"))
        )

    def _are_equal(self, names: Sequence[str]) -> bool:
        return not names or self._surplus(names) == 0

    def _keyed(self, key: Sequence[str]) -> tuple[str, tuple[str, ...]] | None:
        """Rows side by side by the key, if it is one on both engines."""
        named = {c.name.lower(): c for c in self._columns}
        columns = [named[name.lower()] for name in key if name.lower() in named]
        if not columns or len(columns) < len(key):
            return None
        names = ", ".join(c.quoted for c in columns)
        for table in ("parity_d", "parity_s"):
            # A grouping is written to disk where memory ends; a distinct count is not.
            several = f"select 1 from {table} group by {names} having count(*) > 1 limit 1"
            if self._number(f"select count(*) from ({several})"):
                return None
        on = " and ".join(f"d.{c.quoted} is not distinct from s.{c.quoted}" for c in columns)
        joined = (
            "(select *, 1 as parity_is_d from parity_d) d"
            f" full join (select *, 1 as parity_is_s from parity_s) s on {on}"
        )
        return joined, tuple(c.name for c in columns)

    def _alike(self, left_rows: int, right_rows: int) -> tuple[str, tuple[str, ...]]:
        """Rows side by side by the columns that have the same values on both engines."""
        beyond = abs(left_rows - right_rows)
        other = [c for c in self._columns if c.is_float or self._surplus([c.name]) > beyond]
        if not other:
            # Each column has the same values, and in other rows.
            other = self._recombined()
        shared = [c for c in self._columns if c not in other]
        names = [c.quoted for c in shared]
        order = ", ".join(c.quoted for c in (*(c for c in other if not c.is_float), *other))
        number = f"row_number() over ({_partition(names)} order by {order or '1'})"
        on = " and ".join(
            (
                *(f"d.{name} is not distinct from s.{name}" for name in names),
                "d.parity_number = s.parity_number",
            )
        )
        joined = (
            f"(select *, {number} as parity_number, 1 as parity_is_d from parity_d) d full join"
            f" (select *, {number} as parity_number, 1 as parity_is_s from parity_s) s on {on}"
        )
        return joined, tuple(c.name for c in shared)[:3]

    def _recombined(self) -> list[_Column]:
        for left_out in self._columns:
            if self._are_equal([c.name for c in self._columns if c is not left_out]):
                return [left_out]
        return list(self._columns[1:])

    def _column_differences(self, shown: Sequence[str]) -> tuple[ColumnDifference, ...]:
        counted = ", ".join(f"count(*) filter (where {c.differs})" for c in self._columns)
        counts = self._connection.execute(
            f"select {counted} from parity_apart where {_BOTH}"
        ).fetchone()
        return tuple(
            ColumnDifference(c.name, rows, self._samples(shown, f"{_BOTH} and {c.differs}", c))
            for c, rows in zip(self._columns, counts or (), strict=True)
            if rows
        )

    def _samples(
        self, shown: Sequence[str], where: str, column: _Column | None = None
    ) -> tuple[Sample, ...]:
        keys = [f"coalesce(d.{_quoted(name)}, s.{_quoted(name)})" for name in shown]
        values = (
            [f"d.{column.quoted}", f"s.{column.quoted}"]
            if column
            else [
                "case when d.parity_is_d = 1 then 'a row' end",
                "case when s.parity_is_s = 1 then 'a row' end",
            ]
        )
        selected = ", ".join(f"cast({value} as varchar)" for value in (*keys, *values))
        rows = self._connection.execute(
            f"select {selected} from parity_apart where {where} order by all limit {self._shown}"
        ).fetchall()
        return tuple(
            Sample(tuple(zip(shown, row[:-2], strict=True)), row[-2], row[-1]) for row in rows
        )


def _partition(names: Sequence[str]) -> str:
    return f"partition by {', '.join(names)}" if names else ""


def _column(name: str, duckdb_type: str, other: str, spark_type: str) -> _Column:
    """Both as one type: the rows of one engine may be of another type than the other's."""
    one, two = _quoted(name), _quoted(other)
    # Spark writes instants with a zone, which is UTC.
    duckdb_type, one = _instants_as_readings(duckdb_type, one)
    spark_type, two = _instants_as_readings(spark_type, two)
    common = duckdb_type if duckdb_type == spark_type else _common(duckdb_type, spark_type)
    if common != duckdb_type:
        one = f"cast({one} as {common})"
    if common != spark_type:
        two = f"cast({two} as {common})"
    return _Column(name, one, two, common in _FLOATS)


def _instants_as_readings(type_: str, expression: str) -> tuple[str, str]:
    without = type_.replace("TIMESTAMP WITH TIME ZONE", "TIMESTAMP")
    return without, expression if without == type_ else f"cast({expression} as {without})"


def _common(one: str, other: str) -> str:
    numbers = _number(one), _number(other)
    if all(numbers) or {one, other} <= _FLOATS:
        digits = [found for found in numbers if found]
        whole = max((digits - scale for digits, scale in digits), default=0)
        scale = max((scale for _, scale in digits), default=0)
        is_exact = len(digits) == 2 and whole + scale <= _WIDEST
        return f"DECIMAL({whole + scale},{scale})" if is_exact else "DOUBLE"
    if (one in _FLOATS and numbers[1]) or (other in _FLOATS and numbers[0]):
        return "DOUBLE"
    return "VARCHAR"


def _number(type_: str) -> tuple[int, int] | None:
    """Digits and those behind the point, of a number that is exact."""
    if type_ in _DIGITS:
        return _DIGITS[type_], 0
    found = _DECIMAL.fullmatch(type_)
    return (int(found[1]), int(found[2])) if found else None


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
