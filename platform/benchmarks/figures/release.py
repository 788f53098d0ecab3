"""A release into the lake: the first, with nothing changed, and with one product edited."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

from benchmarks.bench import Bench, Contender, Values, in_turn, seconds
from benchmarks.figure import Figure, Ratio
from benchmarks.repository import Repository
from benchmarks.results import Series

_PRODUCT = "products/customer_spend"
_MODEL = f"{_PRODUCT}/models/staging/stg_receipts.sql"
_CONDITION = "customer_id is not null"


def measure(bench: Bench) -> list[Series]:
    repository = bench.repository()
    repository.pants("load", "products::")
    all_ = ("release", "products::")
    first = in_turn(
        bench,
        [Contender("first", "./pants release products::", partial(_call, repository, *all_))],
        runs=1,
    )
    edit = _edits(repository)
    contenders = [
        Contender(
            "nothing changed", "./pants release products::", partial(_call, repository, *all_)
        ),
        Contender(
            "one product changed, its test",
            f"./pants test {_PRODUCT}::",
            partial(_edited, repository, edit, "test"),
        ),
        Contender(
            "one product changed, its release",
            f"./pants release {_PRODUCT}::",
            partial(_call, repository, "release", f"{_PRODUCT}::"),
        ),
    ]
    found = in_turn(bench, contenders)
    repository.git("checkout", "--quiet", "--", ".")
    return [*first, *found]


def _edits(repository: Repository) -> Callable[[], None]:
    file = repository.root / _MODEL
    before = file.read_text(encoding="utf-8")

    def edit() -> None:
        edited = f"{_CONDITION} and {time.time_ns()} > 0"
        file.write_text(before.replace(_CONDITION, edited), encoding="utf-8")

    return edit


def _call(repository: Repository, *arguments: str) -> Values:
    return seconds(repository.pants(*arguments).used)


def _edited(repository: Repository, edit: Callable[[], None], goal: str) -> Values:
    edit()
    return _call(repository, goal, f"{_PRODUCT}::")


FIGURE = Figure(
    name="release",
    title="A release into the lake",
    question="""\
The eight products of this repository are released into an empty lake; then nothing has changed;
then the SQL of one has, of which the test is timed beside its release.""",
    measure=measure,
    minutes=6,
    ratios=(
        Ratio("nothing changed", "first"),
        Ratio("one product changed, its release", "one product changed, its test"),
    ),
)
