"""What is generated and committed comes back to the byte, and lint sees what differs from it."""

from __future__ import annotations

import subprocess

import pytest
from conftest import Repository

CONSUMER = "products/customer_activity"
MACRO = f"{CONSUMER}/macros/generate_schema_name.sql"
SNAPSHOT = f"{CONSUMER}/models/input_ports/entropydata-postgres-v1.odcs.yaml"
GENERATED = (
    "CODEOWNERS",
    "contracts/published/*/*.odcs.yaml",
    "products/*/.sqlfluff",
    "products/*/macros/generate_schema_name.sql",
    "products/*/models/input_ports/*.odcs.yaml",
    "products/*/models/output_ports/*/_models.yml",
)


def changes(repository: Repository) -> list[str]:
    """What git sees, untracked files included."""
    return subprocess.run(
        ["git", "status", "--porcelain", "--untracked-files=all"],
        cwd=repository.root,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout.splitlines()


def test_what_is_generated_comes_back_to_the_byte_when_it_is_deleted(
    repository: Repository,
) -> None:
    deleted = sorted(path for glob in GENERATED for path in repository.root.glob(glob))
    # Of a contract its current version can be written again, and no earlier one.
    latest = {path.parent: path for path in deleted if "published" in path.parts}
    deleted = [path for path in deleted if latest.get(path.parent, path) == path]
    assert len(deleted) >= len(GENERATED)
    for path in deleted:
        path.unlink()

    result = repository.pants("generate", "::")

    assert result.exit_code == 0, result.output
    names = [str(path.relative_to(repository.root)) for path in deleted]
    assert [line for line in result.output.splitlines() if line.startswith("wrote ")] == [
        f"wrote {name}" for name in sorted(names)
    ]
    assert changes(repository) == []

    again = repository.pants("generate", "::")
    assert "wrote" not in again.output
    assert "Nothing to write for " in again.output


def test_a_macro_edited_by_hand_fails_lint_and_is_put_right_by_fix(repository: Repository) -> None:
    repository.replace(MACRO, "{%- endmacro", "{% endmacro")

    lint = repository.pants("lint", f"{CONSUMER}::")

    assert lint.exit_code != 0
    assert f"{MACRO}: error[generated-file-stale]" in lint.output
    assert f"fix: Run ./pants generate {CONSUMER}::" in lint.output
    assert changes(repository) == [f" M {MACRO}"]

    fixed = repository.pants("fix", f"{CONSUMER}::")

    assert fixed.exit_code == 0, fixed.output
    assert changes(repository) == []
    assert repository.pants("lint", f"{CONSUMER}::").exit_code == 0


def test_a_snapshot_edited_by_hand_stays_until_the_consumer_accepts(repository: Repository) -> None:
    repository.replace(SNAPSHOT, "version: 1.1.0", "version: 1.1.1")

    for goal in ("lint", "generate"):
        result = repository.pants(goal, f"{CONSUMER}::")
        assert result.exit_code != 0
        assert f"{SNAPSHOT}: error[snapshot-not-published]" in result.output
    repository.pants("fix", f"{CONSUMER}::")
    assert changes(repository) == [f" M {SNAPSHOT}"]

    accepted = repository.pants(
        "generate", "--generate-accept=entropydata-postgres-v1", f"{CONSUMER}::"
    )

    assert accepted.exit_code == 0, accepted.output
    assert changes(repository) == []


@pytest.mark.parametrize("status, published", [("draft", False), ("active", True)])
def test_a_raised_version_is_published_when_it_is_released(
    repository: Repository, status: str, published: bool
) -> None:
    provider = "products/entropydata_postgres/models/output_ports/v1"
    contract = f"{provider}/entropydata-postgres-v1.odcs.yaml"
    repository.replace(contract, "\nversion: 1.1.0\n", "\nversion: 1.2.0\n")
    repository.edit(contract, lambda text: text + "# 1.2.0\n")
    if status != "active":
        repository.replace(contract, "\nstatus: active\n", f"\nstatus: {status}\n")

    result = repository.pants("generate", "::")

    assert result.exit_code == 0, result.output
    archived = repository.root / "contracts/published/entropydata-postgres-v1/1.2.0.odcs.yaml"
    assert archived.is_file() == published
    if published:
        assert archived.read_bytes() == (repository.root / contract).read_bytes()
    # The consumer's snapshot is of a published version still: nothing is forced on it.
    assert repository.pants("lint", f"{CONSUMER}::").exit_code == 0


def test_nothing_is_written_that_dbt_could_not_parse(repository: Repository) -> None:
    models = repository.root / CONSUMER / "models"
    generated = models / "output_ports/v1/_models.yml"
    generated.unlink()
    # dbt renders names in YAML; nobody else sees that this is a model of the port.
    again = models / "more.yml"
    again.write_text("models:\n  - name: \"{{ 'customer' ~ '_activity' }}\"\n")

    result = repository.pants("generate", f"{CONSUMER}::")

    assert result.exit_code != 0
    assert f"{CONSUMER}/models/more.yml: error[generated-files-held-back]" in result.output
    assert "two schema.yml entries for the same resource named customer_activity" in result.output
    assert "Nothing to write for 1 dbt project" in result.output
    assert not generated.exists()

    again.unlink()
    assert repository.pants("generate", f"{CONSUMER}::").exit_code == 0
    assert changes(repository) == []
