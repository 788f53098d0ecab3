"""Quality rules in SQL: one SELECT that yields one number."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal

from inseam.evaluation.engine import Engine, EngineError


@dataclass(frozen=True, slots=True)
class Answer:
    """The number that a query yields, or why it yields none. ``is_null`` is a null in its place.

    ``detail`` is in the engine's words, which may show what is in a row.
    """

    number: float | None = None
    is_null: bool = False
    reason: str = ""
    detail: str = ""


def ask(engine: Engine, query: str) -> Answer:
    """Runs nothing but a single SELECT."""
    try:
        found = engine.first_two_rows(query)
    except EngineError as error:
        return Answer(reason="its query fails", detail=str(error))
    if found is None:
        return Answer(reason="its query is not one SELECT")
    if len(found.rows) > 1:
        return Answer(reason="its query yields several rows")
    if len(found.columns) > 1:
        return Answer(reason="its query yields several columns")
    if not found.rows:
        return Answer(reason="its query yields no row")
    return _number(found.rows[0][0])


def _number(value: object) -> Answer:
    if value is None:
        return Answer(is_null=True)
    if isinstance(value, (bool, int, float, Decimal)):
        number = float(value) if not isinstance(value, int) else value
        return Answer(is_null=True) if math.isnan(number) else Answer(number)
    return Answer(
        reason="its query yields no number", detail=f"It yields a {type(value).__name__}."
    )
