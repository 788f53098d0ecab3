"""Statements of Databricks that are not queries, such as those of hooks.

By their first words, as sqlglot reads few of them. The words are those of the reference of its SQL,
https://docs.databricks.com/aws/en/sql/language-manual/.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlglot import TokenType
from sqlglot.tokenizer_core import Token

_QUERIES = frozenset({"(", "FROM", "SELECT", "TABLE", "VALUES", "WITH"})
# sqlglot tells whether these are well written, as it does of queries.
_READ = frozenset(
    """
    ALTER ANALYZE CACHE CALL COMMENT COMMIT CREATE DECLARE DELETE DESC DESCRIBE DROP EXECUTE
    EXPLAIN GRANT INSERT MERGE OPTIMIZE REFRESH RESET REVOKE ROLLBACK SET SHOW TRUNCATE UNCACHE
    UPDATE USE VACUUM
    """.split()
)
_UNREAD = frozenset(
    """
    BEGIN CLEAR CONVERT DENY FSCK GET LIST MSCK PUT REMOVE REORG REPAIR RESTORE SYNC UNDROP
    """.split()
)
# Alone, these are DuckDB's.
_PAIRS = {"COPY": "INTO", "LOAD": "DATA"}
_MAKE = frozenset({"ALTER", "CREATE", "DROP"})
# What stands between these and the kind of the thing.
_TRAITS = frozenset(
    """
    EXTERNAL FOREIGN GLOBAL LIVE MATERIALIZED OR PRIVATE REFRESH REPLACE SERVICE STORAGE STREAMING
    TEMP TEMPORARY
    """.split()
)
_THINGS = frozenset(
    """
    BLOOMFILTER CATALOG CONNECTION CREDENTIAL DATABASE FLOW FUNCTION GROUP LOCATION METASTORE MODEL
    POLICY PROCEDURE PROVIDER RECIPIENT SCHEMA SERVER SHARE TABLE USER VARIABLE VIEW VOLUME
    """.split()
)


def unknown_statements(tokens: Sequence[Token]) -> Iterator[str]:
    """The first words of statements that Databricks does not have."""
    for words in _statements(tokens):
        first = words[0]
        if first in _MAKE:
            thing = next((word for word in words[1:] if word not in _TRAITS), "")
            if thing not in _THINGS:
                yield f"{first} {thing}".rstrip()
        elif first in _PAIRS:
            if words[1:2] != [_PAIRS[first]]:
                yield first
        elif first not in _QUERIES | _READ | _UNREAD:
            yield first


def is_read_by_sqlglot(tokens: Sequence[Token]) -> bool:
    """Whether sqlglot's answer to all of these statements counts. It reads no script."""
    return not any(words[0] in _UNREAD for words in _statements(tokens)) and not _is_script(tokens)


def _statements(tokens: Sequence[Token]) -> Iterator[list[str]]:
    """The words of each in capitals, with those of a script as one."""
    words: list[str] = []
    is_script = _is_script(tokens)
    for token in tokens:
        if token.token_type is TokenType.SEMICOLON and not is_script:
            if words:
                yield words
            words = []
        else:
            # Of what sqlglot leaves as it is, all but the first word is one text.
            words += token.text.upper().split()
    if words:
        yield words


def _is_script(tokens: Sequence[Token]) -> bool:
    """`BEGIN ... END`, also as the body of a procedure, and no transaction."""
    begins = [i for i, token in enumerate(tokens) if token.text.upper() == "BEGIN"]
    return any(
        following.token_type is not TokenType.SEMICOLON and following.text.upper() != "TRANSACTION"
        for following in (tokens[i + 1] for i in begins if i + 1 < len(tokens))
    )
