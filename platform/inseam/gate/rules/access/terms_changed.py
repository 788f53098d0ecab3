from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison
from inseam.gate.rule import ContractRule
from inseam.gate.values import identity, mapping, shown, text

_TERMS = ("limitations", "usage")
_LICENCES = ("licence", "license")


class TermsChanged(ContractRule):
    id = "terms-changed"
    category = Category.ACCESS
    grade = Grade.RISKY
    mirror = "terms-changed"
    what = "The terms of use are other: limitations, usage, or the licence."
    why = "What readers do with the data may no longer be allowed."
    fix = "If only the wording changed, say so in the pull request."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        described = [mapping(c.entry, "description") for c in (comparison.old, comparison.new)]
        for key in _TERMS:
            old, new = (" ".join((text(one, key) or "").split()) for one in described)
            if old != new:
                path = ("description", key)
                reason = f"`{key}` was {shown(old or None)}, and is {shown(new or None)}."
                yield self.change(f"description.{key}", reason, old=path, new=path)
        for key in _LICENCES:
            stated = comparison.old.root.custom(key), comparison.new.root.custom(key)
            values = [one[0] if one else None for one in stated]
            if identity(values[0]) != identity(values[1]):
                yield self.change(
                    key,
                    f"The licence was {shown(values[0])}, and is {shown(values[1])}.",
                    old=stated[0][1] if stated[0] else (),
                    new=stated[1][1] if stated[1] else (),
                )
