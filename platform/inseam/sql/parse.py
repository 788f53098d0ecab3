"""SQL to sqlglot's tree, with functions left as they are called."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import Any

from sqlglot import TokenType, exp
from sqlglot.dialects.dialect import Dialect
from sqlglot.errors import SqlglotError

# Calls with a grammar of their own. The rest are a name and arguments: sqlglot's own classes for
# them lose the name, by which an engine decides on the type, and at times the order.
_OWN_GRAMMAR = frozenset(
    "CAST CONVERT EXTRACT JSON_OBJECT JSON_TABLE NORMALIZE OVERLAY POSITION SAFE_CAST"
    " SUBSTRING TRIM TRY_CAST TRY_CONVERT XMLTABLE".split()
)


# A token takes sqlglot some 700 bytes, before a tree is made of them.
_MOST_TOKENS = 300_000
_WITH_LINE = (exp.Identifier, exp.Star, exp.Anonymous, exp.PositionalColumn)
_TOKEN = re.compile(r"\w+|'[^']*'|\S")


class Unreadable(Exception):
    """The text is not one query; the message says why, `line` where."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


def _marked(convert: Any) -> Any:
    """With a note that the type's digits are the engine's, not written."""

    def converted(kind: exp.DataType) -> exp.DataType:
        found: exp.DataType = convert(kind)
        if found.this is exp.DataType.Type.DECIMAL:
            found.meta["bare"] = not kind.expressions
        return found

    return converted


@lru_cache(maxsize=64)
def _reader(dialect: str) -> tuple[Any, type[Any]]:
    try:
        known = Dialect.get_or_raise(dialect)
    except ValueError as error:
        raise Unreadable(str(error)) from None
    base: type[Any] = known.parser_class

    class _Parser(base):  # type: ignore[misc]
        FUNCTIONS: dict[str, Any] = {}  # noqa: RUF012
        FUNCTION_PARSERS = {  # noqa: RUF012
            name: parser for name, parser in base.FUNCTION_PARSERS.items() if name in _OWN_GRAMMAR
        }
        TYPE_CONVERTERS = {  # noqa: RUF012
            kind: _marked(convert) for kind, convert in base.TYPE_CONVERTERS.items()
        }
        # By them the call or column before a bracket would be lost: `list(x)[1]`, `t.list[1]`.
        ARRAY_CONSTRUCTORS: dict[str, Any] = {}  # noqa: RUF012

        def _parse_primary(self) -> exp.Expr | None:
            has_no_whole = self._curr is not None and self._curr.token_type is TokenType.DOT
            node: exp.Expr | None = super()._parse_primary()
            if has_no_whole and isinstance(node, exp.Literal):
                # sqlglot reads `.5` as 0.5, which DuckDB gives another type.
                node.set("this", node.name.removeprefix("0"))
            if isinstance(node, exp.PositionalColumn):
                node.meta["line"] = self._prev.line
            return node

        def _parse_bracket(self, this: exp.Expr | None = None) -> exp.Expr | None:
            if self._curr is None or self._curr.token_type not in self.BRACKETS:
                return this
            if dialect != "databricks" and this is not None and _is_array_keyword(this):
                this = None
            node: exp.Expr | None = super()._parse_bracket(this)
            return node

        def _parse_trim(self) -> exp.Expr:
            begin = self._index
            node: exp.Expr = super()._parse_trim()
            # `trim(x, y)` and `trim(y from x)` are one tree, and on one engine not one thing.
            if any(
                token.token_type is TokenType.FROM for token in self._tokens[begin : self._index]
            ):
                return node
            node.meta["comma"] = node.args.get("expression") is not None
            return node

        def _parse_ordered(self, parse_method: Any = None) -> exp.Expr | None:
            node: exp.Expr | None = super()._parse_ordered(parse_method)
            if node is not None and self._prev.text.upper() in ("FIRST", "LAST"):
                # sqlglot notes where NULL goes, not that somebody wrote it.
                node.meta["nulls"] = self._tokens[self._index - 2].text.upper() == "NULLS"
            return node

        def _parse_column_constraint(self) -> exp.Expr | None:
            index = self._index
            node: exp.Expr | None = super()._parse_column_constraint()
            if node is None:
                # sqlglot may be before where it began, and would read the same again for ever.
                self._retreat(index)
            return node

        def _parse_star_ops(self) -> exp.Expr | None:
            node: exp.Expr | None = super()._parse_star_ops()
            if isinstance(node, exp.Anonymous):
                node.set("unpack", True)  # `*columns(...)`
            return node

        def _parse_interval(
            self, require_interval: bool = True, parse_function_unit: bool = True
        ) -> exp.Expr | None:
            if require_interval and self._is_column_named_interval():
                return None
            node: exp.Expr | None = super()._parse_interval(require_interval, parse_function_unit)
            return node

        def _is_column_named_interval(self) -> bool:
            """By what is after it: sqlglot takes `interval[1]` and `interval * 2` for lengths."""
            if self._curr is None or self._curr.token_type is not TokenType.INTERVAL:
                return False
            after = self._next.token_type if self._next is not None else None
            if dialect == "databricks":
                return after in _AFTER_A_COLUMN
            return after not in _LENGTHS

        def _parse_type(
            self, parse_interval: bool = True, fallback_to_identifier: bool = False
        ) -> exp.Expr | None:
            index = self._index
            node: exp.Expr | None = super()._parse_type(parse_interval, fallback_to_identifier)
            if isinstance(node, _AFTER_A_NAME) and _begins_with_type(node):
                # No value is a type: it is a column of this name, as in `list[1]`.
                self._retreat(index)
                node = self._parse_column()
            return node

    return known, _Parser


