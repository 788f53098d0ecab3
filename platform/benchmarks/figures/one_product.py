"""One product, its SQL edited, to the verdict."""

from __future__ import annotations

from functools import partial

from benchmarks import by_hand
from benchmarks.bench import Bench, Contender, Values, in_turn_once_called, seconds
from benchmarks.figure import Figure, Ratio
from benchmarks.results import Series

PRODUCT = "customer_activity"
MODEL = f"products/{PRODUCT}/models/output_ports/v1/{PRODUCT}.sql"
# True, and another one each time.
ADDITION = "where {} > 0\n"
_NOT_WARM = "Inseam, no warm processes"


def measure(bench: Bench) -> list[Series]:
    repository = bench.repository()
    hand = by_hand.by_hand(bench, repository, PRODUCT)
    edit = repository.edits(MODEL, ADDITION)

    def test(*options: str) -> Values:
        edit()
        return seconds(repository.pants(*options, "test", f"products/{PRODUCT}::").used)

    def hands() -> Values:
        edit()
        return seconds(hand.test().used)

    words = f"test products/{PRODUCT}::"
    not_warm = "--no-inseam-warm-processes"
    contenders = [
        Contender("Inseam", f"./pants {words}", test),
        Contender("by hand", by_hand.COMMAND, hands),
        Contender(_NOT_WARM, f"./pants {not_warm} {words}", partial(test, not_warm)),
    ]
    return in_turn_once_called(bench, contenders)


FIGURE = Figure(
    name="one-product",
    title="One product, its SQL edited, to the verdict",
    question=f"""\
A condition is added to the SQL of `{PRODUCT}` (11 models, 59 tests), and the product is tested:
with `./pants test`, its daemon running, and by hand with dbt and datacontract-cli from the same
locked environment, on the same rows, which are loaded before. dbt has parsed the project before,
and reads again what has changed.""",
    measure=measure,
    minutes=4,
    ratios=(
        Ratio("Inseam", "by hand", 0.25),
        Ratio("Inseam", _NOT_WARM),
    ),
)
