"""How much memory the test of one product takes, with all that it starts."""

from __future__ import annotations

from benchmarks import by_hand
from benchmarks.bench import Bench, Contender, Values, in_turn
from benchmarks.figure import Figure, Limit, Ratio
from benchmarks.figures.one_product import ADDITION, MODEL, PRODUCT
from benchmarks.measuring import Memory, end_all, peak_memory
from benchmarks.results import DAEMON, LARGEST, MEMORY, Series


def measure(bench: Bench) -> list[Series]:
    repository = bench.repository()
    hand = by_hand.by_hand(bench, repository, PRODUCT)
    edit = repository.edits(MODEL, ADDITION)

    def test() -> Values:
        edit()
        with peak_memory() as peaks:
            repository.pants("test", f"products/{PRODUCT}::")
        return {**_of(peaks()), DAEMON: peaks().daemon}

    def hands() -> Values:
        # What waits for the next call of Pants is none of this.
        end_all()
        edit()
        with peak_memory() as peaks:
            hand.test()
        return _of(peaks())

    return in_turn(
        bench,
        [
            Contender("Inseam", f"./pants test products/{PRODUCT}::", test),
            Contender("by hand", by_hand.COMMAND, hands),
        ],
    )


def _of(peaks: Memory) -> Values:
    return {MEMORY: peaks.together, LARGEST: peaks.largest}


FIGURE = Figure(
    name="memory",
    title="Memory of one product's test",
    question=f"""\
The highest sum over all processes of a test of `{PRODUCT}`, in which what they share counts once
(PSS), looked at every 50 ms: the processes that Pants starts, and the one that they are forked
from. Pants' daemon, which serves all products, is apart.""",
    measure=measure,
    minutes=3,
    ratios=(Ratio("Inseam", "by hand"),),
    limits=(Limit("Inseam", MEMORY, 300),),
)
