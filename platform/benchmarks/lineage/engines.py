"""The engines that are compared, each as a function from a case to its answer."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from benchmarks.lineage.cases import Answer, Case, Edge, edge
from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.lineage import lineage

from inseam.sql.analyse import analyse_query
from inseam.sql.analysis import Transformation
from inseam.sql.schema import Column, Relation

Engine = Callable[[Case], Answer]

_ROWS_ONLY = frozenset({Transformation.FILTER, Transformation.JOIN, Transformation.GROUP_BY})
_IS_STATEMENT = re.compile(r"\s*(insert|create|update|merge|delete)\b", re.IGNORECASE)


def inseam(case: Case) -> Answer:
    relations = [
        Relation(tuple(table.split(".")), tuple(Column(name) for name in columns))
        for table, columns in case.schema.items()
    ]
    analysis = analyse_query(case.sql, relations, case.dialect)
    if analysis.unknown is not None:
        return Answer(error=analysis.unknown)
    edges = set()
    for found in analysis.edges:
        if found.target is not None and found.kind not in _ROWS_ONLY:
            source = ".".join((*found.source.relation, found.source.column))
            edges.add(_quoted_edge(source, analysis.columns[found.target].name))
    unsure = {column.name.lower() for column in analysis.columns if column.unknown}
    return Answer(frozenset(edges), frozenset(unsure))


def _quoted_edge(source: str, target: str) -> Edge:
    table, column, _ = edge(source, "")
    return table, column, edge("x", target)[2] if "." not in target else target.lower()


def sqlglot(case: Case) -> Answer:
    """sqlglot's own `lineage`, all columns at once, as its documentation has it."""
    schema: dict[str, Any] = {}
    for table, columns in case.schema.items():
        *folders, name = table.split(".")
        place = schema
        for folder in folders:
            place = place.setdefault(folder, {})
        place[name] = dict.fromkeys(columns, "unknown")
    try:
        nodes = lineage(
            None, case.sql, schema=schema or None, dialect=case.dialect or None, trim_selects=False
        )
    except (SqlglotError, ValueError, KeyError, AttributeError, TypeError) as error:
        return Answer(error=f"{type(error).__name__}: {error}")
    edges, unsure = set(), set()
    for name, root in nodes.items():
        for node in root.walk():
            if node.downstream:
                continue
            if isinstance(node.expression, exp.Table):
                table = ".".join(part.name for part in node.expression.parts)
                edges.add(edge(f"{table}.{node.name.rpartition('.')[2]}", name))
            elif isinstance(node.expression, exp.Placeholder):
                unsure.add(name.lower())
    return Answer(frozenset(edges), frozenset(unsure))


def sqllineage(case: Case) -> Answer:
    """SQLLineage knows columns of statements that write: a query is given a table to write to."""
    runner = import_module("sqllineage.runner")
    metadata = import_module("sqllineage.core.metadata.dummy")
    sql = case.sql if _IS_STATEMENT.match(case.sql) else f"insert into the_result {case.sql}"
    provider = metadata.DummyMetaDataProvider(
        {".".join(name.split(".")[-2:]): list(columns) for name, columns in case.schema.items()}
    )
    default = next((name.split(".")[-2] for name in case.schema if "." in name), "")
    settings = import_module("sqllineage.config").SQLLineageConfig
    try:
        with settings(DEFAULT_SCHEMA=default):
            found = runner.LineageRunner(
                sql, dialect=case.dialect or "ansi", metadata_provider=provider
            ).get_column_lineage()
    except Exception as error:  # noqa: BLE001
        return Answer(error=f"{type(error).__name__}: {error}")
    edges, unsure = set(), set()
    for path in found:
        source, target = path[0], path[-1]
        if source.parent is None or len(path) < 2:
            unsure.add(target.raw_name.lower())
            continue
        table = str(source.parent).replace("<default>.", "")
        edges.add(edge(f"{table}.{source.raw_name}", target.raw_name))
    return Answer(frozenset(edges), frozenset(unsure))


def available() -> tuple[dict[str, Engine], list[str]]:
    """The engines that are installed, ours first, and a word on those that are not."""
    logging.getLogger("sqlglot").setLevel(logging.ERROR)
    engines: dict[str, Engine] = {"inseam": inseam, "sqlglot": sqlglot}
    if find_spec("sqllineage") is None:
        return engines, [
            "SQLLineage is not installed, so it is left out; `run` beside this file has it."
        ]
    logging.getLogger("sqllineage").setLevel(logging.ERROR)
    return {**engines, "sqllineage": sqllineage}, []
