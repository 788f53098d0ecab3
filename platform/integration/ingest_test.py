"""`./pants run products/entropydata_postgres/ingest`, and what may happen to an ingest."""

from __future__ import annotations

import csv
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from conftest import Repository, make_repository
from postgres_server import client, postgres_server

pytestmark = pytest.mark.nightly

PRODUCT = "entropydata_postgres"
CONTRACT = "contracts/external/entropydata-application-v1.odcs.yaml"
WRITTEN = f"products/{PRODUCT}/tests/inputs/entropydata-application-v1"
PLACE = "lake.entropydata_application__public"
CANARY = "canary-7f3a1c"


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Repository]:
    made = make_repository(tmp_path_factory.mktemp("repository"), (PRODUCT,))
    yield made
    made.stop_daemon()


def make_tables(root: Path, address: str) -> int:
    """As the contract has them, with the rows that the product's tests have. Gives their number."""
    script: list[str] = []
    count = 0
    for table in yaml.safe_load((root / CONTRACT).read_text("utf-8"))["schema"]:
        name = table["name"]
        columns = [
            f"{p['name']} {p['physicalType']}{' not null' if p.get('required') else ''}"
            for p in table["properties"]
        ]
        key = ", ".join(p["name"] for p in table["properties"] if p.get("primaryKey"))
        file = root / WRITTEN / f"{name}.csv"
        with file.open(encoding="utf-8", newline="") as rows:
            header, *lines = list(csv.reader(rows))
        count += len(lines)
        script.append(f"create table {name} ({', '.join(columns)}, primary key ({key}));")
        script.append(f"\\copy {name} ({', '.join(header)}) from '{file}' csv header")
    client(address, "\n".join(script))
    return count


def read(repository: Repository, query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect() as lake:
        lake.execute(f"set extension_directory = '{repository.root / 'dist/duckdb_extensions'}'")
        catalog = repository.root / "dist/lake/catalog.sqlite"
        lake.execute(f"attach 'ducklake:sqlite:{catalog}' as lake (read_only)")
        return lake.execute(query).fetchall()


def test_the_rows_of_a_postgres_are_brought_in_and_no_password_is_left(
    repository: Repository,
) -> None:
    with postgres_server() as address:
        rows = make_tables(repository.root, address)
        host = address.split()[0].removeprefix("host=")
        given: dict[str, Any] = {
            "INSEAM_INGEST_HOST": host,
            "INSEAM_INGEST_DATABASE": "lake",
            "INSEAM_INGEST_USER": "inseam",
            "INSEAM_INGEST_PASSWORD": CANARY,
        }
        command = ("./pants", "--no-colors", "--no-dynamic-ui", "run", f"products/{PRODUCT}/ingest")
        first = repository.run(*command, **given)
        assert first.exit_code == 0, first.output
        assert f"7 tables, {rows} rows in lake" in first.output
        assert read(repository, f"select count(*) from {PLACE}.asset") == [(33,)]

        again = repository.run(*command, "--", "--format", "json", **given)
        assert again.exit_code == 0, again.output
        assert "0 of them changed, 0 rows read." in again.output

        client(address, "alter table asset rename column type to kind")
        refused = repository.run(
            *command, "--", "--contract", "entropydata-application-v1", **given
        )
        assert refused.exit_code == 1, refused.output
        assert "error[ingest-column-gone]" in refused.output
        assert f"{CONTRACT}:" in refused.output
        down = repository.run(*command, **{**given, "INSEAM_INGEST_PORT": "1"})
        assert down.exit_code == 1, down.output
    assert all(CANARY not in done.output for done in (first, again, refused, down))
    found = subprocess.run(
        ["grep", "-rlF", CANARY, "dist", ".inseam", ".pids"],
        cwd=repository.root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.stdout == ""
    assert read(repository, f"select count(*) from {PLACE}.asset") == [(33,)]

    # Made rows do not replace them unless somebody says so.
    made = repository.pants("load", f"products/{PRODUCT}::")
    assert made.exit_code == 1, made.output
    assert "error[load-over-ingested]" in made.output


def test_every_type_is_kept_exactly_or_refused(repository: Repository, tmp_path: Path) -> None:
    with postgres_server() as address:
        done = repository.run(
            *("./pants", "--no-colors", "--no-dynamic-ui", "run"),
            *("platform/testkit/ingest/kinds.py", "--", address, str(tmp_path)),
        )
    assert done.exit_code == 0, done.output
    assert "types and values, 0 wrong" in done.output


def test_no_fault_loses_or_doubles_a_row(repository: Repository, tmp_path: Path) -> None:
    with postgres_server() as address:
        done = repository.run(
            *("./pants", "--no-colors", "--no-dynamic-ui", "run"),
            *("platform/testkit/ingest/faults.py", "--", address, str(tmp_path), "--kills=10"),
        )
    assert done.exit_code == 0, done.output
    assert "0 wrong; rows lost 0, doubled 0" in done.output
