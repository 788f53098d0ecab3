"""How far what a column says of its values is carried."""

from __future__ import annotations

from inseam.graph.column_graph import ColumnEdge
from inseam.graph.node import Node, column, element, model
from inseam.graph.tag_propagation import carried

EMAIL = element("shop-v1", "sales", "email")
STAGED = column("orders", "stg_sales", "email")
PORT = element("orders-v1", "orders", "email")


def edge(
    source: Node, target: Node, *, is_direct: bool = True, is_masked: bool = False
) -> ColumnEdge:
    return ColumnEdge(source, target, "IDENTITY", is_direct, is_masked, "a.sql", 1)


def marks_at(node: Node, *edges: ColumnEdge, ended: dict[Node, set[str]] | None = None) -> set[str]:
    return set(carried(edges, {EMAIL: {"personal"}}, ended or {}).get(node, ()))


def test_a_mark_goes_wherever_the_value_goes() -> None:
    assert marks_at(PORT, edge(STAGED, PORT), edge(EMAIL, STAGED)) == {"personal"}


def test_a_masked_value_and_a_mere_influence_carry_nothing() -> None:
    assert marks_at(PORT, edge(EMAIL, STAGED, is_masked=True), edge(STAGED, PORT)) == set()
    assert marks_at(PORT, edge(EMAIL, STAGED, is_direct=False), edge(STAGED, PORT)) == set()
    assert marks_at(STAGED, edge(EMAIL, model("orders", "stg_sales"), is_direct=False)) == set()


def test_one_unmasked_way_is_enough() -> None:
    masked, plain = edge(EMAIL, STAGED, is_masked=True), edge(EMAIL, STAGED)
    assert marks_at(PORT, masked, plain, edge(STAGED, PORT)) == {"personal"}


def test_a_column_that_says_that_it_holds_none_ends_it() -> None:
    edges = (edge(EMAIL, STAGED), edge(STAGED, PORT))
    assert marks_at(PORT, *edges, ended={STAGED: {"personal"}}) == set()
    assert marks_at(PORT, *edges, ended={STAGED: {"secret"}}) == {"personal"}


def test_a_cycle_comes_to_an_end_and_gives_a_column_its_own_mark() -> None:
    edges = (edge(EMAIL, STAGED), edge(STAGED, PORT), edge(PORT, STAGED), edge(PORT, EMAIL))
    assert marks_at(EMAIL, *edges) == {"personal"}
    assert marks_at(PORT, *edges) == {"personal"}
