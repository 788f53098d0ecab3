"""`check` of one product, its SQL edited."""

from __future__ import annotations

from functools import partial

from benchmarks import by_hand
from benchmarks.bench import Bench, Contender, Values, in_turn_once_called, seconds
from benchmarks.figure import Figure, Ratio
from benchmarks.figures.one_product import ADDITION, MODEL, PRODUCT
from benchmarks.peers import dbt_2
from benchmarks.results import Series


def measure(bench: Bench) -> list[Series]:
    repository = bench.repository()
    hand = by_hand.by_hand(bench, repository, PRODUCT)
    edit = repository.edits(MODEL, ADDITION)

    def check(*options: str) -> Values:
        edit()
        return seconds(repository.pants(*options, "check", f"products/{PRODUCT}::").used)

    def compile_() -> Values:
        edit()
        return seconds(hand.compile().used)

    contenders = [
        Contender("Inseam", f"./pants check products/{PRODUCT}::", check),
        Contender(
            "Inseam with dbt 2",
            f"./pants --data-products-dbt=<dbt 2> check products/{PRODUCT}::",
            partial(check, f"--data-products-dbt={dbt_2()}"),
        ),
        Contender("by hand", "dbt compile", compile_),
    ]
    return in_turn_once_called(bench, contenders)


FIGURE = Figure(
    name="check",
    title="`check` of one product, its SQL edited",
    question=f"""\
A condition is added to the SQL of `{PRODUCT}`. `./pants check` compares the SQL with the
contract, for DuckDB and for Databricks; `dbt compile`, which people call instead, only renders
it, for one of them.""",
    measure=measure,
    minutes=3,
    ratios=(Ratio("Inseam", "by hand"), Ratio("Inseam with dbt 2", "by hand")),
)
