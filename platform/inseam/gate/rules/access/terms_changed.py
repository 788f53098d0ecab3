from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison
from inseam.gate.rule import ContractRule
from inseam.gate.values import mapping, parted, text
from inseam.gate.vocabulary import Concept, custom_changes

_TERMS = ("limitations", "usage")


class TermsChanged(ContractRule):
    id = "terms-changed"
    category = Category.ACCESS
    grade = Grade.RISKY
    mirror = "terms-changed"
    what = "The terms of use are other: limitations, usage, or the licence by a custom property."
    why = "What readers do with the data may no longer be allowed."
    fix = "If only the wording changed, say so in the pull request."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        described = [mapping(c.entry, "description") for c in (comparison.old, comparison.new)]
        for key in _TERMS:
            old, new = (" ".join((text(one, key) or "").split()) for one in described)
            if old != new:
                path = ("description", key)
                was, now = parted(old or None, new or None)
                reason = f"`{key}` was {was}, and is {now}."
                yield self.change(f"description.{key}", reason, old=path, new=path)
        for found in custom_changes(comparison, Concept.TERMS, comparison.settings):
            holder = f"{found.holder.label}." if found.holder.path else ""
            was, now = parted(found.old, found.new)
            yield self.change(
                f"{holder}{found.name}",
                f"`{found.name}` was {was}, and is {now}.",
                old=found.old_path,
                new=found.new_path,
            )
