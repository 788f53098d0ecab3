"""What a kind of change is to readers, by many changes of the kind: ``testdata/kinds/``.

A case is the grade of its worst finding, and the ``old`` and the ``new`` contract: what they have
beside the one below, as keys of the ``contract``, of its ``table`` and of the ``column``. ``rules``
are all that find something, where it matters that nothing else does.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from inseam.documents.yaml_document import read_yaml
from inseam.gate.change import Change
from inseam.gate.compare import compare
from inseam.gate.settings import Majors, Settings
from testkit.gate_case import TODAY

KINDS = sorted((Path(__file__).parent / "testdata" / "kinds").glob("*.yaml"))
SETTINGS = Settings(today=TODAY, majors=Majors.IN_PLACE)
_OF_VERSIONS = ("version", "major", "removed-without")


def cases() -> list[Any]:
    return [
        pytest.param(case, id=f"{file.stem}-{number}")
        for file in KINDS
        for number, case in enumerate(yaml.safe_load(file.read_text()))
    ]


def contract(differs: dict[str, Any]) -> dict[str, Any]:
    columns = [
        {"name": "order_id", "logicalType": "string"},
        {"name": "amount", **differs.get("column", {"logicalType": "integer"})},
    ]
    table = {"name": "orders", "physicalType": "table", "properties": columns}
    server = differs.get("server")
    return {
        "apiVersion": differs.get("apiVersion", "v3.1.0"),
        "kind": "DataContract",
        "id": "orders-v1",
        "version": "1.0.0",
        "status": "active",
        "schema": [{**table, **differs.get("table", {})}],
        **({"servers": [{"server": "production", "type": server}]} if server else {}),
        **differs.get("contract", {}),
    }


def found(case: dict[str, Any]) -> list[Change]:
    old, new = (
        read_yaml(side, json.dumps(contract(case[side])).encode()) for side in ("old", "new")
    )
    changes = compare(old, new, SETTINGS).changes
    return [change for change in changes if not change.rule.startswith(_OF_VERSIONS)]


def worst(changes: Sequence[Change]) -> str:
    worst = max((change.grade for change in changes), key=lambda grade: grade.rank, default=None)
    return "none" if worst is None else worst.value


@pytest.mark.parametrize("case", cases())
def test_a_change_is_what_its_kind_is_to_readers(case: dict[str, Any]) -> None:
    changes = found(case)

    assert worst(changes) == case["grade"], changes
    if "rules" in case:
        assert sorted(change.rule for change in changes) == sorted(case["rules"])


def test_each_kind_has_cases_of_more_than_one_grade() -> None:
    for file in KINDS:
        grades = {case["grade"] for case in yaml.safe_load(file.read_text())}
        assert len(grades) > 1, file.name
