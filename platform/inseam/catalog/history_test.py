"""What runs measured, on the page of the port."""

from __future__ import annotations

from inseam.catalog.content import Level, Port, ShownColumn, ShownRule, Site, Table
from inseam.catalog.controlling import Controlling
from inseam.catalog.given import Given
from inseam.catalog.history import MOST_RUNS, kept, results, table_history
from inseam.catalog.pages import Pages
from inseam.monitor.history import (
    CheckResult,
    ColumnProfile,
    ContractRun,
    LevelResult,
    ObjectProfile,
)

RULE = ShownRule(name="not-empty", element="schema[0].quality[0]")
FRESHNESS = Level(property="freshness", value="26 h", applies_to="orders.at")
TABLE = Table(
    name="orders",
    physical_name="ORDERS",
    columns=(
        ShownColumn(name="id", type="string"),
        ShownColumn(name="who", type="string", is_personal=True),
    ),
    rules=(RULE,),
)


def run(day: int, rows: int, result: str = "passed", is_kept: bool | None = True) -> ContractRun:
    columns = (
        ColumnProfile("id", 0, rows, "A-1", f"A-{rows}"),
        ColumnProfile("who", day, None, "canary@persons.example.org", "canary@persons.example.org"),
    )
    return ContractRun(
        at=f"2026-11-{day:02}T06:00:00Z",
        contract="orders-v1",
        version="1.0.0",
        product="orders",
        release="r1",
        data_as_of=None,
        objects=(ObjectProfile("orders", rows, columns),),
        checks=(CheckResult(RULE.element, "not-empty", result),),
        levels=(LevelResult("freshness", "orders.at", is_kept),),
    )


def test_a_table_has_the_numbers_of_its_runs_and_no_personal_value() -> None:
    found = table_history(TABLE, [run(1, 10), run(2, 12)])
    assert found is not None
    assert (found.at, found.rows) == ("2026-11-02T06:00:00Z", (10, 12))
    id, who = found.columns
    assert (id.minimum, id.maximum, id.all_distincts) == ("A-1", "A-12", (10.0, 12.0))
    assert (who.minimum, who.maximum, who.all_nulls, who.all_distincts) == (
        None,
        None,
        (1.0, 2.0),
        (),
    )


def test_without_a_run_there_is_nothing() -> None:
    other = Table(name="other", physical_name="other")
    assert table_history(TABLE, []) is None
    assert table_history(other, [run(1, 10)]) is None


def test_what_was_not_evaluated_is_no_result() -> None:
    runs = [run(1, 1), run(2, 1, "not evaluated", None), run(3, 1, "failed", False)]
    assert [result for result, _ in results(RULE, runs)] == ["passed", "failed"]
    assert [result for result, _ in kept(FRESHNESS, runs)] == ["passed", "failed"]
    assert kept(Level(property="retention", value="1 y"), runs) == ()


def test_only_the_last_runs_are_shown() -> None:
    runs = [run(1 + n % 28, n) for n in range(MOST_RUNS + 5)]
    found = table_history(TABLE, runs)
    assert found is not None
    assert found.rows == tuple(range(5, MOST_RUNS + 5))


def test_the_page_draws_it_and_without_a_run_does_not() -> None:
    port = Port(id="orders-v1", product="orders", tables=(TABLE,), levels=(FRESHNESS,))
    site = Site(day="2026-12-01", ports={"orders-v1": port})

    def page(runs: list[ContractRun]) -> str:
        pages = Pages(
            site, Controlling(), "t", given=Given(runs={"orders-v1": runs} if runs else {})
        )
        return dict(pages.all())["ports/orders-v1/index.html"]

    measured = page([run(1, 1_000), run(2, 1_234, "failed", False)])
    assert "<strong>1,234</strong> rows" in measured
    assert "1 of the last 2 failed" in measured
    assert "canary" not in measured
    for sign in ('class="spark"', 'class="strip"', "Last runs"):
        assert sign in measured
        assert sign not in page([])
