"""One product, its SQL edited, to the verdict."""

from __future__ import annotations

from benchmarks import by_hand
from benchmarks.bench import Bench, Contender, Values, in_turn, seconds
from benchmarks.figure import Figure, Ratio
from benchmarks.repository import Repository
from benchmarks.results import Series

PRODUCT = "customer_activity"
MODEL = f"products/{PRODUCT}/models/output_ports/v1/{PRODUCT}.sql"
# True, and another one each time.
ADDITION = "where {} > 0\n"
_COLD = "Inseam, no warm processes"


def measure(bench: Bench) -> list[Series]:
    repository = bench.repository()
    hand = by_hand.by_hand(bench, repository, PRODUCT)
    edit = repository.edits(MODEL, ADDITION)

    def by_pants(*options: str) -> Values:
        edit()
        return seconds(repository.pants(*options, "test", f"products/{PRODUCT}::").used)

    def hands() -> Values:
        edit()
        return seconds(hand.test().used)

    command = f"./pants test products/{PRODUCT}::"
    contenders = [
        Contender("Inseam", command, by_pants),
        Contender("by hand", by_hand.COMMAND, hands),
    ]
    if bench.dbt_2 is not None:
        option = f"--data-products-dbt={bench.dbt_2}"
        contenders.append(
            Contender(
                "Inseam with dbt 2",
                f"./pants --data-products-dbt=<dbt 2> test products/{PRODUCT}::",
                lambda: by_pants(option),
            )
        )
    bench.say("once before, for what is kept from call to call")
    for contender in contenders:
        contender.run()
    series = in_turn(bench, contenders)
    # Last: another setting is another daemon.
    return [*series, *_without_warm_processes(bench, repository)]


def _without_warm_processes(bench: Bench, repository: Repository) -> list[Series]:
    edit = repository.edits(MODEL, ADDITION)

    def run() -> Values:
        edit()
        arguments = ("--no-inseam-warm-processes", "test", f"products/{PRODUCT}::")
        return seconds(repository.pants(*arguments).used)

    run()
    command = f"./pants --no-inseam-warm-processes test products/{PRODUCT}::"
    return in_turn(bench, [Contender(_COLD, command, run)])


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
        Ratio("Inseam with dbt 2", "by hand", 0.15),
        Ratio("Inseam", _COLD),
    ),
)
