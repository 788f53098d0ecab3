"""Names in SQL for Databricks: Spark by itself has no catalog above its schemas.

On tokens, so that texts and comments stay as they are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise

from sqlglot import Token, TokenType
from sqlglot.dialects.databricks import Databricks

from inseam.parity.settings import DATABRICKS_FUNCTIONS

Relation = tuple[str, ...]


def flat_name(relation: Relation) -> str:
    """What a table is called in Spark: `catalog__schema__table`, in lower case as names are."""
    return "__".join(relation).lower()


def with_flat_names(sql: str, relations: Collection[Relation]) -> str:
    """The SQL with the names of these tables as `flat_name` has them."""
    flat = {_lowered(relation): flat_name(relation) for relation in relations}
    written, end = [], 0
    for first, last, name in _named(Databricks().tokenize(sql), flat):
        written += [sql[end : first.start], f"`{name}`"]
        end = last.end + 1
    return "".join([*written, sql[end:]])


def only_on_databricks(sql: str) -> str:
    """What of the SQL Spark does not have, in words; "" if nothing is known."""
    tokens = Databricks().tokenize(sql)
    for index, (token, following) in enumerate(pairwise(tokens)):
        if following.token_type is TokenType.L_PAREN and token.text.lower() in DATABRICKS_FUNCTIONS:
            return f"calls `{token.text.lower()}`"
        if token.token_type is TokenType.COLON and _is_path(tokens, index):
            return f"has the path `:{following.text}`"
    return ""


def _is_path(tokens: Sequence[Token], index: int) -> bool:
    """Whether the colon there takes a field out of a text, as in `payload:id`."""
    if not 0 < index < len(tokens) - 1:
        return False
    before, colon, after = tokens[index - 1 : index + 2]
    # A field of a struct's type has a space behind its colon, and what is bound to a name none.
    return (
        before.end + 1 == colon.start
        and colon.end + 1 == after.start
        and (_is_name(before) or before.token_type in (TokenType.R_BRACKET, TokenType.R_PAREN))
        and not _within_type(tokens[:index])
    )


def _within_type(before: Sequence[Token]) -> bool:
    depth = 0
    for token, following in pairwise(before):
        if token.token_type is TokenType.STRUCT and following.token_type is TokenType.LT:
            depth += 1
        elif token.token_type is TokenType.GT and depth:
            depth -= 1
    return depth > 0


def _named(
    tokens: Sequence[Token], flat: Mapping[Relation, str]
) -> Iterator[tuple[Token, Token, str]]:
    """The first and the last token of each name of a known table, longest first."""
    index = 0
    while index < len(tokens):
        for parts in (3, 2):
            run = tokens[index : index + 2 * parts - 1]
            key = tuple(token.text.lower() for token in run[::2])
            dots = [token.token_type is TokenType.DOT for token in run[1::2]]
            after_dot = index > 0 and tokens[index - 1].token_type is TokenType.DOT
            if len(key) == parts and all(dots) and not after_dot and key in flat:
                yield run[0], run[-1], flat[key]
                index += len(run) - 1
                break
        index += 1


def _is_name(token: Token) -> bool:
    return token.token_type in (TokenType.VAR, TokenType.IDENTIFIER)


def _lowered(relation: Relation) -> Relation:
    return tuple(part.lower() for part in relation if part)
