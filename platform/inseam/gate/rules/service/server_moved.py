from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Bump, Category, Grade
from inseam.gate.matching import Comparison
from inseam.gate.rule import ContractRule
from inseam.gate.server_changes import folded_place, place, server_pairs
from inseam.gate.values import shown


class ServerMoved(ContractRule):
    id = "server-moved"
    category = Category.SERVICE
    grade = Grade.BREAKING
    mirror = "server-moved"
    what = "The data is at another place, or is read in another way."
    why = "Connections and qualified names of tables that readers have written down fail."
    fix = "Offer the data at both places until the next major version."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        for pair in server_pairs(comparison).pairs:
            old, new = place(pair.old), place(pair.new)
            keys = sorted(key for key in old.keys() | new.keys() if old.get(key) != new.get(key))
            if not keys:
                continue
            folded = folded_place(pair.old), folded_place(pair.new)
            moved = [key for key in keys if folded[0].get(key) != folded[1].get(key)]
            key = (moved or keys)[0]
            others = [other for other in keys if other != key]
            stated = pair.old.entry.get(key), pair.new.entry.get(key)
            nobody_notices = pair.old.is_for_tests or not moved
            yield self.change(
                pair.new.label,
                f"`{key}` was {shown(stated[0])}, and is {shown(stated[1])}."
                + (f" So are {', '.join(others)}." if others else ""),
                old=pair.old.at(key),
                new=pair.new.at(key),
                grade=Grade.COMPATIBLE if nobody_notices else None,
                bump=Bump.PATCH if nobody_notices else None,
            )
