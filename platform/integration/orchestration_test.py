"""What Dagster makes of the mesh, and does with it, on facts of real and of made products."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import duckdb
import pytest
from browser import chromium, pixels, sized
from conftest import PRODUCTS, ROOT, Repository, make_repository, virtual_environment
from draw_orchestration import HEIGHT, WIDTH, drawn
from ingest_test import WRITTEN, make_tables, read
from postgres_server import client, postgres_server

from testkit.cache_server import free_port

pytestmark = pytest.mark.nightly

# The lake's, in platform/environments.yaml.
AS_OF = datetime(2026, 1, 31, 6, tzinfo=UTC)
WINDOW = timedelta(days=30)
# An organization without a port, a user or an asset.
QUIET = "28c1a303-ab3b-469e-8368-904d2012a683"
PORT = "lake.entropy_data_prod__op_entropydata_customer_activity_v1.customer_activity"
SOURCE, READER = "entropydata_postgres", "customer_activity"
# Of the application's contract.
TABLES = 7
KEY = "organization_id"
MADE_FACTS = """
from pathlib import Path
from benchmarks.made_facts import write_facts
from benchmarks.mesh_plan import plan
from inseam.facts.load import load
here = Path("dist")
load(write_facts(plan(1_000, 1, ["sales"]), here), here / "facts.duckdb")
"""
Row = dict[str, str]


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    lock = ROOT / "platform/locks/dagster.txt"
    return virtual_environment(tmp_path_factory.mktemp("dagster"), lock) / "python"


@dataclass(frozen=True)
class Dagster:
    """Of one repository; remembers what it did in ``home``."""

    python: Path
    root: Path
    home: Path

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "DAGSTER_HOME": str(self.home),
            "DAGSTER_DISABLE_TELEMETRY": "true",
            "PYTHONPATH": f"{self.root / 'platform'}:{ROOT / 'platform'}",
        }

    def __call__(self, *arguments: str | Path, **variables: str) -> str:
        done = subprocess.run(
            [self.python, "-W", "ignore", *arguments],
            cwd=self.root,
            env={**self.environment, **variables},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-6000:]
        return done.stdout

    def asked(self, *arguments: str, **variables: str) -> dict[str, Any]:
        """Of `orchestrated.py`."""
        program = Path(__file__).with_name("orchestrated.py")
        found: dict[str, Any] = json.loads(self(program, *arguments, **variables))
        return found


def dagster_of(repository: Repository, python: Path, home: Path) -> Dagster:
    written = repository.pants("facts", "::")
    assert written.exit_code == 0, written.output
    return Dagster(python, repository.root, home)


def test_dagster_takes_the_definitions_of_all_products(
    mesh: Repository, python: Path, tmp_path: Path
) -> None:
    dagster = dagster_of(mesh, python, tmp_path)
    module = ("-m", "inseam.orchestration.code_location", "-d", str(mesh.root))
    dagster("-m", "dagster", "definitions", "validate", *module)

    found = dagster.asked("loaded")

    products = {path.name for path in (mesh.root / "products").iterdir()}
    assert {*products, "outside"} == found["assets"].keys()
    # As many as there are models, each with a key of its own.
    with_facts = read_models(mesh.root)
    assert {name: found["assets"][name] for name in products} == with_facts
    # Of systems outside, only what a product ingests is made here.
    assert found["made"] == {**with_facts, "outside": TABLES}


def test_its_page_draws_the_assets_of_all_products(
    mesh: Repository, python: Path, tmp_path: Path
) -> None:
    """As docs/orchestration.md shows it."""
    dagster = dagster_of(mesh, python, tmp_path)
    with served(dagster) as server, chromium() as browser, sized(browser, WIDTH, HEIGHT):
        picture = drawn(browser, server)
        shown = str(browser.run("return document.body.innerText"))

    assert len(pixels(picture)) > 10
    products = [path.name for path in (mesh.root / "products").iterdir()]
    assert [name for name in products if name not in shown] == []


@contextmanager
def served(dagster: Dagster) -> Iterator[str]:
    """Dagster's pages, without its daemon: nothing runs."""
    port = free_port()
    where = ("-m", "inseam.orchestration.code_location", "-d", str(dagster.root))
    with subprocess.Popen(
        [dagster.python, "-m", "dagster_webserver", *where, "-h", "127.0.0.1", "-p", str(port)],
        cwd=dagster.root,
        env=dagster.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        server = f"http://127.0.0.1:{port}"
        try:
            # Ten times what it takes.
            for _ in range(600):
                if answers(f"{server}/server_info"):
                    break
                assert process.poll() is None, "Dagster's pages have ended."
                time.sleep(0.2)
            yield server
        finally:
            process.terminate()


def answers(address: str) -> bool:
    try:
        with urlopen(address, timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def test_a_thousand_products_share_no_key(python: Path, tmp_path: Path) -> None:
    (tmp_path / "dist").mkdir()
    dagster = Dagster(python, tmp_path, tmp_path)
    dagster("-c", MADE_FACTS)

    found = dagster.asked("loaded")

    models = read_models(tmp_path)
    assert len(models) == 1_000
    assert {name: found["assets"].get(name) for name in models} == models


def read_models(root: Path) -> dict[str, int]:
    """How many each product has."""
    with duckdb.connect(str(root / "dist/facts.duckdb"), read_only=True) as facts:
        return dict(facts.execute("select product, count(*) from models group by all").fetchall())


def test_what_is_due_is_asked_for_once_and_not_because_a_parent_moved(
    python: Path, tmp_path: Path
) -> None:
    """Four days, seen each half an hour. `orders` promises an age of 6 hours, `prices` and `spend`
    of 24 and 48: they would be asked for as often as `orders` if its runs asked for theirs."""
    program = Path(__file__).with_name("orchestrated_days.py")

    found = json.loads(Dagster(python, ROOT, tmp_path)(program))

    assert found["released"] == {"orders": 16, "prices": 4, "spend": 2}
    # Its rates promise an age of 12 hours and stand still: it is made of them, and says so.
    assert found["late"]["prices"] == [[], *([["rates-v1"]] * 3)]
    assert found["late"]["orders"] == [[]] * 16
    assert found["late"]["spend"] == [[]] * 2


def test_dagster_decides_as_the_simulation_does(
    mesh: Repository, python: Path, tmp_path: Path
) -> None:
    """At each moment of a month at which the simulation asks for one of our products."""
    program = Path(__file__).with_name("simulated_decisions.py")

    found = json.loads(dagster_of(mesh, python, tmp_path)(program))

    assert found["differ"] == []
    assert min(found["due"], found["not due"]) > found["runs"] / 2
    assert found["after failures"] > 0


@pytest.fixture(scope="module")
def two_products(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Repository, datetime]]:
    """With the instant at which the source is due, some hours from now; its reader is due two
    hours later."""
    begun = now().replace(minute=0, second=0, microsecond=0)

    def prepare(repository: Repository) -> None:
        hour = begun.hour
        for product, written, hours in ((SOURCE, 4, 3), (READER, 6, 5)):
            (file,) = (repository.root / "products" / product).glob(
                "models/output_ports/v1/*.odcs.*"
            )
            path = str(file.relative_to(repository.root))
            repository.replace(path, f'"0 {written} * * *"', f'"0 {(hour + hours) % 24} * * *"')

    made = make_repository(tmp_path_factory.mktemp("repository"), PRODUCTS, prepare)
    yield made, begun + timedelta(hours=3)
    made.stop_daemon()


def test_rows_of_a_postgres_come_through_to_readers_and_what_is_due_alone_runs(
    two_products: tuple[Repository, datetime], python: Path, tmp_path: Path
) -> None:
    repository, first = two_products
    dagster = dagster_of(repository, python, tmp_path)
    models = dagster.asked("loaded")["assets"]
    of_source = {SOURCE: models[SOURCE], "outside": TABLES}
    of_reader = {READER: models[READER]}
    tables = read_tables(repository.root)
    with postgres_server() as address:
        make_tables(repository.root, address)
        given: dict[str, Any] = {
            "INSEAM_INGEST_HOST": address.split()[0].removeprefix("host="),
            "INSEAM_INGEST_DATABASE": "lake",
            "INSEAM_INGEST_USER": "inseam",
            "INSEAM_INGEST_PASSWORD": "not asked for on a socket",
        }

        def due(at: datetime, *run: str) -> dict[str, Any]:
            said = dagster.asked("due", at.isoformat(), *run, **given)
            assert not run or (said["success"] and said["made"] == said["requested"]), said
            requested: dict[str, Any] = said["requested"]
            return requested

        # Its reader has nothing to read before.
        assert due(now(), "run") == of_source
        assert due(now(), "run") == of_reader
        assert due(now()) == {}
        assert port(repository) == expected(tables)

        client(address, f"update organization set vanity_url = 'moved' where {KEY} = '{QUIET}'")
        for row in tables["organization"]:
            if row[KEY] == QUIET:
                row["vanity_url"] = "moved"
        # That a row has changed asks for nothing: what is promised does.
        assert due(first - timedelta(seconds=1)) == {}
        assert due(first) == of_source
        assert due(first + timedelta(hours=2), "run") == {**of_reader, **of_source}
        assert due(now()) == {}
    assert port(repository) == expected(tables)
    assert ("moved",) in {row[1:2] for row in port(repository)}


def now() -> datetime:
    """The state has the clock's instants, so nothing else can be later than they are."""
    return datetime.now(UTC)


def port(repository: Repository) -> list[tuple[Any, ...]]:
    return read(repository, f"select * from {PORT} order by organization_id")


def read_tables(root: Path) -> dict[str, list[Row]]:
    found = {}
    for file in sorted((root / WRITTEN).glob("*.csv")):
        with file.open(encoding="utf-8", newline="") as rows:
            found[file.stem] = list(csv.DictReader(rows))
    return found


def live(rows: list[Row], *key: str) -> list[Row]:
    """The last version of each, of those that are not deleted."""
    last: dict[tuple[str, ...], Row] = {}
    for row in sorted(rows, key=lambda one: int(one["version"])):
        last[tuple(row[name] for name in key)] = row
    return [row for row in last.values() if not row["deleted_at"]]


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC).replace(tzinfo=None)


