from __future__ import annotations

from collections.abc import Iterator

from inseam.contracts.numbers import number
from inseam.gate.bounds import has_same_limits, is_within, limits
from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison, Pair
from inseam.gate.model import Column
from inseam.gate.rule import ColumnRule


class BoundLoosened(ColumnRule):
    id = "bound-loosened"
    category = Category.GUARANTEE
    grade = Grade.RISKY
    mirror = "bound-tightened"
    what = "Values, lengths or numbers of items may be smaller or larger than before."
    why = "Targets of a fixed size overflow, and checks that readers have of their own fail."
    fix = "Keep the bound, or tell readers of it."

    def changes(self, pair: Pair[Column], comparison: Comparison) -> Iterator[Change]:
        if has_same_limits(pair.old, pair.new):
            return
        old, new = (comparison.once(limits, column) for column in (pair.old, pair.new))
        for (what, end), limit in old.items():
            now = new.get((what, end))
            within = is_within(now, limit, end)
            if not within:
                side = "smaller" if end == "low" else "larger"
                decided = "may be" if within is False else "may be, as far as can be told,"
                yield self.change(
                    pair.new.label,
                    f"Its {what} {decided} {side} than before.",
                    old=limit.path,
                    new=now.path if now else pair.new.path,
                )
        before, after = (number(c.options.get("multipleOf")) for c in (pair.old, pair.new))
        if before and (after is None or after % before != 0):
            reason = f"Its values need no longer be multiples of {before}."
            yield self.at(pair, reason, "logicalTypeOptions", "multipleOf")
