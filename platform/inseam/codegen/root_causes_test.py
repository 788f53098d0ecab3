from __future__ import annotations

import pytest

from inseam.codegen.published import check
from inseam.codegen.root_causes import with_reporters
from inseam.contract_lint.lint_file import lint
from inseam.contract_lint.outline import ContractOutline
from inseam.contract_lint.rules import names
from inseam.documents.yaml_document import read_yaml
from inseam.odcs.contract import read_contract
from inseam.report.finding import Finding, InputError

FILE = "contracts/external/orders-v1.odcs.yaml"


def faults(text: str) -> list[Finding]:
    """What keeps a contract from being filed, with who reports it."""
    try:
        document = read_yaml(FILE, text.encode())
        check(read_contract(document), document, ())
    except InputError as error:
        return list(with_reporters(error.findings))
    return []


@pytest.mark.parametrize(
    "id_, version",
    [
        ("orders-v1", "final"),
        ("orders-v1", "1.0"),
        ("orders-v1", "v1.0.0"),
        ("bills-v1", "1.0.0"),
        ("orders v1", "1.0.0"),
        ("orders-v1", "1.0.0-spring.1"),
        ("orders-v1", "1.0.0-rc.1"),
        ("orders-v1", "1.0.0"),
    ],
)
def test_what_is_left_to_contract_lint_is_what_contract_lint_reports(
    id_: str, version: str
) -> None:
    text = (
        f"apiVersion: v3.1.0\nkind: DataContract\nstatus: active\nid: {id_}\nversion: {version!r}\n"
    )

    left = {finding.rule for finding in faults(text) if finding.reported_by == "contract-lint"}
    own = {finding.rule for finding in faults(text) if not finding.reported_by}

    linted = {finding.rule for finding in lint(FILE, text.encode())}
    assert left <= linted
    assert not own & linted
    assert linted & {rule.id for rule in names.RULES} == left


def test_what_is_in_no_linted_file_is_reported_where_it_is_met() -> None:
    finding = next(
        problem.finding(document)
        for document in [read_yaml("contracts/published/x/1.odcs.yaml", b"id: a b\n")]
        for problem in names.invalid_id(ContractOutline(document))
    )

    assert [one.reported_by for one in with_reporters([finding])] == [""]
