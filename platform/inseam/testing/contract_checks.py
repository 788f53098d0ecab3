"""The contract test of an output port, on the rows that were just built."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from pathlib import Path

import duckdb

from inseam.documents.element_path import format_path
from inseam.documents.yaml_document import Document, read_yaml
from inseam.evaluation.engine import DuckDB
from inseam.evaluation.evaluate import evaluate
from inseam.evaluation.result import Result, Verdict
from inseam.odcs.contract import Contract
from inseam.report.finding import Finding, Severity
from inseam.testing.datacontract_cli import (
    Structure,
    duckdb_server,
    is_error,
    structural_checks,
)
from inseam.testing.engine import in_schema, literal, shut_in_for_reading
from inseam.testing.located import Located, at_element
from inseam.testing.outcomes import CheckOutcome, ContractOutcome, NotEvaluated
from inseam.testing.request import ContractInput
from inseam.testing.unevaluated import refusal_findings, unevaluated_findings

ENGINE = "inseam"


def test_contract(
    port: ContractInput,
    database: Path,
    attached: dict[str, Path],
    *,
    evaluated_in_production: bool,
) -> ContractOutcome:
    """Evaluates all that rows in a file can answer, on no other connection than ``database``.

    Rules with `evaluatedIn: production` are among them where a caller asks for it.
    """
    contract = port.contract
    document = read_yaml(contract.file, port.canonical.read_bytes())
    with shut_in_for_reading(database, attached) as connection:
        server = duckdb_server(database, contract.schema)
        structure = structural_checks(contract, document.value, server)
        if contract.schema is not None:
            # A rule's query may name a table without its schema.
            connection.execute(f"use {in_schema(connection, contract.schema)}")
        results = evaluate(
            contract,
            DuckDB(connection),
            relations_of(contract, connection),
            evaluated_in_production=evaluated_in_production,
        )
    return contract_outcome(contract, document, structure, results)


def contract_outcome(
    contract: Contract, document: Document, structure: Structure, results: Sequence[Result]
) -> ContractOutcome:
    """What datacontract-cli and Inseam found, of one contract on the same rows."""
    if structure.refusal is not None:
        refused = tuple(refusal_findings(contract, document, structure.refusal))
        nothing = (NotEvaluated("all of it", "the contract is not valid"),)
        return ContractOutcome(contract, (), nothing, refused)
    checks = [check for check in structure.checks if check.result is not Verdict.NOT_EVALUATED]
    checks += [_check(r) for r in results if r.verdict is not Verdict.NOT_EVALUATED]
    not_evaluated = [
        # A service level speaks of a running system: of its clock, its history, its clients.
        NotEvaluated(str(sla.get("property")), "a service level of a running system")
        for sla in document.value.get("slaProperties") or ()
    ]
    not_evaluated += [_promise(r) for r in results if r.verdict is Verdict.NOT_EVALUATED]
    not_evaluated += [
        NotEvaluated(
            name=check.name,
            reason="datacontract-cli does not evaluate it",
            element=check.element,
            detail=check.reason,
            is_fault=is_error(check.reason),
            blocks=False,
        )
        for check in structure.checks
        if check.result is Verdict.NOT_EVALUATED
    ]
    return ContractOutcome(contract, tuple(checks), tuple(not_evaluated))


def relations_of(contract: Contract, connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """The name in SQL of each object that was built."""
    built = connection.execute(
        "select lower(table_name), table_name from information_schema.tables"
        f" where lower(table_schema) = lower({literal(contract.schema or '')})"
    ).fetchall()
    names = dict(built)
    return {
        name: in_schema(connection, contract.schema or "", names[name.lower()])
        for name in (described.physical_name for described in contract.objects)
        if name.lower() in names
    }


def _check(result: Result) -> CheckOutcome:
    return CheckOutcome(
        type=result.type,
        category="schema" if result.path[-2:-1] == ("logicalTypeOptions",) else "quality",
        name=result.name,
        object=result.place.described.physical_name,
        column=result.place.label,
        element=format_path(result.path),
        result=result.verdict,
        reason=result.measured,
        rows=result.rows,
        engine=ENGINE,
    )


def _promise(result: Result) -> NotEvaluated:
    return NotEvaluated(
        name=result.name,
        reason=result.reason,
        element=format_path(result.path),
        detail=result.measured,
        is_fault=result.is_fault,
        blocks=result.blocks,
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
    nothing more is reported: that a column is missing also fails every other check of it.
    """
    known = tuple(explained)
    contract = outcome.contract
    if outcome.refused:
        return list(outcome.refused)
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
    broken = [
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
    return [*broken, *unevaluated_findings(outcome, known)]


def _is_part_of(element: str, wholes: Iterable[str]) -> bool:
    return any(
        element == whole or element.startswith((f"{whole}.", f"{whole}[")) for whole in wholes
    )


def _fix(model_file: str | None) -> str:
    sql = f"Correct {model_file}" if model_file else "Correct the model of this object"
    return f"{sql}, or change the promise and the contract's version."


def _subject(check: CheckOutcome) -> str:
    return f"`{check.object}.{check.column}`" if check.column else f"`{check.object}`"


def _statement(check: CheckOutcome) -> str:
    return f"{check.name}. {check.reason}" if check.reason else check.name


def _reasons(outcome: ContractOutcome) -> str:
    faults = (promise for promise in outcome.not_evaluated if promise.is_fault)
    reasons = (promise.detail or promise.reason for promise in faults)
    return "; ".join(dict.fromkeys(reasons)) or "it declares none."
