"""What the text of a rule's query tells before it is run."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

_PLACEHOLDER = re.compile(r"[\"'`]?\$?\{([A-Za-z_]\w*)\}[\"'`]?")
TABLE_NAMES = frozenset({"model", "object", "table"})
COLUMN_NAMES = frozenset({"column", "field", "property"})
SERVER_NAMES = frozenset({"catalog", "database", "dataset", "project", "schema"})


def unknown_placeholder(query: str, *, at_property: bool) -> str | None:
    """The first placeholder that stands for nothing here."""
    known = TABLE_NAMES | SERVER_NAMES | (COLUMN_NAMES if at_property else frozenset())
    return next((m[0] for m in _PLACEHOLDER.finditer(query) if m[1] not in known), None)


def filled(query: str, names: Mapping[str, str]) -> str:
    """The query with the SQL ``names`` in place of its placeholders, and of quotes around them."""
    return _PLACEHOLDER.sub(lambda match: names.get(match[1], match[0]), query)


def may_yield_several(query: str) -> str | None:
    """What more than one number the query can yield: "several rows", or columns.

    None if it cannot, or nobody can say without running it.
    """
    try:
        # Placeholders are identifiers, whatever they stand for.
        parsed = sqlglot.parse_one(_PLACEHOLDER.sub(r"\1", query), dialect="duckdb")
    except (SqlglotError, RecursionError):
        return None
    select = _bare(parsed)
    if isinstance(select, exp.Select) and (
        len(select.expressions) > 1 or any(isinstance(e, exp.Star) for e in select.expressions)
    ):
        return "several columns"
    is_query = isinstance(select, exp.Query)
    return "several rows" if is_query and not _is_one_row(select, {}) else None


def _bare(query: Any) -> Any:
    while isinstance(query, exp.Subquery):
        query = query.this
    return query


def _is_one_row(query: Any, outer: Mapping[str, Any]) -> bool:
    """Whether the query yields one row at most, or calls something that nobody knows."""
    query = _bare(query)
    if not isinstance(query, exp.Query):
        return True
    limit = query.args.get("limit")
    count = limit.args.get("expression") or limit.args.get("count") if limit else None
    if isinstance(count, exp.Literal) and count.this in ("0", "1"):
        return True
    if not isinstance(query, exp.Select):
        return False
    if query.args.get("group"):
        return False
    if any(_aggregates(e, query) or e.find(exp.Anonymous) for e in query.expressions):
        return True
    named = {**outer, **{cte.alias.lower(): cte.this for cte in query.ctes}}
    source = query.args.get("from_")
    sources = [*([source] if source else []), *(query.args.get("joins") or ())]
    return all(_is_one_row_source(part.this, named) for part in sources)


def _is_one_row_source(source: Any, named: Mapping[str, Any]) -> bool:
    if isinstance(source, exp.Subquery):
        return _is_one_row(source, named)
    name = source.name.lower() if isinstance(source, exp.Table) and not source.db else ""
    return name in named and _is_one_row(named[name], {k: v for k, v in named.items() if k != name})


def _aggregates(projected: Any, query: exp.Select) -> bool:
    """Whether an aggregate makes one row of all: not one over a window, nor in a subquery."""
    return any(
        found.find_ancestor(exp.Query) is query
        and found.find_ancestor(exp.Window, exp.Query) is query
        for found in projected.find_all(exp.AggFunc)
    )
