from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from inseam.adopt.origin import find_projects
from inseam.report.finding import InputError


def put(root: Path, *paths: str) -> None:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text("name: shop\n", encoding="utf-8")


def test_a_project_may_lie_deeper_and_have_packages_inside(tmp_path: Path) -> None:
    put(
        tmp_path,
        "dbt/dbt_project.yml",
        "dbt/models/a.sql",
        "dbt/packages/p/dbt_project.yml",
        "dbt/target/manifest.json",
        "notebook.py",
        "contracts/a.odcs.yaml",
    )

    (project,) = find_projects(str(tmp_path), tmp_path / "scratch")

    assert project.folder == "dbt"
    assert set(project.files) == {"dbt_project.yml", "models/a.sql", "contracts/a.odcs.yaml"}
    assert [nested.folder for nested in project.nested] == ["packages/p"]


def test_projects_beside_each_other_are_all_found(tmp_path: Path) -> None:
    put(tmp_path, "a/dbt_project.yml", "b/dbt_project.yml")

    found = find_projects(str(tmp_path), tmp_path / "scratch")

    assert [project.folder for project in found] == ["a", "b"]


def test_a_git_address_is_read_at_its_head(tmp_path: Path) -> None:
    repository = tmp_path / "shop.git"
    put(repository, "dbt_project.yml")
    git = ("git", "-C", str(repository), "-c", "user.name=a", "-c", "user.email=a@b.example.com")
    subprocess.run([*git, "init", "--quiet"], check=True)
    subprocess.run([*git, "add", "--all"], check=True)
    subprocess.run([*git, "commit", "--quiet", "--message=a"], check=True)

    (project,) = find_projects(f"file://{repository}", tmp_path / "scratch")

    assert len(project.commit) == 40
    assert set(project.files) == {"dbt_project.yml"}


@pytest.mark.parametrize("address", ["nowhere", "file:///nowhere/at-all.git"])
def test_what_is_not_there_is_said(tmp_path: Path, address: str) -> None:
    with pytest.raises(InputError) as error:
        find_projects(address, tmp_path / "scratch")

    assert [f.file for f in error.value.findings] == ["./pants adopt --adopt-from"]
