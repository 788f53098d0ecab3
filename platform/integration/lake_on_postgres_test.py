"""A lake with its catalog in Postgres, as a team shares it."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest
from conftest import Repository, Result, make_repository, virtual_environment
from postgres_server import postgres_server

pytestmark = pytest.mark.nightly

ENVIRONMENT = """\

- name: team
  target: lake
  database: lake
  location: dist/team
  catalog_variable: INSEAM_LAKE_POSTGRES
  as_of: 2026-01-31T06:00:00Z
  production_rules: report
"""
RECEIPTS = "lake.retail_prod__op_store_sales_v1.receipts"


@dataclass(frozen=True)
class Team:
    repository: Repository
    catalog: str

    def pants(self, goal: str, *arguments: str) -> Result:
        return self.repository.run(
            *("./pants", "--no-colors", "--no-dynamic-ui"),
            *(goal, f"--{goal}-environment=team", *arguments, "products/store_sales::"),
            INSEAM_LAKE_POSTGRES=self.catalog,
        )

    def run(self, *statements: str) -> list[tuple[Any, ...]]:
        """As another client; gives the rows of the last statement."""
        with duckdb.connect() as connection:
            extensions = self.repository.root / "dist/duckdb_extensions"
            connection.execute(f"set extension_directory = '{extensions}'")
            connection.execute(f"attach 'ducklake:postgres:{self.catalog}' as lake")
            for statement in statements:
                done = connection.execute(statement)
            return done.fetchall()


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Team]:
    def prepare(repository: Repository) -> None:
        repository.edit("platform/environments.yaml", lambda text: text + ENVIRONMENT)

    root = tmp_path_factory.mktemp("repository")
    repository = make_repository(root, ("store_sales",), prepare)
    with postgres_server() as catalog:
        yield Team(repository, catalog)
    repository.stop_daemon()


def test_a_release_goes_out_and_only_one_at_a_time(team: Team) -> None:
    loaded = team.pants("load")
    assert loaded.exit_code == 0, loaded.output
    released = team.pants("release")
    assert released.exit_code == 0, released.output
    ((receipts,),) = team.run(f"select count(*) from {RECEIPTS}")
    assert receipts > 1
    again = team.pants("release")
    assert "store_sales: unchanged" in again.output, again.output

    # Somebody on another machine, who still has time.
    holder = {
        "who": "ann@example.com",
        "what": "release",
        "host": "builder",
        "started": "Sat Jan 31 06:00:00 2026",
        "since": "2026-01-31T06:00:00+00:00",
        "lease_until": "2999-01-31T12:00:00+00:00",
    }
    columns = ", ".join(f"'{value}' as {name}" for name, value in holder.items())
    team.run(f"create table lake.inseam.holder as select {columns}, 7 as pid")
    refused = team.pants("release", "--release-refresh", "--release-wait=0")
    assert refused.exit_code != 0
    assert "ann@example.com (release, process 7 on builder, since" in refused.output
    assert team.run(f"select count(*) from {RECEIPTS}") == [(receipts,)]

    # Once that has ended, the next takes over and leaves no claim behind.
    team.run("update lake.inseam.holder set lease_until = '2026-01-31T12:00:00+00:00'")
    refreshed = team.pants("release", "--release-refresh")
    assert refreshed.exit_code == 0, refreshed.output
    assert team.run(f"select count(*) from {RECEIPTS}") == [(receipts,)]
    claims = "select table_name from duckdb_tables() where table_name like 'holder%'"
    assert team.run(claims) == []


def test_writers_that_conflict_both_come_through(
    team: Team, tmp_path_factory: pytest.TempPathFactory
) -> None:
    lock = team.repository.root / "platform/locks/testing.txt"
    programs = virtual_environment(tmp_path_factory.mktemp("testing"), lock)
    program = Path(__file__).with_name("contending_writer.py")
    writers = [
        subprocess.Popen(
            [programs / "python", program, team.repository.root, "30"],
            env={"INSEAM_LAKE_POSTGRES": team.catalog},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for _ in range(2)
    ]
    said = [writer.communicate()[0] for writer in writers]
    assert said == ["done\n", "done\n"]
    assert team.run("select number from lake.main.counter") == [(29,)]


def test_thirty_releases_are_killed(team: Team, tmp_path: Path) -> None:
    with postgres_server() as catalog:
        done = team.repository.run(
            *("./pants", "--no-colors", "--no-dynamic-ui", "run"),
            *("platform/testkit/release/kills.py", "--", str(tmp_path / "mesh")),
            *("--kills=30", "--seed=1", "--catalog-variable=INSEAM_LAKE_POSTGRES"),
            INSEAM_LAKE_POSTGRES=catalog,
        )

    assert done.exit_code == 0, done.output
    assert "0 of 34 wrong" in done.output
