"""From agreements to privileges, through dbt and its macros, on an engine that has a set of them.

DuckDB keeps the state. The statements are in ``testdata/statements.sql``; to accept what they are
now, after reading it:

    INSEAM_UPDATE_GOLDEN=1 PYTHONPATH=platform python -m pytest <this file>
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import cast

import pytest
import sqlglot

from inseam.agreements.readings import Agreement
from inseam.environments.definition import Environment
from inseam.environments.names import Place
from inseam.environments.operations import Operations
from inseam.environments.state import read_state
from inseam.grants.call import Grants
from inseam.grants.privileges import Access
from inseam.report.report import Report
from testkit.privileges import InMemory, UnityCatalog, operations_of, put_behind

STATEMENTS = Path(__file__).parent / "testdata" / "statements.sql"
ENVIRONMENT = Environment("warehouse", "local", line=7)
ORDERS = Place("retail", "op_orders_v1", "orders")
LINES = Place("retail", "op_orders_v1", "order_lines")
STOCK = Place("retail", "op_stock_v1", "stock")
STRANGE = "o'hara `x`.y-z"
BEGIN, END = date(2026, 2, 1), date(2026, 4, 30)


def access(
    id_: str, *views: Place, groups: tuple[str, ...] = ("finance",), team: str = "finance"
) -> Access:
    agreement = Agreement(
        product=id_.split("-")[0],
        id=id_,
        port="a-port",
        purpose="Bills.",
        start=BEGIN,
        end=END,
        reassess=None,
        roles=("reader",),
        file=f"products/{id_}.yaml",
        line=1,
    )
    return Access(agreement, team, groups, views)


def ending(one: Access, end: date) -> Access:
    return replace(one, agreement=replace(one.agreement, end=end))


BILLS = access("bills-reads-orders", ORDERS, LINES)
LABELS = access("labels-reads-stock", STOCK)


@dataclass
class World:
    """An environment and its engine; each call is a new process's."""

    engine: UnityCatalog
    operations: Operations
    day: date = BEGIN
    said: list[str] = field(default_factory=list)

    def call(self, *accesses: Access, do: bool = True) -> Report:
        """What `grants` reports, and prints."""
        instant = datetime(self.day.year, self.day.month, self.day.day, 6, tzinfo=UTC)
        grants = Grants(ENVIRONMENT, accesses, self.day, self.operations, lambda: instant, "ana")
        report = grants.run(do=do)
        self.said = list(report.summary)
        return report

    def rows(self) -> list[tuple[str, ...]]:
        return [
            (row["step"], row["principal"], row["privilege"], row["securable"], row["agreement"])
            for row in read_state(self.operations).rows("grants")
        ]


@pytest.fixture(scope="module")
def operations(tmp_path_factory: pytest.TempPathFactory) -> Operations:
    return operations_of(tmp_path_factory.mktemp("common"))


@pytest.fixture
def engine() -> UnityCatalog:
    released = UnityCatalog(groups={"finance", "audit", STRANGE})
    for view in (ORDERS, LINES, STOCK):
        released.release(str(view))
    return released


@pytest.fixture
def world(engine: UnityCatalog) -> World:
    return World(engine, cast(Operations, InMemory(engine)))


