"""What each entry module writes and says: ``testdata/<entry>/<case>/``.

- ``repository/``: the working folder.
- ``arguments``: one a line, if they are not the usual ones.
- ``expected/``: the files that are written; no folder if there are none.
- ``expected.txt``: the report, and the exit code.

To accept what the tests say now, after reading it:

    INSEAM_UPDATE_GOLDEN=1 PYTHONPATH=platform python -m pytest <this file>
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from inseam.codegen import codeowners, project, published
from inseam.report.process import run_process
from inseam.report.report import Report
from inseam.report.text import to_text

TESTDATA = Path(__file__).parent / "testdata"
OUT = "_generated"


@dataclass(frozen=True)
class Entry:
    main: Callable[[], Report]
    usual_arguments: tuple[str, ...]


ENTRIES = {
    "codeowners": Entry(codeowners.main, (OUT,)),
    "project": Entry(project.main, ("products/orders", OUT)),
    "published": Entry(published.main, ("contracts/external/orders-v1.odcs.yaml", OUT)),
}
CASES = sorted(path.parent for path in TESTDATA.glob("*/*/repository"))
STALE = "[generated-file-stale]"


@dataclass(frozen=True)
class Said:
    text: str
    files: dict[str, bytes]


def files_below(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@dataclass(frozen=True)
class Run:
    """An entry module in a copy of a case's repository."""

    entry: Entry
    arguments: tuple[str, ...]
    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]

    def __call__(self) -> Said:
        shutil.rmtree(OUT, ignore_errors=True)
        self.monkeypatch.setattr(sys, "argv", ["entry", *self.arguments])
        code = run_process(self.entry.main, to_text)
        out, err = self.capsys.readouterr()
        assert err == ""
        return Said(f"{out}exit code {int(code)}\n", files_below(Path(OUT)))


@pytest.fixture(params=CASES, ids=lambda path: f"{path.parent.name}/{path.name}")
def case(request: Any) -> Path:  # pytest 7.0 gives `param` no type
    path: Path = request.param
    return path


@pytest.fixture
def run(
    case: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Run:
    shutil.copytree(case / "repository", tmp_path / "repository")
    monkeypatch.chdir(tmp_path / "repository")
    entry = ENTRIES[case.parent.name]
    given = case / "arguments"
    arguments = tuple(given.read_text().splitlines()) if given.is_file() else entry.usual_arguments
    return Run(entry, arguments, monkeypatch, capsys)


def test_every_entry_has_cases() -> None:
    assert {path.parent.name for path in CASES} == ENTRIES.keys()


def test_says_and_writes_what_the_case_expects(case: Path, run: Run) -> None:
    before = files_below(Path())

    said = run()

    if os.environ.get("INSEAM_UPDATE_GOLDEN"):
        accept(case, said)
    assert said.text == (case / "expected.txt").read_text()
    assert said.files == files_below(case / "expected")
    # It writes below the folder that it is given, and nowhere else.
    shutil.rmtree(OUT, ignore_errors=True)
    assert files_below(Path()) == before


def test_line_ends_make_no_difference(run: Run) -> None:
    """A checkout may have other ones than those that are written."""
    expected = run()
    for name, content in files_below(Path()).items():
        if not name.startswith(f"{OUT}/"):
            Path(name).write_bytes(content.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))

    said = run()

    assert said.text == expected.text
    assert with_line_feeds(said.files) == with_line_feeds(expected.files)


def with_line_feeds(files: dict[str, bytes]) -> dict[str, bytes]:
    return {name: content.replace(b"\r\n", b"\n") for name, content in files.items()}


def accept(case: Path, said: Said) -> None:
    (case / "expected.txt").write_text(said.text)
    shutil.rmtree(case / "expected", ignore_errors=True)
    for name, content in said.files.items():
        path = case / "expected" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def test_a_second_run_over_what_the_first_one_wrote_writes_nothing(case: Path, run: Run) -> None:
    first = run()
    for name, content in first.files.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_bytes(content)

    second = run()

    assert second.files == {}
    # What the first run had to say and did not settle is reported again, and nothing else.
    assert findings(second) == [line for line in findings(first) if STALE not in line]


def findings(said: Said) -> list[str]:
    """The first line of each."""
    *lines, _exit_code = said.text.splitlines()
    return [line for line in lines if not line.startswith(" ")]


def test_nothing_is_written_when_something_cannot_be_read(case: Path, run: Run) -> None:
    said = run()
    assert not (said.text.endswith("exit code 2\n") and said.files)
