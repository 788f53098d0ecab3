from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison
from inseam.gate.rule import ContractRule
from inseam.gate.service_levels import END_DATES, end_date


class EndDateLater(ContractRule):
    id = "end-date-later"
    category = Category.SERVICE
    grade = Grade.COMPATIBLE
    mirror = "end-of-support-earlier"
    what = "Support or the data ends later than announced, or no end is set any more."
    why = "Readers have more time than they were told."
    fix = "Nothing is to be done: raise the minor version."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        for name in END_DATES.values():
            old, new = end_date(comparison.old, name), end_date(comparison.new, name)
            if old is None or (new is not None and new.written == old.written):
                continue
            if new is None or (old.day and new.day and new.day > old.day):
                yield self.change(
                    name,
                    f"The date was {old.written}, and is {new.written if new else 'not set'}.",
                    old=old.path,
                    new=new.path if new else ("slaProperties",),
                )
