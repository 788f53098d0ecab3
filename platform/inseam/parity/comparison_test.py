"""Models judged one by one, with a second DuckDB for the other engine."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import duckdb
import pytest

from inseam.parity.comparison import NodeVerdict, Verdicts, compare_all
from inseam.parity.engine import Failed, Schema
from inseam.parity.findings import findings, summary
from inseam.parity.forms import Built, BuiltColumn, BuiltTable, Compiled, CompiledNode
from inseam.report.finding import Finding, Severity

COLUMNS = (BuiltColumn("id", "INTEGER", "INT"), BuiltColumn("n", "INTEGER", "INT"))


class OtherDuckdb:
    """Takes names as Spark's flat ones, and DuckDB's types as they are."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def take(self, name: str, rows: Path, types: Schema) -> None:
        files = rows / "*.parquet" if rows.is_dir() else rows
        selected = ", ".join(f"cast({column} as {type_}) as {column}" for column, type_ in types)
        self._connection.execute(
            f"create or replace temp table {name} as select {selected} from '{files}'"
        )

    def run(self, sql: str, target: Path) -> Schema:
        target.mkdir(parents=True)
        statement = sql.replace("`", '"')
        try:
            self._connection.execute(f"copy ({statement}) to '{target}/0.parquet'")
            rows = self._connection.execute(f"describe {statement}").fetchall()
        except duckdb.Error as error:
            raise Failed(str(error).partition("\n")[0]) from None
        return [(row[0], re.sub("integer", "int", row[1].lower())) for row in rows]

    def number(self, sql: str) -> int:
        (found,) = self._connection.execute(sql.replace("`", '"')).fetchone() or (0,)
        return int(found)

    def forget(self) -> None:
        for (name,) in self._connection.execute(
            "select table_name from duckdb_tables()"
        ).fetchall():
            self._connection.execute(f"drop table {name}")


@pytest.fixture(name="engine")
def other_duckdb() -> Iterator[OtherDuckdb]:
    with duckdb.connect(config={"threads": 1}) as connection:
        yield OtherDuckdb(connection)


def node(name: str, sql: str, *needs: str, **more: Any) -> CompiledNode:
    described = {
        "kind": "model",
        "materialized": "table",
        "language": "sql",
        "relation": ("shop", "internal", name),
        "source": sql,
        "file": f"products/shop/models/{name}.sql",
        **more,
    }
    return CompiledNode(id=name, name=name, needs=needs, sql=sql, **described)


SOURCE = node("orders", "", kind="source")


def table(name: str, folder: Path, sql: str, **more: Any) -> BuiltTable:
    """What DuckDB built."""
    with duckdb.connect() as connection:
        connection.execute(f"copy ({sql}) to '{folder}/{name}.parquet'")
    return BuiltTable(name, name, f"{name}.parquet", **{"columns": COLUMNS, "key": ("id",), **more})


ORDERS = "select * from (values (1, 10), (2, null)) t(id, n)"


def judged(
    engine: OtherDuckdb,
    folder: Path,
    nodes: Mapping[str, tuple[CompiledNode, str]],
    failures: Mapping[str, int] = MappingProxyType({}),
    **more: Any,
) -> Verdicts:
    """``nodes``: each with the SQL of what DuckDB built."""
    tables = [table("orders", folder, ORDERS)]
    tables += [
        table(name, folder, sql, **more.get(name, {})) for name, (_, sql) in nodes.items() if sql
    ]
    compiled = Compiled((SOURCE, *(one for one, _ in nodes.values())))
    built = Built("the test's rows", tuple(tables), dict(failures))
    return compare_all(engine, compiled, built, folder, folder / "scratch")


def by_name(verdicts: Verdicts) -> dict[str, NodeVerdict]:
    return {verdict.node.name: verdict for verdict in verdicts.nodes}


def found(*verdicts: Verdicts, personal: tuple[str, ...] = ()) -> list[Finding]:
    return list(findings(verdicts, personal))


