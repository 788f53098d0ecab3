"""The quality rules of a contract, in one form for all spellings of v3.0 to v3.2."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from inseam.documents.numbers import number
from inseam.documents.yaml_document import Path
from inseam.gate.intervals import OPERATORS, Admitted, Domain, interval, threshold, within
from inseam.gate.quality_forms import implementation_form, query_form
from inseam.gate.values import identity, text
from inseam.odcs.constraints import metric_name
from inseam.odcs.lenient import Entry, entries, mapping

_PERCENT = frozenset({"percent", "percentage", "%"})
_SEVERITIES = {"info": 0, "information": 0, "low": 0, "warning": 1, "warn": 1, "medium": 1}
_ENFORCED = 2
# v3.0 had no `arguments`, and its examples have them beside the rule.
# Not the standard's, and in many files beside `rule: validValues`: the values themselves.
_VALUES = "mustBeIn"
_ARGUMENTS_BESIDE = ("validValues", "missingValues", "pattern", "properties")
# These count rows that are wrong: as names alone, they say that there are none.
_COUNTS_OF_FAULTS = frozenset({"nullValues", "missingValues", "invalidValues", "duplicateValues"})


@dataclass(frozen=True, slots=True)
class QualityRule:
    """``admits`` is None for a rule without a threshold that can be compared.

    ``says`` is what is measured, without the threshold: rules that say the same are one rule.
    ``other_limits`` are operators with values that are not numbers, or that are not the standard's.
    ``kind`` is the rule's type, and for a custom one its engine.
    """

    path: Path
    id: str | None
    name: str | None
    metric: str | None
    arguments: Entry
    admits: Admitted | None
    other_limits: str
    severity: int
    says: str
    kind: tuple[str, str]
    query: str | None
    implementation: Any
    words: str

    @property
    def is_for_words(self) -> bool:
        return self.kind[0] == "text"

    def form(self, dialect: str) -> str:
        """What it measures, without the freedoms of layout and spelling that its text has."""
        if self.metric is not None or self.is_for_words:
            return self.says
        query = None if self.query is None else query_form(self.query, dialect)
        implementation = implementation_form(self.implementation)
        return identity([*self.kind, self.words, query, implementation, self.arguments])

    @property
    def is_enforced(self) -> bool:
        return self.severity >= _ENFORCED

    @property
    def forbids_all(self) -> bool:
        """Whether it counts faults, and no fault may be."""
        return (
            self.is_enforced
            and self.metric in _COUNTS_OF_FAULTS
            and self.admits is not None
            and self.admits.is_zero
        )

    @property
    def properties(self) -> tuple[str, ...]:
        """The columns that a rule at an object names."""
        named = self.arguments.get("properties")
        return tuple(n for n in named if isinstance(n, str)) if isinstance(named, list) else ()

    @property
    def label(self) -> str:
        """Of a rule without a name: its metric and columns, or its type and a sign of its text."""
        if named := self.name or self.id:
            return named
        if self.metric:
            return (
                f"{self.metric}({', '.join(self.properties)})" if self.properties else self.metric
            )
        return f"{self.kind[0]}-{hashlib.sha256(self.says.encode()).hexdigest()[:6]}"

    @property
    def text(self) -> Any:
        """What people know it by."""
        if self.name or self.id or self.metric:
            return self.label
        return self.query or self.implementation or self.words or self.label


def quality_rules(entry: Entry, path: Path) -> Iterator[QualityRule]:
    """Those that stand at ``entry``, not at its parts."""
    for rule, rule_path in entries(entry, "quality", path):
        yield _rule(_of_the_library(rule), rule_path)


def _of_the_library(rule: Entry) -> Entry:
    """Files from before v3.0 call the library's rules `predefined`."""
    return {**rule, "type": "library"} if rule.get("type") == "predefined" else rule


def _rule(rule: Entry, path: Path) -> QualityRule:
    arguments = dict(mapping(rule, "arguments"))
    for name in _ARGUMENTS_BESIDE:
        if name in rule:
            arguments.setdefault(name, rule[name])
    metric = metric_name(rule)
    if metric == "invalidValues" and isinstance(rule.get(_VALUES), list):
        arguments.setdefault("validValues", rule[_VALUES])
    return QualityRule(
        path=path,
        id=text(rule, "id"),
        name=text(rule, "name"),
        metric=metric,
        arguments=arguments,
        admits=_admits(rule, metric),
        other_limits=_other_limits(rule, metric),
        severity=_SEVERITIES.get((text(rule, "severity") or "").strip().lower(), _ENFORCED),
        says=_says(rule, metric, arguments),
        kind=(text(rule, "type") or "library", text(rule, "engine") or ""),
        query=text(rule, "query"),
        implementation=rule.get("implementation"),
        words=_words(rule),
    )


def _words(rule: Entry) -> str:
    """Of a rule in words, the words; else what it calls the thing that it measures."""
    if text(rule, "type") == "text":
        return " ".join((text(rule, "description") or "").split())
    named = text(rule, "metric") or text(rule, "rule") or ""
    unit = (text(rule, "unit") or "").lower()
    return f"{named} {unit}".strip()


def _domain(rule: Entry, metric: str | None) -> Domain:
    if (text(rule, "unit") or "").strip().lower() in _PERCENT:
        return Domain.PERCENT
    query = " ".join((text(rule, "query") or "").split()).lower()
    return Domain.COUNT if metric or query.startswith("select count(") else Domain.ANY


def _admits(rule: Entry, metric: str | None) -> Admitted | None:
    admitted = threshold(rule)
    if admitted is None:
        is_named_alone = "metric" not in rule or _is_list_of_values(rule, metric)
        if metric in _COUNTS_OF_FAULTS and is_named_alone and not _other_limits(rule, metric):
            return interval(number(0), number(0))
        return None
    return within(admitted, _domain(rule, metric))


def _is_list_of_values(rule: Entry, metric: str | None) -> bool:
    return metric == "invalidValues" and isinstance(rule.get(_VALUES), list)


def _other_limits(rule: Entry, metric: str | None) -> str:
    limits = {
        key: value
        for key, value in rule.items()
        if key.startswith(("mustBe", "mustNotBe"))
        and not (key in OPERATORS and _is_numeric(value))
        and not (key == _VALUES and _is_list_of_values(rule, metric))
    }
    return identity(limits) if limits else ""


def _is_numeric(value: Any) -> bool:
    values = value if isinstance(value, list) else [value]
    return all(number(one) is not None and not _is_nan(one) for one in values)


def _is_nan(value: Any) -> bool:
    return isinstance(value, float) and math.isnan(value)


def _says(rule: Entry, metric: str | None, arguments: Entry) -> str:
    if metric is not None:
        percent = _domain(rule, metric) is Domain.PERCENT
        return identity([metric, percent, _without_order(arguments)])
    if text(rule, "type") == "text":
        return identity(["text", " ".join((text(rule, "description") or "").split())])
    query = text(rule, "query")
    return identity(
        [
            text(rule, "type") or "library",
            text(rule, "metric") or text(rule, "rule"),
            (text(rule, "unit") or "").lower(),
            " ".join(query.split()) if query else None,
            text(rule, "engine"),
            rule.get("implementation"),
            arguments,
        ]
    )


def _without_order(arguments: Entry) -> Any:
    return {
        key: sorted(identity(part) for part in value) if isinstance(value, list) else value
        for key, value in arguments.items()
    }
