from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison
from inseam.gate.rule import ContractRule
from inseam.gate.values import shown


class ContractIdChanged(ContractRule):
    id = "contract-id-changed"
    category = Category.LIFECYCLE
    grade = Grade.BREAKING
    mirror = "contract-id-changed"
    what = "The contract has another id."
    why = "Every reference to it, in data products, agreements and catalogs, leads nowhere."
    fix = "Keep the id."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        old, new = comparison.old.id, comparison.new.id
        if old != new:
            reason = f"The id was {shown(old or None)}, and is {shown(new or None)}."
            yield self.change("id", reason, old=("id",), new=("id",))