def test_what_reads_a_model_that_differs_is_judged_on_equal_rows(
    engine: OtherDuckdb, tmp_path: Path
) -> None:
    nodes = {
        "first": (
            node(
                "first", "select id, coalesce(n, 0) as n from `shop`.`internal`.`orders`", "orders"
            ),
            "select * from (values (1, 10), (2, 7)) t(id, n)",
        ),
        "second": (
            node("second", "select id, n + 1 as n from `shop`.`internal`.`first`", "first"),
            "select * from (values (1, 11), (2, 8)) t(id, n)",
        ),
        "other": (node("other", "select id, n from shop.internal.orders", "orders"), ORDERS),
    }
    ports: dict[str, Any] = {"second": {"port": "shop-v1"}, "other": {"port": "other-v1"}}
    verdicts = judged(engine, tmp_path, nodes, **ports)
    first, second, other = (by_name(verdicts)[name] for name in nodes)
    assert (first.differs, first.is_equal) == (True, False)
    # No symptom of its own, and no port that could be called equal.
    assert (second.differs, second.is_equal) == (False, False)
    assert (other.differs, other.is_equal) == (False, True)
    (finding,) = found(verdicts)
    assert (finding.rule, finding.file, finding.line) == ("rows-differ", first.node.file, 1)
    assert finding.details == ("id  n on DuckDB  on Spark", "2   7            0")
    assert summary("shop", [verdicts]) == (
        (
            "shop: 3 models and 0 tests on 1 set of rows: 6 rows compared, 1 of the models and 0"
            " of the tests differ"
        ),
        "other-v1: other: 2 rows: equal",
        "shop-v1: second: 2 rows: not equal, since a model that it is made from differs",
    )


def test_a_model_that_fails_is_named_and_its_readers_go_on(
    engine: OtherDuckdb, tmp_path: Path
) -> None:
    nodes = {
        "first": (
            node("first", "select id, nope(n) as n from shop.internal.orders", "orders"),
            ORDERS,
        ),
        "second": (node("second", "select id, n from shop.internal.first", "first"), ORDERS),
    }
    verdicts = judged(engine, tmp_path, nodes)
    assert [v.differs for v in verdicts.nodes] == [True, False]
    (finding,) = found(verdicts)
    assert (finding.rule, finding.severity) == ("fails-on-spark", Severity.ERROR)
    assert "nope" in finding.message


def test_types_of_a_port_are_its_contracts(engine: OtherDuckdb, tmp_path: Path) -> None:
    sql = "select id, cast(n as bigint) as n from shop.internal.orders"
    nodes = {
        name: (node(name, sql, "orders"), f"select id, cast(n as bigint) as n from ({ORDERS})")
        for name in ("port", "internal")
    }
    verdicts = judged(engine, tmp_path, nodes, port={"port": "shop-v1"})
    assert [v.differs for v in verdicts.nodes] == [True, False]
    (finding,) = found(verdicts)
    assert (finding.rule, finding.severity) == ("types-differ", Severity.ERROR)
    assert finding.fix == "Cast `n` to int in products/shop/models/port.sql."


def test_another_kind_of_number_in_a_model_is_a_warning(
    engine: OtherDuckdb, tmp_path: Path
) -> None:
    sql = "select id, cast(n as decimal(18, 2)) as n from shop.internal.orders"
    nodes = {"model": (node("model", sql, "orders"), ORDERS)}
    verdicts = judged(engine, tmp_path, nodes)
    assert by_name(verdicts)["model"].is_equal
    (finding,) = found(verdicts)
    assert (finding.rule, finding.severity) == ("types-differ", Severity.WARNING)


def test_a_data_test_finds_as_many_rows(engine: OtherDuckdb, tmp_path: Path) -> None:
    sql = "select * from shop.internal.orders where n is null"
    tests = {
        name: (node(name, sql, "orders", kind="test", relation=()), "")
        for name in ("same", "differs", "left_out")
    }
    verdicts = judged(engine, tmp_path, tests, {"same": 1, "differs": 0})
    assert {v.node.name: v.failures for v in verdicts.nodes} == {
        "same": (1, 1),
        "differs": (0, 1),
        "left_out": None,
    }
    (finding,) = found(verdicts)
    assert finding.rule == "test-differs"
    assert "`differs` finds 0 rows on DuckDB and 1 on Spark" in finding.message
    assert "data test left_out: it did not run on DuckDB" in summary("shop", [verdicts])[-1]


