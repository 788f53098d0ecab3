"""How dbt 2 puts the SQL of ephemeral models into that of a model which reads them.

dbt-core puts it before the model's own, in the same `with`; dbt 2 puts the model's own into a
subquery, between two comments. The rows are the same; the lines are not, nor the text.
"""

from __future__ import annotations

import sqlglot
from sqlglot import TokenType
from sqlglot.errors import SqlglotError

_BEGIN = "\n--EPHEMERAL-SELECT-WRAPPER-START\nselect * from (\n"
_END = "\n--EPHEMERAL-SELECT-WRAPPER-END\n)"
_WITH = "with "


def own_sql(compiled: str) -> str:
    """What of dbt 2's SQL is the model's own."""
    return _parts(compiled)[1]


def as_dbt_core_has_it(compiled: str, own: str | None = None) -> str:
    """The same query as dbt-core 1.11 writes it, with another ``own`` SQL if it is given."""
    put_in, written = _parts(compiled)
    own = written if own is None else own
    if not put_in:
        return own
    begin = _end_of_with(own)
    return f"{own[:begin]} {put_in}, {own[begin:]}" if begin else f"{_WITH}{put_in} {own}"


def _parts(compiled: str) -> tuple[str, str]:
    """The common table expressions of ephemeral models, without their `with`, and the rest."""
    before, found, rest = compiled.partition(_BEGIN)
    own, ended, after = rest.rpartition(_END)
    if not (found and ended and before.startswith(_WITH)) or after.strip():
        return "", compiled
    return before.removeprefix(_WITH), own


def _end_of_with(sql: str) -> int:
    """Where the query's own `with`, or `with recursive`, ends; 0 if it has none."""
    try:
        first, second, *_ = sqlglot.tokenize(sql, dialect="duckdb")
    except (SqlglotError, ValueError):
        return 0
    if first.token_type is not TokenType.WITH:
        return 0
    return 1 + (second if second.token_type is TokenType.RECURSIVE else first).end
