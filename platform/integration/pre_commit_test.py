"""The hooks of .pre-commit-config.yaml, run by pre-commit itself."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Repository, Result

PRE_COMMIT = Path(sys.executable).parent / "pre-commit"
SQL = "products/customer_activity/models/staging/stg_organizations.sql"
CONTRACT = (
    "products/customer_activity/models/output_ports/v1/entropydata-customer-activity-v1.odcs.yaml"
)
MODELS = "products/customer_activity/models/output_ports/v1/_models.yml"


@pytest.fixture
def home(tmp_path: Path) -> str:
    """Where pre-commit keeps what it hides."""
    return str(tmp_path / "pre-commit")


def run_hooks(repository: Repository, home: str) -> Result:
    return repository.run(str(PRE_COMMIT), "run", "--color=never", PRE_COMMIT_HOME=home)


def test_the_hooks_are_programs_of_this_repository(repository: Repository) -> None:
    config = (repository.root / ".pre-commit-config.yaml").read_text(encoding="utf-8")

    assert config.count("- repo: ") == config.count("- repo: local\n") == 1
    assert config.count("language: ") == config.count("language: system\n") > 0


def test_a_staged_product_file_passes(repository: Repository, home: str) -> None:
    repository.replace(SQL, "with\n", "with\n\n")
    repository.git("add", "--all")

    result = run_hooks(repository, home)

    assert result.exit_code == 0, result.output
    assert "Passed" in result.output


def test_a_stale_generated_file_is_not_committed(repository: Repository, home: str) -> None:
    repository.replace(MODELS, "data_type: DOUBLE", "data_type: BOOLEAN")
    repository.git("add", "--all")

    result = run_hooks(repository, home)

    assert result.exit_code == 1
    assert f"{MODELS}: error[generated-file-stale]" in result.output


def test_a_broken_contract_is_shown_with_file_line_and_what_is_wrong(
    repository: Repository, home: str
) -> None:
    repository.replace(CONTRACT, "logicalType: timestamp", "logicalType: date time")
    lines = (repository.root / CONTRACT).read_text(encoding="utf-8").splitlines()
    line = next(n for n, text in enumerate(lines, 1) if text.endswith("logicalType: date time"))
    repository.git("add", "--all")

    result = run_hooks(repository, home)

    assert result.exit_code == 1
    assert f"{CONTRACT}:{line}: error[standard-value-not-allowed]" in result.output
    assert "logicalType" in result.output


def test_what_is_not_staged_is_not_looked_at_and_not_lost(
    repository: Repository, home: str
) -> None:
    repository.replace(SQL, "with\n", "with\n\n")
    repository.git("add", "--all")
    repository.replace(MODELS, "data_type: DOUBLE", "data_type: BOOLEAN")

    result = run_hooks(repository, home)

    assert result.exit_code == 0, result.output
    assert "data_type: BOOLEAN" in (repository.root / MODELS).read_text(encoding="utf-8")


@pytest.mark.parametrize("change", ["of no target", "deletion", "nothing"])
def test_a_commit_with_nothing_to_check_passes(
    change: str, repository: Repository, home: str
) -> None:
    if change == "of no target":
        repository.edit("README.md", lambda text: text + "More.\n")
    elif change == "deletion":
        (repository.root / SQL).unlink()
    repository.git("add", "--all")

    result = run_hooks(repository, home)

    assert result.exit_code == 0, result.output


def test_git_asks_the_installed_hook(repository: Repository, home: str) -> None:
    repository.run(str(PRE_COMMIT), "install", PRE_COMMIT_HOME=home)
    try:
        repository.replace(MODELS, "data_type: DOUBLE", "data_type: BOOLEAN")
        result = repository.run("git", "commit", "--all", "--message=stale", PRE_COMMIT_HOME=home)
    finally:
        repository.run(str(PRE_COMMIT), "uninstall", PRE_COMMIT_HOME=home)

    assert result.exit_code == 1
    assert "error[generated-file-stale]" in result.output
    head = subprocess.run(
        ["git", "log", "-1", "--format=%s"],
        cwd=repository.root,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert head.stdout == "start\n"
