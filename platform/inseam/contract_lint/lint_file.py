"""All that is wrong in one contract or product file.

``python -m inseam.contract_lint.lint_file <contract.odcs.yaml | product.odps.yaml>``
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from itertools import islice

from inseam.contract_lint.catalogue import CONTRACT_CHECKS, PRODUCT_CHECKS
from inseam.contract_lint.json_schema import MAX_VIOLATIONS
from inseam.contract_lint.limits import too_large
from inseam.contract_lint.outline import ContractOutline
from inseam.contract_lint.problem import Problem
from inseam.contract_lint.rules.products import Product
from inseam.contract_lint.sentences import TOO_MANY, schema_problems
from inseam.contract_lint.standards import PRODUCT, name_not_seen, standard_of
from inseam.documents.yaml_document import Document, read_file, read_yaml
from inseam.report.finding import Finding, in_order
from inseam.report.process import run_process
from inseam.report.report import Report, report


def lint(file: str, content: bytes) -> tuple[Finding, ...]:
    """Raises `InputError` for what is not valid YAML."""
    if (unseen := name_not_seen(file)) is not None:
        return (unseen,)
    document = read_yaml(file, content)
    return in_order(problem.finding(document) for problem in problems(document))


def problems(document: Document) -> Iterator[Problem]:
    """Of a document whose standard is not known, only that is reported."""
    if (problem := too_large(document)) is not None:
        yield problem
        return
    standard = standard_of(document)
    if isinstance(standard, Problem):
        yield standard
        return
    yield from schema_problems(document.value, standard)
    if standard.kind == PRODUCT:
        product = Product(document)
        for product_check in PRODUCT_CHECKS:
            yield from _not_too_many(product_check(product))
    else:
        contract = ContractOutline(document)
        for check in CONTRACT_CHECKS:
            yield from _not_too_many(check(contract))


def _not_too_many(found: Iterable[Problem]) -> Iterator[Problem]:
    several = list(islice(found, MAX_VIOLATIONS))
    yield from several
    if len(several) == MAX_VIOLATIONS:
        rule = several[0].rule.id
        message = f"The file breaks the rule `{rule}` {MAX_VIOLATIONS} times or more."
        yield Problem(TOO_MANY, (), message)


def main() -> Report:
    (file,) = sys.argv[1:]
    return report(lint(file, read_file(file)))


if __name__ == "__main__":
    sys.exit(run_process(main))
