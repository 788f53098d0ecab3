"""What a project's SQL and tests say of the columns of its source tables.

A column is a source's if some SQL names it. Its type is the one that the project writes (in YAML,
as a cast), else what is done with it decides, else its name: a proposal, and called one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from inseam.adopt.reading import ReadProject, Test
from inseam.sql.analyse import analyse_models
from inseam.sql.analysis import Analysis, Transformation
from inseam.sql.schema import Column, Model, Relation, RelationName

# Of dbt_utils and of dbt_expectations. Limits that are not allowed themselves become such that are.
_RANGES = frozenset({"accepted_range", "expect_column_values_to_be_between"})
# A relation and a column of it, in small letters.
Place = tuple[RelationName, str]


@dataclass(frozen=True, slots=True)
class Rules:
    """What tests say of a column. ``to`` is the place that its values are found at."""

    required: bool = False
    unique: bool = False
    values: tuple[Any, ...] = ()
    minimum: Any = None
    maximum: Any = None
    to: Place | None = None

    def and_(self, other: Rules) -> Rules:
        return Rules(
            self.required or other.required,
            self.unique or other.unique,
            self.values or other.values,
            other.minimum if self.minimum is None else self.minimum,
            other.maximum if self.maximum is None else self.maximum,
            self.to or other.to,
        )


@dataclass(frozen=True, slots=True)
class ColumnFact:
    """``type`` is DuckDB's; ``is_guess`` is true of one that only the column's name speaks for."""

    name: str
    type: str = ""
    is_guess: bool = False
    description: str = ""
    rules: Rules = field(default_factory=Rules)


def rules_of(tests: Iterable[Test], places: Mapping[str, RelationName]) -> dict[Place, Rules]:
    """By the column that a test is on. Tests with a condition, or that only warn, say nothing."""
    found: dict[Place, Rules] = {}
    for test in tests:
        relation = places.get(test.on)
        if relation is None or not test.column or test.is_conditional:
            continue
        if (rules := _rules(test, places)) is not None:
            place = (relation, test.column.lower())
            found[place] = found.get(place, Rules()).and_(rules)
    return found


def _rules(test: Test, places: Mapping[str, RelationName]) -> Rules | None:
    given = {**test.arguments, **(test.arguments.get("arguments") or {})}
    if test.name == "not_null":
        return Rules(required=True)
    if test.name == "unique":
        return Rules(unique=True)
    if test.name == "accepted_values":
        return Rules(values=tuple(given.get("values") or ()))
    if test.name in _RANGES and not given.get("row_condition"):
        return Rules(
            minimum=_number(given.get("min_value")), maximum=_number(given.get("max_value"))
        )
    if test.name == "relationships":
        parent = places.get(test.to)
        column = str(given.get("field", "")).lower()
        return Rules(to=(parent, column)) if parent and column else None
    return None


def _number(value: Any) -> Any:
    """What is computed is none here."""
    if isinstance(value, str):
        return float(value) if re.fullmatch(r"-?\d+(\.\d+)?", value) else None
    return value


def places_of(project: ReadProject) -> dict[str, RelationName]:
    everything = [*project.nodes.items(), *project.sources.items()]
    return {id: _lower(one.relation) for id, one in everything}  # type: ignore[attr-defined]


def source_columns(
    project: ReadProject, known: Mapping[str, Mapping[str, str]]
) -> dict[str, list[ColumnFact]]:
    """By the source's id. ``known`` are tables whose columns and types are known, such as those of
    a file: other columns than these they do not have.
    """
    places = places_of(project)
    ids = {relation: id for id, relation in places.items() if id in project.sources}
    relations = [
        Relation(
            places[id],
            tuple(Column(name, type_) for name, type_ in known.get(id, {}).items()),
            id in known,
        )
        for id in project.sources
    ]
    relations += [
        Relation(places[id], tuple(Column(c) for c in node.columns), complete=False)
        for id, node in project.nodes.items()
        if not node.sql
    ]
    models = [Model(places[id], node.sql) for id, node in project.nodes.items() if node.sql]
    analyses = analyse_models(models, relations, "duckdb")
    rules = _at_origins(rules_of(project.tests, places), analyses, set(ids))
    found: dict[str, dict[str, ColumnFact]] = {id: {} for id in project.sources}
    for id, source in project.sources.items():
        for name, described in source.columns.items():
            written = str(described.get("data_type") or "")
            description = str(described.get("description") or "")
            found[id][name.lower()] = ColumnFact(name, written, False, description)
        for name, known_type in known.get(id, {}).items():
            before = found[id].get(name.lower(), ColumnFact(name))
            found[id][name.lower()] = replace(before, type=before.type or known_type)
    for relation, column in _columns_read(project, places, analyses):
        if (read := ids.get(relation)) is not None and read not in known:
            found[read].setdefault(column, ColumnFact(column))
    uses = _uses(project)
    return {
        id: [
            _typed(replace(fact, rules=rules.get((places[id], key), Rules())), uses)
            for key, fact in columns.items()
        ]
        for id, columns in found.items()
    }


def _columns_read(
    project: ReadProject, places: Mapping[str, RelationName], analyses: Iterable[Analysis]
) -> Iterator[Place]:
    """Where SQL and snapshots name columns; of what passes all of them on, at its origin too."""
    passes_on = {
        analysis.relation: {
            _lower(e.source.relation) for e in analysis.edges if e.source.column == "*"
        }
        for analysis in analyses
    }
    passes_on = {_lower(relation): origins for relation, origins in passes_on.items()}
    named = [
        (_lower(read.source.relation), read.source.column.lower())
        for analysis in analyses
        for read in analysis.reads
        if read.source.column != "*"
    ]
    for id, node in project.nodes.items():
        if node.kind == "snapshot":
            keys = node.config.get("unique_key") or []
            columns = [*(keys if isinstance(keys, list) else [keys])]
            checked = node.config.get("check_cols")
            columns += [
                *(checked if isinstance(checked, list) else []),
                node.config.get("updated_at") or "",
            ]
            named += [(places[id], str(c).lower()) for c in columns if str(c).isidentifier()]
    for relation, column in named:
        seen: set[RelationName] = set()
        waiting = [relation]
        while waiting:
            place = waiting.pop()
            if place not in seen:
                seen.add(place)
                yield place, column
                # dbt adds columns of its own to snapshots.
                waiting += () if column.startswith("dbt_") else passes_on.get(place, ())


def _lower(relation: Iterable[str]) -> RelationName:
    return tuple(part.lower() for part in relation)


def _at_origins(
    rules: Mapping[Place, Rules], analyses: Iterable[Analysis], sources: set[RelationName]
) -> dict[Place, Rules]:
    """The rules of models' columns, at the source columns that these are, passed on unchanged."""
    origins: dict[Place, tuple[Place, bool]] = {}
    for analysis in analyses:
        keeps_rows = not any(edge.kind is Transformation.GROUP_BY for edge in analysis.edges)
        for target, column in enumerate(analysis.columns):
            direct = {
                (_lower(edge.source.relation), edge.source.column.lower()): edge.kind
                for edge in analysis.edges
                if edge.target == target and edge.kind.direct
            }
            if len(direct) == 1:
                ((origin, kind),) = direct.items()
                if kind is not Transformation.AGGREGATION:
                    origins[_lower(analysis.relation), column.name.lower()] = origin, keeps_rows

    def origin_of(place: Place) -> tuple[Place, bool] | None:
        keeps, seen = True, {place}
        while place[0] not in sources:
            if place not in origins:
                return None
            place, kept = origins[place]
            keeps = keeps and kept
            if place in seen:
                return None
            seen.add(place)
        return place, keeps

    found: dict[Place, Rules] = {}
    for place, rule in rules.items():
        if (traced := origin_of(place)) is None:
            continue
        origin, keeps = traced
        to = origin_of(rule.to) if rule.to else None
        moved = replace(rule, unique=rule.unique and keeps, to=to[0] if to else None)
        found[origin] = found.get(origin, Rules()).and_(moved)
    return found


