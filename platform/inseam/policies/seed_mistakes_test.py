"""Mistakes that people made in articles about data products: what says each of them.

They are put into the mesh of the cases. What contract lint and others decide is tested there:

| mistake | said by |
|---|---|
| SQL omits a required column | `check`: `port-column-missing` |
| the server names another schema than dbt writes to | `check`: `port-relation` |
| a quality rule of a column that there is not | contract lint: `contract-rule-column-unknown` |
| a retired kind of contract | contract lint: `standard-unknown` |
| the lint looks in another folder than the contracts are in | every contract is a target |
| lineage before the product; production before its tests | the order of the release |
| two syntaxes of one command of a tool | the locked tool sets |
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from inseam.contract_lint.lint_file import lint
from inseam.policies.assessment import assess
from inseam.policies.repository import PolicyRepository, read_repository
from inseam.policies.settings import Settings
from testkit.policy_cases import TODAY, Case, said, sandbox_of

ROOT = Path(__file__).resolve().parents[3]
MESH = ROOT / "platform" / "policies" / "mesh"
ODPS = "products/orders/orders.odps.yaml"
PORT = "products/orders/models/output_ports/v1/orders-v1.odcs.yaml"
EMAIL = """\
      - name: email
        logicalType: string
        description: Where the customer is written to.
        classification: confidential
"""


def findings(case: Case) -> dict[str, list[str]]:
    repository = PolicyRepository(read_repository(ROOT).policies, Settings())
    found: dict[str, list[str]] = {}
    for finding in assess(repository, sandbox_of(MESH, case), TODAY).findings:
        found.setdefault(finding.rule, []).extend(said(iter([finding])))
    return found


@pytest.mark.parametrize(
    "edit, facts, rule, place",
    [
        pytest.param(
            {ODPS: {"id: orders\nname": "id: shop-orders\nname"}},
            "",
            "product-id-differs",
            f"{ODPS}:3: ",
            id="the product has another id than its folder",
        ),
        pytest.param(
            {PORT: {EMAIL: EMAIL.replace("        classification: confidential\n", "")}},
            "",
            "column-unclassified",
            f"{PORT}:36: ",
            id="e-mail addresses have no classification",
        ),
        pytest.param(
            {PORT: {"status: active": "status: draft"}},
            "",
            "draft-in-production",
            f"{PORT}:6: ",
            id="a draft is deployed to production",
        ),
        pytest.param(
            {},
            "update output_columns set is_constant = true, line = 9 where model = 'bills';"
            "update column_edges set column_name = null, transformation = 'GROUP_BY',"
            " is_direct = false where model = 'bills'",
            "constant-in-required-column",
            "products/bills/models/output_ports/v1/bills.sql:9: ",
            id="a required column of a model that groups is a constant",
        ),
        pytest.param(
            {PORT: {"team:\n  name: sales": "team:\n  name: jane.doe"}},
            "",
            "contract-owner-differs",
            f"{PORT}:75: ",
            id="a contract is owned by a person",
        ),
    ],
)
def test_the_mistake_is_named_where_it_is(
    edit: Mapping[str, Mapping[str, str]], facts: str, rule: str, place: str
) -> None:
    found = findings(Case("", edit=edit, facts=facts))
    assert [text.startswith(place) for text in found[rule]] == [True], found


@pytest.mark.parametrize(
    "old, new, rule",
    [
        ("apiVersion: v3.1.0", "dataContractSpecification: 0.9.0", "standard-unknown"),
        ("        classification: confidential\n", "", "contract-personal-data-unclassified"),
        (
            "        mustBeGreaterThan: 0",
            (
                "        mustBeGreaterThan: 0\n      - metric: duplicateValues\n        mustBe: 0\n"
                "        arguments: {properties: [order_timestamp]}"
            ),
            "contract-rule-column-unknown",
        ),
    ],
)
def test_contract_lint_names_its_own(old: str, new: str, rule: str) -> None:
    text = (MESH / PORT).read_text(encoding="utf-8")
    assert old in text
    found = lint(PORT, text.replace(old, new).encode())
    assert rule in {finding.rule for finding in found}
