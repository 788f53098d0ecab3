from __future__ import annotations

from collections.abc import Iterator

from inseam.contracts.numbers import number
from inseam.gate.bounds import has_same_limits, is_within, limits
from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison, Pair
from inseam.gate.model import Column
from inseam.gate.rule import ColumnRule


class BoundTightened(ColumnRule):
    id = "bound-tightened"
    category = Category.GUARANTEE
    grade = Grade.COMPATIBLE
    mirror = "bound-loosened"
    what = "Values, lengths or numbers of items have a narrower bound than before."
    why = "It promises more than it did."
    fix = "Nothing is to be done: raise the minor version."

    def changes(self, pair: Pair[Column], comparison: Comparison) -> Iterator[Change]:
        if has_same_limits(pair.old, pair.new):
            return
        old, new = (comparison.once(limits, column) for column in (pair.old, pair.new))
        for (what, end), limit in new.items():
            before = old.get((what, end))
            if is_within(limit, before, end) and not is_within(before, limit, end):
                yield self.change(
                    pair.new.label,
                    f"Its {what} has a narrower bound.",
                    old=before.path if before else pair.old.path,
                    new=limit.path,
                )
        was, now = (number(c.options.get("multipleOf")) for c in (pair.old, pair.new))
        if now and (was is None or (was and was != now and now % was == 0)):
            reason = f"Its values are multiples of {now}."
            yield self.at(pair, reason, "logicalTypeOptions", "multipleOf")
