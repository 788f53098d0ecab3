"""Two products and an application: shop-v1 -> orders -> orders-v1 -> invoices."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from inseam.facts import schema
from inseam.facts.lines import read_rows, to_lines
from inseam.facts.schema import (
    ColumnEdgeRow,
    ColumnReadRow,
    ContractObjectRow,
    ContractRow,
    ExposureReadRow,
    FindingRow,
    MacroRow,
    MacroUseRow,
    ModelDependencyRow,
    ModelRow,
    OutputColumnRow,
    ProductRow,
    SourceRow,
    SourceTableRow,
    SqlProblemRow,
)
from inseam.facts.tables import Row
from inseam.graph.build import build
from inseam.graph.graph import Graph, How
from inseam.graph.impact import downstream, in_words, upstream
from inseam.graph.load import column_graph, model_graph
from inseam.graph.node import Kind, Node, column, contract, element, macro, model, product
from testkit.sparse_row import row


def model_rows(product: str, name: str, *reads: str, **values: Any) -> list[Row]:
    """``reads`` are models, or tables of a source as ``source.table``."""
    file = f"products/{product}/models/{name}.sql"
    rows: list[Row] = [
        row(ModelRow, product=product, model=name, alias=name, kind="model", file=file, **values)
    ]
    for read in reads:
        source, _, table = read.rpartition(".")
        rows.append(
            row(
                ModelDependencyRow,
                product=product,
                model=name,
                depends_on=table,
                source=source or None,
                contract_id=source.replace("_", "-") or None,
                file=file,
            )
        )
    return rows


def column_rows(product: str, name: str, **made_from: str) -> list[Row]:
    """``column="model.a table.b"``: what it is made from; ``rows`` is for all rows."""
    common = {"product": product, "model": name, "file": f"products/{product}/models/{name}.sql"}
    rows: list[Row] = []
    for target, sources in made_from.items():
        if target != "rows":
            rows.append(row(OutputColumnRow, **common, column_name=target))
        for source_column in sources.split():
            *source, depends_on, from_column = source_column.split(".")
            read = {
                **common,
                "depends_on": depends_on,
                "source": source[0] if source else None,
                "contract_id": source[0].replace("_", "-") if source else None,
            }
            rows.append(row(ColumnReadRow, **read, column_name=from_column))
            rows.append(
                row(
                    ColumnEdgeRow,
                    **read,
                    column_name=None if target == "rows" else target,
                    from_column=from_column,
                    is_direct=target != "rows",
                )
            )
    return rows


def contract_rows(product: str | None, contract_id: str, *objects: str) -> list[Row]:
    kind = schema.OUTPUT_PORT if product else schema.EXTERNAL
    common = {
        "product": product,
        "contract_id": contract_id,
        "kind": kind,
        "file": f"{contract_id}.odcs.yaml",
    }
    return [
        row(ContractRow, **common),
        *(row(ContractObjectRow, **common, object=o, physical_name=o) for o in objects),
    ]


def source_rows(product: str, source: str, *tables: str) -> list[Row]:
    common = {
        "product": product,
        "source": source,
        "contract_id": source.replace("_", "-"),
        "file": f"products/{product}/models/input_ports/{source}.source.yaml",
    }
    return [
        row(SourceRow, **common),
        *(row(SourceTableRow, **common, table_name=t, identifier=t) for t in tables),
    ]


MODELS: list[Row] = [
    *contract_rows(None, "shop-v1", "sales"),
    row(ProductRow, product="orders"),
    *contract_rows("orders", "orders-v1", "orders", "customers"),
    *source_rows("orders", "shop_v1", "sales"),
    *model_rows("orders", "stg_sales", "shop_v1.sales"),
    *model_rows("orders", "orders", "stg_sales", contract_id="orders-v1"),
    *model_rows("orders", "customers", "stg_sales", contract_id="orders-v1"),
    row(ProductRow, product="invoices"),
    *contract_rows("invoices", "invoices-v1", "invoices"),
    *source_rows("invoices", "orders_v1", "orders", "customers"),
    *model_rows("invoices", "stg_orders", "orders_v1.orders"),
    *model_rows("invoices", "stg_customers", "orders_v1.customers"),
    *model_rows("invoices", "invoices", "stg_orders", contract_id="invoices-v1"),
]
COLUMNS: list[Row] = [
    *column_rows(
        "orders",
        "stg_sales",
        id="shop_v1.sales.id",
        amount="shop_v1.sales.price shop_v1.sales.pieces",
        customer="shop_v1.sales.customer",
        rows="shop_v1.sales.is_test",
    ),
    *column_rows("orders", "orders", order_id="stg_sales.id", amount="stg_sales.amount"),
    *column_rows("orders", "customers", customer_id="stg_sales.customer"),
    *column_rows("invoices", "stg_orders", order_id="orders_v1.orders.order_id"),
    *column_rows("invoices", "stg_customers", customer_id="orders_v1.customers.customer_id"),
    *column_rows("invoices", "invoices", invoice_id="stg_orders.order_id"),
]


def written(rows: Iterable[Row]) -> list[Row]:
    return list(read_rows(to_lines(rows)))


def graph(*rows: Row) -> Graph:
    return build(written(rows))


WITHOUT_COLUMNS = graph(*MODELS)
WITH_COLUMNS = graph(*MODELS, *COLUMNS)


def reached(graph: Graph, *starts: Node) -> set[str]:
    return {str(node) for node in downstream(graph, starts).nodes} - {str(s) for s in starts}


def test_a_model_reaches_its_readers_through_the_ports() -> None:
    assert reached(WITHOUT_COLUMNS, model("orders", "orders")) == {
        "object orders-v1.orders",
        "model invoices.stg_orders",
        "model invoices.invoices",
        "object invoices-v1.invoices",
    }
    found = downstream(WITHOUT_COLUMNS, [model("orders", "orders")])
    assert list(in_words(found.path(model("invoices", "invoices")))) == [
        (
            "model orders.orders -> object orders-v1.orders"
            " (fulfils, products/orders/models/orders.sql:1)"
        ),
        (
            "object orders-v1.orders -> model invoices.stg_orders"
            " (reads, products/invoices/models/stg_orders.sql:1)"
        ),
        (
            "model invoices.stg_orders -> model invoices.invoices"
            " (reads, products/invoices/models/invoices.sql:1)"
        ),
    ]


def test_a_contract_reaches_all_who_read_any_of_its_objects() -> None:
    found = downstream(WITHOUT_COLUMNS, [contract("orders-v1")])
    assert found.products == {"invoices": model("invoices", "stg_customers")}
    assert [str(s.edge.target) for s in found.path(model("invoices", "stg_orders"))] == [
        "object orders-v1.orders",
        "model invoices.stg_orders",
    ]


def test_an_element_reaches_what_is_made_from_it_and_nothing_else() -> None:
    assert reached(WITH_COLUMNS, element("shop-v1", "sales", "price")) == {
        "column orders.stg_sales.amount",
        "column orders.orders.amount",
        "element orders-v1.orders.amount",
    }
    assert reached(WITH_COLUMNS, element("orders-v1", "ORDERS", "Order_ID")) == {
        "column invoices.stg_orders.order_id",
        "column invoices.invoices.invoice_id",
        "element invoices-v1.invoices.invoice_id",
    }


def test_what_decides_on_rows_reaches_the_whole_model() -> None:
    found = downstream(WITH_COLUMNS, [element("shop-v1", "sales", "is_test")])
    (step,) = found.path(model("orders", "stg_sales"))
    assert step.edge.how is How.ROWS
    assert model("invoices", "invoices") in found.steps


def test_a_column_that_is_named_and_made_into_nothing_still_has_a_reader() -> None:
    read = row(
        ColumnReadRow,
        product="orders",
        model="orders",
        depends_on="stg_sales",
        column_name="forgotten",
    )
    found = graph(*MODELS, *COLUMNS, read)
    assert "model orders.orders" in reached(found, column("orders", "stg_sales", "forgotten"))
    assert reached(WITH_COLUMNS, column("orders", "stg_sales", "forgotten")) == set()


@pytest.mark.parametrize(
    "unknown",
    [
        pytest.param([], id="no columns are known"),
        pytest.param(
            [
                *column_rows("invoices", "stg_orders", order_id="orders_v1.orders.order_id"),
                row(SqlProblemRow, product="invoices", model="stg_orders", is_unread=True),
            ],
            id="the SQL cannot be read",
        ),
        pytest.param(
            [row(OutputColumnRow, product="invoices", model="stg_orders", column_name="*")],
            id="it yields columns that nobody knows",
        ),
        pytest.param(
            column_rows("invoices", "stg_orders", order_id="orders_v1.orders.*"),
            id="it reads columns that nobody knows",
        ),
        pytest.param(
            [
                row(
                    OutputColumnRow,
                    product="invoices",
                    model="stg_orders",
                    column_name="order_id",
                    unknown="It calls a function nobody knows.",
                )
            ],
            id="a column may come from further ones",
        ),
    ],
)
def test_what_is_not_known_counts_as_reading_all(unknown: list[Row]) -> None:
    others = [r for r in COLUMNS if getattr(r, "model", "") != "stg_orders"]
    found = graph(*MODELS, *others, *unknown)
    amount = element("orders-v1", "orders", "amount")
    assert "object invoices-v1.invoices" in reached(found, amount) or (
        "element invoices-v1.invoices.invoice_id" in reached(found, amount)
    )
    assert found.uses(amount) == [model("invoices", "stg_orders")]
    assert WITH_COLUMNS.uses(amount) == []


def test_upstream_leads_to_where_values_and_rows_come_from() -> None:
    found = upstream(WITH_COLUMNS, [element("invoices-v1", "invoices", "invoice_id")])
    assert {str(node) for node in found.nodes if node.kind == "element"} == {
        "element invoices-v1.invoices.invoice_id",
        "element orders-v1.orders.order_id",
        "element shop-v1.sales.id",
        "element shop-v1.sales.is_test",
    }
    whole = upstream(WITH_COLUMNS, [model("invoices", "invoices")])
    assert contract("shop-v1") in whole.steps


def test_who_provides_and_who_reads() -> None:
    assert WITHOUT_COLUMNS.provider("orders-v1") == "orders"
    assert WITHOUT_COLUMNS.provider("shop-v1") is None
    assert WITHOUT_COLUMNS.consumers("orders-v1") == ["invoices"]
    assert [r[:3] for r in WITHOUT_COLUMNS.readings("orders-v1")] == [
        ("invoices", "stg_customers", "customers"),
        ("invoices", "stg_orders", "orders"),
    ]
    assert WITHOUT_COLUMNS.consumers("invoices-v1") == []


def test_a_product_whose_project_is_broken_is_a_consumer_still() -> None:
    snapshot = row(
        ContractRow, product="refunds", contract_id="orders-v1", kind=schema.SNAPSHOT, file="s"
    )
    broken = row(FindingRow, product="refunds", is_unread=True)
    assert graph(*MODELS, snapshot).consumers("orders-v1") == ["invoices"]
    found = graph(*MODELS, snapshot, broken)
    assert found.consumers("orders-v1") == ["invoices", "refunds"]
    assert product("refunds") in downstream(found, [contract("orders-v1")]).steps


def test_a_source_without_a_reader_is_read_by_the_product() -> None:
    found = graph(*MODELS, *source_rows("invoices", "shop_v1", "sales"))
    assert found.consumers("shop-v1") == ["invoices", "orders"]


def test_every_cause_is_counted() -> None:
    starts = [model("orders", "customers"), element("shop-v1", "sales", "id"), contract("none")]
    found = downstream(WITH_COLUMNS, starts)
    assert found.causes(model("invoices", "stg_customers")) == [model("orders", "customers")]
    assert found.causes(column("invoices", "invoices", "invoice_id")) == [
        element("shop-v1", "sales", "id")
    ]
    both = downstream(WITHOUT_COLUMNS, [model("orders", "stg_sales"), contract("orders-v1")])
    assert both.causes(model("invoices", "invoices")) == sorted(both.starts)
    assert [str(s.source) for s in both.path(model("invoices", "stg_orders"))] == [
        "contract orders-v1",
        "object orders-v1.orders",
    ]


def test_a_cycle_has_an_end_and_keeps_its_causes() -> None:
    cycle = graph(
        *model_rows("a", "one", "three"),
        *model_rows("a", "two", "one"),
        *model_rows("a", "three", "two"),
    )
    one, two = model("a", "one"), model("a", "two")
    found = downstream(cycle, [one, two])
    assert len(found.nodes) == 3
    assert [found.causes(node) for node in found.nodes] == [[one, two]] * 3


def test_a_macro_reaches_the_models_that_call_it_through_others() -> None:
    common = {"product": "orders", "package": "dbt_common", "file": "shared/a.sql"}
    used = {**common, "file": "products/orders/models/stg_sales.sql"}
    found = graph(
        *MODELS,
        row(MacroRow, **common, macro="days_before"),
        row(MacroUseRow, **common, macro="days_before", kind="macro", used_by="dbt_common.months"),
        row(MacroUseRow, **used, macro="months", kind="model", used_by="stg_sales"),
        row(MacroUseRow, **used, macro="months", kind="test", used_by="some_test"),
    )
    (start,) = found.files["shared/a.sql"]
    assert start == macro("orders", "dbt_common", "days_before")
    assert "model invoices.invoices" in reached(found, start)


def test_a_file_is_known_by_the_nodes_that_it_makes() -> None:
    files = WITHOUT_COLUMNS.files
    assert files["orders-v1.odcs.yaml"] == {contract("orders-v1")}
    assert files["products/orders/models/orders.sql"] == {model("orders", "orders")}
    source = "products/orders/models/input_ports/shop_v1.source.yaml"
    assert files[source] == {model("orders", "stg_sales")}


def test_of_two_states_all_that_was_read_in_either_is_reached() -> None:
    base = [*MODELS, *COLUMNS]
    head = [r for r in base if getattr(r, "product", "") != "invoices"]
    deleted = element("orders-v1", "orders", "order_id")
    assert reached(graph(*head), deleted) == set()
    assert "column invoices.stg_orders.order_id" in reached(graph(*head, *base), deleted)


def test_columns_are_loaded_of_the_products_that_are_concerned(tmp_path: Path) -> None:
    files = []
    for name in ("orders", "invoices", None):
        rows = [r for r in (*MODELS, *COLUMNS) if getattr(r, "product", None) == name]
        files.append(tmp_path / f"{name}.jsonl")
        files[-1].write_bytes(to_lines(rows))
    price = element("shop-v1", "sales", "price")
    assert reached(column_graph(files, [price]), price) == reached(WITH_COLUMNS, price)
    of_invoices = column_graph(files, [element("orders-v1", "orders", "amount")])
    assert column("orders", "stg_sales", "id") not in of_invoices.down
    assert reached(model_graph(files), price) >= {"model invoices.invoices"}


def test_what_a_column_reaches_its_model_reaches_too() -> None:
    for start in [node for node in WITH_COLUMNS.down if node.part]:
        wide = set(downstream(WITH_COLUMNS, [start.whole]).nodes)
        assert {node.whole for node in downstream(WITH_COLUMNS, [start]).nodes} <= wide


def test_upstream_is_downstream_seen_from_the_other_end() -> None:
    nodes = {edge.target for edges in WITHOUT_COLUMNS.down.values() for edge in edges}
    for node in nodes:
        above = upstream(WITHOUT_COLUMNS, [node]).nodes
        assert all(node in downstream(WITHOUT_COLUMNS, [other]).steps for other in above)


def exposure_row(product: str, name: str, read: str) -> Row:
    source, _, table = read.rpartition(".")
    return row(
        ExposureReadRow,
        product=product,
        exposure=name,
        depends_on=table,
        source=source or None,
        contract_id=source.replace("_", "-") or None,
        file=f"products/{product}/models/exposures.yml",
    )


EXPOSURES: list[Row] = [
    exposure_row("orders", "order_board", "orders"),
    exposure_row("orders", "sales_sheet", "stg_sales"),
    exposure_row("invoices", "raw_orders", "orders_v1.orders"),
    row(ProductRow, product="reports"),
    *source_rows("reports", "orders_v1", "customers"),
    exposure_row("reports", "customer_app", "orders_v1.customers"),
]


@pytest.mark.parametrize(
    "start, exposures",
    [
        (
            model("orders", "stg_sales"),
            {"order_board", "sales_sheet", "raw_orders", "customer_app"},
        ),
        (model("orders", "orders"), {"order_board", "raw_orders"}),
        (contract("orders-v1"), {"order_board", "raw_orders", "customer_app"}),
        # dbt knows no columns of an exposure: it may read any.
        (element("orders-v1", "orders", "amount"), {"order_board", "raw_orders"}),
        (column("orders", "stg_sales", "amount"), {"order_board", "sales_sheet", "raw_orders"}),
        (model("invoices", "stg_orders"), set()),
    ],
)
def test_an_exposure_depends_on_what_it_reads_and_a_port_s_model_is_read_as_the_port(
    start: Node, exposures: set[str]
) -> None:
    found = downstream(graph(*MODELS, *COLUMNS, *EXPOSURES), [start])

    assert {node.name for node in found.nodes if node.kind is Kind.EXPOSURE} == exposures


def test_an_exposure_makes_its_product_a_reader_of_what_it_has_a_source_for_and_no_other() -> None:
    made = graph(*MODELS, *COLUMNS, *EXPOSURES)

    assert made.consumers("orders-v1") == ["invoices", "reports"]
    assert made.readings("orders-v1") == WITH_COLUMNS.readings("orders-v1")
    of_element = element("orders-v1", "orders", "order_id")
    assert made.uses(of_element) == WITH_COLUMNS.uses(of_element)
