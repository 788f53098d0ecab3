"""What Databricks' rendering of a model has of the expressions in DuckDB's."""

from __future__ import annotations

from typing import Protocol

from sqlglot import TokenType, exp
from sqlglot.dialects.dialect import Dialect
from sqlglot.errors import SqlglotError

from inseam.sql.engines.fingerprint import fingerprints, of_list_without_order, of_quoted_name
from inseam.sql.engines.typed import call_name, inside
from inseam.sql.parse import Unreadable, parse_statement


class Difference(Protocol):
    """Of an analysis, or as a row of facts."""

    @property
    def fingerprint(self) -> str: ...

    @property
    def is_dispatched(self) -> bool: ...


def is_for_both(difference: Difference, rendered: frozenset[str]) -> bool:
    """Whether Databricks gets the expression too, or another one that is known to differ."""
    return difference.is_dispatched or difference.fingerprint in rendered


def rendered_expressions(sql: str) -> frozenset[str]:
    """The fingerprints of all expressions in a statement that was compiled for Databricks.

    Shared SQL has to be read the same way twice, so it is read as DuckDB's where it can be. None of
    a statement that nobody can read, which has its own finding.
    """
    found = {of_quoted_name(name) for name in _in_double_quotes(sql)}
    for text, dialect in ((sql.replace("`", '"'), "duckdb"), (sql, "databricks")):
        try:
            tree = parse_statement(text, dialect)
            for node, each in fingerprints(tree):
                found.add(each)
                if _is_list_without_order(node):
                    found.add(of_list_without_order())
        except (Unreadable, RecursionError):
            continue
        break
    return frozenset(found)


def _is_list_without_order(node: exp.Expr) -> bool:
    if call_name(node) != "array_join" or not node.expressions:
        return False
    joined = inside(node.expressions[0])
    if joined is not None and call_name(joined) == "slice":
        joined = inside(joined.expressions[0])
    return call_name(joined) in ("array_agg", "collect_list")


def _in_double_quotes(sql: str) -> set[str]:
    if '"' not in sql:
        return set()
    try:
        tokens = Dialect.get_or_raise("databricks").tokenize(sql)
    except SqlglotError:
        return set()
    return {
        token.text
        for token in tokens
        if token.token_type is TokenType.STRING and sql[token.start : token.start + 1] == '"'
    }
