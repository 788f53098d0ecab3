"""`./pants grants`: an agreement's whole life, and a token that is nowhere; docs/grants.md."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from conftest import Repository, Result
from left_behind import files_with, store

CONSUMER = "products/customer_activity"
AGREEMENT = f"{CONSUMER}/agreements/entropydata-postgres-v1.yaml"
ENVIRONMENTS = "platform/environments.yaml"
SCHEMA = "entropy_data_prod.op_entropydata_postgres_v1"
VIEWS = (
    "asset",
    "data_contract",
    "data_product",
    "organization",
    "organization_member",
    "output_port",
    "test_result",
)
# An engine on DuckDB that keeps the statements for Databricks, and knows by them who has what. All
# objects are there.
ENGINE = r"""
{%- macro duckdb__has_grants() -%}{{- return(true) -}}{%- endmacro -%}
{%- macro duckdb__grant_sql(change) -%}
    {%- set statement = dbt_common.sql_literal(dbt_common.databricks__grant_sql(change)) -%}
    {{- return('insert into statements (text) values (' ~ statement ~ ')') -}}
{%- endmacro -%}
{%- macro duckdb__grants_on(objects) -%}
    {%- set found = [] -%}
    {%- for names in objects -%}
        {%- set holders = [] -%}
        {%- for row in run_query(
            "from (select regexp_extract(text,"
            ~ " '^(grant|revoke) (.*) on (catalog|schema|view) (.*) (to|from) `(.*)`$',"
            ~ " ['verb', 'what', 'kind', 'object', 'to', 'who']) as said, number from statements)"
            ~ " select said.who, upper(said.what), upper(said.kind) where said.object = "
            ~ dbt_common.sql_literal(dbt_common.dotted_sql(names))
            ~ " group by all having arg_max(said.verb, number) = 'grant' order by all"
        ).rows -%}
            {%- do holders.append([row[0], row[1], row[2]]) -%}
        {%- endfor -%}
        {%- do found.append(holders) -%}
    {%- endfor -%}
    {{- return(found) -}}
{%- endmacro -%}
"""


@pytest.fixture
def here(repository: Repository) -> Iterator[Repository]:
    """With an environment `here`, whose engine has grants, and its database in `target/`."""
    folder = repository.root / "target"
    folder.mkdir(exist_ok=True)
    file = folder / "inseam.duckdb"
    file.unlink(missing_ok=True)
    with duckdb.connect(str(file)) as database:
        database.execute("create sequence number")
        database.execute(
            "create table statements (text text, number int default nextval('number'))"
        )
    engine = repository.root / "shared/dbt_common/macros/release/engine_with_grants.sql"
    engine.write_text(ENGINE)
    repository.edit(ENVIRONMENTS, lambda text: f"{text}- {{name: here, target: local}}\n")
    yield repository
    engine.unlink()
    file.unlink(missing_ok=True)


def grants(repository: Repository, day: str, *options: str) -> Result:
    return repository.pants(
        "--grants-environment=here", f"--grants-today={day}", "--grants-apply", *options, "grants"
    )


def asked(repository: Repository) -> list[tuple[Any, ...]]:
    return query(repository, "select text from statements order by number")


def query(repository: Repository, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(repository.root / "target/inseam.duckdb"), read_only=True) as database:
        return database.execute(sql).fetchall()


def test_a_lake_has_no_grants_and_a_plan(repository: Repository) -> None:
    day = "--grants-today=2026-11-29"
    plan = repository.pants(day, "grants", "products::")
    assert plan.exit_code == 0, plan.output
    assert "Grants in lake on 2026-11-29: its engine has none" in plan.output
    view = "lake.entropy_data_prod__op_entropydata_postgres_v1.organization "
    assert f"    SELECT on {view}" in plan.output
    assert "  entropydata-postgres-reads-entropydata-application-v1: replica_reader" in plan.output
    assert not (repository.root / "dist/lake").exists()

    refused = repository.pants(day, "--grants-apply", "grants")
    assert refused.exit_code == 1
    assert re.findall(r"error\[(\S+)\]", refused.output) == ["grants-unsupported"]

    some = repository.pants(day, "grants", f"{CONSUMER}::")
    assert some.exit_code == 2
    assert "call `grants` without targets" in some.output


def test_an_agreement_is_added_granted_ended_and_revoked(here: Repository) -> None:
    text = (here.root / AGREEMENT).read_text()
    (here.root / AGREEMENT).unlink()
    before = grants(here, "2026-11-29")
    assert before.exit_code == 0, before.output
    assert "Grants in here on 2026-11-29: 0 to give, 0 to take, 0 as they should be." in (
        before.output
    )

    (here.root / AGREEMENT).write_text(text)
    here.edit(
        "platform/teams.yaml",
        lambda text: text.replace(
            "- id: customer-success\n",
            "- id: customer-success\n  groups: {here: [success.team-1]}\n",
        ),
    )
    given = grants(here, "2026-11-29")
    assert given.exit_code == 0, given.output
    assert f"{len(VIEWS) + 2} given, 0 taken." in given.output
    catalog, schema = SCHEMA.split(".")
    objects = [
        f"catalog `{catalog}`",
        f"schema `{catalog}`.`{schema}`",
        *(f"view `{catalog}`.`{schema}`.`{view}`" for view in VIEWS),
    ]
    privileges = ["use catalog", "use schema", *("select" for _ in VIEWS)]
    changes = list(zip(privileges, objects, strict=True))
    expected = [f"grant {what} on {on} to `success.team-1`" for what, on in changes]
    assert asked(here) == [(statement,) for statement in expected]

    again = grants(here, "2027-11-14")
    assert again.exit_code == 0, again.output
    assert f"0 to give, 0 to take, {len(changes)} as they should be." in again.output
    assert len(asked(here)) == len(changes)

    ended = grants(here, "2027-11-15")
    assert ended.exit_code == 0, ended.output
    assert "customer-activity-reads-entropydata-postgres-v1 ended on 2027-11-14" in ended.output
    expected += [f"revoke {what} on {on} from `success.team-1`" for what, on in reversed(changes)]
    assert asked(here) == [(statement,) for statement in expected]
    assert query(
        here,
        "select step, who, agreement, count(*) from inseam.inseam.grants group by all order by 1",
    ) == [
        (step, "test@example.com", "customer-activity-reads-entropydata-postgres-v1", len(changes))
        for step in ("given", "taken")
    ]


def with_token(repository: Repository, sandboxes: Path, token: str, host: str, *called: str) -> str:
    """What a call says that may use a token for a host, with everything kept and logged."""
    return repository.run(
        *("./pants", "--no-colors", "--no-dynamic-ui", "-ldebug"),
        *("--keep-sandboxes=always", f"--local-execution-root-dir={sandboxes}", *called),
        DATABRICKS_HOST=host,
        DATABRICKS_HTTP_PATH="/sql/1.0/warehouses/1",
        DATABRICKS_TOKEN=token,
    ).output


def assert_nowhere(
    repository: Repository,
    sandboxes: Path,
    token: str,
    marker: str,
    said: Iterable[str],
    leaves_marker: Iterable[Path],
) -> None:
    """In nothing that calls said, and in nothing that they have left anywhere.

    The marker is no secret and goes the same ways: where it leaves traces it must be found, or
    nothing would be.
    """
    assert list(sandboxes.iterdir())
    for text in said:
        assert token not in text
    left = ("target", "dist", ".pants.d", ".pids")
    for place in (sandboxes, store(), *(repository.root / name for name in left)):
        found = files_with((token, marker), place)
        assert not found[token], place
        assert bool(found[marker]) or place not in leaves_marker, place


def test_the_token_is_in_no_log_cache_sandbox_state_or_error(
    here: Repository, tmp_path: Path
) -> None:
    token, marker = f"canary-{uuid.uuid4()}", f"marker-{uuid.uuid4()}"
    # What is no secret and goes the same ways must be found, or nothing would be.
    here.edit(
        "platform/teams.yaml",
        lambda text: text.replace(
            "- id: customer-success\n",
            f"- id: customer-success\n  groups: {{here: [{marker}], databricks: [{marker}]}}\n",
        ),
    )
    here.replace(ENVIRONMENTS, "hosts: [databricks.", "hosts: [127.0.0.1, databricks.")
    here.replace(ENVIRONMENTS, "target: local}", "target: local, hosts: [127.0.0.1]}")

    def call(environment: str, host: str, *options: str) -> str:
        grants = (f"--grants-environment={environment}", "--grants-today=2026-11-29")
        # The tools of tests have no adapter for it: dbt has read the profile, and fails.
        resolves = "--data-products-environment-resolves={}"
        called = (*options, resolves, *grants, "--grants-apply", "grants")
        return with_token(here, tmp_path, token, host, *called)

    # A daemon, once it runs, does not heed every `-ldebug`.
    done = call("here", "127.0.0.1", "--no-pantsd")
    assert f"{len(VIEWS) + 2} given, 0 taken." in done
    refused = call("databricks", "elsewhere.example.com")
    assert "error[environment-host-refused]" in refused
    failed = call("databricks", "127.0.0.1")
    assert "error[environment-unreachable]" in failed

    assert_nowhere(here, tmp_path, token, marker, (done, refused, failed), (tmp_path, store()))
    assert {who for (who,) in query(here, "select principal from inseam.inseam.grants")} == {marker}


@pytest.mark.nightly
def test_the_token_of_a_release_is_in_no_log_cache_sandbox_or_error(
    repository: Repository, tmp_path: Path
) -> None:
    token, marker = f"canary-{uuid.uuid4()}", f"marker-{uuid.uuid4()}"
    repository.replace(ENVIRONMENTS, "hosts: [databricks.", "hosts: [127.0.0.1, databricks.")
    # It would be tried again for a quarter of an hour.
    once = "connection_parameters: {_retry_stop_after_attempts_count: 1}"
    connection = "      catalog: \"{{ env_var('DATABRICKS_CATALOG'"
    repository.replace("platform/dbt/profiles.yml", connection, f"      {once}\n{connection}")
    repository.replace(ENVIRONMENTS, "name: databricks", f"name: {marker}")

    def call(host: str, *options: str) -> str:
        resolve = f"--data-products-environment-resolves={{'{marker}': 'databricks-release'}}"
        called = (*options, resolve, f"--release-environment={marker}", "release", CONSUMER)
        return with_token(repository, tmp_path, token, host, *called)

    refused = call("elsewhere.example.com", "--no-pantsd")
    assert "error[environment-host-refused]" in refused
    failed = call("127.0.0.1")
    assert "error[environment-failed]" in failed
    assert "Connection refused" in failed
    assert_nowhere(repository, tmp_path, token, marker, (refused, failed), (store(),))
