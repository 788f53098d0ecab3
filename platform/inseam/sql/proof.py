"""What a condition proves: which columns are not NULL where it holds."""

from __future__ import annotations

from sqlglot import exp

from inseam.sql.scope import Scope


def prove(condition: exp.Expr, scope: Scope) -> None:
    """Note the columns that are not NULL in any row for which the condition is true."""
    waiting = [condition]
    while waiting:
        node = waiting.pop()
        if isinstance(node, exp.Paren):
            waiting.append(node.this)
        elif isinstance(node, exp.And):
            waiting += [node.this, node.expression]
        elif isinstance(node, exp.Not):
            inner = node.this.this if isinstance(node.this, exp.Paren) else node.this
            if _fails_for_null(inner):
                _prove_column(inner.this, scope)
        elif isinstance(
            node, (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Like, exp.ILike)
        ):
            if not _is_true_of_nothing(node.expression):
                _prove_column(node.this, scope)
                _prove_column(node.expression, scope)
        elif isinstance(node, exp.In):
            _prove_column(node.this, scope)
        elif isinstance(node, exp.Between):
            for key in ("this", "low", "high"):
                _prove_column(node.args[key], scope)
        elif isinstance(node, exp.Column):
            _prove_column(node, scope)


def _is_true_of_nothing(compared: exp.Expr) -> bool:
    """`> all (...)`: without a row, or of an empty list, it holds for NULL too."""
    if isinstance(compared, exp.Anonymous):
        return compared.name.lower() == "all"
    return isinstance(compared, exp.All)


def _fails_for_null(denied: exp.Expr) -> bool:
    """Whether `not denied` is true of no NULL. Of a query without rows `not in` is true for any."""
    if isinstance(denied, exp.Is):
        return isinstance(denied.expression, exp.Null)
    if isinstance(denied, exp.In):
        return bool(denied.expressions)
    return isinstance(denied, (exp.Between, exp.Like, exp.ILike))


def _prove_column(node: exp.Expr, scope: Scope) -> None:
    while isinstance(node, (exp.Paren, exp.Cast)) and not isinstance(node, exp.TryCast):
        node = node.this
    if isinstance(node, exp.Column) and isinstance(node.this, exp.Identifier):
        parts = (node.args.get(key) for key in ("catalog", "db", "table", "this"))
        scope.prove(tuple(part.name for part in parts if part is not None))