def test_a_unit_test_passes_on_both_engines(engine: OtherDuckdb, tmp_path: Path) -> None:
    def unit_test(actual: str) -> str:
        return (
            f"select {actual} as x, 'actual' as actual_or_expected union all select 0.3, 'expected'"
        )

    tests = {
        name: (node(name, unit_test(actual), kind="unit_test", relation=()), "")
        for name, actual in (("same", "0.3"), ("differs", "0.2"))
    }
    verdicts = judged(engine, tmp_path, tests, {"same": 0, "differs": 0})
    assert [v.failures for v in verdicts.nodes] == [(0, 0), (0, 1)]
    (finding,) = found(verdicts)
    assert finding.message == "The unit test `differs` passes on DuckDB and fails on Spark."
    assert [line.split() for line in finding.details] == [
        ["x", "on", "Spark", "expected"],
        ["0.2", "0.3"],
    ]


def test_what_cannot_run_is_listed_with_its_reason(engine: OtherDuckdb, tmp_path: Path) -> None:
    nodes = {
        "history": (node("history", "", "orders", kind="snapshot"), ORDERS),
        "python": (node("python", "", "orders", language="python"), ""),
        "path": (node("path", "select id, n:a as n from shop.internal.orders", "orders"), ORDERS),
        "hook": (node("hook", "select 1", kind="operation", relation=()), ""),
        "reader": (node("reader", "select id, n from shop.internal.history", "history"), ORDERS),
        "lost": (node("lost", "select id, n from shop.internal.python", "python"), ""),
        "said": (
            node("said", "select 1 as id, 2 as n", "orders", may_differ=True),
            ORDERS,
        ),
        "inlined": (node("inlined", "select 1", materialized="ephemeral", relation=()), ""),
    }
    verdicts = judged(engine, tmp_path, nodes)
    not_run = {v.node.name: v.not_run for v in verdicts.nodes if v.not_run}
    assert not_run == {
        "history": "a snapshot's merge needs Delta Lake",
        "python": "DuckDB did not build it: it is not in the project that DuckDB builds",
        "path": "it has the path `:a`, which Databricks has and Spark has not",
        "hook": "a hook's statements are of the engine that runs it",
        "lost": "DuckDB did not build it: it is not in the project that DuckDB builds",
        "said": "its `meta: {same_on_spark: false}` says that it may differ",
    }
    assert by_name(verdicts)["reader"].is_equal
    assert found(verdicts) == []
    assert "shop: not run: 6" in summary("shop", [verdicts])


def test_of_an_incremental_model_the_first_run_is_compared(
    engine: OtherDuckdb, tmp_path: Path
) -> None:
    sql = "select id, n from shop.internal.orders"
    nodes = {"model": (node("model", sql, "orders", materialized="incremental"), ORDERS)}
    verdicts = judged(engine, tmp_path, nodes)
    assert by_name(verdicts)["model"].is_equal
    assert summary("shop", [verdicts])[-2:] == (
        "shop: not run: 1",
        "  model model: every run but its first, whose merge needs Delta Lake",
    )


def test_one_cause_is_one_finding_whichever_rows_show_it(
    engine: OtherDuckdb, tmp_path: Path
) -> None:
    nodes = {
        "model": (
            node("model", "select id, coalesce(n, 0) as n from shop.internal.orders", "orders"),
            ORDERS,
        )
    }
    one = judged(engine, tmp_path, nodes)
    others = [Verdicts(f"made rows, seed {seed}", one.nodes) for seed in (1, 2)]
    (finding,) = found(one, others[0])
    assert finding.details[-1] == "also with made rows, seed 1"
    (finding,) = found(one, *others)
    assert finding.details[-1] == "also with made rows, seeds 1, 2"


def test_personal_data_is_not_shown(engine: OtherDuckdb, tmp_path: Path) -> None:
    sql = "select id, coalesce(n, 0) as n from shop.internal.orders"
    nodes = {"model": (node("model", sql, "orders"), "select id, 4711 as n from range(1, 3) t(id)")}
    verdicts = judged(engine, tmp_path, nodes)
    (finding,) = found(verdicts, personal=("n",))
    assert "4711" not in str(finding)
    assert finding.details[1] == "1   (masked)     (masked)"
    (finding,) = found(verdicts, personal=("id",))
    assert finding.details[1].split() == ["(masked)", "4711", "10"]


def test_rows_that_were_not_made(engine: OtherDuckdb, tmp_path: Path) -> None:
    built = Built("made rows, seed 1", stopped="No rows can be made.")
    verdicts = compare_all(engine, Compiled(()), built, tmp_path, tmp_path)
    assert summary("shop", [verdicts])[-1] == (
        "shop: not compared on made rows, seed 1: No rows can be made."
    )
