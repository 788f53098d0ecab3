from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.end_dates import earlier
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison
from inseam.gate.rule import ContractRule


class EndOfSupportEarlier(ContractRule):
    id = "end-of-support-earlier"
    category = Category.SERVICE
    grade = Grade.BREAKING
    mirror = "end-date-later"
    what = "Support ends earlier than announced, or sooner than the notice period."
    why = "Readers have planned their move by the date that they were given."
    fix = "Keep the date, or set one at least the notice period away."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        yield from earlier(self, comparison, "endOfSupport")
