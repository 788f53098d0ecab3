"""All expressions of a statement of which DuckDB and Databricks make different things."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlglot import exp

from inseam.sql.analysis import EngineDifference
from inseam.sql.engines import aggregates, functions, lists, names, nulls, numbers, sets, text, time
from inseam.sql.engines.fingerprint import fingerprint, of_list_without_order, of_quoted_name
from inseam.sql.engines.typed import Probe, Typed, call_name
from inseam.sql.parse import line_of, nodes
from inseam.sql.value import Value

_CONCERNS = (aggregates, functions, lists, names, nulls, numbers, sets, text, time)
# Of SQL with more of them the first say enough.
_MOST = 200
# Calls in calls would be written once for each.
_LONGEST = 100
_NODES: dict[type[exp.Expr], list[tuple[str, Probe]]] = {}
_CALLS: dict[str, list[tuple[str, Probe]]] = {}
for _concern in _CONCERNS:
    for _type, _probes in _concern.NODES.items():
        _NODES.setdefault(_type, []).extend(_probes.items())
    for _name, _probes in _concern.CALLS.items():
        _CALLS.setdefault(_name, []).extend(_probes.items())
# Of these dbt's own macro renders another call for Databricks, which gives another result.
_DISPATCHED = frozenset({"engine-weeks-between"})
RULES = frozenset(rule for found in (*_NODES.values(), *_CALLS.values()) for rule, _ in found)


def find_differences(tree: exp.Expr, values: Mapping[int, Value]) -> tuple[EngineDifference, ...]:
    """In the order in which they are written; ``values`` are DuckDB's, by the id of the node."""
    typed = Typed(values)
    found: dict[EngineDifference, None] = {}
    for node in nodes(tree):
        for rule, probe in _probes_of(node):
            if probe(node, typed):
                found.setdefault(_difference(rule, node))
                if len(found) == _MOST:
                    return tuple(found)
    return tuple(found)


def _probes_of(node: exp.Expr) -> list[tuple[str, Probe]] | tuple[()]:
    kind = type(node)
    if kind is exp.Anonymous:
        return _CALLS.get(call_name(node), ())
    return _NODES.get(kind, ())


def _difference(rule: str, node: exp.Expr) -> EngineDifference:
    return EngineDifference(
        rule=rule,
        expression=_written(rule, node),
        fingerprint=_fingerprint(rule, node),
        is_dispatched=rule in _DISPATCHED,
        line=_line(node),
    )


def _fingerprint(rule: str, node: exp.Expr) -> str:
    if isinstance(node, exp.Identifier):
        return of_quoted_name(node.name)
    return of_list_without_order() if rule in aggregates.OF_DBT else fingerprint(node)


def _written(rule: str, node: exp.Expr) -> str:
    """In one line; of a query what is meant of it."""
    if isinstance(node, exp.SetOperation) and rule not in nulls.RULES:
        return type(node).__name__.lower()
    shown = node.args["order"] if isinstance(node, exp.Query) else node
    text = " ".join(shown.sql("duckdb", comments=False, normalize_functions=False).split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."


def _line(node: exp.Expr) -> int | None:
    """The line of the first name in it, or near it."""
    if isinstance(node, exp.Query) and (order := node.args.get("order")) is not None:
        node = order
    for each in _and_above(node):
        if (line := line_of(each)) is not None:
            return line
    return None


def _and_above(node: exp.Expr) -> Iterator[exp.Expr]:
    above: exp.Expr | None = node
    while above is not None:
        yield above
        above = above.parent
