"""Many products, nothing cached, against the same by hand."""

from __future__ import annotations

import shutil
from functools import partial

from benchmarks import by_hand
from benchmarks.bench import Bench, Contender, Values, in_turn, seconds
from benchmarks.figure import Figure, Ratio
from benchmarks.measuring import Used
from benchmarks.repository import ForgetfulRepository
from benchmarks.results import Series

SIZES = (50,)
# By hand every product takes about as long: so many are tested, and stand for all.
_BY_HAND = 10


def measure(bench: Bench) -> list[Series]:
    found: list[Series] = []
    for size in bench.sizes or SIZES:
        repository = bench.mesh_at(size, "HEAD", "many")
        names = sorted(file.parent.name for file in repository.root.glob("products/*/BUILD"))
        step = max(1, len(names) // _BY_HAND)
        hands = [by_hand.by_hand(bench, repository, name) for name in names[::step][:_BY_HAND]]
        forgetful = ForgetfulRepository(repository.root).with_own_store()
        bench.say("building the tools")
        # Of another text than any that is measured.
        forgetful.edits(f"products/{names[0]}/dbt_project.yml", "# {}\n")()
        (sql,) = (repository.root / "products" / names[0]).glob("models/staging/stg_1_*.sql")
        forgetful.edits(str(sql.relative_to(repository.root)), "where 0 < {}\n")()
        forgetful.pants("test", f"products/{names[0]}::")
        forgetful.git("checkout", "--quiet", "--", ".")
        forgetful.keep_results()
        found += in_turn(
            bench,
            [
                Contender(
                    "Inseam",
                    "./pants test products:: (nothing cached)",
                    partial(_test, forgetful),
                    size,
                ),
                Contender("by hand", by_hand.COMMAND, partial(_by_hand, hands, size), size),
            ],
        )
        repository.stop_daemon()
    return found


def _test(repository: ForgetfulRepository) -> Values:
    repository.forget_results()
    return seconds(repository.pants("test", "products::").used)


def _by_hand(hands: list[by_hand.ByHand], size: int) -> Values:
    used = Used(0, 0)
    for hand in hands:
        # What a fresh clone does not have.
        shutil.rmtree(hand.project / "target", ignore_errors=True)
        used += hand.test().used
    share = size / len(hands)
    return seconds(Used(used.wall * share, used.cpu * share))


FIGURE = Figure(
    name="many-products",
    title="Fifty products, nothing cached",
    question=f"""\
Fifty made products (each two to five models and some tests) are tested with one call, without a
daemon and with a cache that has the tools alone. By hand {_BY_HAND} of them are tested one after
the other, as in a fresh clone, and stand for all: their time is multiplied. Their input rows are
loaded before, which Inseam does in the call.""",
    measure=measure,
    minutes=15,
    ratios=(Ratio("Inseam", "by hand", 0.12, 50),),
)
