"""VARCHAR without a length, which Databricks refuses in a cast."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import TokenType
from sqlglot.dialects.dialect import Dialect
from sqlglot.errors import SqlglotError

from inseam.check.checked_product import broken
from inseam.check.engine_rules import VARCHAR_LENGTH
from inseam.facts.source_lines import source_lines
from inseam.report.finding import Finding


def length_findings(file: str, name: str, sql: str, source: str = "") -> Iterator[Finding]:
    """In SQL that was compiled for Databricks; ``source`` is the text that it was compiled from."""
    if "varchar" not in sql.lower():
        return
    try:
        tokens = Dialect.get_or_raise("databricks").tokenize(sql)
    except SqlglotError:
        return  # it has its own finding
    lines = source_lines(source, sql) if source else {}
    for place, token in enumerate(tokens):
        if token.token_type is not TokenType.VARCHAR or token.text.lower() != "varchar":
            continue
        before = tokens[place - 1].token_type if place else None
        after = tokens[place + 1].token_type if place + 1 < len(tokens) else None
        is_type = before in (TokenType.ALIAS, TokenType.DCOLON, TokenType.LT)
        if is_type and after is not TokenType.L_PAREN:
            message = f"`{name}` has `varchar` without a length. {VARCHAR_LENGTH.what}"
            yield broken(VARCHAR_LENGTH, file, lines.get(token.line), message)
