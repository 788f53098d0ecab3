"""What Dagster makes of the mesh, and does with it, on facts of real and of made products."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest
from conftest import ROOT, Repository, virtual_environment

pytestmark = pytest.mark.nightly

# Of the application's contract.
TABLES = 7
MADE_FACTS = """
from pathlib import Path
from benchmarks.made_facts import write_facts
from benchmarks.mesh_plan import plan
from inseam.facts.load import load
here = Path("dist")
load(write_facts(plan(1_000, 1, ["sales"]), here), here / "facts.duckdb")
"""


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

    def __call__(self, *arguments: str | Path, **variables: str) -> str:
        done = subprocess.run(
            [self.python, "-W", "ignore", *arguments],
            cwd=self.root,
            env={
                **os.environ,
                **variables,
                "DAGSTER_HOME": str(self.home),
                "DAGSTER_DISABLE_TELEMETRY": "true",
                "PYTHONPATH": f"{self.root / 'platform'}:{ROOT / 'platform'}",
            },
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
