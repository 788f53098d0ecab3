"""The contract test of an output port, by datacontract-cli, on the rows that were just built."""

from __future__ import annotations

import json
import logging
from collections.abc import Container, Iterable
from pathlib import Path
from typing import Any

from datacontract.data_contract import DataContract
from datacontract.model.run import Check

from inseam.contracts.element_path import format_path
from inseam.contracts.odcs import PRODUCTION, Contract, Property, QualityRule, SchemaObject
from inseam.contracts.yaml_document import Path as ElementPath
from inseam.report.finding import Finding, Severity
from inseam.testing.engine import shut_in_for_reading
from inseam.testing.located import Located, at_element
from inseam.testing.outcomes import SHOWN_ROWS, CheckOutcome, ContractOutcome
from inseam.testing.request import ContractInput

_SERVER = "test"

# The part of a property that a check is about, by the check's type.
_ASPECTS: dict[str, ElementPath] = {
    "field_type": ("logicalType",),
    "field_physical_type": ("physicalType",),
    "field_required": ("required",),
    "field_unique": ("unique",),
    "field_primary_key_unique": ("primaryKey",),
    "field_relationships": ("relationships",),
    "field_min_length": ("logicalTypeOptions", "minLength"),
    "field_max_length": ("logicalTypeOptions", "maxLength"),
    "field_minimum": ("logicalTypeOptions", "minimum"),
    "field_maximum": ("logicalTypeOptions", "maximum"),
    "field_exclusive_minimum": ("logicalTypeOptions", "exclusiveMinimum"),
    "field_exclusive_maximum": ("logicalTypeOptions", "exclusiveMaximum"),
    "field_regex": ("logicalTypeOptions", "pattern"),
    "field_format": ("logicalTypeOptions", "format"),
}


def test_contract(
    port: ContractInput, database: Path, attached: dict[str, Path]
) -> ContractOutcome:
    """Runs every check that rows in a file can answer, on no other connection than ``database``."""
    document = json.loads(port.canonical.read_text(encoding="utf-8"))
    rules = {f"rule-{number}": rule for number, rule in enumerate(port.contract.quality)}
    not_evaluated = [
        rule.id or format_path(rule.path)
        for rule in rules.values()
        if rule.evaluated_in == PRODUCTION
    ]
    # A service level speaks of a running system: of its clock, its history, its clients.
    not_evaluated += [str(sla.get("property")) for sla in document.pop("slaProperties", None) or ()]
    for rule_id, rule in reversed(rules.items()):
        if rule.evaluated_in == PRODUCTION:
            _remove(document, rule.path)
        else:
            # An id that is unique in the contract, so that a check leads back to its rule.
            _get(document, rule.path)["id"] = rule_id
    document["servers"] = [
        {
            "server": _SERVER,
            "type": "duckdb",
            "database": str(database),
            "schema": port.contract.schema,
        }
    ]
    # What it logs is in its result too.
    logging.getLogger("datacontract").setLevel(logging.CRITICAL)
    with shut_in_for_reading(database, attached):
        run = DataContract(
            data_contract_str=json.dumps(document),
            server=_SERVER,
            inline_references=False,  # they would be fetched over the network
            include_failed_samples=True,
        ).test()
    outcomes = [_check_outcome(check, port.contract, rules) for check in run.checks or ()]
    answered = [outcome for outcome in outcomes if outcome.answered]
    # A rule that datacontract-cli does not run, such as one in words, is not thereby kept.
    ruled = {check.qualityId for check in run.checks or ()}
    not_evaluated += [
        rule.id or format_path(rule.path)
        for rule_id, rule in rules.items()
        if rule_id not in ruled and rule.evaluated_in != PRODUCTION
    ]
    not_evaluated += [outcome.name for outcome in outcomes if not outcome.answered]
    return ContractOutcome(
        contract=port.contract, checks=tuple(answered), not_evaluated=tuple(not_evaluated)
    )


def unbuilt_objects(
    contract: Contract, built: Container[str], explained: Container[str]
) -> list[Located]:
    """The contract's objects that were not built, and of whose models nothing else is reported.

    ``built`` and ``explained`` are names in lower case.
    """
    return [
        at_element(
            Finding(
                rule="port-object-missing",
                severity=Severity.ERROR,
                file=contract.file,
                message=(
                    f"The contract `{contract.id}` promises `{described.physical_name}`, "
                    "which was not built."
                ),
                fix=(
                    f"Add a model `{described.physical_name}` with"
                    f" `meta: {{data_contract: {{id: {contract.id}}}}}` in its config."
                ),
            ),
            described.path,
        )
        for described in contract.objects
        if described.physical_name.lower() not in built
        and described.physical_name.lower() not in explained
    ]


