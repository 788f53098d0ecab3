"""Dates at which a contract ends, and the notice that readers were promised before."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import timedelta

from inseam.contracts.durations import MAX_NOTICE_DAYS
from inseam.gate.change import Change
from inseam.gate.grade import Grade
from inseam.gate.matching import Comparison
from inseam.gate.rule import Rule
from inseam.gate.service_levels import EndDate, end_date, notice_period


def notice_days(comparison: Comparison) -> int:
    """What the old contract promises; else what the settings say."""
    promised = notice_period(comparison.old)
    if promised is None or promised.value is None or promised.value < 0:
        return comparison.settings.notice_days
    return min(MAX_NOTICE_DAYS, math.floor(promised.value))


def earlier(rule: Rule, comparison: Comparison, name: str) -> Iterator[Change]:
    """The change that a date came nearer, or was set. One set in time only asks for attention."""
    old, new = end_date(comparison.old, name), end_date(comparison.new, name)
    if new is None or (old is not None and old.written == new.written):
        return
    needed = notice_days(comparison)
    if old is None or old.day is None:
        grade = _grade_of_first(new, comparison, needed)
        was = "There was no date" if old is None else f"The date was {old.written}"
        reason = f"{was}, and it is {new.written}; the notice period is {needed} days."
    elif new.day is None or new.day < old.day:
        grade = Grade.BREAKING
        reason = f"The date was {old.written}, and is {new.written}."
    else:
        return
    yield rule.change(name, reason, old=old.path if old else None, new=new.path, grade=grade)


def _grade_of_first(new: EndDate, comparison: Comparison, needed: int) -> Grade:
    first = comparison.settings.today + timedelta(days=needed)
    return Grade.RISKY if new.day is not None and new.day >= first else Grade.BREAKING
