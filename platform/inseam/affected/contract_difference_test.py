"""A change of a contract has one class: what the gate says, of the pair of every rule."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from inseam.affected.contract_difference import contract_difference
from inseam.affected.result import Class
from inseam.documents.yaml_document import read_yaml
from inseam.gate.compare import compare
from inseam.gate.grade import Grade
from inseam.gate.settings import Majors, Readers, Settings
from testkit.gate_case import OF_RULES, golden_pair, read_pair

SETTINGS = Settings(today=date(2026, 11, 1))
CLASSES = {
    Grade.BREAKING: Class.BREAKING,
    Grade.RISKY: Class.RISKY,
    Grade.COMPATIBLE: Class.COMPATIBLE,
}


@pytest.fixture(
    params=[
        SETTINGS,
        replace(SETTINGS, majors=Majors.IN_PLACE),
        replace(SETTINGS, readers=frozenset(Readers)),
    ],
    ids=["beside", "in-place", "all-readers"],
)
def settings(request: Any) -> Settings:  # pytest 7.0 gives `param` no type
    found: Settings = request.param
    return found


@pytest.mark.parametrize("pair", OF_RULES, ids=lambda path: path.stem)
def test_a_change_has_the_class_that_the_gate_gives_it(pair: Path, settings: Settings) -> None:
    verdict = compare(*read_pair(pair).documents, settings)
    found = contract_difference(*read_pair(pair).documents, settings)

    if verdict.worst is None:
        assert found.class_ not in CLASSES.values() or found.class_ is Class.COMPATIBLE
    elif verdict.is_free:
        assert found.class_ is Class.COMPATIBLE
    else:
        assert found.class_ is CLASSES[verdict.worst]


@pytest.mark.parametrize("pair", OF_RULES, ids=lambda path: path.stem)
def test_what_is_shown_line_by_line_is_no_graver_than_the_gate_says(pair: Path) -> None:
    verdict = compare(*read_pair(pair).documents, SETTINGS)
    found = contract_difference(*read_pair(pair).documents, SETTINGS)

    shown = {block.class_ for block in found.blocks} | {part.class_ for part in found.elements}
    of_gate = {CLASSES[change.grade] for change in verdict.causes}
    for class_ in (Class.BREAKING, Class.RISKY):
        assert class_ not in shown or class_ in of_gate


def test_a_server_that_is_new_and_a_type_that_is_narrowed_break_nobody() -> None:
    classes = {
        name: contract_difference(*golden_pair(f"rules/{name}").documents, SETTINGS).class_
        for name in ("server-added", "column-case-changed", "type-narrowed", "type-widened")
    }

    assert classes == {
        "server-added": Class.COMPATIBLE,
        "column-case-changed": Class.COMPATIBLE,
        "type-narrowed": Class.RISKY,
        "type-widened": Class.RISKY,
    }


def test_an_element_has_the_class_of_its_own_change() -> None:
    pair = golden_pair("rules/column-removed")
    base, head = pair.documents
    value = yaml.safe_load(pair.head)
    value["schema"][0]["properties"].append({"name": "note", "logicalType": "string"})
    more = read_yaml(head.file, yaml.safe_dump(value).encode())

    found = contract_difference(base, more, replace(SETTINGS, majors=Majors.IN_PLACE))

    classes = {part.name: part.class_ for part in found.elements}
    assert classes == {"orders.amount": Class.BREAKING, "orders.note": Class.COMPATIBLE}
