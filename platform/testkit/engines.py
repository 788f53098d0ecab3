"""For tests: the same statement on DuckDB and on a real Spark, and whether both say the same."""

from __future__ import annotations

import math
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any

import duckdb

from inseam.parity import java
from inseam.parity.differences import TOLERANCE
from inseam.sql.sql_type import SqlType, read_type, write_type
from testkit.engine_cases import Ask

_WHOLE = frozenset("TINYINT SMALLINT INTEGER BIGINT HUGEINT".split())


@dataclass(frozen=True, slots=True)
class Outcome:
    """Rows in their own order, as texts; or the first line of an error."""

    types: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    error: str = ""

    def shown(self) -> str:
        return self.error or "; ".join(", ".join(row) for row in self.rows) or "no rows"


@dataclass(frozen=True, slots=True)
class Answer:
    """``differs`` is empty, or `error`, `types` or `values`: the first that differs."""

    duckdb: Outcome
    spark: Outcome
    differs: str


@contextmanager
def engines() -> Iterator[Engines]:
    """Starts Spark, and ends it with the block. Raises `InputError` where there is no Java."""
    # Only where the engines are asked pyspark is installed.
    start: Any = import_module("inseam.parity.spark").spark_session
    _, home = java.find(os.environ)
    with tempfile.TemporaryDirectory() as folder, start(home, Path(folder)) as spark:
        yield Engines(spark)


class Engines:
    """One database and one session; tables are made again for each ask."""

    def __init__(self, spark: Any) -> None:
        self._spark = spark

    @property
    def versions(self) -> dict[str, str]:
        return {"DuckDB": duckdb.__version__, "Spark": str(self._spark.version)}

    def answer(self, ask: Ask) -> Answer:
        one, two = self._on_duckdb(ask), self._on_spark(ask)
        return Answer(one[0], two[0], _difference(one, two))

    def _on_duckdb(self, ask: Ask) -> tuple[Outcome, list[Any]]:
        with duckdb.connect() as connection:
            connection.execute("set timezone = 'UTC'")
            for table in ask.tables:
                columns = ", ".join(f"{name} {kind}" for name, kind in table.columns.items())
                connection.execute(f"create table {table.name} ({columns})")
                connection.execute(f"insert into {table.name} values {table.rows}")
            try:
                relation = connection.execute(ask.duckdb)
                types = [str(column[1]) for column in relation.description or ()]
                return _outcome(types, relation.fetchall())
            except duckdb.Error as error:
                return Outcome(error=_first_line(error)), []

    def _on_spark(self, ask: Ask) -> tuple[Outcome, list[Any]]:
        for table in ask.tables:
            columns = ", ".join(
                f"cast(col{place} as {_spark_type(kind)}) as {name}"
                for place, (name, kind) in enumerate(table.columns.items(), 1)
            )
            rows = self._spark.sql(f"select {columns} from values {_spark_rows(table.rows)}")
            rows.createOrReplaceTempView(table.name)
        try:
            frame = self._spark.sql(ask.spark)
            types = [_duckdb_type(field.dataType.simpleString()) for field in frame.schema.fields]
            return _outcome(types, [tuple(row) for row in frame.collect()])
        except Exception as error:  # noqa: BLE001
            return Outcome(error=_first_line(error)), []


def _spark_type(kind: str) -> str:
    found = read_type(kind.removesuffix(" not null"), "duckdb")
    if found is None:
        raise ValueError(f"no type: {kind}")
    return write_type(found, "databricks").replace("TIMESTAMP_NTZ", "TIMESTAMP")


def _spark_rows(rows: str) -> str:
    """Lists in brackets are calls of `array`, and a backslash is escaped."""
    return rows.replace("[", "array(").replace("]", ")").replace("\\", "\\\\")


def _duckdb_type(text: str) -> str:
    found = read_type(text, "databricks")
    if found is None:
        return text.upper()
    if found.name == "TIMESTAMP WITH TIME ZONE":
        return "TIMESTAMP"
    return write_type(found, "duckdb")


def _outcome(types: list[str], rows: list[Any]) -> tuple[Outcome, list[Any]]:
    shown = tuple(sorted(tuple(_shown(value) for value in row) for row in rows))
    return Outcome(tuple(types), shown), rows


def _shown(value: object) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, str):
        return f"'{value}'"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_shown, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{k}: {_shown(v)}' for k, v in value.items())}}}"
    return str(value)


def _first_line(error: Exception) -> str:
    condition = getattr(error, "getCondition", None)
    named = condition() if condition is not None else None
    return f"error {named}" if named else f"error {str(error).strip().splitlines()[0]}"


def _difference(one: tuple[Outcome, list[Any]], two: tuple[Outcome, list[Any]]) -> str:
    if one[0].error or two[0].error:
        # Where both refuse, nobody's rows differ.
        return "error" if not (one[0].error and two[0].error) else ""
    if [_family(kind) for kind in one[0].types] != [_family(kind) for kind in two[0].types]:
        return "types"
    return "" if _same_rows(one[1], two[1]) else "values"


def _family(kind: str) -> str:
    """Types that have the same values: how wide a number is does not count."""
    found = read_type(kind, "duckdb")
    return kind if found is None else _family_of(found)


def _family_of(kind: SqlType) -> str:
    if kind.name in _WHOLE:
        return "whole"
    if kind.name == "DECIMAL":
        return "whole" if kind.digits[1] == 0 else "decimal"
    if kind.name in ("FLOAT", "DOUBLE"):
        return "double"
    if kind.name.startswith("TIMESTAMP"):
        return "timestamp"
    parts = (_family_of(part) if part is not None else "?" for _, part in kind.members)
    return f"{kind.name}({', '.join(parts)})" if kind.members else kind.name


def _same_rows(one: list[Any], two: list[Any]) -> bool:
    """Whatever their order."""
    if len(one) != len(two):
        return False
    pairs = zip(sorted(one, key=_order), sorted(two, key=_order), strict=True)
    return all(len(left) == len(right) and all(map(_same, left, right)) for left, right in pairs)


def _order(row: Iterable[Any]) -> list[str]:
    return [f"{value:.6g}" if isinstance(value, (float, Decimal)) else str(value) for value in row]


def _same(one: Any, two: Any) -> bool:
    if one is None or two is None:
        return one is two
    if isinstance(one, float) or isinstance(two, float):
        both = float(one), float(two)
        return all(map(math.isnan, both)) or math.isclose(*both, rel_tol=TOLERANCE)
    if isinstance(one, (list, tuple)) and isinstance(two, (list, tuple)):
        return len(one) == len(two) and all(map(_same, one, two))
    if isinstance(one, dict) and isinstance(two, dict):
        return one.keys() == two.keys() and all(_same(one[key], two[key]) for key in one)
    if isinstance(one, (date, datetime, timedelta)):
        return type(one) is type(two) and _without_zone(one) == _without_zone(two)
    return bool(one == two)


def _without_zone(moment: date | timedelta) -> date | timedelta:
    return moment.replace(tzinfo=None) if isinstance(moment, datetime) else moment
