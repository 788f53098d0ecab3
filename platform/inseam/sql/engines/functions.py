"""Functions that both engines have by one name, and that give other results for some arguments.

Found by calling every function that both list over columns of the types that contracts have:
`platform/benchmarks/engine_expressions.py` draws from the same lists.
"""

from __future__ import annotations

from sqlglot import exp

from inseam.sql.engines.typed import (
    FLOATS,
    INTEGERS,
    Probe,
    Typed,
    around,
    call_name,
    cast_around,
    with_window,
)

_LISTS = frozenset({"LIST", "ARRAY"})
_TIMES = frozenset({"DATE", "TIMESTAMP", "TIMESTAMP WITH TIME ZONE"})
_NUMBERS = INTEGERS | FLOATS | {"DECIMAL"}
_OF_MORE_THAN_ONE = ("encode", "greatest", "least", "make_date", "make_timestamp")
# Their lists hold no NULL.
_WITHOUT_NULL = frozenset({"map_keys", "split", "str_split", "string_split"})
_LENGTHS = ("char_length", "character_length", "contains", "len", "length")


def always(node: exp.Expr, typed: Typed) -> bool:
    return True


def not_in_coalesce(node: exp.Expr, typed: Typed) -> bool:
    """A result that is NULL on one engine alone is the same on both below `coalesce`."""
    above = around(with_window(node))
    name = call_name(above)
    return not (name == "coalesce" or isinstance(above, exp.Coalesce))


def in_list_with_null(node: exp.Expr, typed: Typed) -> bool:
    is_split = bool(node.expressions) and call_name(node.expressions[0]) in _WITHOUT_NULL
    return not is_split and not_in_coalesce(node, typed)


def count_of_nothing(node: exp.Expr, typed: Typed) -> bool:
    """NULL, unless each group has a row that is true or false."""
    select = node.find_ancestor(exp.Select)
    is_grouped = select is not None and select.args.get("group") is not None
    condition = typed.value(node.expressions[0]) if node.expressions else None
    is_known = condition is not None and condition.nullable is False
    is_filtered = isinstance(node.parent, exp.Filter)
    return not (is_grouped and is_known and not is_filtered) and not_in_coalesce(node, typed)


def not_a_number_of_null(node: exp.Expr, typed: Typed) -> bool:
    may_be_null = bool(node.expressions) and typed.may_be_null(node.expressions[0])
    return may_be_null and not_in_coalesce(node, typed)


def not_in_nullif(node: exp.Expr, typed: Typed) -> bool:
    above = around(node)
    return not (call_name(above) == "nullif" or isinstance(above, exp.Nullif))


def of_double(node: exp.Expr, typed: Typed) -> bool:
    """Whether it stays a double on DuckDB; what is cast at once is of one type."""
    return _first(node, typed) in FLOATS and cast_around(node) is None


def of_list(node: exp.Expr, typed: Typed) -> bool:
    return _first(node, typed) in _LISTS


def of_text(node: exp.Expr, typed: Typed) -> bool:
    return _first(node, typed) == "VARCHAR"


def of_number(node: exp.Expr, typed: Typed) -> bool:
    return _first(node, typed) in _NUMBERS


def of_boolean(node: exp.Expr, typed: Typed) -> bool:
    return _first(node, typed) == "BOOLEAN"


def of_time(node: exp.Expr, typed: Typed) -> bool:
    return _first(node, typed) in _TIMES


def of_narrow_number(node: exp.Expr, typed: Typed) -> bool:
    """Databricks counts the bits of a negative one as of a BIGINT."""
    return _first(node, typed) in ("TINYINT", "SMALLINT", "INTEGER")


def of_one(node: exp.Expr, typed: Typed) -> bool:
    return len(node.expressions) == 1


def of_several(node: exp.Expr, typed: Typed) -> bool:
    """Of an aggregate: how many values, which are then a list."""
    return len(node.expressions) > 1


def _first(node: exp.Expr, typed: Typed) -> str:
    return typed.name(node.expressions[0]) if node.expressions else ""


NODES: dict[type[exp.Expr], dict[str, Probe]] = {
    exp.Pow: {"engine-power": always},
}
CALLS: dict[str, dict[str, Probe]] = {
    "array_contains": {"engine-list-null": in_list_with_null},
    "array_distinct": {"engine-list-null": always},
    "array_intersect": {"engine-list-null": always},
    "array_position": {"engine-list-position": not_in_nullif},
    "avg": {"engine-arguments": of_time},
    "bin": {"engine-arguments": of_text},
    "bit_count": {"engine-arguments": of_narrow_number},
    "ceil": {"engine-floor-type": of_double},
    "ceiling": {"engine-floor-type": of_double},
    "corr": {"engine-not-a-number": always},
    "count_if": {"engine-count-if": count_of_nothing},
    "floor": {"engine-floor-type": of_double},
    "isnan": {"engine-not-a-number": not_a_number_of_null},
    "kurtosis": {"engine-moments": always},
    "mode": {"engine-mode": always},
    "regr_slope": {"engine-not-a-number": always},
    "skewness": {"engine-moments": always},
    "sum": {"engine-arguments": of_boolean},
    "to_binary": {"engine-arguments": of_number},
    "trunc": {"engine-arguments": of_number},
    "listagg": {"engine-separator": of_one},
    "max": {"engine-arguments": of_several},
    "min": {"engine-arguments": of_several},
    "string_agg": {"engine-separator": of_one},
    **{name: {"engine-arguments": of_list} for name in _LENGTHS},
    **{name: {"engine-arguments": of_one} for name in _OF_MORE_THAN_ONE},
}
