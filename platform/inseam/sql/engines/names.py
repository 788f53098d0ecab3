"""Names in double quotes."""

from __future__ import annotations

from sqlglot import exp

from inseam.sql.engines.typed import Probe, Typed


def in_double_quotes(node: exp.Expr, typed: Typed) -> bool:
    """Other than those of relations and what qualifies a column, which dbt quotes for each."""
    if not node.args.get("quoted") or isinstance(node.parent, exp.Table):
        return False
    return not isinstance(node.parent, exp.Column) or node.parent.this is node


NODES: dict[type[exp.Expr], dict[str, Probe]] = {
    exp.Identifier: {"engine-double-quotes": in_double_quotes},
}
CALLS: dict[str, dict[str, Probe]] = {}
