"""A short text for an expression: equal for what two engines' parsers would read as the same."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b

from sqlglot import exp

from inseam.sql.parse import nodes
from inseam.sql.sql_type import of_sqlglot

_BYTES = 8


def fingerprint(node: exp.Expr) -> str:
    """That of one expression."""
    *_, (_, found) = fingerprints(node)
    return found


def fingerprints(tree: exp.Expr) -> Iterator[tuple[exp.Expr, str]]:
    """Each node below the tree, and the tree itself at the end."""
    known: dict[int, str] = {}
    # What is below a node comes after it in the order of `nodes`.
    for node in reversed(list(nodes(tree))):
        found = known[id(node)] = _digest("\x1f".join(_parts(node, known)))
        yield node, found


def of_quoted_name(name: str) -> str:
    """Of a name in double quotes, wherever it stands."""
    return _digest(f'"{name}"')


def of_list_without_order() -> str:
    """Of a text that is joined of a list as the rows come, as dbt's `listagg` is on Databricks."""
    return _digest("array_join(collect_list(...), ...)")


def _digest(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_BYTES).hexdigest()


def _parts(node: exp.Expr, known: dict[int, str]) -> Iterator[str]:
    yield type(node).__name__
    if isinstance(node, exp.Identifier):
        yield node.name.lower()
        return
    if isinstance(node, exp.DataType) and (kind := of_sqlglot(node, "duckdb")) is not None:
        yield repr(kind)
        return
    if isinstance(node, exp.Ordered):
        yield str(bool(node.meta.get("nulls")))
    if isinstance(node, exp.Anonymous) and isinstance(node.this, str):
        yield node.this.lower()
        yield from (known[id(each)] for each in node.expressions)
        return
    for key, part in sorted(node.args.items()):
        # Two runs may build a relation in two catalogs.
        if not part or (isinstance(node, exp.Table) and key in ("catalog", "db")):
            continue
        yield key
        for each in part if isinstance(part, list) else (part,):
            yield known[id(each)] if isinstance(each, exp.Expr) else str(each).lower()
