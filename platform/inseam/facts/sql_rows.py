"""The rows that an analysis of compiled SQL gives: columns, and where they come from."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from inseam.dbt_project.file_sizes import MAX_BYTES
from inseam.facts.compiled import OwnSql, ephemeral_name
from inseam.facts.engine import Engine
from inseam.facts.manifest_rows import (
    MODEL_KINDS,
    DependsOn,
    Project,
    depends_on_source,
    model_read,
)
from inseam.facts.parts import json_text
from inseam.facts.schema import (
    ColumnEdgeRow,
    ColumnReadRow,
    EngineDifferenceRow,
    OutputColumnRow,
    SqlProblemRow,
)
from inseam.facts.snapshot_sql import snapshot_sql
from inseam.facts.source_lines import source_lines
from inseam.facts.syntax import SyntaxMistake, syntax_mistake
from inseam.facts.tables import Row
from inseam.odcs.contract import Contract
from inseam.odcs.types import dialect_of
from inseam.sql.analyse import analyse_models
from inseam.sql.analysis import Analysis, ProblemKind
from inseam.sql.schema import Column, Model, Relation, RelationName

_UNKNOWN_RELATION = "unknown_relation"
SYNTAX = "syntax"


def sql_rows(
    project: Project,
    compiled: Mapping[str, OwnSql],
    contracts: Mapping[str, Contract],
    engine: Engine,
) -> Iterator[Row]:
    """``compiled`` is the SQL of models by unique id, ``contracts`` are those of the sources."""
    reasons = {
        node.unique_id: reason
        for node in project.models
        if str(node.resource_type) != "seed"
        and (reason := _why_not(node, compiled.get(node.unique_id))) is not None
    }
    models = [
        node
        for node in project.models
        if node.unique_id in compiled and node.unique_id not in reasons
    ]
    analyses = analyse_models(
        [Model(_relation(node), _sql(node, compiled[node.unique_id].text)) for node in models],
        [*_source_relations(project, contracts, engine), *_seed_relations(project)],
        dialect=engine.name,
    )
    known = _by_relation(project)
    for node, analysis in zip(models, analyses, strict=True):
        sql = compiled[node.unique_id]
        yield from _ModelRows(project, node, analysis, known, sql, engine).rows()
    for node in project.models:
        if node.unique_id in reasons:
            yield SqlProblemRow(
                product=project.product,
                model=node.name,
                message=reasons[node.unique_id],
                kind=ProblemKind.NOT_FOLLOWED.value,
                is_unread=True,
                compiled_line=None,
                unknown_name=None,
                near_names=None,
                file=project.file(node),
                line=1,
            )


def _why_not(node: Any, sql: OwnSql | None) -> str | None:
    """Why the SQL of a model is not analysed; None if it is."""
    if getattr(node, "language", "sql") != "sql":
        return "It is not written in SQL."
    if sql is None:
        return "It does not compile."
    if len(sql.text) > MAX_BYTES:
        return f"Its SQL has {len(sql.text):,} characters, more than {MAX_BYTES:,}."
    return None


def _source(project: Project, node: Any) -> str:
    return Path(project.file(node)).read_text(encoding="utf-8", errors="replace")


def _relation(node: Any) -> RelationName:
    if str(getattr(node.config, "materialized", "")) == "ephemeral":
        return (ephemeral_name(node.name),)
    name = getattr(node, "identifier", None) or node.alias
    return tuple(part for part in (node.database, node.schema, name) if part)


def _folded(name: RelationName) -> RelationName:
    """Neither engine tells upper from lower case."""
    return tuple(part.lower() for part in name)


def _by_relation(project: Project) -> dict[RelationName, DependsOn]:
    found = {
        _folded(_relation(node)): model_read(project, node)
        for node in project.manifest.nodes.values()
        if str(node.resource_type) in MODEL_KINDS
    }
    for source in project.sources:
        found[_folded(_relation(source))] = depends_on_source(source)
    return found


def _sql(node: Any, sql: str) -> str:
    return snapshot_sql(node.config, sql) if str(node.resource_type) == "snapshot" else sql


def _source_relations(
    project: Project, contracts: Mapping[str, Contract], engine: Engine
) -> Iterator[Relation]:
    """With the columns of their contracts. Of what is in no contract the columns are not known."""
    for source in project.sources:
        contract = contracts.get(depends_on_source(source).contract_id or "")
        described = contract.object_named(source.identifier) if contract else None
        if contract and described:
            dialect = dialect_of(contract)
            columns = tuple(
                Column(
                    column.physical_name, engine.column_type(column, dialect), not column.required
                )
                for column in described.properties
            )
            yield Relation(_relation(source), columns)


def _seed_relations(project: Project) -> Iterator[Relation]:
    for node in project.models:
        if str(node.resource_type) == "seed":
            header = _header(Path(project.file(node)), node.config.delimiter or ",")
            types = node.config.column_types or {}
            columns = (Column(name, types.get(name)) for name in header)
            yield Relation(_relation(node), tuple(columns))


def _header(file: Path, delimiter: str) -> list[str]:
    with file.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
        return next(csv.reader(lines, delimiter=delimiter), [])


class _ModelRows:
    def __init__(
        self,
        project: Project,
        node: Any,
        analysis: Analysis,
        known: Mapping[RelationName, DependsOn],
        sql: OwnSql,
        engine: Engine,
    ) -> None:
        self._source = _source(project, node)
        self._sql = sql.text
        # Another engine's parser is not at hand.
        self._has_parser = engine.name == "duckdb" and str(node.resource_type) == "model"
        self._lines = source_lines(self._source, sql.text)
        self._lines_before = sql.lines_before
        self._analysis = analysis
        self._known = known
        self._itself = _folded(_relation(node))
        self._common: dict[str, Any] = {
            "product": project.product,
            "model": node.name,
            "file": project.file(node),
            "line": 1,
        }

    def rows(self) -> Iterator[Row]:
        yield from self._columns()
        yield from self._reads()
        yield from self._edges()
        yield from self._problems()
        yield from self._differences()

    def _at(self, compiled_line: int | None) -> dict[str, Any]:
        """The first line where no other is known."""
        return {**self._common, "line": self._lines.get(compiled_line or 0, 1)}

    def _compiled(self, line: int | None) -> int | None:
        """The line in what dbt compiled."""
        return None if line is None else line + self._lines_before

    def _columns(self) -> Iterator[Row]:
        for position, column in enumerate(self._analysis.columns, 1):
            yield OutputColumnRow(
                **self._at(column.line),
                column_name=column.name,
                position=position,
                type=column.type,
                type_unknown=column.type_unknown,
                is_nullable=column.nullable,
                admits_null=column.admits_null,
                is_constant=column.is_constant,
                unknown=column.unknown,
                compiled_line=self._compiled(column.line),
            )

    def _reads(self) -> Iterator[Row]:
        for read in self._analysis.reads:
            if place := self._place(read.source.relation):
                yield ColumnReadRow(
                    **self._at(read.line),
                    **place,
                    column_name=read.source.column,
                    exists=read.exists,
                    compiled_line=self._compiled(read.line),
                )

    def _edges(self) -> Iterator[Row]:
        for edge in self._analysis.edges:
            target = None if edge.target is None else self._analysis.columns[edge.target].name
            if place := self._place(edge.source.relation):
                yield ColumnEdgeRow(
                    **self._at(edge.line),
                    **place,
                    column_name=target,
                    from_column=edge.source.column,
                    transformation=edge.kind.value,
                    is_direct=edge.kind.direct,
                    is_masked=edge.masked,
                    compiled_line=self._compiled(edge.line),
                )

    def _place(self, relation: RelationName) -> dict[str, Any] | None:
        """None for a model's own rows of the run before, and for what the project does not have."""
        found = self._known.get(_folded(relation))
        if found is None or found.package or _folded(relation) == self._itself:
            return None
        return {
            "depends_on": found.name,
            "source": found.source,
            "contract_id": found.contract_id,
        }

    def _problems(self) -> Iterator[Row]:
        if self._analysis.unknown and (mistake := self._mistake()):
            row = self._problem(mistake.message, mistake.compiled_line, SYNTAX, is_unread=True)
            yield replace(row, line=mistake.line)
            return
        if self._analysis.unknown:
            yield self._problem(self._analysis.unknown, None, is_unread=True)
        for problem in self._analysis.problems:
            if problem.message != self._analysis.unknown:
                row = self._problem(problem.message, problem.line, problem.kind.value)
                near = json_text(list(problem.near)) if problem.near else None
                yield replace(row, unknown_name=problem.name, near_names=near)
        for relation in self._analysis.relations:
            if _folded(relation) not in self._known:
                name = ".".join(relation)
                message = f"It reads `{name}`, which is not a model or source."
                yield self._problem(message, None, _UNKNOWN_RELATION)

    def _differences(self) -> Iterator[Row]:
        for found in self._analysis.differences:
            yield EngineDifferenceRow(
                **self._at(found.line),
                rule=found.rule,
                expression=found.expression,
                fingerprint=found.fingerprint,
                is_dispatched=found.is_dispatched,
                compiled_line=self._compiled(found.line),
            )

    def _mistake(self) -> SyntaxMistake | None:
        return syntax_mistake(self._sql, self._source) if self._has_parser else None

    def _problem(
        self,
        message: str,
        line: int | None,
        kind: str = ProblemKind.NOT_FOLLOWED.value,
        *,
        is_unread: bool = False,
    ) -> SqlProblemRow:
        return SqlProblemRow(
            **self._at(line),
            message=message,
            kind=kind,
            is_unread=is_unread,
            compiled_line=self._compiled(line),
            unknown_name=None,
            near_names=None,
        )
