"""Layers and their order."""

from __future__ import annotations

import random
from itertools import pairwise

from inseam.lineage.page.layers import layers, ordered


def crossings(rows: list[list[str]], pairs: list[tuple[str, str]]) -> int:
    """Between layers that are beside one another."""
    at = {node: (layer, i) for layer, row in enumerate(rows) for i, node in enumerate(row)}
    short = [(at[a], at[b]) for a, b in pairs if at[b][0] == at[a][0] + 1]
    return sum(
        a[0] == c[0] and (a[1] - c[1]) * (b[1] - d[1]) < 0
        for i, (a, b) in enumerate(short)
        for c, d in short[:i]
    )


def test_a_node_is_right_of_all_it_comes_from() -> None:
    assert layers("abcd", [("a", "b"), ("b", "c"), ("a", "c"), ("c", "d")]) == {
        "a": 0,
        "b": 1,
        "c": 2,
        "d": 3,
    }


def test_what_comes_from_nothing_is_at_the_left() -> None:
    assert layers("ab", []) == {"a": 0, "b": 0}


def test_a_node_that_is_not_there_and_one_that_comes_from_itself_change_nothing() -> None:
    assert layers("ab", [("a", "b"), ("a", "a"), ("x", "a"), ("b", "y")]) == {"a": 0, "b": 1}


def test_a_cycle_gets_layers_too() -> None:
    found = layers("abc", [("a", "b"), ("b", "c"), ("c", "a")])

    assert sorted(found.values()) == [0, 1, 2]


def test_a_long_chain_needs_no_deep_stack() -> None:
    nodes = [str(i) for i in range(5_000)]

    found = layers(nodes[::-1], list(pairwise(nodes)))

    assert found["4999"] == 4_999


def test_neighbours_are_placed_so_that_edges_do_not_cross() -> None:
    pairs = [("a", "z"), ("b", "y"), ("c", "x")]

    rows = ordered(layers("abcxyz", pairs), pairs)

    assert crossings(rows, pairs) == 0


def test_of_many_edges_far_fewer_cross_than_in_any_order() -> None:
    some = random.Random(3)
    nodes = [f"{layer}-{i}" for layer in range(5) for i in range(20)]
    pairs = [
        (f"{layer}-{i}", f"{layer + 1}-{(i + some.choice((0, 1))) % 20}")
        for layer in range(4)
        for i in range(20)
    ]
    shuffled = some.sample(nodes, len(nodes))
    by_layer = {node: int(node[0]) for node in shuffled}
    before: list[list[str]] = [[node for node in shuffled if by_layer[node] == i] for i in range(5)]

    assert crossings(ordered(by_layer, pairs), pairs) < crossings(before, pairs) / 4


def test_the_order_of_the_edges_does_not_matter() -> None:
    pairs = [("a", "z"), ("b", "y"), ("c", "x"), ("a", "x")]
    layer_of = layers("abcxyz", pairs)

    assert ordered(layer_of, pairs) == ordered(layer_of, pairs[::-1])
