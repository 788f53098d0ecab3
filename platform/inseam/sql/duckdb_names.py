"""The names that DuckDB gives to columns that have none: how it writes their expression."""

from __future__ import annotations

import re
from collections.abc import Callable

from sqlglot import exp

from inseam.sql.duckdb_functions import KEYWORDS
from inseam.sql.sql_type import of_sqlglot, write_type

_KEYWORDS = frozenset(KEYWORDS.split())
_PLAIN = re.compile(r"[a-z_][a-z0-9_]*")
_SIGNS: dict[type[exp.Expr], str] = {
    exp.Add: "+",
    exp.Sub: "-",
    exp.Mul: "*",
    exp.Div: "/",
    exp.IntDiv: "//",
    exp.Mod: "%",
    exp.DPipe: "||",
    exp.EQ: "=",
    exp.NEQ: "!=",
    exp.GT: ">",
    exp.GTE: ">=",
    exp.LT: "<",
    exp.LTE: "<=",
    exp.And: "AND",
    exp.Or: "OR",
    exp.Like: "~~",
    exp.ILike: "~~*",
    exp.BitwiseAnd: "&",
    exp.BitwiseOr: "|",
}
# Written with this name, though called by another.
_WRITTEN_AS = {"coalesce": "COALESCE", "ifnull": "COALESCE"}
_WORDS: dict[type[exp.Expr], str] = {
    exp.CurrentDate: "current_date",
    exp.CurrentTimestamp: "current_timestamp",
    exp.Null: "NULL",
}


class _Other(Exception):
    """An expression whose writing is not known here."""


def written(node: exp.Expr) -> str | None:
    """How DuckDB writes it; None if that is not known here."""
    try:
        return _write(node)
    except (_Other, RecursionError):
        return None


def _write(node: exp.Expr) -> str:
    if (sign := _SIGNS.get(type(node))) is not None:
        if node.args.get("negate"):
            sign = f"!{sign}"
        if not node.args.get("expression"):
            raise _Other
        return f"({_write(node.this)} {sign} {_write(node.expression)})"
    if (word := _WORDS.get(type(node))) is not None:
        return word
    writer = _WRITERS.get(type(node))
    if writer is None:
        raise _Other
    return writer(node)


def _identifier(name: str) -> str:
    if _PLAIN.fullmatch(name) and name not in _KEYWORDS:
        return name
    escaped = name.replace('"', '""')
    return f'"{escaped}"'


def _column(node: exp.Expr) -> str:
    if isinstance(node.this, exp.Star):
        raise _Other
    parts = (node.args.get(key) for key in ("catalog", "db", "table", "this"))
    return ".".join(_identifier(part.name) for part in parts if part is not None)


def _literal(node: exp.Expr) -> str:
    if node.args.get("is_string"):
        escaped = node.name.replace("'", "''")
        return f"'{escaped}'"
    if "e" in node.name.lower():
        raise _Other
    return node.name


def _call(node: exp.Expr) -> str:
    name = (node.this if isinstance(node.this, str) else node.name).lower()
    if name in ("if", "iff", "columns", "unnest", "row", "struct_pack", "list_value", "extract"):
        raise _Other
    if name == "count" and (not node.expressions or isinstance(node.expressions[0], exp.Star)):
        return "count_star()"
    called = _WRITTEN_AS.get(name) or _identifier(name)
    return f"{called}({', '.join(map(_argument, node.expressions))})"


def _argument(node: exp.Expr) -> str:
    if isinstance(node, exp.Distinct) and len(node.expressions) == 1:
        return f"DISTINCT {_write(node.expressions[0])}"
    if isinstance(node, exp.Order):
        keys = ", ".join(map(_sort_key, node.expressions))
        return f"{_argument(node.this)} ORDER BY {keys}"
    if isinstance(node, (exp.Lambda, exp.PropertyEQ)):
        raise _Other
    return _write(node)


def _own_grammar(name: str) -> Callable[[exp.Expr], str]:
    """A call with a grammar of its own, which DuckDB writes with its schema."""

    def writer(node: exp.Expr) -> str:
        keys = ("this", "start", "length") if isinstance(node, exp.Substring) else ("this",)
        if any(value for key, value in node.args.items() if key not in keys):
            raise _Other
        written = [_write(part) for key in keys if (part := node.args.get(key)) is not None]
        return f"main.{name}({', '.join(written)})"

    return writer


def _extract(node: exp.Expr) -> str:
    return f"main.date_part('{node.name.lower()}', {_write(node.expression)})"


