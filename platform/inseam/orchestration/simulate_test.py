"""The command: what it writes of a small mesh, and what it refuses."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from benchmarks.made_facts import write_facts
from benchmarks.mesh_plan import plan as made_mesh

from inseam.facts.load import load
from inseam.orchestration.facts_read import read_facts
from inseam.orchestration.mesh import Input, Mesh, Product, System
from inseam.orchestration.plan import plan
from inseam.orchestration.simulate import lines, main
from inseam.orchestration.simulation.mesh import Simulated, maker, simulated, unknown_inputs
from inseam.promises.promise import Promise

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
ORDERS, SPEND = Promise("orders", freshness=26 * HOUR), Promise("spend", freshness=7 * DAY)
SHOP = Promise("shop")


def product(promise: Promise, reads: Input) -> Product:
    name = promise.contract
    return Product(name, None, (), (), (reads,), (name,), (promise,))


MESH = Simulated(
    Mesh(
        (
            product(ORDERS, Input("shop", None, SHOP)),
            product(SPEND, Input("orders", "orders", ORDERS)),
        ),
        (System("shop", (), SHOP),),
    ),
    crons={"orders": "0 2 * * *", "spend": "0 4 * * *"},
)
GOLDEN = """\
2 products, 30 days, seeds 1
Assumed, not measured: a run takes 8 minutes (median).
          runs  failed  warehouse, s      kept  breaches  staleness, h   95th  worst
cron        61       0        35,132  100.00 %         0          13.0   24.1     29
eager       60       0        34,300  100.00 %         0          12.0   23.1     25
promised    32       0        17,012   99.99 %         4          23.7  149.8    168
"""


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("facts")
    database = folder / "facts.duckdb"
    load(write_facts(made_mesh(12, 1, ["sales"]), folder), database)
    return database


def test_thirty_days_of_a_small_mesh() -> None:
    assert "\n".join(lines(MESH, 30, [1])) + "\n" == GOLDEN


def test_all_that_the_products_of_the_facts_read_is_in_the_mesh(facts: Path) -> None:
    planned = plan(read_facts(facts))
    mesh = simulated(planned).mesh

    assert [one.name for one in mesh.products] == [one.name for one in planned.products]
    assert list(unknown_inputs(mesh)) == []
    assert {maker(i) for one in mesh.products for i in one.inputs} >= {
        one.provider for product in planned.products for one in product.inputs if one.provider
    }


def test_the_same_options_write_the_same_bytes(
    facts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = []
    for seeds in (["1", "2"], ["2", "1", "2"], ["3", "4"]):
        assert main(["--facts", str(facts), "--days", "5", "--seed", *seeds]) == 0
        said.append(capsys.readouterr().out.splitlines())
    assert said[0] == said[1]
    assert said[0][2:] != said[2][2:]


def test_facts_that_are_missing_or_none_get_one_message(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = tmp_path / "words.duckdb"
    words.write_text("not a database")
    for database, says in ((tmp_path / "no.duckdb", "no such file"), (words, "cannot be opened")):
        assert main(["--facts", str(database)]) == 2
        said = capsys.readouterr()
        assert said.out == ""
        assert said.err.count("error[") == 1
        assert says in said.err
        assert "./pants facts ::" in said.err


@pytest.mark.parametrize("days", ["0", "-1", "1.5", "3651", "many", "²"])
def test_days_that_are_none_are_refused(days: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([f"--days={days}"])
    assert ended.value.code == 2
    assert f"{days!r} is not a whole number of days from 1 to 3650" in capsys.readouterr().err
