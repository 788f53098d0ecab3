"""The module as a process: files in, files and a report out."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from inseam.facts.lines import to_lines
from inseam.lineage.document import to_json
from inseam.lineage.openlineage.__main__ import main
from inseam.report.process import run_process
from inseam.report.text import to_text
from testkit.openlineage_facts import STANDARD, TESTDATA, mesh_lineage, rows


@pytest.fixture
def given(tmp_path: Path) -> list[str]:
    (tmp_path / "lineage.json").write_text(to_json(mesh_lineage()))
    (tmp_path / "facts").mkdir()
    (tmp_path / "facts/mesh.jsonl").write_bytes(to_lines(rows()))
    names = ("lineage.json", "facts", "events")
    return [
        *(str(tmp_path / name) for name in names),
        *("--namespace", "duckdb://acme-ci", "--time", "2026-01-31T06:00:00Z"),
    ]


def run(
    given: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> tuple[int, str]:
    monkeypatch.setattr(sys, "argv", ["openlineage", *given])
    code = run_process(main, to_text)
    said = capsys.readouterr()
    assert "Traceback" not in said.err, said.err
    return code, said.out


def test_events_are_written_by_kind(
    given: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    given += ["--results", str(TESTDATA / "cases/run/results")]
    code, said = run(given, monkeypatch, capsys)
    assert (code, said) == (0, "38 OpenLineage events\n")
    kinds = {
        file.name: {json.loads(line)["schemaURL"].rpartition("/")[2] for line in file.open()}
        for file in sorted((tmp_path / "events").iterdir())
    }
    assert kinds == {
        "design.jsonl": {"RunEvent"},
        "run.jsonl": {"RunEvent"},
        "static.jsonl": {"JobEvent", "DatasetEvent"},
    }
    again = {file: file.read_bytes() for file in (tmp_path / "events").iterdir()}
    run(given, monkeypatch, capsys)
    assert {file: file.read_bytes() for file in (tmp_path / "events").iterdir()} == again


def test_events_that_no_schema_knows_are_errors(
    given: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "core.json").write_text(json.dumps(STANDARD[0]))
    code, said = run([*given, "--schemas", str(tmp_path)], monkeypatch, capsys)
    assert code == 2
    assert "It is not a schema: it has no `$id`." in said

    (tmp_path / "schemas").mkdir()
    (tmp_path / "core.json").rename(tmp_path / "schemas/core.json")
    code, said = run([*given, "--schemas", str(tmp_path / "schemas")], monkeypatch, capsys)
    assert code == 1
    assert "error[lineage-event-invalid] job.facets.jobType: no schema is called" in said
    assert "validated with their schemas" in said


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (["--namespace", "duckdb:///x/a.duckdb"], "`duckdb:///x/a.duckdb` is not a namespace"),
        (["--time", "2026-01-31T06:00:00"], "has no time zone"),
        (["--time", "yesterday"], "invalid"),
        (["--nothing"], "unrecognized arguments: --nothing"),
        (["--schemas", "nowhere"], "There is no `*.json` in it."),
    ],
)
def test_wrong_options_are_said(
    wrong: list[str],
    message: str,
    given: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, said = run([*given, *wrong], monkeypatch, capsys)
    assert code == 2
    assert message in said


def test_a_document_that_is_no_lineage_is_said(
    given: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "lineage.json").write_text("{}")
    code, said = run(given, monkeypatch, capsys)
    assert code == 2
    assert "It is not lineage" in said
