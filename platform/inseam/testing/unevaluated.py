"""What is to be corrected in a contract before all of it can be checked on rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from inseam.contract_lint.catalogue import STANDARD_RULES
from inseam.contract_lint.lint_file import problems
from inseam.documents.yaml_document import Document
from inseam.odcs.contract import Contract
from inseam.report.finding import Finding, Severity
from inseam.testing.located import Located, at_element
from inseam.testing.outcomes import ContractOutcome, NotEvaluated

_IN_SQL = "Correct the query: it is one SELECT that yields one number, whatever the rows."
_FIXES = {
    "its query yields several rows": (
        "Let the query yield one number: count the rows that break the rule, `select count(*) ...`."
    ),
    "its query yields no row": (
        "Let the query yield one number on any rows: an aggregate without `group by` does."
    ),
    "datacontract-cli does not evaluate it": (
        "Correct what the reason names: the rows are neither found to keep it nor to break it."
    ),
}


def unevaluated_findings(outcome: ContractOutcome, explained: Iterable[str]) -> list[Located]:
    """Of promises that are written as if they could be evaluated, and could not.

    Nothing is reported of an object that has an element among the ``explained``: a query that names
    a missing column fails, too.
    """
    contract = outcome.contract
    known = {element.partition(".")[0] for element in explained}
    return [
        Located(
            Finding(
                rule="contract-not-evaluated",
                severity=Severity.ERROR if promise.blocks else Severity.WARNING,
                file=contract.file,
                message=_message(contract, promise),
                fix=_FIXES.get(promise.reason, _IN_SQL),
            ),
            promise.element,
        )
        for promise in outcome.not_evaluated
        if promise.is_fault and promise.element.partition(".")[0] not in known
    ]


def _message(contract: Contract, promise: NotEvaluated) -> str:
    message = (
        f"The contract `{contract.id}` promises what could not be evaluated: {promise.name}."
        f" The reason: {promise.reason}."
    )
    return f"{message} {promise.detail}" if promise.detail else message


def refusal_findings(contract: Contract, document: Document, refusal: str) -> list[Located]:
    """A contract that breaks the standard: as contract lint says it, with the place."""
    found = list(_breaches(document))
    return found or [
        Located(
            Finding(
                rule="contract-invalid",
                severity=Severity.ERROR,
                file=contract.file,
                message=f"The contract `{contract.id}` is not valid: {refusal}",
                fix="Correct the contract: no row was checked.",
            )
        )
    ]


def _breaches(document: Document) -> Iterator[Located]:
    standard = {rule.id for rule in STANDARD_RULES}
    for problem in problems(document):
        if problem.rule.id in standard and problem.rule.severity is Severity.ERROR:
            yield at_element(problem.finding(document), problem.path)
