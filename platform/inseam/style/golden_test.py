"""The report on SQL files, and how they are changed: a folder a case.

A case has the files that it adds to ``base``, the findings of `lint` (`findings.txt`), and what
`fmt` and then `fix` make of the files they change (`after_fmt`, `after_fix`).

To accept what the tests say now, after reading it:

    INSEAM_UPDATE_GOLDEN=1 PYTHONPATH=platform python -m pytest <this file>
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from inseam.report.report import report
from inseam.report.text import to_text
from inseam.style.lint import Looked, lint_files
from inseam.style.reformat import RULES, reformat_files
from inseam.style.rendering import Engine
from testkit.style_repository import lay_out

TESTDATA = Path(__file__).parent / "testdata"
CASES = sorted(path for path in (TESTDATA / "cases").iterdir() if path.is_dir())
PROJECT = "products/orders"
UPDATE = "INSEAM_UPDATE_GOLDEN" in os.environ


def sql_files(root: Path) -> list[Path]:
    return sorted(path.relative_to(root) for path in (root / PROJECT).rglob("*.sql"))


def contents(root: Path) -> dict[str, bytes]:
    return {file.as_posix(): (root / file).read_bytes() for file in sql_files(root)}


def said_by(looked: Looked) -> str:
    summary = f"{looked.linted} linted, {looked.parsed_as_databricks} parsed as Databricks SQL"
    return to_text(report(looked.findings, summary)) + "\n"


def reformat(goal: str, root: Path) -> dict[str, bytes]:
    """The files that changed."""
    before = contents(root)
    reformat_files(sql_files(root), Engine.of_configuration(RULES[goal]))
    return {file: content for file, content in contents(root).items() if content != before[file]}


def expected_files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def update(folder: Path, files: dict[str, bytes]) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_says_and_does_what_the_case_expects(
    case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = lay_out(tmp_path, TESTDATA / "base", case)
    monkeypatch.chdir(root)
    found = said_by(lint_files(sql_files(root), PROJECT))
    formatted = reformat("fmt", root)
    again = reformat("fmt", root)
    fixed = reformat("fix", root)

    if UPDATE:
        (case / "findings.txt").write_text(found)
        update(case / "after_fmt", formatted)
        update(case / "after_fix", fixed)
    assert found == (case / "findings.txt").read_text()
    assert formatted == expected_files(case / "after_fmt")
    assert again == {}
    assert fixed == expected_files(case / "after_fix")
