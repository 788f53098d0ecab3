"""What an ODCS contract says about values: options, allowed values, quality rules, relationships.

Follows the standard's versions 3.0 to 3.2 in all their spellings. Reading is lenient: a part that
makes no sense is kept as it was written, at its place, for the reader of it to refuse.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from inseam.documents.yaml_document import Path
from inseam.odcs.lenient import entries, text

# A quality rule that only a real server can answer, such as a number of rows, carries this.
EVALUATED_IN = "evaluatedIn"
PRODUCTION = "production"

# The names that v3.0 gave to the metrics of v3.1, and those of its examples.
_OLD_METRICS = {
    "duplicateCount": "duplicateValues",
    "nullCheck": "nullValues",
    "nullCount": "nullValues",
    "missingCount": "missingValues",
    "invalidCount": "invalidValues",
    "validValues": "invalidValues",
}
METRICS = frozenset({"nullValues", "missingValues", "invalidValues", "duplicateValues", "rowCount"})
# v3.0 had no `arguments`, and its examples have them beside the rule.
BESIDE_THE_RULE = ("validValues", "missingValues", "pattern", "properties")
OPERATORS = frozenset(
    {
        "mustBe",
        "mustNotBe",
        "mustBeGreaterThan",
        "mustBeGreaterOrEqualTo",
        "mustBeLessThan",
        "mustBeLessOrEqualTo",
        "mustBeBetween",
        "mustNotBeBetween",
    }
)
_PERCENT = frozenset({"percent", "percentage", "%"})


@dataclass(frozen=True, slots=True)
class Stated:
    """A value that the contract states at ``path``."""

    value: Any
    path: Path


@dataclass(frozen=True, slots=True)
class Threshold:
    """What a rule demands of a number. Open ends are None; ``excluded`` are closed intervals."""

    low: float | None = None
    high: float | None = None
    low_is_open: bool = False
    high_is_open: bool = False
    excluded: tuple[tuple[float, float], ...] = ()

    def allows(self, number: float) -> bool:
        if self.low is not None and (
            number < self.low or (self.low_is_open and number == self.low)
        ):
            return False
        if self.high is not None and (
            number > self.high or (self.high_is_open and number == self.high)
        ):
            return False
        return not any(low <= number <= high for low, high in self.excluded)


@dataclass(frozen=True, slots=True)
class WrittenRule:
    """A quality rule as it is written.

    ``metric`` has the name of v3.1; it is None for a rule in SQL, words or another tool's language,
    and for one that the standard does not have. ``kind`` is the rule's `type`, which is `library`
    where none is written; ``stated_metric`` is the metric or rule in the contract's own words.
    """

    path: Path
    metric: str | None
    arguments: Mapping[str, Any]
    threshold: Threshold | None
    is_percent: bool
    query: str | None
    kind: str = "library"
    stated_metric: str | None = None
    engine: str | None = None
    severity: str | None = None
    id: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Relationship:
    """A foreign key, with references as the contract writes them.

    ``sources`` is None at a property, which is the source itself.
    """

    path: Path
    sources: tuple[str, ...] | None
    targets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ColumnConstraints:
    """``enum`` and ``examples`` hold lists; ``options`` is `logicalTypeOptions` by name.

    ``rules`` are those that a test can evaluate: not those with `evaluatedIn: production`.
    """

    options: Mapping[str, Stated] = field(default_factory=dict)
    enum: Stated | None = None
    examples: Stated | None = None
    rules: tuple[WrittenRule, ...] = ()
    relationships: tuple[Relationship, ...] = ()


@dataclass(frozen=True, slots=True)
class ObjectConstraints:
    rules: tuple[WrittenRule, ...] = ()
    relationships: tuple[Relationship, ...] = ()


def column_constraints(entry: Mapping[str, Any], path: Path) -> ColumnConstraints:
    """Of the property ``entry`` at ``path``."""
    options = entry.get("logicalTypeOptions")
    here = (*path, "logicalTypeOptions")
    return ColumnConstraints(
        options={key: Stated(value, (*here, key)) for key, value in options.items()}
        if isinstance(options, dict)
        else {},
        enum=allowed_values(entry, path),
        examples=_stated_list(entry, path, "examples"),
        rules=tuple(_rules(entry, path)),
        relationships=tuple(_relationships(entry, path, at_property=True)),
    )


def object_constraints(entry: Mapping[str, Any], path: Path) -> ObjectConstraints:
    """Of the schema object ``entry`` at ``path``."""
    return ObjectConstraints(
        rules=tuple(_rules(entry, path)),
        relationships=tuple(_relationships(entry, path, at_property=False)),
    )


def allowed_values(entry: Mapping[str, Any], path: Path) -> Stated | None:
    """The allowed values, from the first place of those that datacontract-cli reads as well."""
    if (listed := _stated_list(entry, path, "enum")) is not None and listed.value:
        values = [v.get("value") if isinstance(v, dict) else v for v in listed.value]
        return _without_null(Stated(values, listed.path))
    options = entry.get("logicalTypeOptions")
    if isinstance(options, dict):
        listed = _stated_list(options, (*path, "logicalTypeOptions"), "enum")
        if listed is not None and listed.value:
            return _without_null(listed)
    for custom, custom_path in entries(entry, "customProperties", path):
        if custom.get("property") == "enum":
            value = custom.get("value")
            if isinstance(value, str):
                try:
                    value = json.loads(value)
                except json.JSONDecodeError:
                    continue
            if isinstance(value, list) and value:
                return _without_null(Stated(value, (*custom_path, "value")))
    return None


def _without_null(listed: Stated) -> Stated:
    """Whether a value may be missing is for `required` to say."""
    return Stated([value for value in listed.value if value is not None], listed.path)


def _rules(entry: Mapping[str, Any], path: Path) -> Iterator[WrittenRule]:
    for rule, rule_path in entries(entry, "quality", path):
        if not _is_for_production(rule, rule_path):
            yield quality_rule(rule, rule_path)


def quality_rule(rule: Mapping[str, Any], path: Path) -> WrittenRule:
    """The rule that is written as ``rule`` at ``path``."""
    arguments = rule.get("arguments")
    arguments = dict(arguments) if isinstance(arguments, dict) else {}
    for name in BESIDE_THE_RULE:
        if name in rule:
            arguments.setdefault(name, rule[name])
    query = rule.get("query")
    return WrittenRule(
        path=path,
        metric=metric_name(rule),
        arguments=arguments,
        threshold=_threshold(rule),
        is_percent=str(rule.get("unit", "")).strip().lower() in _PERCENT,
        query=query if rule.get("type") == "sql" and isinstance(query, str) else None,
        kind=text(rule, "type") or "library",
        stated_metric=text(rule, "metric") or text(rule, "rule"),
        engine=text(rule, "engine"),
        severity=text(rule, "severity"),
        id=text(rule, "id"),
        name=text(rule, "name"),
    )


def metric_name(rule: Mapping[str, Any]) -> str | None:
    """The metric of a rule of the standard's library, by its name in v3.1."""
    if rule.get("type", "library") != "library":
        return None
    name = rule.get("metric", rule.get("rule"))
    name = _OLD_METRICS.get(name, name) if isinstance(name, str) else None
    return name if name in METRICS else None


