"""Statements on a Databricks warehouse, where the rows are.

Inseam's own queries are written in DuckDB's SQL and translated. A contract's are for its server, so
they are sent as they are written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.errors import ErrorLevel, SqlglotError

from inseam.evaluation.engine import EngineError, Rows, one_line

_DIALECT = "databricks"
# A text and a number are compared as this: as a DOUBLE, two long numbers may be one.
_NUMBER = "decimal(38, 9)"
_NAIVE = (exp.DType.TIMESTAMP, exp.DType.TIMESTAMPNTZ)
# The marks of DuckDB's `strftime` that `formats` writes, and those of Databricks.
_JAVA = {
    "%Y": "yyyy",
    "%m": "MM",
    "%d": "dd",
    "%H": "HH",
    "%M": "mm",
    "%S": "ss",
    "%f": "SSSSSS",
    "%g": "SSS",
    "%z": "XXX",
    "%%": "%",
    "'": "''",
}
_JAVA_PART = re.compile(r"%.|'|[A-Za-z]+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Databricks:
    """A warehouse behind a ``connection`` of databricks-sql-connector, which raises ``refusals``.

    ``schemas`` has, for a catalog and schema that a contract's query may name, the schema in which
    a release has built it, all in lower case: readers do not see that one yet.
    """

    connection: Any = field(repr=False)
    refusals: tuple[type[Exception], ...]
    schemas: Mapping[tuple[str, str], str]
    name: str = "Databricks"

    def rows(self, query: str) -> Rows:
        return self._rows(in_databricks(query), None)

    def first_two_rows(self, query: str) -> Rows | None:
        try:
            statements = sqlglot.parse(query, dialect=_DIALECT)
        except (SqlglotError, RecursionError) as error:
            raise EngineError(one_line(error)) from None
        if len(statements) != 1 or not isinstance(statements[0], exp.Query):
            return None
        return self._rows(self._in_the_release(query, statements[0]), 2)

    def spelled(self, sql: str) -> str:
        return in_databricks(sql)

    def _in_the_release(self, query: str, parsed: exp.Query) -> str:
        renamed = False
        for table in parsed.find_all(exp.Table):
            for (catalog, schema), here in self.schemas.items():
                if table.db.lower() == schema and table.catalog.lower() in ("", catalog):
                    table.set("db", exp.to_identifier(here, quoted=True))
                    renamed = True
        return parsed.sql(dialect=_DIALECT) if renamed else query

    def _rows(self, query: str, most: int | None) -> Rows:
        try:
            with self.connection.cursor() as cursor:
                cursor.execute(query)
                columns = tuple(column[0] for column in cursor.description or ())
                rows = cursor.fetchall() if most is None else cursor.fetchmany(most)
        except self.refusals as error:
            raise EngineError(one_line(error)) from None
        return Rows(columns, [tuple(row) for row in rows])


def in_databricks(sql: str) -> str:
    """A query, an expression or a name of ours as Databricks has it.

    Raises `EngineError` for what it has no like for.
    """
    try:
        parsed = sqlglot.parse_one(sql, dialect="duckdb")
        # The inner parts first: what stands for the outer ones has them in it.
        for node in reversed(list(parsed.walk(bfs=False))):
            translated = _translated(node)
            parsed = translated if node is parsed else parsed
            node.replace(translated)
        return parsed.sql(dialect=_DIALECT, unsupported_level=ErrorLevel.RAISE)
    except SqlglotError as error:
        raise EngineError(one_line(error)) from None


def _translated(node: exp.Expr) -> exp.Expr:
    """What sqlglot hands on as it is, or takes for something else."""
    if isinstance(node, exp.RegexpFullMatch):
        whole = exp.Literal.string(f"^(?:{node.expression.name})\\z")
        return exp.RegexpLike(this=node.this, expression=whole)
    if isinstance(node, exp.Anonymous) and node.name.lower() == "try_strptime":
        value, form = node.expressions
        return exp.func("try_to_timestamp", value, exp.Literal.string(_java(form.name)))
    if isinstance(node, exp.Try) and isinstance(node.this, exp.EQ):
        return _equal_if_comparable(node.this.this, node.this.expression)
    if isinstance(node, exp.TimeToStr) and isinstance(node.args["format"], exp.Literal):
        form = _java(node.args["format"].name)
        return exp.func("date_format", node.this, exp.Literal.string(form))
    if isinstance(node, exp.TryCast) and node.to.this in _NAIVE:
        # Or the offset in a text would be left out.
        instant = exp.TryCast(this=node.this, to=exp.DataType.build("timestamptz"))
        return exp.TryCast(this=instant, to=node.to)
    if isinstance(node, exp.DataType) and node.this is exp.DType.INT128:
        return exp.DataType.build("decimal(38, 0)")
    return node


def _equal_if_comparable(value: exp.Expr, wanted: exp.Expr) -> exp.Expr:
    """Null where a comparison would fail, as a text that is no number does."""
    text = exp.cast(value, "string", dialect=_DIALECT)
    if isinstance(wanted, exp.Boolean):
        return exp.EQ(this=text, expression=exp.Literal.string(str(wanted.this).lower()))
    read = [exp.TryCast(this=one, to=exp.DataType.build(_NUMBER)) for one in (text, wanted.copy())]
    return exp.EQ(this=read[0], expression=read[1])


def _java(form: str) -> str:
    """A pattern of DuckDB as one of Java's DateTimeFormatter: other letters are quoted there."""
    return "".join(
        _JAVA.get(part, f"'{part}'" if part.isalpha() else part)
        for part in _JAVA_PART.findall(form)
    )
