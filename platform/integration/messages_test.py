"""What a product developer reads when something is wrong: exit code, column, line, remedy.

One or two for each goal: what every cause says, the golden cases of `inseam.testing` and of
`inseam.check` have to the letter.
"""

from __future__ import annotations

import re

from conftest import Repository

PRODUCT = "products/customer_activity"
PORT = f"{PRODUCT}/models/output_ports/v1/customer_activity.sql"
CONTRACT = f"{PRODUCT}/models/output_ports/v1/entropydata-customer-activity-v1.odcs.yaml"
STAGING = f"{PRODUCT}/models/staging/stg_organizations.sql"


def line_of(repository: Repository, file: str, text: str, after: str = "") -> int:
    """The line of ``text``, the first one below the line of ``after``."""
    lines = (repository.root / file).read_text(encoding="utf-8").splitlines()
    start = next(i for i, line in enumerate(lines) if line.strip() == after) if after else 0
    return next(i for i in range(start, len(lines)) if lines[i].strip() == text) + 1


def line_with(repository: Repository, file: str, part: str) -> int:
    lines = (repository.root / file).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if part in line)


def test_a_port_without_a_promised_column(repository: Repository) -> None:
    repository.edit(
        PORT, lambda sql: re.sub(r",\n\s*\{\{ dbt_common\.as_of\(\) \}\} as updated_at", "", sql)
    )

    result = repository.pants("test", f"{PRODUCT}::")

    line = line_of(repository, CONTRACT, "- name: updated_at")
    assert result.exit_code != 0
    assert f"{CONTRACT}:{line}: error[port-column-missing]" in result.output
    assert f"promises `customer_activity.updated_at`, but {PORT} does not yield it" in result.output
    assert f"fix: Select `updated_at` in {PORT}" in result.output


def test_a_model_that_reads_a_file(repository: Repository) -> None:
    repository.edit(
        STAGING,
        lambda sql: (
            sql + "and vanity_url not in (select content from read_text('/etc/hostname'))\n"
        ),
    )

    result = repository.pants("test", f"{PRODUCT}::")

    assert result.exit_code != 0
    line = line_with(repository, STAGING, "read_")
    assert f"{STAGING}:{line}: error[dbt-model-failed]" in result.output
    assert 'Cannot access file "/etc/hostname"' in result.output
    assert "fix: Read from a source, a seed or another model." in result.output


def test_a_pinned_instant_that_is_none(repository: Repository) -> None:
    result = repository.pants("--data-products-as-of=yesterday", "test", f"{PRODUCT}::")

    assert result.exit_code != 0
    assert "The var as_of is 'yesterday', which is not an instant in ISO 8601" in result.output


def test_a_stale_generated_file(repository: Repository) -> None:
    models = f"{PRODUCT}/models/output_ports/v1/_models.yml"
    before = (repository.root / models).read_text(encoding="utf-8")
    repository.replace(models, "data_type: DOUBLE", "data_type: FLOAT")

    lint = repository.pants("lint", f"{PRODUCT}::")
    generate = repository.pants("generate", f"{PRODUCT}::")

    assert lint.exit_code != 0
    assert f"{models}: error[generated-file-stale]" in lint.output
    assert f"fix: Run ./pants generate {PRODUCT}::" in lint.output
    assert generate.exit_code == 0, generate.output
    assert f"wrote {models}" in generate.output
    assert (repository.root / models).read_text(encoding="utf-8") == before
    assert repository.pants("lint", f"{PRODUCT}::").exit_code == 0


def test_sql_that_only_duckdb_reads(repository: Repository) -> None:
    repository.replace(
        STAGING, "    organization_id,", "    ({'id': organization_id}).id as organization_id,"
    )

    result = repository.pants("check", f"{PRODUCT}::")

    assert result.exit_code != 0
    assert re.search(
        rf"^{re.escape(STAGING)}:\d+: error\[not-databricks-sql\]", result.output, re.MULTILINE
    )


def test_every_project_compiles_for_databricks(repository: Repository) -> None:
    result = repository.pants("check", "products::", "shared::")

    assert result.exit_code == 0, result.output
    statements = re.findall(
        r"^(\w+): (\d+) statements compiled for Databricks$", result.output, re.MULTILINE
    )
    assert {name for name, count in statements if int(count) > 0} == {
        "customer_activity",
        "entropydata_postgres",
        "integration_tests",
    }