# What begins a length of time in DuckDB, after `interval`; a sign does in Databricks.
_LENGTHS = frozenset({TokenType.STRING, TokenType.NUMBER, TokenType.L_PAREN})
_AFTER_A_COLUMN = frozenset(
    {TokenType.L_BRACKET, TokenType.STAR, TokenType.SLASH, TokenType.MOD, TokenType.NOT}
)
_AFTER_A_NAME = (exp.Bracket, exp.Cast, exp.DataType, exp.Dot)


def _begins_with_type(node: exp.Expr) -> bool:
    inner: object = node
    while isinstance(inner, (exp.Bracket, exp.Cast, exp.Dot)):
        inner = inner.this
    return isinstance(inner, exp.DataType)


def _is_array_keyword(node: exp.Expr) -> bool:
    name = node.this if isinstance(node, exp.Column) and not node.table else node
    return (
        isinstance(name, exp.Identifier)
        and not name.args.get("quoted")
        and name.name.upper() == "ARRAY"
    )


def parse_statement(sql: str, dialect: str) -> exp.Expr:
    """The one statement in the text.

    Raises:
        Unreadable: if there is none or more than one, or it cannot be parsed.
    """
    known, parser = _reader(dialect)
    if len(sql) > _MOST_TOKENS and _has_more_tokens(sql):
        raise Unreadable(f"has more than {_MOST_TOKENS:,} words and signs")
    try:
        tokens = known.tokenize(sql)
        trees = parser(dialect=known).parse(tokens, sql)
    except SqlglotError as error:
        line = next((found["line"] for found in getattr(error, "errors", ())), None)
        message = next((found["description"] for found in getattr(error, "errors", ())), None)
        raise Unreadable(f"cannot be parsed: {message or 'no SQL'}", line) from error
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        # sqlglot's own faults on text that is not SQL.
        raise Unreadable(f"cannot be parsed: {type(error).__name__}") from error
    statements = [
        tree for tree in trees if tree is not None and not isinstance(tree, exp.Semicolon)
    ]
    if len(statements) != 1:
        raise Unreadable(f"{len(statements)} statements where there should be one query")
    statement: exp.Expr = statements[0]
    return statement


def _has_more_tokens(sql: str) -> bool:
    return next(islice(_TOKEN.finditer(sql), _MOST_TOKENS, None), None) is not None


def nodes(tree: exp.Expr) -> Iterator[exp.Expr]:
    """The node and all below it, each before what is below it, in the order they are written."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        for part in reversed(list(node.args.values())):
            if isinstance(part, exp.Expr):
                waiting.append(part)
            elif isinstance(part, list):
                waiting += [each for each in reversed(part) if isinstance(each, exp.Expr)]


def line_of(node: exp.Expr) -> int | None:
    """The line on which the node's first name stands; None if it has none."""
    if isinstance(node, exp.Column):
        node = node.this
    for each in nodes(node):
        if isinstance(each, _WITH_LINE) and (line := each.meta.get("line")):
            return int(line)
    return None


def table_name(table: exp.Expr) -> tuple[str, ...]:
    """The parts of a table's name, as many as it has."""
    parts = (table.args.get(key) for key in ("catalog", "db", "this"))
    return tuple(part.name for part in parts if isinstance(part, exp.Expr) and part.name)
