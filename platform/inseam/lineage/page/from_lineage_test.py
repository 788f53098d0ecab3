"""What the page shows of a lineage."""

from __future__ import annotations

from dataclasses import replace

from inseam.lineage.document import (
    Exposure,
    InputPort,
    Lineage,
    LineageColumn,
    LineageContract,
    LineageEdge,
    LineageProduct,
    Model,
    Object,
    Unresolved,
    all_rows,
)
from inseam.lineage.page.from_lineage import view_of
from inseam.lineage.page.view import Change, Place, View

OBJECT = "orders-v1.orders"
MODEL = "orders/orders_v1"
STAGING = "orders/stg_orders"


def column(dataset: str, name: str, type: str = "VARCHAR") -> LineageColumn:
    return LineageColumn(f"{dataset}.{name}", dataset, name, 1, type, file="f", line=7)


def direct(source: str, target: str, subtype: str = "IDENTITY") -> LineageEdge:
    return LineageEdge(source, target, "direct", subtype, file="m.sql", line=3)


LINEAGE = Lineage(
    products=(LineageProduct(id="orders", name="Orders", domain="shop", file="o.yaml"),),
    contracts=(
        LineageContract(id="orders-v1", product="orders", status="active", file="orders.odcs.yaml"),
        LineageContract(id="shop-v1", name="Web shop", file="shop.odcs.yaml"),
        LineageContract(id="gone-v1", is_missing=True, file="gone.source.yaml"),
    ),
    objects=(
        Object(
            id=OBJECT,
            contract="orders-v1",
            name="orders",
            physical_name="orders",
            model=MODEL,
            file="orders.odcs.yaml",
            line=5,
        ),
        Object(
            id="shop-v1.o", contract="shop-v1", name="o", physical_name="o", file="shop.odcs.yaml"
        ),
    ),
    models=(
        Model(
            id=MODEL,
            product="orders",
            name="orders_v1",
            kind="model",
            layer="output_ports",
            object=OBJECT,
            file="orders_v1.sql",
        ),
        Model(
            id=STAGING,
            product="orders",
            name="stg_orders",
            kind="model",
            layer="staging",
            file="stg_orders.sql",
        ),
    ),
    input_ports=(InputPort(product="orders", contract="shop-v1", file="shop.source.yaml"),),
    columns=(
        column(MODEL, "id"),
        column(MODEL, "internal"),
        column(OBJECT, "id", "STRING"),
        column(STAGING, "id"),
        column("shop-v1.o", "id"),
    ),
    edges=(
        direct(f"{MODEL}.id", f"{OBJECT}.id", "PORT"),
        direct(f"{STAGING}.id", f"{MODEL}.id"),
        direct("shop-v1.o.id", f"{STAGING}.id"),
        LineageEdge(
            "shop-v1.o.id", all_rows(STAGING), "indirect", "GROUP_BY", file="stg.sql", line=9
        ),
    ),
    unresolved=(Unresolved(MODEL, "It does not compile.", "orders_v1.sql", 1),),
)


def edges(view: View) -> list[tuple[str, str, str]]:
    return [(edge.source, edge.target, edge.how) for edge in view.edges]


def changes(view: View) -> set[Change]:
    return {
        *(product.change for product in view.products),
        *(port.change for port in view.ports),
        *(table.change for table in view.tables),
    }


def test_a_port_and_the_model_that_fulfils_it_are_one_table() -> None:
    view = view_of(LINEAGE)

    assert [table.id for table in view.tables] == [OBJECT, "shop-v1.o", STAGING]
    assert view.tables[0].place == Place("orders.odcs.yaml", 5)
    assert view.tables[0].sql == Place("orders_v1.sql", 1)


def test_its_columns_are_as_the_contract_says_and_then_what_only_the_model_has() -> None:
    columns = [c for c in view_of(LINEAGE).columns.values() if c.table == OBJECT]

    assert [(c.name, c.type) for c in columns] == [("id", "STRING"), ("internal", "VARCHAR")]


def test_its_edges_lead_to_the_port_and_the_step_between_is_gone() -> None:
    assert edges(view_of(LINEAGE)) == [
        (f"{STAGING}.id", f"{OBJECT}.id", "identity"),
        ("shop-v1.o.id", f"{STAGING}.id", "identity"),
        ("shop-v1.o.id", f"{STAGING}.*", "group by"),
    ]


def test_what_cannot_be_followed_stands_at_the_port_too() -> None:
    assert [gap.at for gap in view_of(LINEAGE).gaps] == [OBJECT]


