"""What a change selects, and what runs for it: the promises of the graph, row by row."""

from __future__ import annotations

import os
from dataclasses import dataclass

import pytest
from conftest import Repository

PROVIDER = "products/entropydata_postgres#dbt"
CONSUMER = "products/customer_activity#dbt"
MACRO_TESTS = "shared/dbt_common/integration_tests:integration_tests"
PROVIDER_CONTRACT = "products/entropydata_postgres#v1/entropydata-postgres-v1"
CONTRACT_FILE = (
    "products/entropydata_postgres/models/output_ports/v1/entropydata-postgres-v1.odcs.yaml"
)


@dataclass(frozen=True)
class Row:
    change: str
    file: str
    old: str
    new: str
    selected: frozenset[str]
    ran: frozenset[str]


ROWS = [
    Row(
        change="a product's SQL",
        file="products/entropydata_postgres/models/staging/stg_organizations.sql",
        old="with\n",
        new="with\n\nnothing as (select 1 as one),\n",
        selected=frozenset({PROVIDER}),
        ran=frozenset({PROVIDER}),
    ),
    Row(
        change="a consumer's SQL",
        file="products/customer_activity/models/staging/stg_organizations.sql",
        old="with\n",
        new="with\n\nnothing as (select 1 as one),\n",
        selected=frozenset({CONSUMER}),
        ran=frozenset({CONSUMER}),
    ),
    Row(
        change="a comment in SQL",
        file="products/entropydata_postgres/models/staging/stg_organizations.sql",
        old="-- strings",
        new="-- texts",
        selected=frozenset({PROVIDER}),
        ran=frozenset(),
    ),
    Row(
        change="the layout of SQL",
        file="products/customer_activity/models/staging/stg_organizations.sql",
        old="with\n",
        new="WITH\n\n",
        selected=frozenset({CONSUMER}),
        ran=frozenset(),
    ),
    Row(
        change="a model's description",
        file="products/customer_activity/models/staging/_models.yml",
        old="description: ",
        new="description: In other words, ",
        selected=frozenset({CONSUMER}),
        ran=frozenset(),
    ),
    Row(
        change="an output-port contract",
        file=CONTRACT_FILE,
        old="mustBeGreaterThan: 0",
        new="mustBeGreaterThan: 1",
        selected=frozenset({PROVIDER, PROVIDER_CONTRACT, CONSUMER}),
        ran=frozenset({PROVIDER, CONSUMER}),
    ),
    Row(
        change="a contract's description",
        file=CONTRACT_FILE,
        old="description: ",
        new="description: In other words, ",
        selected=frozenset({PROVIDER, PROVIDER_CONTRACT, CONSUMER}),
        ran=frozenset(),
    ),
    Row(
        change="the shared macros",
        file="shared/dbt_common/macros/time/as_of.sql",
        old="{%- macro as_of() -%}",
        new="{%- macro as_of() -%}{#- edited -#}",
        selected=frozenset({PROVIDER, CONSUMER, MACRO_TESTS, "shared/dbt_common:dbt_common"}),
        ran=frozenset({PROVIDER, CONSUMER, MACRO_TESTS}),
    ),
    Row(
        change="a product's README",
        file="products/customer_activity/README.md",
        old="# ",
        new="# The ",
        selected=frozenset({CONSUMER}),
        ran=frozenset(),
    ),
]
# Generators that Pants lists beside what they generate; they own nothing to run.
GENERATORS = frozenset(
    {
        "products/entropydata_postgres:entropydata_postgres",
        "products/customer_activity:customer_activity",
    }
)


@pytest.fixture(scope="module", autouse=True)
def everything_is_cached(shared_repository: Repository) -> None:
    result = shared_repository.pants("test", "products::", "shared::")
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.change)
def test_a_change_selects_and_runs(row: Row, repository: Repository) -> None:
    repository.replace(row.file, row.old, row.new)

    selected = repository.pants("--changed-since=HEAD", "--changed-dependents=transitive", "list")
    tested = repository.pants("test", "products::", "shared::")

    assert (
        frozenset(line for line in selected.output.split() if ":" in line or "#" in line)
        - GENERATORS
        == row.selected
    )
    assert tested.exit_code == 0, tested.output
    assert tested.tested == {PROVIDER, CONSUMER, MACRO_TESTS}
    assert tested.ran == row.ran


def test_nothing_runs_twice(repository: Repository) -> None:
    result = repository.pants("test", "products::", "shared::")

    assert result.tested == {PROVIDER, CONSUMER, MACRO_TESTS}
    assert result.ran == frozenset()


def test_nothing_runs_again_in_another_terminal(repository: Repository) -> None:
    """Such as one with a virtual environment, of a user with another language."""
    result = repository.run(
        *("./pants", "--no-colors", "--no-dynamic-ui", "test", "products::", "shared::"),
        PATH=f"/opt/another/bin:{os.environ['PATH']}",
        LANG="de_DE.UTF-8",
    )

    assert result.tested == {PROVIDER, CONSUMER, MACRO_TESTS}
    assert result.ran == frozenset()