def _list(node: exp.Expr) -> str:
    return f"main.list_value({', '.join(map(_write, node.expressions))})"


def _element(node: exp.Expr) -> str:
    keys = node.expressions
    if len(keys) != 1 or not isinstance(keys[0], exp.Literal) or keys[0].args.get("is_string"):
        raise _Other
    # sqlglot counts from 0.
    return f"{_write(node.this)}[{int(keys[0].name) + 1}]"


def _cast(node: exp.Expr) -> str:
    kind = of_sqlglot(node.args.get("to"), "duckdb")
    sizes = node.args["to"].expressions if kind is not None else []
    if kind is None or kind.members or len(sizes) != len(kind.digits):
        raise _Other
    name = write_type(kind, "duckdb").replace(",", ", ")
    name = f'"{name}"' if name in ("DATE", "TIMESTAMP WITH TIME ZONE") else name
    function = "TRY_CAST" if isinstance(node, exp.TryCast) else "CAST"
    return f"{function}({_write(node.this)} AS {name})"


def _case(node: exp.Expr) -> str:
    subject = f"({_write(node.this)} = {{}})" if node.this is not None else "{}"
    branches = " ".join(
        f" WHEN ({subject.format(_write(branch.this))}) THEN ({_write(branch.args['true'])})"
        for branch in node.args["ifs"]
    )
    default = node.args.get("default")
    return f"CASE {branches} ELSE {_write(default) if default is not None else 'NULL'} END"


def _negative(node: exp.Expr) -> str:
    inner = _write(node.this)
    return f"-{inner}" if isinstance(node.this, exp.Literal) else f"-({inner})"


def _between(node: exp.Expr) -> str:
    this, low, high = (_write(node.args[key]) for key in ("this", "low", "high"))
    return f"({this} BETWEEN {low} AND {high})"


def _is(node: exp.Expr) -> str:
    if not isinstance(node.expression, exp.Null):
        raise _Other
    return f"({_write(node.this)} IS NULL)"


def _not(node: exp.Expr) -> str:
    inner = node.this
    if isinstance(inner, exp.Is) and isinstance(inner.expression, exp.Null):
        return f"({_write(inner.this)} IS NOT NULL)"
    if isinstance(inner, (exp.Like, exp.In, exp.ILike)):
        raise _Other
    return f"(NOT {_write(inner)})"


def _in(node: exp.Expr) -> str:
    if not node.expressions:
        raise _Other
    return f"({_write(node.this)} IN ({', '.join(map(_write, node.expressions))}))"


def _window(node: exp.Expr) -> str:
    if node.args.get("spec") or node.args.get("alias") or not isinstance(node.this, exp.Anonymous):
        raise _Other
    parts = []
    if partition := node.args.get("partition_by"):
        parts.append(f"PARTITION BY {', '.join(map(_write, partition))}")
    if (order := node.args.get("order")) is not None:
        parts.append(f"ORDER BY {', '.join(map(_sort_key, order.expressions))}")
    return f"{_call(node.this)} OVER ({' '.join(parts)})"


def _sort_key(node: exp.Expr) -> str:
    if not isinstance(node, exp.Ordered):
        return _write(node)
    nulls = " NULLS FIRST" if node.args.get("nulls_first") else ""
    return f"{_write(node.this)}{' DESC' if node.args.get('desc') else ''}{nulls}"


def _filter(node: exp.Expr) -> str:
    return f"{_write(node.this)} FILTER (WHERE {_write(node.expression.this)})"


_WRITERS: dict[type[exp.Expr], Callable[[exp.Expr], str]] = {
    exp.Anonymous: _call,
    exp.Between: _between,
    exp.Bracket: _element,
    exp.Boolean: lambda node: "CAST('t' AS BOOLEAN)" if node.this else "CAST('f' AS BOOLEAN)",
    exp.Case: _case,
    exp.Cast: _cast,
    exp.Column: _column,
    exp.Extract: _extract,
    exp.Filter: _filter,
    exp.In: _in,
    exp.Is: _is,
    exp.Literal: _literal,
    exp.Array: _list,
    exp.Neg: _negative,
    exp.Not: _not,
    exp.Paren: lambda node: _write(node.this),
    exp.PositionalColumn: lambda node: f"#{node.name}",
    exp.Substring: _own_grammar('"substring"'),
    exp.Trim: _own_grammar('"trim"'),
    exp.TryCast: _cast,
    exp.Window: _window,
}
