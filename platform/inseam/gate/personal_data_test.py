"""Contract lint, the gate, the facts and the published samples agree on what is personal."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inseam.bundle.sample import sample
from inseam.contract_lint.lint_file import lint
from inseam.documents.yaml_document import Document, read_yaml
from inseam.facts.contract_rows import contract_rows
from inseam.facts.schema import ContractColumnRow
from inseam.gate.compare import compare
from testkit.gate_case import ALONE

Json = dict[str, Any]


def contract(column: Json) -> bytes:
    columns = [{"name": "order_id", "logicalType": "integer"}, {"name": "note", **column}]
    return json.dumps(
        {
            "apiVersion": "v3.1.0",
            "kind": "DataContract",
            "id": "orders-v1",
            "name": "Orders",
            "version": "1.0.0",
            "status": "active",
            "schema": [{"name": "orders", "properties": columns}],
        }
    ).encode()


def document(column: Json) -> Document:
    return read_yaml("orders-v1.odcs.yaml", contract(column))


def answers(column: Json) -> dict[str, bool]:
    """Whether each calls the column personal."""
    rules = {finding.rule for finding in lint("orders-v1.odcs.yaml", contract(column))}
    changes = compare(document({}), document(column), ALONE).changes
    (row,) = (
        row
        for row in contract_rows(None, "external", document(column))
        if isinstance(row, ContractColumnRow) and row.column_name == "note"
    )
    return {
        "lint": "contract-personal-data-unclassified" in rules,
        "gate": "pii-added" in {change.rule for change in changes},
        "facts": row.is_personal is True,
    }


def is_published(column: Json) -> bool:
    (row,) = sample(
        [{"name": "order_id"}, {"name": "note", **column}], [{"order_id": 1, "note": "by post"}]
    )
    return "note" in row


def stating(name: str, value: Any) -> Json:
    return {"customProperties": [{"property": name, "value": value}]}


@pytest.mark.parametrize(
    "column",
    [
        stating("pii", True),
        stating("PII", True),
        stating("ContainsPII", True),
        stating("containsPii", True),
        stating("personal_data", True),
        stating("personalData", "yes"),
        stating("pii", 1),
        {"tags": ["personal"]},
        {"tags": ["PII"]},
        {"tags": "pii"},
        {"customProperties": {"pii": True}},
        {"logicalTypeOptions": {"format": "email"}},
    ],
)
def test_all_call_it_personal(column: Json) -> None:
    assert answers(column) == {"lint": True, "gate": True, "facts": True}
    assert not is_published(column)
    assert not is_published({**column, "classification": "internal"})


NAMES = st.sampled_from(
    "pii PII containsPii ContainsPII personal_data personalData PERSONAL-DATA personal isPii"
    " owner unit personality piiFree".split()
).flatmap(lambda name: st.sampled_from([name, name.lower(), name.upper(), name.title()]))
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-1, 2),
    st.sampled_from(["true", "TRUE", "yes", "Yes", "1", "no", "False", "", "direct", "n/a"]),
)
STATED = st.lists(st.builds(lambda n, v: {"property": n, "value": v}, NAMES, VALUES), max_size=3)
COLUMNS = st.fixed_dictionaries(
    {},
    optional={
        "customProperties": STATED
        | st.dictionaries(NAMES, VALUES, max_size=2)
        | st.just(["pii", {"property": "PII", "value": True}]),
        "tags": st.lists(NAMES, max_size=2) | NAMES,
        "logicalTypeOptions": st.sampled_from([{"format": "email"}, {"format": "uuid"}]),
        "classification": st.sampled_from(["public", "Public"]),
    },
)


@settings(max_examples=150, deadline=None)
@given(COLUMNS)
def test_all_agree_in_every_spelling(column: Json) -> None:
    found = answers(column)
    assert len(set(found.values())) == 1, found
    if any(found.values()):
        assert not is_published(column)
        for classification in ("public", "internal", "Internal"):
            assert not is_published({**column, "classification": classification})
            inside = {"properties": [{"name": "part", **column}]}
            assert not is_published({"classification": classification, **inside})


@settings(max_examples=100, deadline=None)
@given(COLUMNS)
def test_a_classification_says_it_too(column: Json) -> None:
    for word in ("pii", "PII", "Personal Data", "personal_data"):
        classified = {**column, "classification": word}
        found = answers(classified)
        assert (found["gate"], found["facts"]) == (True, True)
        assert not is_published(classified)
