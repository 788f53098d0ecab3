"""Loads into a real lake, which another client reads."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from inseam.environments.definition import Environment
from inseam.environments.holder import holder, holding
from inseam.load.load import Loaded, check_environment
from inseam.report.finding import InputError
from testkit.lake import ORDERS, ROOT, SHOP, WRITTEN, Lake, contract, product, request

ALL_ORDERS = "select order_id, placed_at::varchar from lake.shop__public.orders order by all"


def changed(loaded: Loaded) -> dict[str, bool]:
    return {one.made.contract.id: one.changed for one in loaded.contracts}


def test_a_reader_finds_the_rows_that_a_team_wrote(lake: Lake) -> None:
    writer = product(lake.repository, "orders", WRITTEN)
    loaded = lake.load(request(contract(lake.repository), readers=(writer,)))
    assert loaded.findings == ()
    assert changed(loaded) == {"shop-v1": True}
    assert [str(place) for place in loaded.contracts[0].places] == [
        "lake.shop__public.customers",
        "lake.shop__public.orders",
    ]
    assert lake.read(ALL_ORDERS) == [
        (10, "2025-01-06 08:00:00"),
        (11, "2025-03-02 07:30:00"),
        (12, "2025-06-11 10:00:00"),
    ]
    assert lake.read("select typeof(since) from lake.shop__public.customers limit 1") == [("DATE",)]


def test_odd_names_of_columns_stay(lake: Lake) -> None:
    text = SHOP.replace("name: since", "name: 'the \"first\" day, or so'")
    loaded = lake.load(request(contract(lake.repository, text)))
    assert loaded.findings == ()
    ((day,),) = lake.read('select max("the ""first"" day, or so") from lake.shop__public.customers')
    assert day is not None


def test_the_state_says_who_loaded_what(lake: Lake) -> None:
    asked = request(contract(lake.repository), as_of="2025-04-01T00:00:00Z")
    (one,) = lake.load(asked).contracts
    assert lake.read(
        "select contract, version, step, digest, seed, as_of, who, made_rows from lake.inseam.loads"
    ) == [
        (
            "shop-v1",
            "1.0.0",
            "done",
            one.made.digest,
            "1",
            "2025-04-01T00:00:00Z",
            "somebody",
            one.made.rows,
        )
    ]
    assert lake.read(
        "select table_name, origin, t.made_rows from lake.inseam.loaded_tables as t"
        " inner join lake.inseam.loads as l on t.load = l.entry order by all"
    ) == [(table.name, "synthesised", table.rows) for table in one.made.tables]


def test_the_same_again_changes_nothing(lake: Lake) -> None:
    asked = request(contract(lake.repository), readers=(product(lake.repository, "o", WRITTEN),))
    lake.load(asked)
    snapshots = "select count(*) from ducklake_snapshots('lake')"
    before = lake.read(snapshots)
    assert changed(lake.load(asked)) == {"shop-v1": False}
    # Another seed makes no other rows where none are made.
    again = replace(asked, synthesis=replace(asked.synthesis, seed=7))
    assert changed(lake.load(again)) == {"shop-v1": False}
    assert lake.read(snapshots) == before


def test_other_rows_replace_them_and_a_table_that_is_gone_goes(lake: Lake) -> None:
    asked = request(contract(lake.repository))
    lake.load(asked)
    shorter = contract(lake.repository, SHOP[: SHOP.index("  - name: orders")])
    assert changed(lake.load(request(shorter))) == {"shop-v1": True}
    assert lake.read(
        "select distinct table_name from information_schema.columns"
        " where table_schema = 'shop__public'"
    ) == [("customers",)]


def test_tables_that_somebody_dropped_come_back(lake: Lake) -> None:
    asked = request(contract(lake.repository))
    lake.load(asked)
    lake.operations.call("run_statements", statements=["drop table lake.shop__public.orders"])
    assert changed(lake.load(asked)) == {"shop-v1": True}
    assert lake.read("select count(*) from lake.shop__public.orders") == [(20,)]


def test_the_rows_of_a_later_time_are_new_ones_and_none_goes(lake: Lake) -> None:
    found = contract(lake.repository)
    reader = product(lake.repository, "orders", WRITTEN)
    seen = []
    for as_of in ("2025-02-01T00:00:00Z", "2025-03-02T07:30:00Z", "2025-12-31T00:00:00Z", None):
        loaded = lake.load(request(found, readers=(reader,), as_of=as_of))
        (one,) = loaded.contracts
        seen.append((one.changed, one.made.later, [row[0] for row in lake.read(ALL_ORDERS)]))
    assert seen == [
        (True, 4, [10]),
        (True, 2, [10, 11]),
        (True, 0, [10, 11, 12]),
        (False, 0, [10, 11, 12]),
    ]


def test_what_is_wrong_with_one_contract_keeps_no_other_out(lake: Lake) -> None:
    wrong = {"orders": ORDERS.replace("2025-01-06T08:00:00Z", "yesterday")}
    broken = product(lake.repository, "orders", wrong)
    other = SHOP.replace("shop-v1", "crm-v1").replace("database: shop", "database: crm")
    asked = request(contract(lake.repository), contract(lake.repository, other))
    loaded = lake.load(replace(asked, readers={"shop-v1": (broken,)}))
    assert changed(loaded) == {"crm-v1": True}
    (finding,) = loaded.findings
    assert (finding.rule, finding.line) == ("input-invalid", 2)
    assert finding.file.endswith("products/orders/tests/inputs/shop-v1/orders.csv")


def test_a_table_that_two_contracts_describe_has_the_rows_of_neither(lake: Lake) -> None:
    second = contract(lake.repository, SHOP.replace("shop-v1", "shop-v2"))
    loaded = lake.load(request(contract(lake.repository), second))
    assert loaded.contracts == ()
    (finding,) = loaded.findings
    assert finding.rule == "load-table-of-several"
    assert "`shop-v1` and `shop-v2`" in finding.message


def test_a_contract_takes_over_the_tables_of_the_one_before(lake: Lake) -> None:
    first = request(contract(lake.repository))
    second = request(contract(lake.repository, SHOP.replace("shop-v1", "shop-v2")))
    lake.load(first)
    assert changed(lake.load(second)) == {"shop-v2": True}
    # The rows may be the same ones; whose they are has changed.
    assert changed(lake.load(first)) == {"shop-v1": True}
    assert changed(lake.load(first)) == {"shop-v1": False}


def test_a_refusal_of_the_engine_leaves_all_tables_as_they_were(lake: Lake) -> None:
    asked = request(contract(lake.repository))
    lake.load(asked)
    before = lake.read(ALL_ORDERS)
    # What is called like a table there, and is none.
    lake.operations.call(
        "run_statements",
        statements=[
            "drop table lake.shop__public.customers",
            "create view lake.shop__public.customers as select 1 as customer_id",
        ],
    )
    loaded = lake.load(replace(asked, synthesis=replace(asked.synthesis, seed=2)))
    assert loaded.contracts == ()
    (finding,) = loaded.findings
    assert finding.rule == "load-failed"
    assert "customers" in finding.message
    assert lake.read(ALL_ORDERS) == before
    assert lake.read("select count(*) from lake.inseam.loads") == [(1,)]


def test_source_systems_are_not_for_loading() -> None:
    with pytest.raises(InputError) as raised:
        check_environment(Environment("databricks", "databricks", line=9))
    (finding,) = raised.value.findings
    assert (finding.rule, finding.line) == ("load-into-source-systems", 9)


def test_whoever_writes_is_waited_for(lake: Lake) -> None:
    now = datetime.now(UTC)
    other = holder("another", "release", now)
    with (
        holding(lake.operations, other, wait_seconds=0, now=lambda: now, notify=print),
        pytest.raises(InputError) as raised,
    ):
        lake.load(request(contract(lake.repository)))
    (finding,) = raised.value.findings
    assert finding.rule == "environment-held"
    assert "another (release" in finding.message
    assert changed(lake.load(request(contract(lake.repository)))) == {"shop-v1": True}


# One load after the other, of few and of many rows in turn.
LOADING = """\
import sys
from pathlib import Path

from testkit.lake import Lake, contract, request
from inseam.testing.request import Synthesis

lake = Lake(Path(sys.argv[1]))
for seed in range(2, 1000):
    rows = 20 if seed % 2 else 5000
    lake.load(request(contract(lake.repository), synthesis=Synthesis(rows=rows, seed=seed)))
    print("loaded", flush=True)
"""


@pytest.mark.parametrize("seed", [1, 2])
def test_a_load_that_is_killed_leaves_whole_contracts(seed: int, lake: Lake) -> None:
    command = [sys.executable, "-c", LOADING, str(lake.repository)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "platform")}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "loaded\n"
        # Of the second load, any moment: its rows are made, compared and written in about a second.
        pause = random.Random(seed).uniform(0, 1)
        time.sleep(pause)
        process.send_signal(signal.SIGKILL)
    counts = (
        "select (select count(*) from lake.shop__public.customers),"
        " (select count(*) from lake.shop__public.orders)"
    )
    assert lake.read(counts)[0] in {(20, 20), (5000, 5000)}, f"killed after {pause} s"
    loaded = lake.load(request(contract(lake.repository)))
    assert changed(loaded) == {"shop-v1": True}
    assert lake.read(counts) == [(20, 20)]
