from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison
from inseam.gate.rule import ContractRule
from inseam.gate.server_changes import server_pairs
from inseam.gate.values import shown, text


class ServerRenamed(ContractRule):
    id = "server-renamed"
    category = Category.SERVICE
    grade = Grade.RISKY
    mirror = "server-renamed"
    what = "A server has another name or environment, at the same place."
    why = (
        "Tools and readers pick a server by its name or its environment. One that is for tests "
        "from now on is gone for those who relied on it."
    )
    fix = "Keep the name, or tell those who use it."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        for pair in server_pairs(comparison).pairs:
            for key in ("server", "environment"):
                old, new = text(pair.old.entry, key), text(pair.new.entry, key)
                if old != new:
                    reason = f"`{key}` was {shown(old)}, and is {shown(new)}."
                    gone = pair.new.is_for_tests and not pair.old.is_for_tests
                    yield self.change(
                        pair.old.label,
                        reason,
                        old=pair.old.at(key),
                        new=pair.new.at(key),
                        grade=Grade.BREAKING if gone and key == "environment" else None,
                    )
