from __future__ import annotations

from pathlib import Path

import pytest

from inseam.dbt_project.folders import folder_findings, project_folders


def project(tmp_path: Path, text: str | None) -> Path:
    if text is not None:
        (tmp_path / "dbt_project.yml").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    "written, folders",
    [
        (None, ("models",)),
        ("", ("models",)),
        ("[", ("models",)),
        ("name: a", ("models",)),
        ("model-paths: []", ()),
        ("model-paths: [transform]", ("transform",)),
        ("model-paths: transform", ("transform",)),
        ("model-paths: ['./transform', 'transform/', a/../transform]", ("transform",)),
        ("model-paths: ['.']", (".",)),
        ("model-paths: [models, ../elsewhere, /etc, a/../../b]", ("models",)),
    ],
)
def test_folders_are_those_that_dbt_reads(
    tmp_path: Path, written: str | None, folders: tuple[str, ...]
) -> None:
    assert project_folders(project(tmp_path, written)).models == folders


@pytest.mark.parametrize(
    "folders, file, below",
    [
        ("[models]", "models/staging/a.sql", ("staging", "a.sql")),
        ("[transform/models]", "transform/models/staging/a.sql", ("staging", "a.sql")),
        ("[transform, transform/more]", "transform/more/staging/a.sql", ("staging", "a.sql")),
        ("['.']", "staging/a.sql", ("staging", "a.sql")),
        ("[transform]", "seeds/a.csv", ()),
        ("[transform]", "transformed/a.sql", ()),
    ],
)
def test_a_layer_is_the_folder_below_the_innermost_of_models(
    tmp_path: Path, folders: str, file: str, below: tuple[str, ...]
) -> None:
    found = project_folders(project(tmp_path, f"model-paths: {folders}"))
    assert found.below_models(file) == below


@pytest.mark.parametrize("folder", ["../macros", "/macros", "macros/../../macros"])
@pytest.mark.parametrize("key", ["macro-paths", "model-paths", "docs-paths"])
def test_a_folder_outside_of_the_project_is_refused_at_its_line(
    tmp_path: Path, key: str, folder: str
) -> None:
    (found,) = folder_findings(project(tmp_path, f"name: a\n{key}:\n  - inside\n  - {folder}\n"))
    assert (found.rule, found.line) == ("project-folder-outside", 4)
    assert f"`{key}`" in found.message


@pytest.mark.parametrize("text", [None, "[", "name: a", "seed-paths: [data, ./more/]"])
def test_folders_in_the_project_are_fine(tmp_path: Path, text: str | None) -> None:
    assert folder_findings(project(tmp_path, text)) == []
