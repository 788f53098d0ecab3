from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison
from inseam.gate.rule import ContractRule
from inseam.gate.service_levels import notice_period


class NoticePeriodLengthened(ContractRule):
    id = "notice-period-lengthened"
    category = Category.ACCESS
    grade = Grade.COMPATIBLE
    mirror = "notice-period-shortened"
    what = "Breaking changes come after a longer notice, or a notice is promised at all."
    why = "Readers have more time than they counted on."
    fix = "Nothing is to be done: raise the minor version."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        old, new = notice_period(comparison.old), notice_period(comparison.new)
        if new is None:
            return
        longer = old and old.value is not None and new.value is not None and new.value > old.value
        if old is None or longer:
            yield self.change(
                "noticePeriod",
                f"It was {old.written if old else 'not promised'}, and is {new.written}.",
                old=old.path if old else None,
                new=new.path,
            )