def contract_findings(
    outcome: ContractOutcome, model_files: dict[str, str], explained: Iterable[str]
) -> list[Located]:
    """What the contract's reader would have to know.

    ``model_files`` has the SQL file by table name. Of an element that is ``explained`` already,
    nothing more is said: that a column is missing also fails every other check of it.
    """
    known = tuple(explained)
    contract = outcome.contract
    if not any(check.passed or check.failed for check in outcome.checks):
        return [
            Located(
                Finding(
                    rule="contract-not-checked",
                    severity=Severity.ERROR,
                    file=contract.file,
                    message=(
                        f"No check of the contract `{contract.id}` was executed: "
                        f"{_reasons(outcome)}"
                    ),
                    fix="Give the contract a schema with properties.",
                )
            )
        ]
    return [
        Located(
            Finding(
                rule="contract-check-failed",
                severity=Severity.ERROR if check.failed else Severity.WARNING,
                file=contract.file,
                message=(
                    f"{_subject(check)} breaks the contract `{contract.id}`: {_statement(check)}"
                ),
                details=check.rows,
                fix=_fix(model_files.get(check.object.lower())),
            ),
            check.element,
        )
        for check in outcome.checks
        if (check.failed or check.warned) and not _is_part_of(check.element, known)
    ]


def _is_part_of(element: str, wholes: Iterable[str]) -> bool:
    return any(
        element == whole or element.startswith((f"{whole}.", f"{whole}[")) for whole in wholes
    )


def _fix(model_file: str | None) -> str:
    sql = f"Correct {model_file}" if model_file else "Build this object"
    return f"{sql}, or change the promise and the contract's version."


def _subject(check: CheckOutcome) -> str:
    return f"`{check.object}.{check.column}`" if check.column else f"`{check.object}`"


def _statement(check: CheckOutcome) -> str:
    return f"{check.name}. {check.reason}" if check.reason else check.name


def _reasons(outcome: ContractOutcome) -> str:
    return (
        "; ".join(check.reason for check in outcome.checks if check.reason) or "it declares none."
    )


def _name(check: Check, rules: dict[str, QualityRule]) -> str:
    rule = rules.get(check.qualityId or "")
    name = (check.name or check.type).removeprefix("Check that ")
    return f"quality rule `{rule.id}`, {name}" if rule and rule.id else name


def _check_outcome(check: Check, contract: Contract, rules: dict[str, QualityRule]) -> CheckOutcome:
    described = contract.object_named(check.model or "")
    column = _column(described, check.field) if described and check.field else None
    if check.qualityId in rules:
        path = rules[check.qualityId].path
    elif column is not None:
        path = (*column.path, *_ASPECTS.get(check.type, ()))
    else:
        path = described.path if described else ()
    return CheckOutcome(
        type=check.type,
        category=check.category,
        name=_name(check, rules),
        object=check.model or contract.id,
        column=check.field,
        element=format_path(path),
        result=check.result.value if check.result else "unknown",
        reason=" ".join((check.reason or "").split()),
        rows=tuple(_row(sample) for sample in (check.failedSamples or ())[:SHOWN_ROWS]),
    )


def _row(sample: Any) -> str:
    if isinstance(sample, dict):
        return ", ".join(f"{name}={value!r}" for name, value in sample.items())
    return repr(sample)


def _column(described: SchemaObject, field: str) -> Property | None:
    """The property that a check's field names; ``a.b`` and ``a[].b`` are fields inside ``a``."""
    properties, found = described.properties, None
    for step in field.replace("[]", ".items").split("."):
        if step == "items" and found is not None and found.items is not None:
            found = found.items
        else:
            match = next((p for p in properties if p.physical_name.lower() == step.lower()), None)
            if match is None:
                return found
            found = match
        properties = found.properties
    return found


def _get(document: Any, path: ElementPath) -> Any:
    for step in path:
        document = document[step]
    return document


def _remove(document: Any, path: ElementPath) -> None:
    """From a list of rules. Call it for the last rule of a list first, since places shift."""
    del _get(document, path[:-1])[path[-1]]
