from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison
from inseam.gate.rule import ContractRule
from inseam.gate.support import channel_pairs, lost_addresses, new_addresses
from inseam.gate.values import shown


class SupportAdded(ContractRule):
    id = "support-added"
    category = Category.SERVICE
    grade = Grade.COMPATIBLE
    mirror = "support-removed"
    what = "A support channel is new, or has a new address or name."
    why = "There is one more place to ask."
    fix = "Nothing is to be done: raise the minor version."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        found = channel_pairs(comparison)
        for added in found.added:
            reason = f"The channel {shown(added.name)} is new."
            yield self.change(added.label, reason, old=None, new=added.path)
        for pair in found.pairs:
            new = new_addresses(pair.old, pair.new)
            if new and not lost_addresses(pair.old, pair.new):
                reason = f"It has the address {', '.join(map(shown, new))}."
                yield self.change(pair.new.label, reason, old=pair.old.path, new=pair.new.path)
            if pair.old.name != pair.new.name:
                names = shown(pair.old.name), shown(pair.new.name)
                reason = f"The channel was called {names[0]}, and is called {names[1]}."
                yield self.change(pair.new.label, reason, old=pair.old.path, new=pair.new.path)
