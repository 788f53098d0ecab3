"""What the goals of authoring write and say in ``testdata/repository``: ``testdata/cases``.

A case has a goal with its options, and files that these name. ``expected.txt`` has the exit code,
what it reports, and each file that differs from before. To accept what the tests say now, after
reading it:

    INSEAM_UPDATE_GOLDEN=1 PYTHONPATH=platform python -m pytest <this file>
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path

import pytest

from inseam.authoring import agree, contract_draft, new_product

GOALS = {
    "agree": agree.main,
    "contract_draft": contract_draft.main,
    "new_product": new_product.main,
}
TESTDATA = Path(__file__).parent / "testdata"
CASES = sorted(path.parent for path in (TESTDATA / "cases").glob("*/case.json"))


def contents(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "repository"
    shutil.copytree(TESTDATA / "repository", root)
    monkeypatch.chdir(root)
    return root


def run(
    repository: Path,
    case: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> str:
    asked = json.loads((case / "case.json").read_text(encoding="utf-8"))
    request = repository.parent / "request.json"
    request.write_text(json.dumps({"version": 1, "options": asked["options"]}), encoding="utf-8")
    for path in case.iterdir():
        if path.name not in ("case.json", "expected.txt"):
            shutil.copy(path, repository)
    before = contents(repository)
    monkeypatch.setattr(sys, "argv", [asked["goal"], "text", str(request)])

    code = GOALS[asked["goal"]]()

    after = contents(repository)
    assert before.keys() <= after.keys()
    written = "".join(
        f"\n=== {path}\n{text}" for path, text in after.items() if before.get(path) != text
    )
    return f"exit code {int(code)}\n{capsys.readouterr().out}{written}"


def test_there_are_cases() -> None:
    assert len(CASES) >= 12


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_it_writes_and_says_what_is_expected(
    case: Path,
    repository: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    expected = case / "expected.txt"

    now = run(repository, case, monkeypatch, capsys)

    if os.environ.get("INSEAM_UPDATE_GOLDEN"):
        expected.write_text(now, encoding="utf-8")
    assert now == expected.read_text(encoding="utf-8")