def code(text: str) -> str | None:
    return text.strip().lower() or None


def expected(tables: dict[str, list[Row]]) -> list[tuple[Any, ...]]:
    """The port's rows, worked out from those of the application without the products' SQL."""
    contracts = {
        (row[KEY], row["data_contract_id"])
        for row in live(tables["data_contract"], KEY, "data_contract_id")
        if code(row["status"]) == "active"
    }
    tested = {row["output_port_id"] for row in live(tables["test_result"], "test_result_id")}
    of = {
        table: live(tables[table], f"{table}_id")
        for table in ("organization", "organization_member", "data_product", "output_port", "asset")
    }
    found = []
    for organization in sorted(of["organization"], key=lambda row: row[KEY]):
        id_ = organization[KEY]
        mine = {table: [r for r in rows if r[KEY] == id_] for table, rows in of.items()}
        users: dict[str, datetime] = {}
        for row in mine["organization_member"]:
            at = instant(row["created_at"])
            users[row["user_id"]] = min(at, users.get(row["user_id"], at))
        products = {row["data_product_id"]: row for row in mine["data_product"]}
        ports = [row for row in mine["output_port"] if row["data_product_id"] in products]
        updates = [instant(row["updated_at"]) for row in products.values()]
        found.append(
            (
                id_,
                organization["vanity_url"] or None,
                organization["created_by"] or None,
                instant(organization["created_at"]),
                len(users),
                recent(users.values()),
                latest(users.values()),
                len(products),
                recent(instant(row["created_at"]) for row in products.values()),
                len(ports),
                percentage([(id_, row["data_contract_id"]) in contracts for row in ports]),
                percentage([row["output_port_id"] in tested for row in ports]),
                latest(updates),
                len(mine["asset"]),
                platform(ports),
                AS_OF.replace(tzinfo=None),
            )
        )
    return found


def recent(instants: Iterable[datetime]) -> int:
    end = AS_OF.replace(tzinfo=None)
    return sum(end - WINDOW <= at <= end for at in instants)


def latest(instants: Iterable[datetime]) -> datetime | None:
    return max((at for at in instants if at <= AS_OF.replace(tzinfo=None)), default=None)


def percentage(holds: list[bool]) -> float:
    return 100 * sum(holds) / len(holds) if holds else 0.0


def platform(ports: list[Row]) -> str | None:
    """Which most products use; of several, the first by name."""
    used: dict[str, set[str]] = {}
    for row in ports:
        if (kind := code(row["type"])) is not None:
            used.setdefault(kind, set()).add(row["data_product_id"])
    return min(used, key=lambda kind: (-len(used[kind]), kind), default=None)
