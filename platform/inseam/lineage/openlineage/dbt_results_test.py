"""Reading what dbt says of a run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from inseam.lineage.openlineage.dbt_results import read_results
from inseam.report.finding import InputError

INVOCATION = "6b2d3f5e-5a0c-4b9c-9f0e-2f7f2c1f4a11"


def write(folder: Path, name: str = "run_results.json", **content: Any) -> None:
    folder.mkdir(exist_ok=True)
    document = {"metadata": {}, "results": [], **content}
    (folder / name).write_text(json.dumps(document))


def test_the_invocation_is_dbt_s_own(tmp_path: Path) -> None:
    write(tmp_path, metadata={"invocation_id": INVOCATION, "dbt_version": "1.11.16"})
    results = read_results(tmp_path)
    assert results is not None
    assert (results.invocation, results.dbt_version) == (UUID(INVOCATION), "1.11.16")


def test_without_one_equal_results_are_one_invocation_and_others_another(tmp_path: Path) -> None:
    built: dict[str, Any] = {"unique_id": "model.orders.orders", "status": "success"}
    write(tmp_path / "a", results=[built])
    write(tmp_path / "b", results=[built])
    write(tmp_path / "c", results=[{**built, "status": "error"}])
    a, b, c = (read_results(tmp_path / name) for name in "abc")
    assert a is not None
    assert b is not None
    assert c is not None
    assert a.invocation == b.invocation != c.invocation


def test_dbt_s_times_are_in_utc(tmp_path: Path) -> None:
    timing = [
        {"name": "compile", "started_at": "2026-02-01T10:00:00", "completed_at": None},
        {"name": "execute", "started_at": "soon", "completed_at": "2026-02-01T10:00:02.5Z"},
    ]
    write(tmp_path, results=[{"unique_id": "a.b.c", "status": "success", "timing": timing}])
    results = read_results(tmp_path)
    assert results is not None
    (node,) = results.nodes
    assert str(node.started) == "2026-02-01 10:00:00+00:00"
    assert str(node.completed) == "2026-02-01 10:00:02.500000+00:00"


def test_where_nothing_ran_there_are_no_results(tmp_path: Path) -> None:
    assert read_results(tmp_path) is None


@pytest.mark.parametrize(
    "content",
    [
        "{",
        "[]",
        "{}",
        '{"results": [1]}',
        '{"results": [{"unique_id": "x", "status": "error"}]}',
        pytest.param("[" * 100_000 + "]" * 100_000, id="nested"),
    ],
)
def test_what_is_no_result_of_dbt_is_said(content: str, tmp_path: Path) -> None:
    (tmp_path / "run_results.json").write_text(content)
    with pytest.raises(InputError) as caught:
        read_results(tmp_path)
    assert caught.value.findings[0].rule == "lineage-results"
