from __future__ import annotations

from pathlib import Path

import pytest

from inseam.dbt_project.read_files import is_read_by_dbt

IGNORED = "*.odcs.yaml\nold/\n!old/kept.yml\n/models/draft.sql\n"


@pytest.mark.parametrize(
    ("path", "is_read"),
    [
        ("models/schema.yml", True),
        ("macros/names.sql", True),
        ("tests/schema.yml", True),
        ("models/a-v1.odcs.yaml", False),
        ("models/old/schema.yml", False),
        ("models/draft.sql", False),
        ("models/more/draft.sql", True),
        ("examples/schema.yml", False),
        ("docs/notes.yml", False),
        ("dbt_packages/other/models/schema.yml", False),
    ],
)
def test_dbt_reads_what_is_in_its_folders_and_not_ignored(
    tmp_path: Path, path: str, is_read: bool
) -> None:
    (tmp_path / "dbt_project.yml").write_text("name: shop\ndocs-paths: [docs]\n")
    (tmp_path / ".dbtignore").write_text(IGNORED)
    assert is_read_by_dbt(tmp_path)(tmp_path / path) is is_read


def test_a_project_in_one_folder_without_anything_ignored(tmp_path: Path) -> None:
    (tmp_path / "dbt_project.yml").write_text("name: shop\nmodel-paths: ['.']\n")
    assert is_read_by_dbt(tmp_path)(tmp_path / "schema.yml")
