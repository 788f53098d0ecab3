"""What a figure is: a question, how it is measured, and what is divided by what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.bench import Bench
from benchmarks.results import Series


@dataclass(frozen=True, slots=True)
class Ratio:
    """Of two series by name. ``aim`` is the highest that we want, at ``size`` if it is named."""

    of: str
    to: str
    aim: float | None = None
    size: int | None = None


@dataclass(frozen=True, slots=True)
class Limit:
    """The highest median of a series that we want: seconds, or megabytes."""

    of: str
    quantity: str
    aim: float
    size: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """``question`` says what is measured and how, for the page.

    ``minutes`` is about how long it takes on two cores, and ``sizes`` what the sizes of its series
    are numbers of.
    """

    name: str
    title: str
    question: str
    measure: Callable[[Bench], list[Series]]
    minutes: int
    ratios: tuple[Ratio, ...] = ()
    limits: tuple[Limit, ...] = ()
    sizes: str = "products"
