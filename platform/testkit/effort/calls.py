"""The work that something is, as a number of calls: the same on every machine, busy or not."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any, TypeVar

Input = TypeVar("Input")

# Of an input twice as large, at most. Sorting and a part that is the same for each fit in.
TWICE = 2.5


def calls(work: Callable[[], object]) -> int:
    """How many functions are called meanwhile, in Python or in C, in this thread."""
    number = 0

    def count(_: FrameType, event: str, __: Any) -> None:
        nonlocal number
        if event in ("call", "c_call"):
            number += 1

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(before)
    return number


def growth(work: Callable[[Input], object], small: Input, twice: Input) -> float:
    """How many times the work ``twice`` is. Both are done once before, for what is kept then."""
    work(small)
    work(twice)
    return calls(lambda: work(twice)) / calls(lambda: work(small))
