"""What columns and quality rules say about themselves."""

from __future__ import annotations

from collections.abc import Iterator

from inseam.contract_lint.outline import ContractOutline
from inseam.contract_lint.problem import Problem
from inseam.contract_lint.wording import shown
from inseam.odcs.constraints import EVALUATED_IN, PRODUCTION
from inseam.odcs.lenient import entries, text
from inseam.odcs.personal_data import personal_data
from inseam.report.finding import Severity
from inseam.rules.rule import Rule

UNCLASSIFIED = Rule(
    id="contract-personal-data-unclassified",
    what="A column that says it holds personal data (the tag or custom property `pii`, however it"
    " is spelled, or the format `email`) has a `classification`, and not `public`.",
    why="The classification decides who may read it, and how it is masked.",
    fix="Add `classification:`, such as `classification: confidential`.",
)
EVALUATED_ELSEWHERE = Rule(
    id="contract-evaluated-in-unknown",
    what=f"The custom property `{EVALUATED_IN}` of a quality rule has the value `{PRODUCTION}`.",
    why="With any other value the rule is evaluated on test rows, where it means nothing.",
    fix=f"Write `value: {PRODUCTION}`, or remove the property.",
)
SHAPE_MISSING = Rule(
    id="contract-shape-missing",
    what="An array says what it holds (`items`), an object which fields it has (`properties`), or"
    " `physicalType` says so.",
    why="Otherwise it is a JSON value in every test, and nobody knows what it may contain.",
    fix="Add `items:` or `properties:`, or a physicalType such as `ARRAY<STRING>`.",
    severity=Severity.WARNING,
)
RULES = (UNCLASSIFIED, EVALUATED_ELSEWHERE, SHAPE_MISSING)

# What a column's `physicalType` says without its entries or fields.
_SHAPELESS = frozenset({"", "array", "list", "map", "object", "record", "row", "struct", "tuple"})


def unclassified(contract: ContractOutline) -> Iterator[Problem]:
    for column in contract.columns:
        statement = personal_data(column.entry)
        classification = text(column.entry, "classification")
        if not (statement and statement.holds) or (
            classification and classification.strip().lower() != "public"
        ):
            continue
        label = shown(column.label)
        said = f"{statement.kind} {shown(statement.word)}"
        if classification:
            message = f"The column {label} holds personal data ({said}), and is public."
            at = (*column.path, "classification")
        else:
            message = f"The column {label} holds personal data ({said}), and has no classification."
            at = column.path
        yield Problem(UNCLASSIFIED, at, message)


def evaluated_elsewhere(contract: ContractOutline) -> Iterator[Problem]:
    for rule, rule_path, _ in contract.quality():
        for custom, path in entries(rule, "customProperties", rule_path):
            if custom.get("property") == EVALUATED_IN and custom.get("value") != PRODUCTION:
                value = shown(custom.get("value"))
                message = f"The quality rule is to be evaluated in {value}, which is nowhere."
                yield Problem(EVALUATED_ELSEWHERE, (*path, "value"), message)


def shape_missing(contract: ContractOutline) -> Iterator[Problem]:
    for column in contract.columns:
        physical = text(column.entry, "physicalType") or ""
        missing = {"array": "items", "object": "properties"}.get(column.logical_type or "")
        # What `physicalType` contradicts, or describes by itself, has its shape from there.
        is_open = physical.strip().lower() in _SHAPELESS
        if missing is None or column.entry.get(missing) or not is_open:
            continue
        message = (
            f"The column {shown(column.label)} is an {column.logical_type} without `{missing}`."
        )
        yield Problem(SHAPE_MISSING, column.path, message, f"Add `{missing}:`.")


CHECKS = (unclassified, evaluated_elsewhere, shape_missing)
