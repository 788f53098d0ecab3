from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison
from inseam.gate.rule import ContractRule
from inseam.gate.service_levels import END_DATES, end_date


class StatusRetiredEarly(ContractRule):
    id = "status-retired-early"
    category = Category.LIFECYCLE
    grade = Grade.BREAKING
    alone = "Nobody loses by a retired contract that is in use again."
    what = "The contract is retired before it was deprecated, or before its end."
    why = "Readers were given a date, or should have been, and the data is gone before it."
    fix = "Deprecate the contract first, with a date at least the notice period away."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        old, new = comparison.old, comparison.new
        if new.status != "retired" or old.status == "retired":
            return
        dates = (end_date(old, name) for name in END_DATES.values())
        ends = [end.day for end in dates if end is not None and end.day is not None]
        if old.status != "deprecated":
            reason = "It is retired and was never deprecated."
        elif not ends:
            reason = "It is retired, and no end date was announced."
        elif max(ends) > comparison.settings.today:
            reason = f"It is retired, and was to end on {max(ends)}."
        else:
            return
        yield self.change("status", reason, old=("status",), new=("status",))
