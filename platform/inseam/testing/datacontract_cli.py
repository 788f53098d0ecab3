"""The checks of a contract that datacontract-cli makes: of columns, types, keys and bounds.

Quality rules are not among them. It names the result of a count by column and metric, so two rules
of one metric take each other's result, or all counts of the table fail; the same goes for
`exclusiveMinimum` beside `exclusiveMaximum` or `minimum`. `inseam.evaluation` has those.
"""

from __future__ import annotations

import copy
import json
import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from datacontract.data_contract import DataContract
from datacontract.lint.constraints import enum_value_errors
from datacontract.lint.resolve import DEFAULT_ODCS_SCHEMA_VERSION
from datacontract.model.run import Check, ResultEnum
from open_data_contract_standard.model import OpenDataContractStandard

from inseam.contract_lint.json_schema import violations
from inseam.contract_lint.standards import CONTRACT, STANDARDS, schema_of
from inseam.documents.element_path import format_path
from inseam.documents.yaml_document import Path as ElementPath
from inseam.evaluation.result import Verdict
from inseam.odcs.contract import Contract, Property, SchemaObject
from inseam.testing.outcomes import SHOWN_ROWS, CheckOutcome

ENGINE = "datacontract-cli"
_SERVER = "test"
# Whatever a contract says that it follows.
_VALIDATED_AS = f"v{DEFAULT_ODCS_SCHEMA_VERSION}"
_MIXED_UP = ("exclusiveMinimum", "exclusiveMaximum")
# What it says in place of a result.
_NO_ANSWER = ("Error evaluating check:", "Could not read ")

# The part of a property that a check is about, by the check's type.
_ASPECTS: dict[str, ElementPath] = {
    "field_type": ("logicalType",),
    "field_physical_type": ("physicalType",),
    "field_required": ("required",),
    "field_unique": ("unique",),
    "field_primary_key_required": ("primaryKey",),
    "field_primary_key_unique": ("primaryKey",),
    "field_relationships": ("relationships",),
    "field_min_length": ("logicalTypeOptions", "minLength"),
    "field_max_length": ("logicalTypeOptions", "maxLength"),
    "field_minimum": ("logicalTypeOptions", "minimum"),
    "field_maximum": ("logicalTypeOptions", "maximum"),
    "field_regex": ("logicalTypeOptions", "pattern"),
    "field_enum": ("enum",),
}


@dataclass(frozen=True, slots=True)
class Structure:
    """``refusal`` is why datacontract-cli does not take the contract at all."""

    checks: tuple[CheckOutcome, ...]
    refusal: str | None = None


def duckdb_server(database: Path, schema: str | None) -> dict[str, str | None]:
    """An entry of `servers` for a schema in a DuckDB file."""
    return {
        "type": "duckdb",
        "database": str(_named_apart(database, schema)),
        "schema": schema,
    }


def structural_checks(
    contract: Contract,
    document: dict[str, Any],
    server: Mapping[str, Any],
    config: Mapping[str, str] | None = None,
) -> Structure:
    """What datacontract-cli says of the rows in ``server``, for the contract's ``document``.

    ``server`` is an entry of `servers` without its name, ``config`` what datacontract-cli otherwise
    takes from environment variables, by their names. A failed check is one that was evaluated; of
    another it says `not evaluated`.
    """
    # What it logs is in its result too.
    logging.getLogger("datacontract").setLevel(logging.CRITICAL)
    asked = _without_rules(document)
    asked["servers"] = [{"server": _SERVER, **server}]
    found = _run(asked, config)
    refused = [c for c in found if c.type == "lint" and c.result != ResultEnum.passed]
    if refused:
        return Structure((), "; ".join(check.reason or check.name or "" for check in refused))
    outcomes = {_key(check): _outcome(check, contract) for check in found}
    if any(_is_without_answer(check) for check in found):
        # One count that cannot be made takes all others of the table with it.
        for part in _apart(asked):
            for check in _run(part, config):
                if not _is_without_answer(check) and _key(check) in outcomes:
                    outcomes[_key(check)] = _outcome(check, contract)
    return Structure(tuple(outcomes.values()))


