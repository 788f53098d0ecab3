"""Lists and the places in them."""

from __future__ import annotations

from sqlglot import exp

from inseam.sql.engines.typed import Probe, Typed


def place_in_list(node: exp.Expr, typed: Typed) -> bool:
    if typed.name(node.this) not in ("LIST", "ARRAY"):
        return False
    return not any(isinstance(each, exp.Slice) for each in node.expressions)


NODES: dict[type[exp.Expr], dict[str, Probe]] = {
    exp.Bracket: {"engine-list-index": place_in_list},
}
CALLS: dict[str, dict[str, Probe]] = {}