@pytest.fixture
def real_world(
    engine: UnityCatalog, operations: Operations, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> World:
    """As `world`, through dbt."""
    put_behind(operations, engine, tmp_path / "platform.duckdb", monkeypatch)
    return World(engine, operations)


def test_a_plan_changes_nothing_and_says_everything(world: World) -> None:
    world.call(BILLS, do=False)

    assert world.said == [
        "Grants in warehouse on 2026-02-01: 4 to give, 0 to take, 0 as they should be.",
        "",
        "To give:",
        "  finance",
        "    USE CATALOG on retail                      for bills-reads-orders",
        "    USE SCHEMA on retail.op_orders_v1          for bills-reads-orders",
        "    SELECT on retail.op_orders_v1.order_lines  for bills-reads-orders",
        "    SELECT on retail.op_orders_v1.orders       for bills-reads-orders",
    ]
    assert world.engine.held == set()
    assert world.engine.changes() == []
    assert read_state(world.operations).version == 0


def test_agreed_and_ended(real_world: World) -> None:
    real_world.day = BEGIN - timedelta(days=1)
    real_world.call(BILLS)
    assert real_world.engine.held == set()
    assert real_world.said[1:4] == [
        "",
        "To give later, from this day on:",
        "  2026-02-01  bills-reads-orders, to finance",
    ]

    real_world.day = BEGIN
    real_world.call(BILLS)
    assert real_world.said[-1] == "4 given, 0 taken."
    assert real_world.engine.may_read("finance", str(ORDERS))
    assert real_world.engine.may_read("finance", str(LINES))
    assert not real_world.engine.may_read("finance", str(STOCK))

    real_world.day = END
    real_world.engine.changes()
    real_world.call(BILLS)
    assert (
        real_world.said[0]
        == "Grants in warehouse on 2026-04-30: 0 to give, 0 to take, 4 as they should be."
    )
    assert real_world.engine.changes() == []

    real_world.day = END + timedelta(days=1)
    real_world.call(BILLS)
    assert (
        "    SELECT on retail.op_orders_v1.orders       bills-reads-orders ended on 2026-04-30"
    ) in real_world.said
    assert real_world.engine.held == set()
    assert [row[:4] for row in real_world.rows()] == [
        (step, "finance", privilege, securable)
        for step in ("given", "taken")
        for privilege, securable in [
            ("USE CATALOG", "retail"),
            ("USE SCHEMA", "retail.op_orders_v1"),
            ("SELECT", "retail.op_orders_v1.order_lines"),
            ("SELECT", "retail.op_orders_v1.orders"),
        ]
    ]
    (first, *_) = read_state(real_world.operations).rows("grants")
    assert (first["at"], first["who"]) == ("2026-02-01T06:00:00+00:00", "ana")
    assert first["agreement"] == "bills-reads-orders"


def test_widened_and_narrowed(world: World) -> None:
    world.call(access("bills-reads-orders", ORDERS))
    world.engine.changes()

    world.call(BILLS)
    assert world.engine.changes() == [
        "grant select on view `retail`.`op_orders_v1`.`order_lines` to `finance`"
    ]
    world.call(replace(BILLS, groups=("audit", "finance")))
    assert world.engine.may_read("audit", str(LINES))

    world.call(BILLS)
    assert not world.engine.may_read("audit", str(LINES))

    world.call(access("bills-reads-orders", LINES))
    assert world.engine.may_read("finance", str(LINES))
    assert not world.engine.may_read("finance", str(ORDERS))
    assert {who for who, _, _ in world.engine.held} == {"finance"}
    taken = [line.split("  ")[-1] for line in world.said if "v1.orders " in line]
    assert taken == ["bills-reads-orders does not give it any more"]


def test_what_leads_to_views_stays_while_another_agreement_needs_it(world: World) -> None:
    world.call(BILLS, LABELS)
    world.day = END + timedelta(days=1)
    world.call(BILLS, ending(LABELS, END + timedelta(days=9)))

    assert world.engine.held == {
        ("finance", "use catalog", ("retail",)),
        ("finance", "use schema", ("retail", "op_stock_v1")),
        ("finance", "select", ("retail", "op_stock_v1", "stock")),
    }


def test_a_deleted_agreement_leaves_nothing_of_ours_and_all_of_others(world: World) -> None:
    world.engine.give("finance", "use catalog", "retail")
    world.engine.give("finance", "modify", str(ORDERS))
    world.engine.give("audit", "select", str(ORDERS))
    others = set(world.engine.held)

    world.call(BILLS)
    assert "Given by somebody else, and left to them:" in world.said
    world.call()
    assert world.engine.held == others
    assert "    SELECT on retail.op_orders_v1.orders       bills-reads-orders is gone" in world.said


def test_what_a_group_has_by_a_schema_or_another_privilege_does_not_count(world: World) -> None:
    """SHOW GRANTS lists it on the view too; it may end without the agreement."""
    world.engine.give("finance", "select", "retail")
    world.engine.give("finance", "select", "retail.op_orders_v1")
    world.engine.give("finance", "modify", str(ORDERS))
    world.call(BILLS)
    assert world.said[-1] == "4 given, 0 taken."
    world.call()
    assert len(world.engine.held) == 3


def test_what_was_refused_is_not_ours_when_somebody_gives_it(world: World) -> None:
    world.engine.of_others.add(tuple(str(ORDERS).split(".")))
    world.call(BILLS)
    assert [row[0] for row in world.rows()] == [*["given"] * 4, "refused"]
    world.engine.of_others.clear()
    world.engine.give("finance", "select", str(ORDERS))
    world.call()
    assert world.engine.held == {("finance", "select", tuple(str(ORDERS).split(".")))}


def test_what_somebody_else_revoked_is_given_again(world: World) -> None:
    world.call(BILLS)
    world.engine.take("finance", "select", str(ORDERS))
    world.engine.changes()

    world.call(BILLS)
    assert world.engine.changes() == [
        "grant select on view `retail`.`op_orders_v1`.`orders` to `finance`"
    ]
    assert (
        "    SELECT on retail.op_orders_v1.orders  for bills-reads-orders,"
        " again: it was given, and is not there any more"
    ) in world.said


def test_what_somebody_else_revoked_and_is_not_wanted_is_only_noted(world: World) -> None:
    world.call(BILLS)
    world.engine.take("finance", "select", str(ORDERS))
    world.engine.changes()

    world.call(access("bills-reads-orders", LINES))
    assert world.engine.changes() == []
    assert "Given by us, and gone already:" in world.said
    # It is nobody's now, so whoever gives it keeps it.
    world.engine.give("finance", "select", str(ORDERS))
    world.call(access("bills-reads-orders", LINES))
    assert world.engine.may_read("finance", str(ORDERS))


def test_what_is_not_released_waits(world: World) -> None:
    world.engine.drop(str(LINES))
    world.call(BILLS)
    assert world.said[-3:-1] == [
        "    SELECT on retail.op_orders_v1.order_lines  for bills-reads-orders",
        "",
    ]
    assert "To give once it is released:" in world.said

    world.engine.release(str(LINES))
    world.call(BILLS)
    assert world.said[-1] == "1 given, 0 taken."

    for view in (ORDERS, LINES, STOCK):
        world.engine.drop(str(view))
    world.engine.changes()
    world.call()
    assert world.engine.changes() == []
    assert [row[0] for row in world.rows()[-4:]] == ["taken"] * 4


def test_a_group_that_is_not_there_is_one_finding_and_stops_nobody_else(real_world: World) -> None:
    nobody = access("nobody-reads-orders", ORDERS, LINES, groups=("nobody",))
    report = real_world.call(nobody, LABELS)

    (finding,) = report.findings
    assert (finding.rule, finding.file) == ("grant-refused", "products/nobody-reads-orders.yaml")
    assert finding.message == "USE CATALOG on retail was not given to `nobody` in warehouse."
    assert any("PRINCIPAL_DOES_NOT_EXIST" in detail for detail in finding.details)
    assert finding.details[-3:] == (
        "also left: USE SCHEMA on retail.op_orders_v1",
        "also left: SELECT on retail.op_orders_v1.order_lines",
        "also left: SELECT on retail.op_orders_v1.orders",
    )
    assert real_world.said[-1] == "3 given, 0 taken, 4 refused."
    assert real_world.engine.may_read("finance", str(STOCK))

    # What was refused is not ours when somebody gives it later.
    real_world.engine.groups.add("nobody")
    real_world.engine.give("nobody", "use catalog", "retail")
    real_world.call(LABELS)
    assert ("nobody", "use catalog", ("retail",)) in real_world.engine.held


def test_a_refusal_in_the_middle_costs_no_more_than_what_needs_it(world: World) -> None:
    world.engine.of_others.add((ORDERS.database, ORDERS.schema))
    report = world.call(BILLS, LABELS)

    (finding,) = report.findings
    assert finding.message.startswith("USE SCHEMA on retail.op_orders_v1 was not given")
    assert world.engine.may_read("finance", str(STOCK))
    assert not any(on[-1] in ("orders", "order_lines") for _, _, on in world.engine.held)


def test_every_statement_is_databricks_sql_and_as_written_down(real_world: World) -> None:
    strange = access("odd-reads-orders", ORDERS, groups=(STRANGE,), team="odd")
    real_world.call(BILLS, strange, do=False)
    real_world.call(BILLS, strange)
    real_world.call()
    statements = list(dict.fromkeys(real_world.engine.statements))

    for statement in statements:
        (parsed,) = sqlglot.parse(statement, read="databricks")
        assert parsed is not None
        # sqlglot knows no grants on catalogs, and passes them on as they are.
        if statement.split()[0] in ("grant", "revoke") and " on catalog " not in statement:
            assert isinstance(parsed, (sqlglot.exp.Grant, sqlglot.exp.Revoke)), statement
    text = "".join(f"{statement};\n" for statement in statements)
    if os.environ.get("INSEAM_UPDATE_GOLDEN"):
        STATEMENTS.parent.mkdir(exist_ok=True)
        STATEMENTS.write_text(text, encoding="utf-8")
    assert text == STATEMENTS.read_text(encoding="utf-8")
    assert real_world.engine.held == set()


def test_a_view_that_is_there_is_altered_since_replacing_it_would_take_its_grants(
    real_world: World,
) -> None:
    call = real_world.operations.call
    create = "create view platform.published.orders as select 1 as id"
    call("run_statements", statements=["create schema platform.published", create])
    of = Place("platform", "published__1_abc", "orders")

    def shown(schema: str, view: str) -> str:
        place = Place("platform", schema, view)
        return str(call("shown_view", view=place.as_argument(), of=of.as_argument()))

    assert shown("published", "orders").startswith("alter view ")
    assert shown("published", "more").startswith("create or replace view ")
    assert shown("elsewhere", "orders").startswith("create or replace view ")
    for name in ("orders", "more"):
        statement = shown("published", name).replace('"', "`")
        assert not isinstance(sqlglot.parse_one(statement, read="databricks"), sqlglot.exp.Command)
