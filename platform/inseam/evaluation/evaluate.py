"""Evaluates a contract's statements on rows: here alone it is decided what keeps a rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

from inseam.evaluation import measures, queries, query_text
from inseam.evaluation.engine import Engine, EngineError
from inseam.evaluation.place import Place, places, quoted, row_condition, value_of
from inseam.evaluation.result import Result, Verdict, blocks
from inseam.evaluation.samples import broken_rows, repeated_rows
from inseam.evaluation.texts import demand, number
from inseam.evaluation.unanswerable import (
    listed_columns,
    option_reason,
    rule_reason,
)
from inseam.odcs.constraints import WrittenRule
from inseam.odcs.contract import PRODUCTION, Contract, QualityRule
from inseam.odcs.types import dialect_of

_COUNTED = {
    "nullValues": ("null values", "field_null_values"),
    "missingValues": ("missing values", "field_missing_values"),
    "invalidValues": ("invalid values", "field_invalid_values"),
    "duplicateValues": ("values that occur more than once", "field_duplicate_values"),
    "rowCount": ("the number of rows", "row_count"),
}
_OPTION_NAMES = {
    "exclusiveMaximum": "values are less than {}",
    "exclusiveMinimum": "values are more than {}",
    "format": "values have the format {}",
    "multipleOf": "values are multiples of {}",
}


def evaluate(
    contract: Contract,
    engine: Engine,
    relations: Mapping[str, str],
    *,
    evaluated_in_production: bool = False,
) -> list[Result]:
    """What the rows say of each quality rule, and of each option that datacontract-cli leaves out.

    ``relations`` has the name in SQL of each object that is there, by its physical name. A query
    of a rule may also name a table without its schema: that is for the engine to find.
    Rules with `evaluatedIn: production` are evaluated only where a caller asks for it.

    Nothing is raised for what a contract says: a rule that cannot be evaluated has that verdict,
    and its reason. It is never a broken promise of the data.
    """
    evaluator = _Evaluator(contract, engine, relations, evaluated_in_production)
    return [*evaluator.rules(), *evaluator.options()]


@dataclass(frozen=True, slots=True)
class _Evaluator:
    contract: Contract
    engine: Engine
    relations: Mapping[str, str]
    in_production: bool

    def rules(self) -> Iterator[Result]:
        holders = places(self.contract)
        for stated in self.contract.quality:
            place = holders[stated.path[:-2]]
            pending = Result(
                path=stated.path,
                place=place,
                type=_type(stated.rule, place),
                name=_rule_name(stated.rule),
                verdict=Verdict.NOT_EVALUATED,
                blocks=blocks(stated.rule.severity),
            )
            reason = self._reason(stated, place)
            if reason is None:
                yield self._caught(pending, partial(self._rule, pending, stated.rule))
            else:
                yield replace(pending, reason=reason)

    def _reason(self, stated: QualityRule, place: Place) -> str | None:
        if stated.evaluated_in == PRODUCTION and not self.in_production:
            return "it is to be evaluated in production"
        at_property = place.column is not None
        reason = rule_reason(stated.rule, at_property=at_property, in_a_list=place.is_in_a_list)
        return reason or self._absent(place)

    def _absent(self, place: Place) -> str | None:
        name = place.described.physical_name
        return None if name in self.relations else f"`{name}` was not built"

    def options(self) -> Iterator[Result]:
        dialect = dialect_of(self.contract)
        for place in places(self.contract).values():
            if place.column is None:
                continue
            for option, stated in place.column.constraints.options.items():
                reason = option_reason(place, option, stated.value, dialect)
                if reason == "" or (reason is None and option not in _OPTION_NAMES):
                    continue
                pending = Result(
                    path=stated.path,
                    place=place,
                    type=f"field_{_snake(option)}",
                    name=_OPTION_NAMES.get(option, f"{option} {{}}").format(stated.value),
                    verdict=Verdict.NOT_EVALUATED,
                    reason=reason or self._absent(place) or "",
                )
                if pending.reason:
                    yield pending
                    continue
                condition = measures.breaks_option(place.column, option, stated.value, dialect)
                yield self._caught(pending, partial(self._none_may, pending, condition))

    def _caught(self, pending: Result, answer: Callable[[], Result]) -> Result:
        """What the engine cannot do says nothing of the rows."""
        try:
            return answer()
        except EngineError as error:
            reason = f"{self.engine.name} cannot evaluate it"
            return replace(pending, reason=reason, measured=str(error), is_fault=True)

    def _rule(self, pending: Result, rule: WrittenRule) -> Result:
        relation = self.relations[pending.place.described.physical_name]
        if rule.kind == "sql":
            return self._query(pending, rule, relation)
        if rule.metric == "rowCount":
            return self._judged(pending, rule, self._count("true", relation)[1])
        if rule.metric == "duplicateValues":
            return self._duplicates(pending, rule, relation)
        return self._bad_values(pending, rule, measures.bad_values(rule))

    def _query(self, pending: Result, rule: WrittenRule, relation: str) -> Result:
        place, query = pending.place, rule.query or ""
        if unknown := query_text.unknown_placeholder(query, at_property=place.column is not None):
            reason = f"nothing is called {unknown} here"
            return replace(pending, reason=reason, is_fault=True)
        names = self._names(place, relation)
        spelled = {name: self.engine.spelled(sql) for name, sql in names.items()}
        answer = queries.ask(self.engine, query_text.filled(query, spelled))
        if answer.reason:
            return replace(pending, reason=answer.reason, measured=answer.detail, is_fault=True)
        if answer.number is None:
            return self._broken(pending, "The query yields no number, but NULL.")
        return self._judged(pending, rule, answer.number, "The query yields {}.")

    def _names(self, place: Place, relation: str) -> dict[str, str]:
        server = self.contract.server
        stated = {
            "schema": server.schema if server else None,
            "catalog": server.catalog if server else None,
            "database": server.catalog if server else None,
        }
        names = dict.fromkeys(query_text.TABLE_NAMES, relation)
        # datacontract-cli has the table's name for what the server does not say.
        bare = place.described.physical_name
        names |= {name: quoted(stated.get(name) or bare) for name in query_text.SERVER_NAMES}
        if place.column is not None:
            names |= dict.fromkeys(query_text.COLUMN_NAMES, value_of(place))
        return names

    def _duplicates(self, pending: Result, rule: WrittenRule, relation: str) -> Result:
        place = pending.place
        if place.is_in_a_list:
            of_list, repeats = measures.list_repeats(place)
            return self._bad_values(pending, rule, repeats, of_list)
        if place.column is not None:
            names = [value_of(place)]
        else:
            columns = {c.name: c.physical_name for c in place.described.properties}
            names = [quoted(columns.get(name, name)) for name in listed_columns(rule)]
        repeated = measures.rows_with_repeated(names, relation)
        ((count,),) = self.engine.rows(f"select count(*) from ({repeated})").rows
        rows = self._count("true", relation)[1] if rule.is_percent else None
        found = self._judged(pending, rule, count, rows=rows)
        if found.verdict is Verdict.PASSED:
            return found
        return replace(found, rows=repeated_rows(self.engine, place, repeated))

    def _bad_values(
        self,
        pending: Result,
        rule: WrittenRule,
        condition: measures.Condition,
        place: Place | None = None,
    ) -> Result:
        relation = self.relations[pending.place.described.physical_name]
        bad = row_condition(place or pending.place, condition)
        count, rows = self._count(bad, relation)
        found = self._judged(pending, rule, count, rows=rows)
        if found.verdict is Verdict.PASSED or not count:
            return found
        return replace(found, rows=broken_rows(self.engine, pending.place, relation, bad))

    def _none_may(self, pending: Result, condition: measures.Condition) -> Result:
        relation = self.relations[pending.place.described.physical_name]
        bad = row_condition(pending.place, condition)
        count, rows = self._count(bad, relation)
        if not count:
            return replace(pending, verdict=Verdict.PASSED)
        broken = self._broken(pending, f"{count} of {_rows(rows)} do not.")
        return replace(broken, rows=broken_rows(self.engine, pending.place, relation, bad))

    def _count(self, condition: str, relation: str) -> tuple[int, int]:
        """The rows with the condition, and all rows."""
        ((found, all_),) = self.engine.rows(
            f"select count(*) filter (where {condition}), count(*) from {relation}"
        ).rows
        return found, all_

    def _judged(
        self,
        pending: Result,
        rule: WrittenRule,
        count: float,
        words: str = "Found {}.",
        rows: int | None = None,
    ) -> Result:
        assert rule.threshold is not None
        value = count
        if rule.is_percent and rows is not None:
            value = round(count / rows * 100, 6) if rows else 0
        if rule.threshold.allows(value):
            return replace(pending, verdict=Verdict.PASSED)
        measured = words.format(number(value, is_percent=rule.is_percent and rows is not None))
        if rows is not None:
            measured = f"{measured.rstrip('.')} ({count} of {_rows(rows)})."
        return self._broken(pending, measured)

    def _broken(self, pending: Result, measured: str) -> Result:
        verdict = Verdict.FAILED if pending.blocks else Verdict.WARNING
        return replace(pending, verdict=verdict, measured=measured)


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count} rows"


def _type(rule: WrittenRule, place: Place) -> str:
    """datacontract-cli's word for a check of this kind."""
    level = "model" if place.column is None else "field"
    if rule.metric == "duplicateValues":
        return f"{level}_duplicate_values"
    if rule.metric is not None:
        return _COUNTED[rule.metric][1]
    return f"{level}_quality_{rule.kind}"


def _rule_name(rule: WrittenRule) -> str:
    called = rule.id or rule.name
    subject = f"quality rule `{called}`" if called else "quality rule"
    if rule.threshold is None:
        return subject
    what = _COUNTED[rule.metric][0] if rule.metric else "the number that its query yields"
    return f"{subject}: {what} {demand(rule.threshold, is_percent=rule.is_percent)}"


def _snake(option: str) -> str:
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in option)
