"""How confidential a column is."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from inseam.gate.matching import Pair
from inseam.gate.model import Column
from inseam.gate.values import text


class Step(Enum):
    SAME = "same"
    RAISED = "raised"
    LOWERED = "lowered"
    UNKNOWN = "unknown"


def classification_step(pair: Pair[Column], order: Sequence[str]) -> Step:
    """By the ``order`` from public to secret. None is as much as the first of them."""
    old, new = (
        (text(column.entry, "classification") or "").strip().lower()
        for column in (pair.old, pair.new)
    )
    if old == new:
        return Step.SAME
    ranks = {"": 0} | {word.lower(): rank for rank, word in enumerate(order)}
    if old not in ranks or new not in ranks:
        return Step.UNKNOWN
    if ranks[old] == ranks[new]:
        return Step.SAME
    return Step.RAISED if ranks[new] > ranks[old] else Step.LOWERED