def _named_apart(database: Path, schema: str | None) -> Path:
    """The same file under another name if it has the schema's: DuckDB calls a database after its
    file, and refuses a name that may be either.
    """
    if schema is None or schema.lower() != database.stem.lower():
        return database
    other = database.with_name(f"{database.stem}_of_port.duckdb")
    if not other.exists():
        other.hardlink_to(database)
    return other


def _run(document: dict[str, Any], config: Mapping[str, str] | None) -> list[Check]:
    # It checks its own schema of contracts each time, which takes as long as all else that it does.
    contract: dict[str, Any] = (
        {"data_contract": OpenDataContractStandard(**document)}
        if _is_valid(document)
        else {"data_contract_str": json.dumps(document)}
    )
    run = DataContract(
        **contract,
        server=_SERVER,
        inline_references=False,  # they would be fetched over the network
        include_failed_samples=True,
        config=dict(config) if config is not None else None,
    ).test()
    return list(run.checks or ())


def _is_valid(document: dict[str, Any]) -> bool:
    """Whether it would take the contract as it is, and nothing in it is unknown to it."""
    schema = schema_of(STANDARDS[CONTRACT][_VALIDATED_AS])
    return not violations(document, schema) and not enum_value_errors(document)


def _key(check: Check) -> tuple[str, str | None, str | None, str | None]:
    return check.type, check.model, check.field, check.name


def unreachable(structure: Structure) -> str:
    """Why no check was made, as the engine was not to be had; "" if there were checks."""
    general = [
        c for c in structure.checks if c.type == "general" and c.result is not Verdict.PASSED
    ]
    return "; ".join(dict.fromkeys(check.reason for check in general))


def is_error(reason: str) -> bool:
    """Whether the reason of a check is a fault of its evaluation."""
    return reason.startswith(_NO_ANSWER)


def _is_without_answer(check: Check) -> bool:
    return is_error(check.reason or "")


def _apart(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The contract without what it says of values, and then each column that says something."""
    bare = copy.deepcopy(document)
    for entry in _entries(bare):
        entry.pop("logicalTypeOptions", None)
        entry.pop("enum", None)
    yield bare
    for described in document.get("schema") or ():
        for column in described.get("properties") or ():
            if any({"logicalTypeOptions", "enum"} & set(entry) for entry in _within(column)):
                alone = {**described, "properties": [column]}
                yield {**document, "schema": [alone]}


def _without_rules(document: dict[str, Any]) -> dict[str, Any]:
    asked = copy.deepcopy(document)
    # A service level speaks of a running system: of its clock, its history, its clients.
    asked.pop("slaProperties", None)
    for entry in _entries(asked):
        entry.pop("quality", None)
        options = entry.get("logicalTypeOptions")
        if isinstance(options, dict):
            for name in _MIXED_UP:
                options.pop(name, None)
    return asked


def _entries(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every object and property."""
    for described in document.get("schema") or ():
        yield from _within(described)


def _within(entry: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield entry
    sides = entry.get("map")
    inner = [entry.get("items"), *(sides.values() if isinstance(sides, dict) else ())]
    for part in (*inner, *(entry.get("properties") or ())):
        if isinstance(part, dict):
            yield from _within(part)


def _outcome(check: Check, contract: Contract) -> CheckOutcome:
    described = contract.object_named(check.model or "")
    column = _column(described, check.field) if described and check.field else None
    if column is not None:
        path = (*column.path, *_ASPECTS.get(check.type, ()))
    else:
        path = described.path if described else ()
    return CheckOutcome(
        type=check.type,
        category=check.category,
        name=(check.name or check.type).removeprefix("Check that "),
        object=check.model or contract.id,
        column=check.field,
        element=format_path(path),
        result=_verdict(check),
        reason=" ".join((check.reason or "").split()),
        rows=tuple(_row(sample) for sample in (check.failedSamples or ())[:SHOWN_ROWS]),
        engine=ENGINE,
    )


def _verdict(check: Check) -> Verdict:
    if check.result == ResultEnum.passed:
        return Verdict.PASSED
    # These checks have no severity: a warning is one that was not evaluated.
    is_answer = check.result == ResultEnum.failed and not _is_without_answer(check)
    return Verdict.FAILED if is_answer else Verdict.NOT_EVALUATED


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
