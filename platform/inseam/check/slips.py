"""Slips that turn up at several places: a comma forgotten, a name mistyped that others read.

Each is one finding. What follows from it, in its model or in those that read it, is held back.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from inseam.check.checked_product import CheckedProduct
from inseam.facts.schema import ColumnReadRow, SqlProblemRow
from inseam.report.finding import Finding
from inseam.report.missing_comma import alias_in, columns_before_aliases, missing_comma


@dataclass(frozen=True, slots=True)
class MissingComma:
    """Line ``before`` of a model's file ends in a column, and ``line`` holds ``alias``."""

    file: str
    before: int
    line: int
    alias: str


@dataclass(frozen=True, slots=True)
class Slips:
    """``commas`` are those of which a column is missed, by the model that lacks the comma.

    ``lacking`` are the missed columns, in lower case, by the model in which, or in what it reads,
    such a comma is missing. ``unknown`` has the names in a model's SQL that mean nothing, in lower
    case, with their first lines.
    """

    upstream: Mapping[str, tuple[str, ...]]
    commas: Mapping[str, tuple[MissingComma, ...]]
    lacking: Mapping[str, frozenset[str]]
    unknown: Mapping[str, Mapping[str, int]]

    def explain(self, model: str, column: str, near: Iterable[str] = ()) -> bool:
        """Whether a model lacks a column for a reason that is reported: a comma is missing; or it
        yields one of the ``near`` names instead, which is itself an unknown name there.
        """
        instead = {name.lower() for name in near}
        return column.lower() in self.lacking.get(model, ()) or any(
            not instead.isdisjoint(self.unknown.get(name, ())) for name in self._with_read(model)
        )

    def explain_problem(self, problem: SqlProblemRow) -> bool:
        """The same of a name that a query above in the same model should yield."""
        name = (problem.unknown_name or "").lower()
        unknown = self.unknown.get(problem.model, {})
        return name in self.lacking.get(problem.model, ()) or any(
            unknown.get(near.lower(), problem.line) < problem.line for near in near_of(problem)
        )

    def doubts(self, model: str, column: str) -> bool:
        """Whether a column has another one's values, for lack of a comma."""
        return any(
            comma.alias.lower() == column.lower()
            for name in self._with_read(model)
            for comma in self.commas.get(name, ())
        )

    def _with_read(self, model: str) -> tuple[str, ...]:
        return (model, *self.upstream.get(model, ()))


def near_of(problem: SqlProblemRow) -> list[str]:
    return [str(name) for name in json.loads(problem.near_names or "[]")]


def find_slips(product: CheckedProduct) -> Slips:
    unknown: dict[str, dict[str, int]] = defaultdict(dict)
    for model, name, line in _unknown(product):
        lines = unknown[model]
        lines[name.lower()] = min(line, lines.get(name.lower(), line))
    upstream = {model: _upstream(product, model) for model in product.models}
    lacking: dict[str, set[str]] = defaultdict(set)
    commas: dict[str, dict[MissingComma, None]] = defaultdict(dict)
    texts = {
        name: columns_before_aliases(product.texts.get(model.file, ""))
        for name, model in product.models.items()
    }
    for model, column in _missed(product):
        for name in (model, *upstream.get(model, ())):
            if (lines_of := texts.get(name, {}).get(column.lower())) is not None:
                before, line = lines_of
                file = product.models[name].file
                alias = alias_in(product.texts[file], line).strip('"`')
                commas[name].setdefault(MissingComma(file, before, line, alias))
                lacking[model].add(column.lower())
                break
    return Slips(
        upstream,
        {name: tuple(found) for name, found in commas.items()},
        {name: frozenset(found) for name, found in lacking.items()},
        unknown,
    )


def check_commas(product: CheckedProduct, slips: Slips) -> Iterator[Finding]:
    for found in slips.commas.values():
        for comma in found:
            yield missing_comma(comma.file, product.texts[comma.file], comma.before, comma.line)


def _unknown(product: CheckedProduct) -> Iterator[tuple[str, str, int]]:
    for read in _missing_reads(product):
        yield read.model, read.column_name, read.line or 1
    for problem in _unknown_names(product):
        yield problem.model, problem.unknown_name or "", problem.line or 1


def _missed(product: CheckedProduct) -> Iterator[tuple[str, str]]:
    """Names of columns that a model should yield, or find in what it reads."""
    for port in product.ports:
        for described in port.contract.objects:
            model = product.model_of(port, described)
            if model is not None and model.model in product.columns:
                yielded = {each.column_name.lower() for each in product.columns[model.model]}
                for column in described.properties:
                    if column.physical_name.lower() not in yielded:
                        yield model.model, column.physical_name
    for read in _missing_reads(product):
        yield read.depends_on if read.source is None else read.model, read.column_name
    for problem in _unknown_names(product):
        yield problem.model, problem.unknown_name or ""
    for model in product.models.values():
        for part in product.key_of(model):
            yield model.model, part


def _missing_reads(product: CheckedProduct) -> Iterator[ColumnReadRow]:
    for reads in product.reads.values():
        yield from (read for read in reads if read.exists is False)


def _unknown_names(product: CheckedProduct) -> Iterator[SqlProblemRow]:
    for problems in product.problems.values():
        yield from (problem for problem in problems if problem.unknown_name)


def _upstream(product: CheckedProduct, model: str) -> tuple[str, ...]:
    """What a model reads, and what that reads, the nearest first."""
    found: dict[str, None] = {}
    waiting = [model]
    while waiting:
        for read in product.dependencies.get(waiting.pop(0), ()):
            if read.source is None and read.depends_on not in found:
                found[read.depends_on] = None
                waiting.append(read.depends_on)
    return tuple(found)
