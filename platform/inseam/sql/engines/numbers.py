"""Quotients, rounding, casts between numbers."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from inseam.sql.engines.typed import (
    FLOATS,
    INTEGERS,
    Probe,
    Typed,
    call_name,
    cast_around,
    inside,
    literal_number,
    with_window,
)
from inseam.sql.sql_type import of_sqlglot

# To so many digits the engines' quotients agree, once they are cut to them.
_ENOUGH_DIGITS = 6
_KEEP_WHOLE = frozenset("abs coalesce greatest least max min nullif sum".split())
_WHOLE = frozenset("ceil ceiling floor round trunc truncate sign even".split())
_NEVER_ZERO = frozenset({"exp", "pi"})
_AVERAGES = frozenset({"avg", "mean"})
_KEEP_ZERO_OUT = frozenset("abs coalesce pow power sqrt".split())
_CHECKS = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Between, exp.In)


def decimal_quotient(node: exp.Expr, typed: Typed) -> bool:
    kinds = {typed.name(node.this), typed.name(node.expression)}
    return "DECIMAL" in kinds and kinds <= INTEGERS | {"DECIMAL"} and not _is_cut(node)


def decimal_average(node: exp.Expr, typed: Typed) -> bool:
    first = node.expressions[0] if node.expressions else None
    return typed.name(_plain(first)) == "DECIMAL" and not _is_cut(with_window(node))


def _plain(argument: exp.Expr | None) -> exp.Expr | None:
    if isinstance(argument, exp.Distinct) and len(argument.expressions) == 1:
        argument = argument.expressions[0]
    return argument


def _is_cut(node: exp.Expr) -> bool:
    """Whether it is made a decimal with more digits than anybody rounds to."""
    kind = of_sqlglot(cast_around(node), "duckdb")
    return kind is not None and kind.name == "DECIMAL" and kind.digits[1] >= _ENOUGH_DIGITS


def fraction_to_integer(node: exp.Expr, typed: Typed) -> bool:
    target = of_sqlglot(node.args.get("to"), "duckdb")
    if target is None or target.name not in INTEGERS:
        return False
    return typed.has_fraction(node.this) and not _is_whole(node.this, typed)


def _is_whole(node: exp.Expr | None, typed: Typed) -> bool:
    """Whether it has no fraction, whatever its type."""
    node = inside(node)
    if typed.name(node) in INTEGERS:
        return True
    if isinstance(node, exp.Neg):
        return _is_whole(node.this, typed)
    if isinstance(node, (exp.Add, exp.Sub, exp.Mul)):
        return _is_whole(node.this, typed) and _is_whole(node.expression, typed)
    name = call_name(node)
    if node is None or not node.expressions:
        return False
    if name in _KEEP_WHOLE:
        return all(_is_whole(each, typed) for each in node.expressions)
    if name not in _WHOLE:
        return False
    return len(node.expressions) == 1 or (literal_number(node.expressions[1]) or 1) <= 0


def round_of_double(node: exp.Expr, typed: Typed) -> bool:
    arguments = node.expressions
    if len(arguments) != 2 or not is_double(arguments[0], typed):
        return False
    digits = literal_number(arguments[1])
    return digits is None or digits > 0


def double_to_decimal(node: exp.Expr, typed: Typed) -> bool:
    target = of_sqlglot(node.args.get("to"), "duckdb")
    if target is None or target.name != "DECIMAL" or target.digits[1] >= _ENOUGH_DIGITS:
        return False
    value = inside(node.this)
    if call_name(value) == "round" and value is not None and round_of_double(value, typed):
        return False  # the rounding is found
    return is_double(value, typed) and not _is_whole(value, typed)


def is_double(node: exp.Expr | None, typed: Typed) -> bool:
    """On both engines: what is made of a quotient of decimals is one on DuckDB alone."""
    return typed.name(node) in FLOATS and not _has_decimal_quotient(node, typed)


def _has_decimal_quotient(node: exp.Expr | None, typed: Typed) -> bool:
    """Whether there is one in it, which is found itself; not behind a cast, nor in a query."""
    waiting = [] if node is None else [node]
    while waiting:
        each = waiting.pop()
        if isinstance(each, (exp.Cast, exp.TryCast, exp.Query)):
            continue
        if isinstance(each, exp.Div) and decimal_quotient(each, typed):
            return True
        if call_name(each) in _AVERAGES and decimal_average(each, typed):
            return True
        waiting += each.iter_expressions()
    return False


def bare_decimal(node: exp.Expr, typed: Typed) -> bool:
    target = node.args.get("to")
    return isinstance(target, exp.DataType) and bool(target.meta.get("bare"))


def logarithm(node: exp.Expr, typed: Typed) -> bool:
    return len(node.expressions) == 1


def zero_denominator(node: exp.Expr, typed: Typed) -> bool:
    """Whether the right side may be zero for all that is known."""
    divisor = inside(node.expression)
    if typed.name(divisor) not in INTEGERS | FLOATS | {"DECIMAL"}:
        return False
    return not (_is_above_zero(divisor, typed) or _is_checked(node, divisor))


def zero_modulus(node: exp.Expr, typed: Typed) -> bool:
    if len(node.expressions) != 2:
        return False
    divisor = inside(node.expressions[1])
    known = typed.name(divisor) in INTEGERS | FLOATS | {"DECIMAL"}
    return known and not (_is_above_zero(divisor, typed) or _is_checked(node, divisor))


def _is_above_zero(node: exp.Expr | None, typed: Typed) -> bool:
    """Whether it is not zero; it may be NULL."""
    node = inside(node)
    if (number := literal_number(node)) is not None:
        return number != 0
    value = typed.value(node)
    if value is not None and value.above_zero:
        return True
    if isinstance(node, (exp.Cast, exp.TryCast)):
        return _is_above_zero(node.this, typed)
    if isinstance(node, (exp.Mul, exp.Div)):
        return _is_above_zero(node.this, typed) and _is_above_zero(node.expression, typed)
    name = call_name(node)
    if node is None or not name:
        return False
    if name == "nullif":
        return len(node.expressions) == 2 and literal_number(node.expressions[1]) == 0
    if name == "count":
        # Of no rows it is 0, and so is every sum over them NULL.
        return len(node.expressions) == 1 and isinstance(node.expressions[0], exp.Star)
    if name == "greatest":
        return any((literal_number(each) or 0) > 0 for each in node.expressions)
    if name in _KEEP_ZERO_OUT:
        return all(_is_above_zero(each, typed) for each in node.expressions)
    return name in _NEVER_ZERO


def _is_checked(node: exp.Expr, divisor: exp.Expr | None) -> bool:
    """Whether a condition around the division has looked at the divisor."""
    below, above = node, node.parent
    while above is not None:
        if any(_names(condition, divisor) for condition in _conditions(above, below)):
            return True
        if isinstance(above, exp.Select):
            return False
        below, above = above, above.parent
    return False


def _conditions(above: exp.Expr, below: exp.Expr) -> Iterator[exp.Expr]:
    """Those in a node that hold, or do not, where the part ``below`` is computed."""
    found: list[exp.Expr | None] = []
    if isinstance(above, exp.If):
        found.append(above.this)
    elif isinstance(above, exp.Case):
        found += [branch.this for branch in above.args.get("ifs") or []]
    elif call_name(above) in ("if", "iff"):
        found += above.expressions[:1]
    elif isinstance(above, exp.And):
        found += [above.this, above.expression]
    elif isinstance(above, exp.Select):
        found += [above.args.get(key) for key in ("where", "having", "qualify")]
        found += [join.args.get("on") for join in above.args.get("joins") or []]
    yield from (each for each in found if each is not None and each is not below)


def _names(condition: exp.Expr, divisor: exp.Expr | None) -> bool:
    if divisor is None:
        return False
    return any(
        each == divisor
        for check in condition.find_all(*_CHECKS)
        for each in check.find_all(type(divisor))
    )


CASTS: dict[str, Probe] = {
    "engine-fraction-to-integer": fraction_to_integer,
    "engine-double-to-decimal": double_to_decimal,
    "engine-bare-decimal": bare_decimal,
}
NODES: dict[type[exp.Expr], dict[str, Probe]] = {
    exp.Div: {
        "engine-decimal-quotient": decimal_quotient,
        "engine-zero-denominator": zero_denominator,
    },
    exp.Mod: {"engine-zero-denominator": zero_denominator},
    exp.Cast: CASTS,
    exp.TryCast: CASTS,
}
CALLS: dict[str, dict[str, Probe]] = {
    "avg": {"engine-decimal-quotient": decimal_average},
    "mean": {"engine-decimal-quotient": decimal_average},
    "round": {"engine-double-to-decimal": round_of_double},
    "log": {"engine-log": logarithm},
    "mod": {"engine-zero-denominator": zero_modulus},
}