def test_a_contract_from_outside_is_a_system_of_its_own() -> None:
    view = view_of(LINEAGE)

    outside = [product.name for product in view.products if product.is_outside]
    assert outside == ["Web shop", "gone-v1"]
    assert [port.status for port in view.ports] == ["active", "", "missing"]


def test_a_product_that_was_left_out_is_named_by_its_id() -> None:
    view = view_of(replace(LINEAGE, products=()))

    assert view.products[0].name == "orders"


def test_against_itself_nothing_has_changed() -> None:
    view = view_of(LINEAGE, LINEAGE)

    assert view.is_compared
    assert changes(view) == {Change.NONE}
    assert {edge.change for edge in view.edges} == {Change.NONE}
    assert {column.change for column in view.columns.values()} == {Change.NONE}


def test_lines_that_moved_are_no_change() -> None:
    base = replace(
        LINEAGE,
        columns=tuple(column._replace(line=99) for column in LINEAGE.columns),
        edges=tuple(edge._replace(line=98) for edge in LINEAGE.edges),
        models=tuple(replace(model, line=97) for model in LINEAGE.models),
    )

    assert {table.change for table in view_of(LINEAGE, base).tables} == {Change.NONE}


def test_what_is_new_and_what_is_gone_is_said_up_to_the_product() -> None:
    base = replace(
        LINEAGE,
        columns=(*LINEAGE.columns, column(STAGING, "gone")),
        edges=(*LINEAGE.edges[:2], direct("shop-v1.o.id", f"{STAGING}.gone")),
    )

    view = view_of(LINEAGE, base)

    assert {(edge.target, str(edge.change)) for edge in view.edges if edge.change} == {
        (f"{STAGING}.id", "added"),
        (f"{STAGING}.*", "added"),
        (f"{STAGING}.gone", "removed"),
    }
    assert view.columns[f"{STAGING}.gone"].change is Change.REMOVED
    assert {table.id: table.change for table in view.tables if table.change} == {
        STAGING: Change.CHANGED
    }
    assert {p.id: p.change for p in view.products if p.change} == {"orders": Change.CHANGED}


def test_a_deleted_product_is_there_as_removed() -> None:
    view = view_of(Lineage(), LINEAGE)

    assert changes(view) == {Change.REMOVED}
    assert len(view.edges) == 3


def test_columns_of_a_table_stand_together_also_when_some_are_gone() -> None:
    base = replace(LINEAGE, columns=(*LINEAGE.columns, column(OBJECT, "gone")))

    tables = [column.table for column in view_of(LINEAGE, base).columns.values()]

    assert tables == sorted(tables, key=tables.index)


def test_the_counts_are_of_what_is_drawn() -> None:
    view = view_of(LINEAGE)
    counts = view.counts

    assert counts.products == sum(not product.is_outside for product in view.products)
    assert counts.output_ports + counts.external_contracts == len(view.ports)
    assert counts.tables == len(view.tables)
    assert counts.columns == sum(column.name != "*" for column in view.columns.values())
    assert counts.direct_edges == sum(edge.is_direct for edge in view.edges) > 0
    assert counts.indirect_edges == sum(not edge.is_direct for edge in view.edges) > 0
    assert counts.unresolved == len(view.gaps)


def test_a_table_names_those_whose_rows_it_reads() -> None:
    models = tuple(
        replace(model, reads=(STAGING, STAGING))
        if model.id == MODEL
        else replace(model, reads=(MODEL,))
        for model in LINEAGE.models
    )
    tables = {table.id: table for table in view_of(replace(LINEAGE, models=models)).tables}

    assert tables[OBJECT].reads == (STAGING,)
    assert tables[STAGING].reads == (OBJECT,)  # a port's model goes by its object


def test_an_exposure_is_at_the_tables_that_it_reads() -> None:
    board = Exposure(
        id="orders/exposure.board",
        product="orders",
        name="board",
        type="dashboard",
        reads=(OBJECT, STAGING),
        file="exposures.yml",
        line=7,
    )
    tables = {t.id: t for t in view_of(replace(LINEAGE, exposures=(board,))).tables}

    for id in (OBJECT, STAGING):
        (shown,) = tables[id].exposures
        assert (shown.name, shown.type, shown.place) == (
            *("board", "dashboard", Place("exposures.yml", 7)),
        )
    assert tables["shop-v1.o"].exposures == ()

    moved = replace(LINEAGE, exposures=(replace(board, line=9),))
    compared = view_of(moved, replace(LINEAGE, exposures=(board,)))
    assert {table.change for table in compared.tables} == {Change.NONE}
