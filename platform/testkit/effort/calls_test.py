from __future__ import annotations

import sys
from functools import cache

from testkit.effort.calls import TWICE, calls, growth


def linear(size: int) -> None:
    for n in range(size):
        abs(n)


def quadratic(size: int) -> None:
    for _ in range(size):
        linear(size)


def test_the_same_work_has_the_same_count() -> None:
    assert calls(lambda: linear(100)) == calls(lambda: linear(100))
    assert calls(lambda: linear(101)) == calls(lambda: linear(100)) + 1


def test_growth_tells_linear_work_from_quadratic_work() -> None:
    assert growth(linear, 100, 200) < TWICE < growth(quadratic, 100, 200)


def test_what_is_prepared_once_does_not_count() -> None:
    prepare = cache(linear)

    def work(size: int) -> None:
        prepare(1_000 * size)
        linear(size)

    assert growth(work, 100, 200) < TWICE


def test_who_counts_otherwise_goes_on_counting() -> None:
    def other(*_: object) -> None: ...

    sys.setprofile(other)
    try:
        calls(lambda: linear(1))
        assert sys.getprofile() is other
    finally:
        sys.setprofile(None)
