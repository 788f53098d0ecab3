"""Which columns a comparison does not show."""

from __future__ import annotations

from typing import Any

import pytest

from inseam.parity.personal import personal_columns


def contract(**column: Any) -> dict[str, Any]:
    columns = [{"name": "id"}, {"name": "email", **column}]
    return {"schema": [{"name": "users", "properties": columns}]}


@pytest.mark.parametrize(
    "column",
    [
        {"tags": ["pii"]},
        {"customProperties": [{"property": "pii", "value": True}]},
        {"physicalName": "EMAIL", "classification": "pii"},
        {"properties": [{"name": "address", "tags": ["pii"]}]},
        {"items": {"name": "address", "tags": ["pii"]}},
        {"map": {"key": {"name": "key"}, "value": {"name": "value", "tags": ["pii"]}}},
    ],
)
def test_a_column_or_a_part_of_it_says_so(column: dict[str, Any]) -> None:
    assert list(personal_columns(contract(**column))) == ["email"]


@pytest.mark.parametrize("column", [{}, {"tags": ["public"]}, {"tags": "pii=false"}])
def test_others_are_shown(column: dict[str, Any]) -> None:
    assert list(personal_columns(contract(**column))) == []
