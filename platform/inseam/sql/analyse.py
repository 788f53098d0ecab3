"""Analysing the SQL of models, each with what its parents yield."""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from graphlib import CycleError, TopologicalSorter
from typing import TypeVar

from sqlglot import exp

from inseam.sql.analysis import (
    Analysis,
    OutputColumn,
    Problem,
    Read,
    SourceColumn,
    SqlEdge,
    Transformation,
)
from inseam.sql.databricks import DatabricksTypes
from inseam.sql.dialect import DialectTypes
from inseam.sql.duckdb import DuckDbTypes
from inseam.sql.engines.differences import find_differences
from inseam.sql.expression import bind
from inseam.sql.parse import Unreadable, line_of, nodes, parse_statement, table_name
from inseam.sql.query import bind_query
from inseam.sql.relations import KnownRelations
from inseam.sql.schema import Column, Model, Relation, RelationName
from inseam.sql.scope import Context, Item, Rows, Scope
from inseam.sql.sql_type import write_type
from inseam.sql.value import Source, Value

_Result = TypeVar("_Result")
# For SQL nested deeper than Python's calls usually may be.
_DEEP_STACK = 512 * 1024 * 1024
_DEEP_CALLS = 200_000
_DIALECTS: dict[str, type[DialectTypes]] = {"duckdb": DuckDbTypes, "databricks": DatabricksTypes}


def analyse_models(
    models: Sequence[Model], relations: Iterable[Relation], dialect: str
) -> tuple[Analysis, ...]:
    """One analysis a model, in the order given; each model sees the columns of those it reads.

    A model that reads itself through others is read with the others' columns unknown, and says so.
    """
    project = _Project(models, KnownRelations(relations, dialect), dialect)
    with _collector_at_rest():
        return project.analyses()