def _uses(project: ReadProject) -> dict[str, str]:
    """By column name: the type that a cast gives it, or that is needed for what is done with it."""
    casts: dict[str, str] = {}
    numbers: dict[str, str] = {}
    for node in project.nodes.values():
        if not node.sql:
            continue
        try:
            tree = sqlglot.parse_one(node.sql, dialect="duckdb")
        except (SqlglotError, RecursionError):
            continue
        for cast in tree.find_all(exp.Cast):
            if isinstance(cast.this, exp.Column):
                casts.setdefault(cast.this.name.lower(), cast.to.sql("duckdb"))
        counted = (exp.Mul, exp.Div, exp.Add, exp.Sub, exp.Sum, exp.Avg)
        for operation in tree.find_all(*counted):
            operands = operation.this, operation.args.get("expression")
            is_of_time = any(isinstance(operand, exp.Interval) for operand in operands)
            for operand in operands:
                if isinstance(operand, exp.Column):
                    type_ = "TIMESTAMP" if is_of_time else "DECIMAL(18,2)"
                    numbers.setdefault(operand.name.lower(), type_)
        for of_time in tree.find_all(exp.DateDiff, exp.TimestampTrunc, exp.DateTrunc, exp.Extract):
            for operand in (of_time.this, of_time.args.get("expression")):
                if isinstance(operand, exp.Column):
                    numbers.setdefault(operand.name.lower(), "TIMESTAMP")
        for compared in tree.find_all(exp.GT, exp.GTE, exp.LT, exp.LTE, exp.EQ):
            sides = compared.this, compared.expression
            for one, other in (sides, sides[::-1]):
                if (
                    isinstance(one, exp.Column)
                    and isinstance(other, exp.Literal)
                    and not other.is_string
                ):
                    numbers.setdefault(
                        one.name.lower(), "BIGINT" if other.is_int else "DECIMAL(18,2)"
                    )
    return {**numbers, **casts}


# The first that fits the name.
_BY_NAME = (
    (re.compile(r"(^|_)(is|has|was)_|_flag$"), "BOOLEAN"),
    (re.compile(r"_(at|ts|time|timestamp)$|^(created|updated|timestamp)$"), "TIMESTAMP"),
    (re.compile(r"_(on|date|day)$|^(date|day)$"), "DATE"),
    (
        re.compile(r"(^|_)(quantity|qty|count|pieces|cents|number_of|age|rank|position)(_|$)"),
        "BIGINT",
    ),
    (
        re.compile(r"(^|_)(amount|price|total|cost|revenue|rate|weight|score|kilos|tax)(_|$)"),
        "DECIMAL(18,2)",
    ),
)


def _typed(fact: ColumnFact, uses: Mapping[str, str]) -> ColumnFact:
    if fact.type:
        return fact
    by_name = next((type_ for pattern, type_ in _BY_NAME if pattern.search(fact.name.lower())), "")
    used = uses.get(fact.name.lower(), "")
    if used == "DECIMAL(18,2)" and by_name == "BIGINT":
        used = by_name
    if values := fact.rules.values:
        is_whole = all(isinstance(v, int) and not isinstance(v, bool) for v in values)
        used = used or ("BIGINT" if is_whole else "VARCHAR")
    return replace(fact, type=used or by_name or "VARCHAR", is_guess=not used)
