"""Values of several types that become one column: UNION and the like, CASE, COALESCE."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import zip_longest

from sqlglot import exp

from inseam.sql.engines.typed import Probe, Typed, inside, literal_text
from inseam.sql.stars import is_star


def text_in_union(node: exp.Expr, typed: Typed) -> bool:
    """Whether a column is text on one side only."""
    sides = [_columns(node.this), _columns(node.expression)]
    if any(is_star(column) for side in sides for column in side):
        return False
    if len(sides[0]) != len(sides[1]):
        return False
    return any(_is_mixed(pair, typed) for pair in zip_longest(*sides))


def _columns(node: exp.Expr | None) -> list[exp.Expr]:
    """Of the first query in it."""
    while isinstance(node, (exp.SetOperation, exp.Subquery, exp.Paren)):
        node = node.this
    return [each.unalias() for each in node.expressions] if isinstance(node, exp.Select) else []


def text_in_case(node: exp.Expr, typed: Typed) -> bool:
    results = [branch.args.get("true") for branch in node.args.get("ifs") or []]
    return _is_mixed(_not_written([*results, node.args.get("default")]), typed)


def text_in_choice(node: exp.Expr, typed: Typed) -> bool:
    return _is_mixed(_not_written(node.expressions), typed)


def _not_written(results: Iterable[exp.Expr | None]) -> list[exp.Expr | None]:
    """A text that is written out takes the type of the others."""
    return [result for result in results if literal_text(result) is None]


def _is_mixed(results: Iterable[exp.Expr | None], typed: Typed) -> bool:
    names = {typed.name(inside(result)) for result in results} - {"", "NULL"}
    return "VARCHAR" in names and len(names) > 1


_CHOICE: dict[str, Probe] = {"engine-union-of-text": text_in_choice}
_SET: dict[str, Probe] = {"engine-union-of-text": text_in_union}
NODES: dict[type[exp.Expr], dict[str, Probe]] = {
    exp.Case: {"engine-union-of-text": text_in_case},
    exp.Except: _SET,
    exp.Intersect: _SET,
    exp.Union: _SET,
}
CALLS: dict[str, dict[str, Probe]] = {
    "coalesce": _CHOICE,
    "ifnull": _CHOICE,
    "nvl": _CHOICE,
    "greatest": _CHOICE,
    "least": _CHOICE,
}
