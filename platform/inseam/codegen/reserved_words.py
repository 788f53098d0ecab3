"""Names of columns that SQL reads only in quotes, on DuckDB or on Databricks."""

from __future__ import annotations

import re

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
# Of `duckdb_keywords()`, those that DuckDB refuses as the name of a column; and what Databricks
# reserves ("Reserved words and schemas" of its SQL reference), which but for `minus` is among them.
RESERVED_WORDS = frozenset(
    """
    all analyse analyze and anti any array as asc asof asymmetric at authorization binary both by
    case cast check collate collation column concurrently constraint create cross default deferrable
    desc describe distinct do else end except false fetch for foreign freeze from full glob group
    having ilike in initially inner intersect into is isnull join lambda lateral leading left like
    limit minus natural not notnull null offset on only or order outer overlaps pivot pivot_longer
    pivot_wider placing positional primary qualify references returning right select semi show
    similar some summarize symmetric table tablesample then to trailing true union unique unpack
    unpivot using variadic verbose when where window with
    """.split()
)


def needs_quotes(name: str) -> bool:
    return name.lower() in RESERVED_WORDS or not _PLAIN.fullmatch(name)