def analyse_query(
    sql: str, relations: Iterable[Relation], dialect: str, name: RelationName = ("query",)
) -> Analysis:
    """The analysis of one query."""
    return analyse_models([Model(name, sql)], relations, dialect)[0]


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """The trees of all models live until the last is read: looking for garbage finds none."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class _Project:
    def __init__(self, models: Sequence[Model], known: KnownRelations, dialect: str) -> None:
        self._models = models
        self._known = known
        self._dialect = dialect
        self._types = _DIALECTS.get(dialect, DialectTypes)(dialect)

    def analyses(self) -> tuple[Analysis, ...]:
        trees = [_safely(partial(self._parse, model)) for model in self._models]
        places = {model.name: place for place, model in enumerate(self._models)}
        for model in self._models:
            self._known.announce(model.name)
        parents = {place: self._parents(tree, places) - {place} for place, tree in enumerate(trees)}
        done: dict[int, Analysis] = {}
        for place in _in_order(parents):
            analysis = self._analyse(self._models[place], trees[place])
            done[place] = analysis
        return tuple(done[place] for place in range(len(self._models)))

    def _parse(self, model: Model) -> exp.Expr:
        return parse_statement(model.sql, self._dialect)

    def _parents(self, tree: exp.Expr | Unreadable, places: dict[RelationName, int]) -> set[int]:
        if isinstance(tree, Unreadable):
            return set()
        tables, ctes = [], set()
        for node in nodes(tree):
            if isinstance(node, exp.Table):
                tables.append(node)
            elif isinstance(node, exp.CTE):
                ctes.add(node.alias.lower())
        names = {
            self._known.full_name(name)
            for table in tables
            if (name := table_name(table)) and not _is_cte(table, name, ctes)
        }
        return {places[name] for name in names if name in places}

    def _analyse(self, model: Model, tree: exp.Expr | Unreadable) -> Analysis:
        if isinstance(tree, Unreadable):
            self._known.fail(model.name, f"the model {'.'.join(model.name)} {tree}")
            return Analysis(
                model.name, problems=(Problem(str(tree), tree.line),), unknown=str(tree)
            )
        analysis = self._bound(model, tree)
        reads_itself = model.name in analysis.relations
        if reads_itself and analysis.unknown is None:
            self._known.add(_relation_of(analysis))
            analysis = self._bound(model, tree)
        if analysis.unknown is None:
            self._known.add(_relation_of(analysis))
        else:
            self._known.fail(model.name, analysis.unknown)
        return analysis

    def _bound(self, model: Model, tree: exp.Expr) -> Analysis:
        found = _safely(lambda: self._read(model, tree))
        if isinstance(found, Unreadable):
            return Analysis(
                model.name, problems=(Problem(str(found), found.line),), unknown=str(found)
            )
        return found

    def _read(self, model: Model, tree: exp.Expr) -> Analysis:
        seen: dict[RelationName, None] = {}

        def find(name: RelationName) -> Rows:
            full, rows = self._known.find(name)
            seen.setdefault(full)
            return rows

        context = Context(self._dialect, self._types, find, bind_query, bind)
        query, names = _query_of(tree)
        if query is None:
            raise Unreadable(f"is not a query but {type(tree).__name__}", line_of(tree))
        rows = bind_query(query, Scope(context))
        items = rows.items
        if names and len(names) == len(items):
            items = [
                Item(name, item.value, item.line, item.lookup)
                for name, item in zip(names, items, strict=True)
            ]
        found = _analysis(model.name, items, rows, context, tuple(seen), self._dialect)
        if self._dialect == "duckdb":
            return replace(found, differences=find_differences(tree, context.values))
        return found


def _in_order(parents: dict[int, set[int]]) -> list[int]:
    """Parents first; of a cycle, those in it last, as they come."""
    remaining = dict(parents)
    while True:
        try:
            return list(TopologicalSorter(remaining).static_order())
        except CycleError as error:
            cycle = set(error.args[1])
            first = min(cycle)
            remaining[first] = remaining[first] - cycle


def _is_cte(table: exp.Expr, name: RelationName, ctes: set[str]) -> bool:
    """Whether the name is that of a CTE, and not of what a CTE of the same name reads."""
    if len(name) > 1 or name[0].lower() not in ctes:
        return False
    above = table.parent
    while above is not None:
        if isinstance(above, exp.CTE) and above.alias.lower() == name[0].lower():
            return bool(above.parent is not None and above.parent.args.get("recursive"))
        above = above.parent
    return True


def _query_of(tree: exp.Expr) -> tuple[exp.Expr | None, list[str]]:
    """The query in a statement, and the names that the statement gives its columns."""
    if isinstance(tree, (exp.Query, exp.Pivot, exp.Values)):
        return tree, []
    if isinstance(tree, (exp.Create, exp.Insert)):
        query = tree.args.get("expression")
        if isinstance(query, (exp.Query, exp.Values)):
            written = tree.this.expressions if isinstance(tree.this, exp.Schema) else []
            if (ctes := tree.args.get("with_")) is not None and query.args.get("with_") is None:
                query.set("with_", ctes)
            return query, [column.name for column in written]
    return None, []


def _analysis(
    name: RelationName,
    items: list[Item],
    rows: Rows,
    context: Context,
    relations: tuple[RelationName, ...],
    dialect: str,
) -> Analysis:
    columns = tuple(_output(item, rows, dialect) for item in items)
    known: dict[Source, SourceColumn] = {}

    def column_of(source: Source) -> SourceColumn:
        if (found := known.get(source)) is None:
            found = known[source] = SourceColumn(source.relation, source.column)
        return found

    edges: dict[tuple[SourceColumn, int | None, str], SqlEdge] = {}

    def add(edge: SqlEdge) -> None:
        edges.setdefault((edge.source, edge.target, edge.kind), edge)

    for place, item in enumerate(items):
        for source, flow in item.value.direct.items():
            add(SqlEdge(column_of(source), place, flow.kind, flow.masked, flow.line))
        for (source, kind), line in item.value.indirect.items():
            add(SqlEdge(column_of(source), place, kind, False, line))
    for (source, kind), line in rows.influences.items():
        add(SqlEdge(column_of(source), None, kind, False, line))
    reads: dict[SourceColumn, Read] = {}
    for source, line in context.named.items():
        column = column_of(source)
        if (before := reads.get(column)) is None or before.line is None:
            reads[column] = Read(column, line, source.exists)
    for source in list(known):
        column = column_of(source)
        reads.setdefault(column, Read(column, None, source.exists))
    problems = list(context.problems)
    return Analysis(
        relation=name,
        columns=columns,
        edges=tuple(edges.values()),
        reads=tuple(reads.values()),
        relations=relations,
        problems=tuple(problems),
    )


def _output(item: Item, rows: Rows, dialect: str) -> OutputColumn:
    value = item.value
    kind = value.type
    known = kind is not None and kind.is_known
    return OutputColumn(
        name=item.name,
        type=write_type(kind, dialect) if kind is not None and known else None,
        nullable=value.nullable,
        line=item.line,
        unknown=value.why,
        type_unknown=None if known else value.type_why or "its type is not known",
        admits_null=value.admits_null and not _is_decided_on(value, rows),
        is_constant=value.constant and value.why is None,
    )


def _is_decided_on(value: Value, rows: Rows) -> bool:
    """Whether what the value is made from also decides which rows there are: not those of NULL?"""
    return any(
        (source, kind) in rows.influences
        for source in value.direct
        for kind in (Transformation.FILTER, Transformation.JOIN)
    )


def _relation_of(analysis: Analysis) -> Relation:
    """What other models see of a model."""
    columns = tuple(
        Column(column.name, column.type, column.nullable, column.admits_null)
        for column in analysis.columns
        if column.name != "*"
    )
    return Relation(analysis.relation, columns, complete=len(columns) == len(analysis.columns))


def _safely(work: Callable[[], _Result]) -> _Result | Unreadable:
    """The result; with a deeper stack if need be; and never an exception."""
    try:
        return work()
    except Unreadable as unreadable:
        return unreadable
    except RecursionError:
        return _deeply(work)
    except Exception as error:  # noqa: BLE001
        return Unreadable(f"is not understood ({type(error).__name__}: {error})")


def _deeply(work: Callable[[], _Result]) -> _Result | Unreadable:
    results: list[_Result | Unreadable] = []

    def run() -> None:
        try:
            results.append(work())
        except Unreadable as unreadable:
            results.append(unreadable)
        except (RecursionError, MemoryError):
            results.append(Unreadable("is nested too deeply"))
        except Exception as error:  # noqa: BLE001
            results.append(Unreadable(f"is not understood ({type(error).__name__}: {error})"))

    calls, stack = sys.getrecursionlimit(), threading.stack_size(_DEEP_STACK)
    sys.setrecursionlimit(max(calls, _DEEP_CALLS))
    try:
        thread = threading.Thread(target=run)
        thread.start()
        thread.join()
    finally:
        sys.setrecursionlimit(calls)
        threading.stack_size(stack)
    return results[0] if results else Unreadable("is not understood")
