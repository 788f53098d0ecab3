"""What is taken for a dbt 2, and under which name it is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from inseam.dbt_project.named_dbt import keep
from inseam.report.finding import InputError


def executable(path: Path, says: str = "dbt-core 2.0.0-alpha.4", code: int = 0) -> Path:
    path.write_text(f"#!/bin/sh\necho '{says}'\nexit {code}\n")
    path.chmod(0o755)
    return path


def test_it_is_kept_by_its_content(tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    first = keep(executable(tmp_path / "dbt"), folder)

    assert keep(executable(tmp_path / "elsewhere"), folder) == first
    other = keep(executable(tmp_path / "dbt", "dbt-fusion 2.0.0-preview.196"), folder)
    assert other != first
    assert "alpha" in first.read_text()
    assert "preview" in other.read_text()
    assert {path.name for path in folder.rglob("*") if path.is_file()} == {"dbt"}


def test_what_is_kept_already_is_not_started(tmp_path: Path) -> None:
    count = tmp_path / "count"
    dbt = tmp_path / "dbt"
    dbt.write_text(f"#!/bin/sh\necho x >> {count}\necho dbt 2.0.9\n")
    dbt.chmod(0o755)

    for _ in range(3):
        keep(dbt, tmp_path / "kept")

    assert count.read_text() == "x\n"


@pytest.mark.parametrize(
    "says, code, words",
    [
        ("dbt 1.11.16", 0, "is dbt 1.11.16"),
        ("Core:\n  - installed: 1.11.16", 0, "does not say that it is a dbt"),
        ("dbt 2.0.0", 1, "does not say that it is a dbt"),
        ("GNU grep 2.0.0", 0, "does not say that it is a dbt"),
    ],
)
def test_another_program_is_refused(tmp_path: Path, says: str, code: int, words: str) -> None:
    with pytest.raises(InputError) as refused:
        keep(executable(tmp_path / "dbt", says, code), tmp_path / "kept")
    (finding,) = refused.value.findings
    assert words in finding.message
    assert not (tmp_path / "kept").exists()


def test_what_is_no_program_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("dbt 2.0.0")
    (tmp_path / "broken").write_bytes(b"\x7fELF")
    (tmp_path / "broken").chmod(0o755)
    for name in ("absent", ".", "text", "broken"):
        with pytest.raises(InputError) as refused:
            keep(tmp_path / name, tmp_path / "kept")
        assert "be run" in refused.value.findings[0].message
