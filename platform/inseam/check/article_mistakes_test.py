"""The mistakes of the article that `customer_activity` is made after, put into it again.

Starts dbt on a product of this checkout, so Pants only looks at it. `.ci/integration` runs it; by
hand, in the library's environment: ``PYTHONPATH=platform python -m pytest`` and this file.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from inseam.check.check_product import check
from inseam.check.checked_product import read_product
from inseam.report.finding import Finding
from testkit.project_facts import facts_of

ROOT = Path(__file__).parents[3]
PROJECT = Path("products/customer_activity")
PORT = PROJECT / "models/output_ports/v1"
CONTRACT = PORT / "entropydata-customer-activity-v1.odcs.yaml"
PROVIDER = Path(
    "products/entropydata_postgres/models/output_ports/v1/entropydata-postgres-v1.odcs.yaml"
)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(ROOT / PROJECT, tmp_path / PROJECT, ignore=shutil.ignore_patterns(".inseam"))
    package = tmp_path / PROJECT / "dbt_packages" / "dbt_common"
    shutil.rmtree(package.parent, ignore_errors=True)
    shutil.copytree(ROOT / "shared/dbt_common", package)
    shutil.copytree(ROOT / "shared/dbt_common", tmp_path / "shared/dbt_common")
    for file in ("platform/dbt/profiles.yml", PROVIDER):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / file, tmp_path / file)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def replace(file: Path, before: str, after: str) -> int:
    """The line, from 1, on which it was."""
    text = file.read_text()
    assert text.count(before) == 1
    file.write_text(text.replace(before, after))
    return text[: text.index(before)].count("\n") + 1


def errors(repository: Path) -> list[tuple[str, str, int | None, str]]:
    facts = facts_of(repository, PROJECT, [CONTRACT], [PROVIDER])
    findings: tuple[Finding, ...] = check(read_product(PROJECT, facts)).findings
    return [(each.rule, each.file, each.line, each.message) for each in findings]


def test_the_product_as_it_is_has_none(repository: Path) -> None:
    assert errors(repository) == []


def test_the_column_updated_at_that_the_sql_forgot_is_found(repository: Path) -> None:
    """The contract requires it and `_models.yml` enforces it; dbt stops only when it builds."""
    model = repository / PORT / "customer_activity.sql"
    line = replace(model, ",\n    {{ dbt_common.as_of() }} as updated_at", "")
    assert errors(repository) == [
        (
            "port-column-missing",
            str(PORT / "customer_activity.sql"),
            line,
            "`customer_activity` yields no column `updated_at`, which its contract requires.",
        )
    ]


def test_the_schema_that_the_contract_names_and_dbt_does_not_build_is_found(
    repository: Path,
) -> None:
    """The article's `..._v1` in the contract, and `..._op_v1` where dbt materialises."""
    schema = "op_entropydata_customer_activity_v1"
    other = "dp_entropydata_customer_activity_v1"
    line = replace(repository / CONTRACT, f"schema: {schema}", f"schema: {other}")
    message = (
        f"The contract says that `customer_activity` is in the schema `{other}`; dbt builds it in"
        f" `{schema}`."
    )
    assert errors(repository) == [("port-relation", str(CONTRACT), line, message)]


def test_the_prefix_of_dbts_own_schema_names_is_found_as_well(repository: Path) -> None:
    (repository / PROJECT / "macros/generate_schema_name.sql").unlink()
    (repository / PROJECT / "macros/_macros.yml").unlink()
    assert {(rule, file) for rule, file, _, _ in errors(repository)} == {
        ("port-relation", str(CONTRACT))
    }