def _is_for_production(rule: Mapping[str, Any], path: Path) -> bool:
    return any(
        custom.get("property") == EVALUATED_IN and custom.get("value") == PRODUCTION
        for custom, _ in entries(rule, "customProperties", path)
    )


def _threshold(rule: Mapping[str, Any]) -> Threshold | None:
    """Of several operators only the first counts, as for datacontract-cli."""

    def number(key: str) -> float | None:
        value = rule.get(key)
        return value if _is_number(value) else None

    if (value := number("mustBe")) is not None:
        return Threshold(value, value)
    if (value := number("mustNotBe")) is not None:
        return Threshold(excluded=((value, value),))
    if (value := number("mustBeGreaterThan")) is not None:
        return Threshold(low=value, low_is_open=True)
    if (value := number("mustBeGreaterOrEqualTo")) is not None:
        return Threshold(low=value)
    if (value := number("mustBeLessThan")) is not None:
        return Threshold(high=value, high_is_open=True)
    if (value := number("mustBeLessOrEqualTo")) is not None:
        return Threshold(high=value)
    for key in ("mustBeBetween", "mustNotBeBetween"):
        ends = rule.get(key)
        if isinstance(ends, list) and len(ends) == 2 and all(map(_is_number, ends)):
            low, high = ends
            between = Threshold(low, high)
            return between if key == "mustBeBetween" else Threshold(excluded=((low, high),))
    # A rule such as v3.0's `validValues` says with its name alone that nothing may break it.
    if metric_name(rule) in METRICS - {"rowCount"} and "metric" not in rule:
        return Threshold(0, 0)
    return None


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _relationships(
    entry: Mapping[str, Any], path: Path, *, at_property: bool
) -> Iterator[Relationship]:
    for relationship, relationship_path in entries(entry, "relationships", path):
        if relationship.get("type", "foreignKey") != "foreignKey":
            continue
        targets = _references(relationship.get("to"))
        sources = None if at_property else _references(relationship.get("from"))
        if targets:
            yield Relationship(relationship_path, sources, targets)


def _references(value: Any) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value]
    return tuple(reference for reference in values if isinstance(reference, str) and reference)


def _stated_list(entry: Mapping[str, Any], path: Path, key: str) -> Stated | None:
    value = entry.get(key)
    return Stated(value, (*path, key)) if isinstance(value, list) else None
