from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.end_dates import notice_days
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison
from inseam.gate.rule import ContractRule
from inseam.gate.service_levels import END_DATES, end_date


class DeprecatedWithoutNotice(ContractRule):
    id = "deprecated-without-notice"
    category = Category.LIFECYCLE
    grade = Grade.BREAKING
    alone = "A deprecation with notice is `status-deprecated`."
    what = "A contract is deprecated without a date of its end."
    why = "Readers do not know by when they have to move."
    fix = "Add `endOfSupport` or `endOfLife` to its service levels, the notice period away."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        old, new = comparison.old, comparison.new
        if old.status == "deprecated" or new.status != "deprecated":
            return
        dates = [end_date(new, name) for name in END_DATES.values()]
        if not any(end is not None and end.day is not None for end in dates):
            needed = notice_days(comparison)
            reason = f"It is deprecated without a date of its end, at least {needed} days away."
            yield self.change("status", reason, old=("status",), new=("status",))
