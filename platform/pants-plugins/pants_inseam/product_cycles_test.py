from __future__ import annotations

import random
from collections.abc import Mapping

import pytest
from pants.testutil.rule_runner import RuleRunner

from pants_inseam.product_cycles import ProductCycles, shortest_cycles
from pants_inseam.stub_repository import Files, below, contract, make_repository, source


def readers(edges: str) -> dict[str, dict[str, str]]:
    """`ab bc`: a reads b, b reads c."""
    found: dict[str, dict[str, str]] = {}
    for consumer, provider in map(tuple, edges.split()):
        found.setdefault(consumer, {})[provider] = f"{provider}-v1"
    return found


@pytest.mark.parametrize(
    ("edges", "cycles"),
    [
        ("", {}),
        ("ab bc ac", {}),
        ("aa", {"a": "a"}),
        ("ab ba", {"a": "ab", "b": "ba"}),
        # Who only reads a product in a cycle, or is only read by one, is on none.
        ("xa ab ba by", {"a": "ab", "b": "ba"}),
        # Between two cycles, and on neither.
        ("ab ba bm mc cd dc", {"a": "ab", "b": "ba", "c": "cd", "d": "dc"}),
        ("ab bc ca ac", {"a": "ac", "b": "bca", "c": "ca"}),
    ],
)
def test_the_products_of_a_shortest_cycle_begin_with_the_one_that_asks(
    edges: str, cycles: Mapping[str, str]
) -> None:
    assert shortest_cycles(readers(edges)) == {k: tuple(way) for k, way in cycles.items()}


def test_a_product_is_on_a_cycle_if_and_only_if_it_is_reached_from_itself() -> None:
    dice = random.Random(7)
    for _ in range(300):
        names = "abcdefg"[: dice.randint(1, 7)]
        graph = {n: {m: "" for m in names if dice.random() < 0.25} for n in names}
        reached = {n: set(graph[n]) for n in names}
        for via in names:
            for n in names:
                if via in reached[n]:
                    reached[n] |= reached[via]
        found = shortest_cycles(graph)
        assert set(found) == {n for n in names if n in reached[n]}
        for start, way in found.items():
            assert way[0] == start
            assert all(b in graph[a] for a, b in zip(way, (*way[1:], start)))


def product(name: str, reads: str) -> Files:
    return below(
        f"products/{name}",
        {
            "BUILD": "data_product()",
            "dbt_project.yml": f"name: {name}",
            f"models/input_ports/{reads}-v1.source.yaml": source("elsewhere-v1", f"{reads}-v1"),
            f"models/output_ports/v1/{name}-v1.odcs.yaml": contract(f"{name}-v1"),
        },
    )


def cycles_of(runner: RuleRunner) -> dict[str, list[tuple[str, int, str]]]:
    cycles = runner.request(ProductCycles, [])
    return {
        folder: [(reading.file, reading.line, reading.contract) for reading in way]
        for folder, way in cycles.by_folder.items()
    }


def test_every_step_of_a_cycle_is_a_line_of_a_sources_file() -> None:
    runner = make_repository(
        {**product("a", "b"), **product("b", "c"), **product("c", "a"), **product("d", "a")}
    )
    a, b, c = (
        (f"products/{consumer}/models/input_ports/{provider}-v1.source.yaml", 5, f"{provider}-v1")
        for consumer, provider in ("ab", "bc", "ca")
    )
    assert cycles_of(runner) == {
        "products/a": [a, b, c],
        "products/b": [b, c, a],
        "products/c": [c, a, b],
    }


def test_an_id_that_two_contracts_claim_makes_no_cycle() -> None:
    runner = make_repository(
        {
            **product("a", "b"),
            **product("b", "a"),
            "contracts/external/BUILD": "data_contract(name='b', source='b.odcs.yaml')",
            "contracts/external/b.odcs.yaml": contract("b-v1"),
        }
    )
    assert cycles_of(runner) == {}
