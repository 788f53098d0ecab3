from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from inseam.environments import operations
from inseam.environments.operations import OperationFailed, Operations

# As DuckLake has them in DuckDB 1.5.5.
IN_POSTGRES = "Failed to commit DuckLake transaction.\nTransaction conflict - attempting to drop"
IN_SQLITE = "Failed to flush changes into DuckLake: database is locked"
IN_A_NEW_LAKE = (
    'Failed to initialize DuckLake: Failed to execute query "CREATE TABLE ...": ERROR:  duplicate'
    ' key value violates unique constraint "pg_type_typname_nsp_index"'
)


def failing(monkeypatch: pytest.MonkeyPatch, *failures: str) -> list[str]:
    """The calls that are made, of which the first ones fail."""
    calls: list[str] = []

    def call(_: Operations, macro: str, arguments: Mapping[str, Any]) -> str:
        calls.append(macro)
        if len(calls) <= len(failures):
            raise OperationFailed(failures[len(calls) - 1])
        return "done"

    monkeypatch.setattr(Operations, "_call", call)
    monkeypatch.setattr(operations, "_PAUSES", (0, 0, 0))
    return calls


def anywhere() -> Operations:
    return Operations(Path(), Path(), "lake", {})


@pytest.mark.parametrize("words", [IN_POSTGRES, IN_SQLITE, IN_A_NEW_LAKE])
def test_what_another_writer_was_faster_with_is_done_again(
    words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = failing(monkeypatch, words, words)
    assert anywhere().call("publish_release") == "done"
    assert calls == ["publish_release"] * 3


def test_a_conflict_without_end_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = failing(monkeypatch, *[IN_POSTGRES] * 9)
    with pytest.raises(OperationFailed, match="conflict"):
        anywhere().call("publish_release")
    assert len(calls) == 4


def test_any_other_failure_is_one_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = failing(monkeypatch, "Catalog Error: Table with name t does not exist!")
    with pytest.raises(OperationFailed, match="does not exist"):
        anywhere().call("publish_release")
    assert len(calls) == 1
