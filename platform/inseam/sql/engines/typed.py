"""A statement's expressions with the types that DuckDB gives them, and shapes of expressions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlglot import exp

from inseam.sql.sql_type import SqlType
from inseam.sql.value import Value

INTEGERS = frozenset(
    "TINYINT SMALLINT INTEGER BIGINT HUGEINT UTINYINT USMALLINT UINTEGER UBIGINT UHUGEINT".split()
)
FLOATS = frozenset({"FLOAT", "DOUBLE"})
NESTED = frozenset({"LIST", "ARRAY", "STRUCT", "MAP"})
_CASTS = (exp.Cast, exp.TryCast)


@dataclass(frozen=True, slots=True)
class Typed:
    """``values`` are those of expressions, by the id of the node."""

    values: Mapping[int, Value]

    def value(self, node: exp.Expr | None) -> Value | None:
        return self.values.get(id(node))

    def kind(self, node: exp.Expr | None) -> SqlType | None:
        value = self.values.get(id(node))
        return value.type if value is not None else None

    def name(self, node: exp.Expr | None) -> str:
        """Of its type, without digits and members; empty if it is not known."""
        kind = self.kind(node)
        return kind.name if kind is not None else ""

    def may_be_null(self, node: exp.Expr | None) -> bool:
        """Whether NULL is known to be possible."""
        value = self.values.get(id(node))
        return value is not None and value.nullable is True

    def has_fraction(self, node: exp.Expr | None) -> bool:
        """Whether the type is one of numbers that need not be whole."""
        kind = self.kind(node)
        if kind is None:
            return False
        return kind.name in FLOATS or (kind.name == "DECIMAL" and kind.digits[1] > 0)


# Whether an expression is one of which the engines make different things.
Probe = Callable[[exp.Expr, Typed], bool]


def call_name(node: exp.Expr | None) -> str:
    """The name of the function that is called, in lower case; empty if it is no plain call."""
    if not isinstance(node, exp.Anonymous):
        return ""
    return (node.this if isinstance(node.this, str) else node.name).lower()


def inside(node: exp.Expr | None) -> exp.Expr | None:
    """Without parentheses around it."""
    while isinstance(node, exp.Paren):
        node = node.this
    return node


def around(node: exp.Expr) -> exp.Expr | None:
    """What it is an operand of, without parentheses."""
    above = node.parent
    while isinstance(above, exp.Paren):
        above = above.parent
    return above


def with_window(node: exp.Expr) -> exp.Expr:
    """An aggregate with its FILTER and OVER."""
    above = node.parent
    while isinstance(above, (exp.Filter, exp.Window)) and above.this is node:
        node, above = above, above.parent
    return node


def cast_around(node: exp.Expr) -> exp.DataType | None:
    """The type that it is cast to at once."""
    above = around(node)
    target = above.args.get("to") if isinstance(above, _CASTS) else None
    return target if isinstance(target, exp.DataType) else None


def literal_text(node: exp.Expr | None) -> str | None:
    """Of a text that is written out."""
    node = inside(node)
    is_text = isinstance(node, exp.Literal) and node.args.get("is_string")
    return node.name if node is not None and is_text else None


def literal_number(node: exp.Expr | None) -> float | None:
    """Of a number that is written out, also of one with a sign."""
    node = inside(node)
    if isinstance(node, exp.Neg):
        number = literal_number(node.this)
        return None if number is None else -number
    if isinstance(node, exp.Literal) and not node.args.get("is_string"):
        try:
            return float(node.name)
        except ValueError:
            return None
    return None
