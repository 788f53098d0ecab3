from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison
from inseam.gate.rule import ContractRule
from inseam.gate.server_changes import server_pairs
from inseam.gate.values import shown


class ServerAdded(ContractRule):
    id = "server-added"
    category = Category.SERVICE
    grade = Grade.COMPATIBLE
    mirror = "server-removed"
    what = "A server of the data is new."
    why = "Nobody reads from there yet."
    fix = "Nothing is to be done: raise the minor version."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        for added in server_pairs(comparison).added:
            reason = f"The server {shown(added.name or added.type)} is new."
            yield self.change(added.label, reason, old=None, new=added.path)
