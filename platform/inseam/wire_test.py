from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest

from inseam import wire


class Action(StrEnum):
    PLAN = "plan"


@dataclass(frozen=True, slots=True)
class File:
    path: Path
    line: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    name: str
    files: tuple[File, ...]
    action: Action = Action.PLAN
    tools: Mapping[str, frozenset[str]] = field(default_factory=dict)
    amount: int | float = 0


GIVEN = {
    "version": 1,
    "name": "orders",
    "files": [{"path": "a/b.sql", "line": 3}, {"path": "c", "line": None}],
    "tools": {"inseam.facts": ["x.py", "x.py"]},
    "amount": 5,
}


def given(**changes: Any) -> str:
    return json.dumps({**GIVEN, **changes})


def test_a_document_becomes_its_class() -> None:
    read = wire.read(given(), Request)
    assert read == Request(
        name="orders",
        files=(File(Path("a/b.sql"), 3), File(Path("c"), None)),
        tools={"inseam.facts": frozenset({"x.py"})},
        amount=5,
    )
    assert type(read.amount) is int


def test_names_of_files_that_are_not_utf_8_stay_as_they_are() -> None:
    assert wire.read(given(name="a\udcff"), Request).name == "a\udcff"


@pytest.mark.parametrize(
    "changes, why",
    [
        ({"version": 2}, "request version 2, expected 1"),
        ({"name": 1}, r"Expected `str`, got `int` - at `\$\.name`"),
        ({"files": [{"path": "a"}]}, r"missing required field `line` - at `\$\.files\[0\]`"),
        ({"files": [{"path": 1, "line": 1}]}, r"at `\$\.files\[0\]\.path`"),
        ({"action": "go"}, r"Invalid enum value 'go' - at `\$\.action`"),
        ({"day": "2026-01-31"}, "request with unknown keys: day"),
    ],
)
def test_another_document_is_refused_with_the_place(changes: dict[str, Any], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        wire.read(given(**changes), Request)


@pytest.mark.parametrize("text", ["", "[1, 2]", "{}", "null"])
def test_what_is_no_document_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        wire.read(text, Request)
    with pytest.raises(ValueError, match=r"."):
        wire.document(text)


def test_a_file_is_read_as_a_request(tmp_path: Path) -> None:
    (tmp_path / "request.json").write_text(given())
    assert wire.read_file(tmp_path / "request.json", Request).name == "orders"
