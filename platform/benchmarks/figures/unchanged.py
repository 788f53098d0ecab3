"""`test` with nothing changed: what it takes to know that."""

from __future__ import annotations

import re
from functools import partial

from benchmarks.bench import Bench, Contender, Values, in_turn, seconds
from benchmarks.figure import Figure, Ratio
from benchmarks.repository import Repository
from benchmarks.results import Series

# One that comes from a cache says so after the time.
_RAN = re.compile(r"^. \S+ succeeded in \S+s\.$", re.MULTILINE)
# A thousand are tested once before, which takes most of an hour: ask for them with --sizes.
SIZES = (10, 100)


def measure(bench: Bench) -> list[Series]:
    found: list[Series] = []
    for size in bench.sizes or SIZES:
        repository = bench.mesh(size)
        bench.say(f"testing {size:,} products once")
        repository.pants("test", "products::")
        found += in_turn(
            bench,
            [
                Contender("test", "./pants test products::", partial(_test, repository), size),
                Contender("list", "./pants list ::", partial(_list, repository), size),
            ],
        )
        found += in_turn(
            bench,
            [
                Contender(
                    "test, no daemon", "./pants test products::", partial(_cold, repository), size
                )
            ],
        )
        repository.stop_daemon()
    return found


def _test(repository: Repository) -> Values:
    done = repository.pants("test", "products::")
    assert not _RAN.search(done.output), done.output[-1000:]
    return seconds(done.used)


def _list(repository: Repository) -> Values:
    return seconds(repository.pants("list", "::").used)


def _cold(repository: Repository) -> Values:
    repository.stop_daemon()
    return seconds(repository.pants("test", "products::").used)


FIGURE = Figure(
    name="unchanged",
    title="Nothing has changed",
    question="""\
`./pants test products::` of made products that were tested before, the daemon running, beside
`./pants list ::`, which runs nothing. Then without a daemon, where every result comes from the
cache on disk.""",
    measure=measure,
    minutes=20,
    ratios=(Ratio("test", "list", 3, 1_000),),
)
