"""What becomes of an old file: ``testdata/migration/<case>/old.yaml``.

``expected.yaml`` is what is printed, ``expected.txt`` the report beside it.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from inseam.contract_lint.migrate import main

TESTDATA = Path(__file__).parent / "testdata" / "migration"
CASES = sorted(path.name for path in TESTDATA.iterdir())


@pytest.mark.parametrize("case", CASES)
def test_an_old_file_becomes_a_contract_and_what_is_lost_is_said(
    case: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(TESTDATA / case)

    code = main("old.yaml")

    out, err = capsys.readouterr()
    said = f"{err}exit code {int(code)}\n"
    if os.environ.get("INSEAM_UPDATE_GOLDEN"):
        Path("expected.yaml").write_text(out, encoding="utf-8")
        Path("expected.txt").write_text(said, encoding="utf-8")
    assert out == Path("expected.yaml").read_text(encoding="utf-8")
    assert said == Path("expected.txt").read_text(encoding="utf-8")


def test_the_contract_can_be_written_to_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "orders-v1.odcs.yaml"

    main(str(TESTDATA / "orders" / "old.yaml"), str(target))

    assert target.read_text() == (TESTDATA / "orders" / "expected.yaml").read_text()
    assert capsys.readouterr().out == ""


def test_a_file_that_is_there_is_not_written_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "orders-v1.odcs.yaml"
    target.write_text("mine")

    assert main(str(TESTDATA / "orders" / "old.yaml"), str(target)) == 2

    assert target.read_text() == "mine"
    assert capsys.readouterr().err == (
        f"{target} is there already. Name a new file, or delete it.\n"
    )
