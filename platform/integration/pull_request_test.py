"""What the scripts in .ci do for a branch, outside of any code host."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from conftest import Repository, Result

PROVIDER = "products/entropydata_postgres#dbt"
CONSUMER = "products/customer_activity#dbt"
MACRO_TESTS = "shared/dbt_common/integration_tests:integration_tests"

SQL = "products/customer_activity/models/staging/stg_organizations.sql"
MODELS = "products/customer_activity/models/output_ports/v1/_models.yml"
PASSED = (
    "\n- dependencies: passed\n- lint: passed\n- check: passed\n- policies: passed\n"
    "- test: passed\n- contract-gate: passed\n"
    "- agreements: passed\n"
)


@dataclass(frozen=True)
class Branch:
    """A branch of the copy, one commit ahead of main once something is committed."""

    repository: Repository

    def commit(self) -> None:
        self.repository.git("add", "--all")
        self.repository.git("commit", "--quiet", "--message=change")

    def check(self, **variables: str) -> Result:
        return self.repository.run(".ci/pull-request", "main", apart=False, **variables)

    def specs(self) -> str:
        """What makes Pants select all that is affected, and before it why that is everything."""
        arguments = ("--affected-base=main", "--affected-specs", "affected")
        result = self.repository.pants(*arguments, apart=True)
        assert result.exit_code == 0, result.output
        return result.output


def projects_tested(result: Result) -> set[str]:
    # `lint` and `check` print such lines of their tools.
    return {name for name in result.tested if "#" in name or ":" in name}


@pytest.fixture
def branch(repository: Repository) -> Iterator[Branch]:
    repository.git("checkout", "--quiet", "-b", "change")
    yield Branch(repository)
    repository.restore()
    repository.git("checkout", "--quiet", "main")
    repository.git("branch", "--quiet", "-D", "change")


def test_a_change_of_one_product_checks_that_product(branch: Branch) -> None:
    branch.repository.replace(SQL, "with\n", "with\n\n")
    branch.commit()

    result = branch.check()

    assert result.exit_code == 0, result.output
    assert projects_tested(result) == {CONSUMER}
    assert "entropydata_postgres: " not in result.output  # nor is another compiled for Databricks
    assert result.output.endswith(PASSED)


@pytest.mark.nightly
def test_a_change_of_the_shared_macros_checks_all_products(branch: Branch) -> None:
    branch.repository.replace(
        "shared/dbt_common/macros/time/as_of.sql",
        "{%- macro as_of() -%}\n",
        "{%- macro as_of() -%}\n    {#- edited -#}\n",
    )
    branch.commit()

    result = branch.check()

    assert result.exit_code == 0, result.output
    assert projects_tested(result) == {PROVIDER, CONSUMER, MACRO_TESTS}


def test_a_change_of_the_documentation_checks_nothing(branch: Branch) -> None:
    branch.repository.replace("docs/adr/0003-thin-plugin.md", "# ", "# The ")
    branch.commit()

    result = branch.check()

    assert result.exit_code == 0
    assert result.output.endswith("Nothing is affected.\n")
    assert projects_tested(result) == set()
    assert "== ./pants" not in result.output


def test_the_integration_tests_are_spared_when_nothing_is_affected(branch: Branch) -> None:
    branch.repository.replace("docs/adr/0003-thin-plugin.md", "# ", "# The ")
    branch.commit()

    result = branch.repository.run(".ci/integration", "main")

    assert result.exit_code == 0
    assert result.output.endswith("Nothing is affected.\n")


def test_every_goal_runs_and_the_end_names_what_failed(branch: Branch, tmp_path: Path) -> None:
    branch.repository.replace(MODELS, "data_type: DOUBLE", "data_type: BOOLEAN")
    branch.commit()

    result = branch.check(GITHUB_STEP_SUMMARY=str(tmp_path / "summary.md"))

    conclusions = (
        "\n- dependencies: passed\n"
        "- lint: FAILED for generated-files\n"
        "- check: passed\n"
        "- policies: passed\n"
        f"- test: FAILED for {CONSUMER}\n"
        "- contract-gate: passed\n- agreements: passed\n"
    )
    assert result.exit_code == 1
    assert result.output.endswith(conclusions)
    summary = (tmp_path / "summary.md").read_text()
    assert summary.startswith(
        f"{conclusions}\n<!-- inseam-review -->\n\n🛑 **Do not merge yet**: the test"
    )
    assert f"{MODELS}: error[generated-file-stale]" in result.output


def test_a_broken_promise_fails_and_its_readers_stand_on_the_page_of_the_run(
    branch: Branch, tmp_path: Path
) -> None:
    contract = (
        "products/entropydata_postgres/models/output_ports/v1/entropydata-postgres-v1.odcs.yaml"
    )
    branch.repository.edit(
        contract,
        lambda text: re.sub(r"      - name: vanity_url\n(?:       .*\n)+", "", text),
    )
    branch.commit()

    result = branch.check(
        GITHUB_STEP_SUMMARY=str(tmp_path / "summary.md"), PANTS_CONFIG_FILES="pants.ci.toml"
    )

    assert result.exit_code == 1
    assert "- contract-gate: FAILED\n" in result.output
    annotation = rf"^::error file={contract},line=\d+,title=column-removed::"
    assert re.search(annotation, result.output, re.MULTILINE), result.output
    summary = (tmp_path / "summary.md").read_text()
    assert "read by customer_activity (team customer-success), in stg_organizations" in summary


def test_a_product_that_reads_another_products_project_is_refused(branch: Branch) -> None:
    branch.repository.edit(
        "products/customer_activity/BUILD",
        lambda build: build.replace("data_product(", f"data_product(dependencies=['{PROVIDER}'],"),
    )
    branch.commit()

    result = branch.check()

    assert result.exit_code == 1
    assert f"data_product {CONSUMER} -> data_product {PROVIDER}" in result.output
    assert result.output.endswith(
        "Pants cannot tell what is affected, for the reason above. Nothing was checked.\n"
    )


def test_ci_annotates_the_lines_and_keeps_a_report_of_every_test(branch: Branch) -> None:
    branch.repository.replace(MODELS, "data_type: DOUBLE", "data_type: BOOLEAN")
    branch.commit()
    reports = branch.repository.root / "dist/test/reports"
    shutil.rmtree(reports, ignore_errors=True)

    result = branch.check(PANTS_CONFIG_FILES="pants.ci.toml")

    assert re.search(rf"^::error file={MODELS},", result.output, re.MULTILINE), result.output
    assert "\x1b" not in result.output
    assert [path.name for path in reports.iterdir()] == ["products.customer_activity@dbt"]
    assert "- agreements: passed\n" in result.output


def everything(because: str) -> str:
    return f"Everything is affected: {because}, and that may change every result.\n::\n"


def test_everything_is_affected_by_what_has_no_dependents(branch: Branch) -> None:
    file = "contracts/published/entropydata-postgres-v1/1.0.0.odcs.yaml"
    branch.repository.edit(file, lambda text: text + "# edited\n")
    branch.commit()

    assert branch.specs() == everything(f"{file} is changed")


def test_everything_is_affected_by_a_renamed_file(branch: Branch) -> None:
    branch.repository.git("mv", SQL, SQL.replace("stg_", "staged_"))
    branch.commit()

    assert branch.specs() == everything(f"{SQL} is deleted")


def test_everything_is_affected_by_a_name_that_pants_loses(branch: Branch) -> None:
    file = "products/customer_activity/tests/Übersicht.csv"
    (branch.repository.root / file).touch()
    branch.commit()

    assert branch.specs() == everything(f"{file!a} is changed")


@pytest.mark.parametrize("state", ["edited", "staged", "new"])
def test_what_is_not_committed_counts_too(state: str, branch: Branch) -> None:
    file = branch.repository.root / ("platform/new.py" if state == "new" else "CODEOWNERS")
    with file.open("a") as text:
        text.write("# edited\n")
    if state == "staged":
        branch.repository.git("add", "--all")

    changed = file.relative_to(branch.repository.root)
    assert branch.specs() == everything(f"{changed} is changed")


def test_commits_that_only_the_base_has_do_not_count(branch: Branch) -> None:
    branch.repository.replace(SQL, "with\n", "with\n\n")
    branch.commit()
    branch.repository.git("checkout", "--quiet", "-b", "base", "main")
    branch.repository.edit("pants.toml", lambda text: text + "# edited\n")
    branch.commit()
    branch.repository.git("checkout", "--quiet", "change")

    result = branch.repository.run(
        "bash",
        "-c",
        'set -euo pipefail; . .ci/affected; find_affected base; echo "affected: $affected"',
    )
    branch.repository.git("branch", "--quiet", "-D", "base")

    assert result.output.endswith(f"affected: {CONSUMER}\n")


def test_a_shallow_clone_is_refused_with_the_remedy(repository: Repository, tmp_path: Path) -> None:
    shallow = Repository(tmp_path / "shallow")
    subprocess.run(
        ["git", "clone", "--quiet", "--depth=1", f"file://{repository.root}", shallow.root],
        check=True,
    )

    result = shallow.run(".ci/pull-request", "origin/main")

    assert result.exit_code == 1
    assert result.output == (
        "This clone is shallow, so it cannot be known what differs from origin/main. "
        "In a workflow, check out with 'fetch-depth: 0'; elsewhere, run 'git fetch --unshallow'.\n"
    )


def test_an_unknown_base_is_refused(repository: Repository) -> None:
    result = repository.run(".ci/pull-request", "--help")

    assert result.exit_code == 1
    assert result.output.startswith("There is no commit '--help' here.")
