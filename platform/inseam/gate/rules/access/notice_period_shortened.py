from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison
from inseam.gate.rule import ContractRule
from inseam.gate.service_levels import notice_period


class NoticePeriodShortened(ContractRule):
    id = "notice-period-shortened"
    category = Category.ACCESS
    grade = Grade.BREAKING
    mirror = "notice-period-lengthened"
    what = "Breaking changes may come after a shorter notice, or it cannot be told."
    why = "It is the promise about promises: readers have planned with the time they were given."
    fix = "Keep the notice period; a shorter one can come with the next major version."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        old, new = notice_period(comparison.old), notice_period(comparison.new)
        if old is None or (new is not None and new.written == old.written):
            return
        readable = old.value is not None and new is not None and new.value is not None
        if not readable or ((new and new.value) or 0) < (old.value or 0):
            yield self.change(
                "noticePeriod",
                f"It was {old.written}, and is {new.written if new else 'not promised any more'}.",
                old=old.path,
                new=new.path if new else ("slaProperties",),
            )
