from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Bump, Category, Grade
from inseam.gate.matching import Comparison
from inseam.gate.meaning import meaning_changes
from inseam.gate.rule import ContractRule


class MeaningChanged(ContractRule):
    id = "meaning-changed"
    category = Category.MEANING
    grade = Grade.COMPATIBLE
    bump = Bump.PATCH
    mirror = "meaning-changed"
    opt_in = True
    what = "What the data means is described in other words."
    why = "No query fails, but a definition may have changed: which customers count as active."
    fix = "If the meaning changed and not only the wording, tell readers."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        for found in meaning_changes(comparison):
            reason = f"`{found.key}` is in other words."
            yield self.change(found.label, reason, old=found.old, new=found.new)
